// The top-up: money from outside that becomes a wallet's. An extension object (spec part 3).
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";
import { mostMinor, ownerKeys } from "../wallets/schema.ts";

export const statuses = ["pending", "succeeded", "failed"] as const;

const fields = {
  amount: s.integer(1, mostMinor, {
    about: "What is collected and credited, smallest unit of the wallet's currency.",
    example: 5000,
  }),
  payment_method: s.id("pm", {
    about:
      "What pays: a card or bank account of the owner. An unattached one is the account's, and " +
      "good for its wallet only.",
  }),
};

export const TopUpCreate = s.object({
  account: s.optional(s.id("acct", { about: "The account itself, to fill its own wallet." })),
  amount: fields.amount,
  currency: s.optional(
    s.currency({ about: "Must be the wallet's currency, which it is when left out." }),
  ),
  driver: s.optional(s.id("drv", { about: "The driver whose wallet is filled." })),
  fleet: s.optional(s.id("flt", { about: "The fleet whose wallet is filled." })),
  payment_method: fields.payment_method,
});

export const TopUp = s.object({
  id: s.id("tu", { about: "Unique identifier." }),
  object: s.literal("top_up"),
  account: s.nullable(s.id("acct", { about: "Whose wallet, where it is the account's." })),
  amount: fields.amount,
  automatic: s.boolean({ about: "The wallet asked for it by itself (`auto_top_up`)." }),
  created: s.timestamp(),
  currency: s.currency({ about: "The wallet's." }),
  driver: s.nullable(s.id("drv", { about: "Whose wallet, where it is a driver's." })),
  failure: s.nullable(
    s.object(
      {
        code: s.text(100, { about: "Machine-readable reason.", example: "card_declined" }),
        message: s.text(500, { about: "The reason in words.", example: "The card was declined." }),
      },
      { about: "Why it failed; null unless it did." },
    ),
  ),
  fleet: s.nullable(s.id("flt", { about: "Whose wallet, where it is a fleet's." })),
  payment_method: fields.payment_method,
  status: s.choice(statuses, {
    about:
      "`pending`: the card is being charged, or the bank has not decided yet, which takes days. " +
      "The wallet has the money once it has `succeeded`.",
  }),
  transaction: s.nullable(
    s.id("txn", { about: "The adjustment that credited the wallet; null until it succeeded." }),
  ),
  updated: s.timestamp(),
  wallet: s.id("wal", { about: "The wallet that is filled." }),
});

export type Failure = { readonly code: string; readonly message: string };

export type TopUpRow = {
  id: string;
  owner: string;
  wallet: string;
  amount: number;
  currency: string;
  payment_method: string;
  automatic: boolean;
  status: (typeof statuses)[number];
  failure: Failure | null;
  transaction_id: string | null;
  created: Date;
  updated: Date;
};

export function renderTopUp(row: TopUpRow) {
  const { account, driver, fleet } = ownerKeys(row.owner);
  return {
    id: row.id,
    object: "top_up" as const,
    account,
    amount: row.amount,
    automatic: row.automatic,
    created: timestamp(row.created),
    currency: row.currency,
    driver,
    failure: row.failure,
    fleet,
    payment_method: row.payment_method,
    status: row.status,
    transaction: row.transaction_id,
    updated: timestamp(row.updated),
    wallet: row.wallet,
  };
}
