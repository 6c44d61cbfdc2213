// The whole life of a reservation, pure: state × fact → state and effects. actions.ts performs the
// effects; spec part 2 reservation and rulings 16, 21 and 33 say why each row is as it is.

export const states = [
  // Shown as `pending`.
  "pending",
  // A connector is kept, and the fee asked for.
  "authorising",
  // Shown as `confirmed`.
  "confirmed",
  // The charger is asked to keep the connector.
  "ordering",
  // It keeps it.
  "kept",
  // The reserved span has begun, and the connector could be used then (`open`) or not.
  "open",
  "doubtful",
  // Final.
  "completed",
  "cancelled",
  "failed",
  "expired",
] as const;
export type State = (typeof states)[number];

export const facts = [
  // A connector was found and locked; with a fee to authorise, or without one.
  "chosen",
  "chosen_free",
  "not_chosen",
  "hold_authorized",
  "hold_declined",
  "order_due",
  "order_accepted",
  // The charger said nothing, or cannot yet: it is asked again.
  "order_open",
  // It will not keep it: another connector was found and locked instead, or none.
  "rechosen",
  "order_refused",
  "began_usable",
  "began_unusable",
  "arrived",
  "ended",
  "cancelled",
  // Past the time in which it is free.
  "cancelled_late",
] as const;
export type Fact = (typeof facts)[number];

export const effects = [
  "place_hold",
  "release_fee",
  "charge_fee",
  "unlock",
  "withdraw_order",
  "show",
  "suggest",
  "emit_updated",
  "emit_confirmed",
  "emit_completed",
  "emit_cancelled",
  "emit_failed",
  "emit_expired",
] as const;
export type Effect = (typeof effects)[number];

export type Step = { readonly to: State; readonly effects: readonly Effect[] };

const step = (to: State, ...does: Effect[]): Step => ({ to, effects: does });

// The connector is freed before money moves, which locks the ledger: always in this order.
const completed = step("completed", "unlock", "release_fee", "emit_completed");
const cancelled = step("cancelled", "unlock", "release_fee", "emit_cancelled");
const cancelledLate = step("cancelled", "unlock", "charge_fee", "emit_cancelled");
const withdrawn = step("cancelled", "unlock", "withdraw_order", "release_fee", "emit_cancelled");
const withdrawnLate = step("cancelled", "unlock", "withdraw_order", "charge_fee", "emit_cancelled");
const unkept = step("failed", "unlock", "release_fee", "emit_failed");
const confirmed = step("confirmed", "suggest", "emit_confirmed");
const begun = {
  began_usable: step("open", "show"),
  began_unusable: step("doubtful", "show"),
};
/** The charger's answer came after the end: it keeps for nobody. */
const tooLate = (state: State) => ({ order_accepted: step(state, "withdraw_order") });

const table: Readonly<Record<State, Partial<Record<Fact, Step>>>> = {
  pending: {
    chosen: step("authorising", "place_hold"),
    chosen_free: confirmed,
    not_chosen: step("failed", "emit_failed"),
    cancelled: step("cancelled", "emit_cancelled"),
  },
  authorising: {
    hold_authorized: confirmed,
    // A declined hold holds nothing.
    hold_declined: step("failed", "unlock", "emit_failed"),
    cancelled,
  },
  confirmed: {
    order_due: step("ordering"),
    arrived: completed,
    cancelled,
    cancelled_late: cancelledLate,
  },
  ordering: {
    order_accepted: step("kept"),
    order_open: step("ordering"),
    rechosen: step("confirmed", "emit_updated"),
    order_refused: unkept,
    began_unusable: begun.began_unusable,
    arrived: completed,
    cancelled: withdrawn,
    cancelled_late: withdrawnLate,
  },
  kept: {
    order_accepted: step("kept"),
    ...begun,
    arrived: completed,
    cancelled: withdrawn,
    cancelled_late: withdrawnLate,
  },
  open: {
    arrived: completed,
    ended: step("expired", "unlock", "withdraw_order", "charge_fee", "emit_expired"),
    cancelled: withdrawn,
    cancelled_late: withdrawnLate,
  },
  // Nobody pays for a connector that could not be used at the start (ruling 33).
  doubtful: {
    order_accepted: step("doubtful"),
    arrived: completed,
    ended: step("failed", "unlock", "withdraw_order", "release_fee", "emit_failed"),
    cancelled: withdrawn,
    cancelled_late: withdrawn,
  },
  completed: { order_accepted: step("completed") },
  cancelled: tooLate("cancelled"),
  failed: tooLate("failed"),
  expired: tooLate("expired"),
};

/** What follows, or null: the fact came twice or too late, and changes nothing. */
export const next = (state: State, fact: Fact): Step | null => table[state][fact] ?? null;

export const statuses = [
  "pending",
  "confirmed",
  "completed",
  "cancelled",
  "failed",
  "expired",
] as const;
export type Status = (typeof statuses)[number];

const shown: Readonly<Record<State, Status>> = {
  pending: "pending",
  authorising: "pending",
  confirmed: "confirmed",
  ordering: "confirmed",
  kept: "confirmed",
  open: "confirmed",
  doubtful: "confirmed",
  completed: "completed",
  cancelled: "cancelled",
  failed: "failed",
  expired: "expired",
};

export const statusOf = (state: State): Status => shown[state];

/** Whether it may still come to something. */
export const isOpen = (state: State): boolean =>
  shown[state] === "pending" || shown[state] === "confirmed";

/** Whether a connector is locked for it. */
export const isLocking = (state: State): boolean => state !== "pending" && isOpen(state);
