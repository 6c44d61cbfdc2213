// The wallet of a driver, a fleet or the account, and the lines of its ledger account. An extension
// object (spec part 3).
import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";

/** More than anybody tops up at once, in any currency. */
export const mostMinor = 100_000_000_000;

const threshold = () =>
  s.integer(1, mostMinor, {
    about: "Tops up when less than this is available, smallest currency unit.",
    example: 2000,
  });
const amount = () =>
  s.integer(1, mostMinor, {
    about: "How much is topped up each time, smallest currency unit.",
    example: 10_000,
  });
const method = () =>
  s.id("pm", {
    about:
      "What pays for it: a card or bank account of the wallet's owner; an unattached one is the " +
      "account's.",
  });

const owners = {
  account: s.nullable(s.id("acct", { about: "Whose wallet it is, where it is the account's." })),
  driver: s.nullable(s.id("drv", { about: "Whose wallet it is, where it is a driver's." })),
  fleet: s.nullable(s.id("flt", { about: "Whose wallet it is, where it is a fleet's." })),
};

const balance = (about: string) => s.integer(0, Number.MAX_SAFE_INTEGER, { about, example: 4200 });

export const Wallet = s.object({
  id: s.id("wal", { about: "Unique identifier." }),
  object: s.literal("wallet"),
  account: owners.account,
  auto_top_up: s.nullable(
    s.object(
      {
        amount: amount(),
        paused_until: s.nullable(
          s.timestamp({
            about: "After a failed automatic top-up: no other is tried before then.",
          }),
        ),
        payment_method: method(),
        threshold: threshold(),
      },
      { about: "The automatic top-up, or null where there is none." },
    ),
  ),
  available: balance("What can be spent: the balance without what is held."),
  balance: balance("What is in the wallet, smallest currency unit."),
  created: s.timestamp(),
  currency: s.currency({
    about: "The wallet's currency: that of its first entry, before it the owner's.",
  }),
  driver: owners.driver,
  fleet: owners.fleet,
  held: balance("What sessions and reservations under way have spoken for."),
});

export const WalletUpdate = s.object({
  auto_top_up: s.optional(
    s.nullable(
      s.object(
        {
          amount: s.optional(amount()),
          payment_method: s.optional(method()),
          threshold: s.optional(threshold()),
        },
        { about: "Tops the wallet up whenever less than `threshold` is available; null: never." },
      ),
    ),
  ),
});

/** What moved, by the ledger's posting. */
export const entryTypes = [
  "charge",
  "adjustment",
  "refund",
  "top_up",
  "top_up_refund",
  "invoice_payment",
  "credit",
] as const;
export type EntryType = (typeof entryTypes)[number];

export const WalletEntry = s.object({
  id: s.id("lp", { about: "Unique identifier." }),
  object: s.literal("wallet_entry"),
  amount: s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, {
    about: "Positive: came in; negative: went out. Smallest currency unit.",
    example: -1_380,
  }),
  balance: balance("The wallet's balance right after it."),
  created: s.timestamp(),
  currency: s.currency({ about: "The wallet's." }),
  transaction: s.nullable(
    s.id("txn", { about: "The transaction that it is of; null for invoices paid and credited." }),
  ),
  type: s.choice(entryTypes, {
    about:
      "`charge`: a session was paid; `adjustment`: it was corrected; `refund`: given back to the " +
      "wallet; `top_up`, `top_up_refund`: came from outside, went back there; `invoice_payment`: " +
      "an invoice was paid; `credit`: an invoice came out negative.",
  }),
});

export type AutoTopUp = { threshold: number; amount: number; payment_method: string };

export type WalletRow = {
  id: string;
  account_id: string;
  owner: string;
  auto_threshold: number | null;
  auto_amount: number | null;
  auto_method: string | null;
  auto_failures: number;
  auto_next: Date | null;
  balance: number;
  held: number;
  currency: string;
  /** The owner was deleted, or the account archived. */
  gone: boolean;
  created: Date;
};

/** What is set, or null. */
export const autoOf = ({
  auto_threshold: threshold,
  auto_amount: amount,
  auto_method,
}: WalletRow) =>
  threshold === null || amount === null || auto_method === null
    ? null
    : { threshold, amount, payment_method: auto_method };

const ownedBy = (owner: string, prefix: string): string | null =>
  owner.startsWith(`${prefix}_`) ? owner : null;

/** Exactly one of the three, as wallets and top-ups show their owner. */
export const ownerKeys = (owner: string) => ({
  account: ownedBy(owner, "acct"),
  driver: ownedBy(owner, "drv"),
  fleet: ownedBy(owner, "flt"),
});

export function renderWallet(row: WalletRow) {
  const { account, driver, fleet } = ownerKeys(row.owner);
  const auto = autoOf(row);
  return {
    id: row.id,
    object: "wallet" as const,
    account,
    auto_top_up:
      auto === null
        ? null
        : {
            amount: auto.amount,
            paused_until: timestampOrNull(row.auto_next),
            payment_method: auto.payment_method,
            threshold: auto.threshold,
          },
    available: row.balance - row.held,
    balance: row.balance,
    created: timestamp(row.created),
    currency: row.currency,
    driver,
    fleet,
    held: row.held,
  };
}

export type EntryRow = {
  sequence: string;
  id: string;
  key: string;
  amount: number;
  balance: number;
  currency: string;
  created: Date;
};

/** The kind of posting, the first word of its key (ledger/README.md) → what the wallet calls it. */
export const entryTypeOf: Readonly<Record<string, EntryType>> = {
  charge_collected: "charge",
  charge_lowered: "adjustment",
  charge_refunded: "refund",
  wallet_credited: "top_up",
  wallet_debited: "top_up_refund",
  wallet_debit_undone: "top_up_refund",
  receivable_collected: "invoice_payment",
  credit_granted: "credit",
};

export function renderEntry(row: EntryRow) {
  const [kind = "", of = ""] = row.key.split(":");
  return {
    id: row.id,
    object: "wallet_entry" as const,
    amount: row.amount,
    balance: row.balance,
    created: timestamp(row.created),
    currency: row.currency,
    transaction: of.startsWith("txn_") ? of : null,
    type: entryTypeOf[kind] ?? "adjustment",
  };
}

declare module "../../db/work.ts" {
  interface Facts {
    /** Less is available in the owner's wallet than before. */
    "wallet.lowered": { readonly owner: string };
    /** It has an automatic top-up, which may be due. */
    "wallet.watched": { readonly owner: string };
  }
}
