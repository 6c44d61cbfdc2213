// The whole life of a charging session, pure: state × fact → state and effects. actions.ts
// performs the effects; spec part 2 charging_session and rulings 25 to 29 say why each row is as
// it is.

export const states = [
  // Nobody sees a session in these four: no start was accepted or finally failed yet, or ever.
  "authorising",
  "starting",
  "declined",
  "withdrawn",
  // Shown as `active`.
  "waiting",
  "charging",
  "stopping",
  // Final.
  "completed",
  "cancelled",
  "failed",
] as const;
export type State = (typeof states)[number];

export const facts = [
  "hold_authorized",
  "hold_declined",
  "accepted",
  "rejected",
  "timed_out",
  "offline",
  "started",
  "metered",
  "stop_asked",
  "stopped",
  "stop_timed_out",
  "plug_timed_out",
  "went_stale",
  "superseded",
] as const;
export type Fact = (typeof facts)[number];

export const effects = [
  "order_start",
  "order_stop",
  "show",
  "suggest",
  "watch_plug",
  "watch_stop",
  "release_hold",
  "free",
  "arrive",
  "settle",
  "adjust_late",
  "refuse_charger",
  "forget",
  "emit_started",
  "emit_completed",
  "emit_cancelled",
  "emit_failed",
] as const;
export type Effect = (typeof effects)[number];

export type Step = { readonly to: State; readonly effects: readonly Effect[] };

const step = (to: State, ...does: Effect[]): Step => ({ to, effects: does });

// `free` locks driver and fleet, money locks the ledger: always in this order, as a start does.
const cancelled = step("cancelled", "order_stop", "free", "release_hold", "emit_cancelled");
const failed = step("failed", "free", "release_hold", "emit_failed");
const completed = step("completed", "free", "settle", "emit_completed");
const tooLate = (state: State): Step => step(state, "refuse_charger");

const table: Readonly<Record<State, Partial<Record<Fact, Step>>>> = {
  authorising: {
    hold_authorized: step("starting", "suggest", "order_start"),
    hold_declined: step("declined", "free", "forget"),
  },
  starting: {
    accepted: step("waiting", "show", "watch_plug"),
    rejected: failed,
    timed_out: failed,
    // The station said nothing and nothing happened: nothing is kept (ruling 27).
    offline: step("withdrawn", "free", "release_hold", "forget"),
    // A charger may report the transaction before it answers the order.
    started: step("charging", "show", "arrive", "emit_started"),
  },
  waiting: {
    accepted: step("waiting"),
    started: step("charging", "arrive", "emit_started"),
    stop_asked: cancelled,
    plug_timed_out: cancelled,
  },
  charging: {
    accepted: step("charging"),
    rejected: step("charging"),
    timed_out: step("charging"),
    offline: step("charging"),
    started: step("charging"),
    plug_timed_out: step("charging"),
    // A session that a card began at the charger runs before its payment is decided.
    hold_authorized: step("charging"),
    hold_declined: step("stopping", "order_stop", "watch_stop"),
    metered: step("charging"),
    stop_asked: step("stopping", "order_stop", "watch_stop"),
    stopped: completed,
    // Nobody tells its end: it is billed on the last reading, and what still runs is to stop.
    went_stale: step("completed", "order_stop", "free", "settle", "emit_completed"),
    // Another transaction has begun on its EVSE.
    superseded: completed,
  },
  stopping: {
    started: step("stopping"),
    hold_authorized: step("stopping"),
    hold_declined: step("stopping"),
    metered: step("stopping"),
    stop_asked: step("stopping"),
    stopped: completed,
    // A silent station is still billed: on the last reading that we hold.
    stop_timed_out: completed,
    superseded: completed,
  },
  completed: {
    started: step("completed"),
    metered: step("completed"),
    hold_authorized: step("completed"),
    hold_declined: step("completed"),
    stop_timed_out: step("completed"),
    // Only a session that we closed by timeout takes one correction (ruling 29); the effect looks.
    stopped: step("completed", "adjust_late"),
  },
  cancelled: {
    accepted: step("cancelled"),
    started: tooLate("cancelled"),
    metered: step("cancelled"),
    stopped: step("cancelled"),
    plug_timed_out: step("cancelled"),
  },
  failed: {
    accepted: step("failed"),
    started: tooLate("failed"),
    metered: step("failed"),
    stopped: step("failed"),
  },
  declined: { started: tooLate("declined"), metered: step("declined"), stopped: step("declined") },
  withdrawn: {
    started: tooLate("withdrawn"),
    metered: step("withdrawn"),
    stopped: step("withdrawn"),
  },
};

/** What follows, or null: the fact cannot be in this state and is refused. */
export const next = (state: State, fact: Fact): Step | null => table[state][fact] ?? null;

export type Status = "active" | "completed" | "cancelled" | "failed";

/** What the contract shows; null while nobody is to see the session. */
export function statusOf(state: State): Status | null {
  if (state === "waiting" || state === "charging" || state === "stopping") return "active";
  if (state === "completed" || state === "cancelled" || state === "failed") return state;
  return null;
}

/** Whether the session still holds its connector, its vehicle and its money. */
export const isOpen = (state: State): boolean =>
  ["authorising", "starting", "waiting", "charging", "stopping"].includes(state);
