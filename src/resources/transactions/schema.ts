// The transaction as the contract shows it (spec/samples/transaction.json), and the hold behind it,
// which no client sees.
import type { Held, Source } from "../../ledger/templates.ts";
import { multiplyHalfUp } from "../../lib/money.ts";
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";

export const types = ["charge", "refund", "adjustment"] as const;
export const statuses = ["pending", "succeeded", "failed"] as const;

export const Transaction = s.object({
  id: s.id("txn", { about: "Unique identifier." }),
  object: s.literal("transaction"),
  amount: s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, {
    about: "Positive: collected from the payer; negative: given back. Smallest currency unit.",
    example: 1_380,
  }),
  charging_session: s.nullable(
    s.id("cs", { about: "The session; null for fees and wallet movements." }),
  ),
  created: s.timestamp(),
  currency: s.currency({ about: "Currency of the amount." }),
  description: s.nullable(
    s.text(500, { about: "What it is for, in words.", example: "Charging session" }),
  ),
  driver: s.nullable(s.id("drv", { about: "Who charged, or null." })),
  fleet: s.nullable(s.id("flt", { about: "The fleet that it is for, or null." })),
  payment_method: s.nullable(s.id("pm", { about: "What paid, or null." })),
  status: s.choice(statuses, {
    about:
      "`pending`: to be collected, by the processor or the next invoice. `failed`: owed, of a " +
      "negative `adjustment` to the payer; of a `refund`: it did not reach the payer.",
  }),
  type: s.choice(types, {
    about: "A `charge` is positive, a `refund` negative, an `adjustment` either.",
  }),
  vehicle: s.nullable(s.id("veh", { about: "What was charged, or null." })),
});

export type TransactionRow = {
  id: string;
  type: (typeof types)[number];
  status: (typeof statuses)[number];
  amount: number;
  currency: string;
  description: string | null;
  charging_session: string | null;
  driver: string | null;
  fleet: string | null;
  vehicle: string | null;
  payment_method: string | null;
  created: Date;
  /** Where its money came from: a session's hold, or the payment that settled it later. */
  hold_id: string | null;
  /** Of a charge or top-up: what refunds have taken of it, those under way included. */
  refunded: number;
  /** Of a refund: what it gives back of. */
  refund_of: string | null;
  /** Of what is lowered: what goes back to the payer, set aside in its hold. */
  returned: number | null;
  /** Money in and out of a wallet from outside; invoices do not speak of it (ruling 31). */
  wallet_movement: boolean;
  /** The rate of VAT within the amount, in percent as a decimal text; null: none. */
  vat_percent: string | null;
  /** How much of the amount it is; a price may hold parts without tax. */
  vat_amount: number;
};

/** The tax inside an amount, signed as the amount is. */
export type Vat = { readonly percent: string; readonly amount: number };

/** The tax within part of a transaction's amount, of the same sign, by its share. */
export const taxWithin = ({ amount, vat_amount }: TransactionRow, part: number): number =>
  part === amount ? vat_amount : multiplyHalfUp(vat_amount, Math.abs(part), Math.abs(amount));

export const renderTransaction = (row: TransactionRow) => ({
  id: row.id,
  object: "transaction" as const,
  amount: row.amount,
  charging_session: row.charging_session,
  created: timestamp(row.created),
  currency: row.currency,
  description: row.description,
  driver: row.driver,
  fleet: row.fleet,
  payment_method: row.payment_method,
  status: row.status,
  type: row.type,
  vehicle: row.vehicle,
});

type AboutHold = { readonly hold: string; readonly source: string };

/** What sessions and reservations hear of their money; each outcome is told once. */
declare module "../../db/work.ts" {
  interface Facts {
    /**
     * An answer is about to be laid over the hold: who listens locks the source now, before the
     * hold is.
     */
    "hold.deciding": AboutHold;
    "hold.authorized": AboutHold & { readonly held: number };
    "hold.declined": AboutHold & { readonly code: string; readonly message: string };
    /** `held` is the new total. */
    "hold.raised": AboutHold & { readonly held: number };
    "hold.raise_declined": AboutHold & { readonly code: string; readonly message: string };
    /**
     * A charge or adjustment has ended that was not answered at once. `captured` is what came in
     * (negative: what went back), `rest` what is owed.
     */
    "charge.settled": AboutHold & Settled;
    /** A payment outside of sessions came in; who asked for it books where it goes. */
    "payment.succeeded": AboutHold & Paid;
    /** It never will. */
    "payment.failed": AboutHold & { readonly code: string; readonly message: string };
  }
}

export type Settled = {
  /** Null where there was nothing to charge. */
  readonly transaction: string | null;
  readonly captured: number;
  readonly rest: number;
};

/** Money that came in by a payment, and from where: the debit side of what is booked. */
export type Paid = {
  readonly amount: number;
  readonly currency: string;
  readonly from: Source;
};

export type HoldStatus =
  | "pending"
  | "authorized"
  | "declined"
  | "released"
  /** The capture was ordered; what it brings is not known yet. */
  | "collecting"
  | "settled";

export type HoldRow = {
  id: string;
  source: string;
  payment_method: string;
  kind: "card" | "wallet" | "bank_account";
  token: string | null;
  owner: string;
  payer: string;
  currency: string;
  asked: number;
  held: number;
  captured: number;
  refunded: number;
  status: HoldStatus;
  authorization_id: string | null;
  decline_code: string | null;
  /** Who took the money of a card or bank account. */
  processor: string | null;
  created: Date;
};

/** Where the ledger keeps the hold; bank accounts hold nothing. */
export const heldOf = (hold: HoldRow): Held =>
  hold.kind === "wallet"
    ? { kind: "wallet", owner: hold.owner }
    : { kind: "card", method: hold.payment_method };

/** Where its money comes from. */
export const sourceOf = (hold: HoldRow, processor: string): Source =>
  hold.kind === "wallet"
    ? { kind: "wallet", owner: hold.owner }
    : { kind: "processor", name: processor };
