// Every way that money moves, as a named posting whose entries sum to zero. Pure; what is posted
// when is decided by the nouns. Credits are positive, debits negative (README.md).
import { assert, safeInteger } from "../lib/assert.ts";
import {
  cardHeld,
  cardHolds,
  processorClearing,
  receivable,
  revenue,
  taxPayable,
  walletHeld,
  walletHolds,
  walletOf,
} from "./chart.ts";

export type Entry = {
  readonly name: string;
  readonly currency: string;
  readonly amount: number;
};

export type Posting = {
  /** What it books: a second posting of the same key has no effect. */
  readonly key: string;
  readonly entries: readonly Entry[];
};

/** The only maker of postings. Entries of zero are left out. */
export function posting(
  key: string,
  currency: string,
  amounts: readonly [string, number][],
): Posting {
  const entries = amounts
    .filter(([, amount]) => amount !== 0)
    .map(([name, amount]) => ({ name, currency, amount: safeInteger(amount, `${key} ${name}`) }));
  const names = new Set(entries.map(({ name }) => name));
  assert(names.size === entries.length, `the posting ${key} names an account twice`);
  assert(entries.length >= 2, `the posting ${key} has fewer than two entries`);
  assert(sum(entries) === 0n, `the posting ${key} does not sum to zero`);
  return { key, entries };
}

const sum = (entries: readonly Entry[]): bigint =>
  entries.reduce((total, { amount }) => total + BigInt(amount), 0n);

/**
 * Where money is held before it is taken: a wallet, by its owner, or a card, by its payment method.
 */
export type Held =
  | { readonly kind: "wallet"; readonly owner: string }
  | { readonly kind: "card"; readonly method: string };

const heldPair = (held: Held): readonly [string, string] =>
  held.kind === "wallet"
    ? [walletHeld(held.owner), walletHolds]
    : [cardHeld(held.method), cardHolds];

type HoldMove = {
  readonly hold: string;
  readonly held: Held;
  readonly amount: number;
  readonly currency: string;
};

const memo = (key: string, { held, currency }: HoldMove, amount: number): Posting => {
  const [inside, contra] = heldPair(held);
  return posting(key, currency, [
    [inside, amount],
    [contra, -amount],
  ]);
};

/** An authorisation: nothing has moved yet, but this much is spoken for. */
export const holdPlaced = (move: HoldMove): Posting =>
  memo(`hold_placed:${move.hold}`, move, move.amount);

/** An authorisation grew by `amount`, to `to`. */
export const holdRaised = (move: HoldMove & { readonly to: number }): Posting =>
  memo(`hold_raised:${move.hold}:${move.to}`, move, move.amount);

/** The whole authorisation ends: collected or released. */
export const holdEnded = (move: HoldMove): Posting =>
  memo(`hold_ended:${move.hold}`, move, -move.amount);

/** Who pays: a wallet of ours, or somebody outside through a processor. */
export type Source =
  | { readonly kind: "wallet"; readonly owner: string }
  | { readonly kind: "processor"; readonly name: string };

const sourceName = (source: Source): string =>
  source.kind === "wallet" ? walletOf(source.owner) : processorClearing(source.name);

type Sale = {
  readonly transaction: string;
  /** With tax, in minor units. */
  readonly gross: number;
  readonly tax: number;
  readonly currency: string;
};

const earned = ({ gross, tax }: Sale): [string, number][] => [
  [taxPayable, tax],
  [revenue, gross - tax],
];

/** A charge was paid: tax is owed onward, the rest is earned. */
export const chargeCollected = (sale: Sale & { readonly from: Source }): Posting =>
  posting(`charge_collected:${sale.transaction}`, sale.currency, [
    [sourceName(sale.from), -sale.gross],
    ...earned(sale),
  ]);

/** A charge was earned and could not be collected (yet): the payer owes it. */
export const chargeOwed = (sale: Sale & { readonly payer: string }): Posting =>
  posting(`charge_owed:${sale.transaction}`, sale.currency, [
    [receivable(sale.payer), -sale.gross],
    ...earned(sale),
  ]);

/**
 * A charge turns out lower by `gross`: `returned` of it goes back to where it came from, the rest
 * was never paid and is owed no longer.
 */
export const chargeLowered = (
  sale: Sale & { readonly from: Source; readonly returned: number; readonly payer: string },
): Posting =>
  posting(`charge_lowered:${sale.transaction}`, sale.currency, [
    [sourceName(sale.from), sale.returned],
    [receivable(sale.payer), sale.gross - sale.returned],
    [taxPayable, -sale.tax],
    [revenue, -(sale.gross - sale.tax)],
  ]);

/** Money from outside becomes a wallet's. */
export const walletCredited = (credit: {
  readonly transaction: string;
  readonly owner: string;
  readonly from: Source;
  readonly amount: number;
  readonly currency: string;
}): Posting =>
  posting(`wallet_credited:${credit.transaction}`, credit.currency, [
    [sourceName(credit.from), -credit.amount],
    [walletOf(credit.owner), credit.amount],
  ]);

/** What a payer owes, or is owed where the amount is negative. */
export type Share = { readonly payer: string; readonly amount: number };

const total = (shares: readonly Share[]): number =>
  shares.reduce((sum, { amount }) => safeInteger(sum + amount, "a sum of debts"), 0);

const shareEntries = (shares: readonly Share[]): [string, number][] =>
  shares.map(({ payer, amount }) => [receivable(payer), amount]);

/** Debts are paid, by one payment: an invoice was. Each payer stands there once. */
export const receivableCollected = (paid: {
  /** The payment; a second one for the same debts has another. */
  readonly payment: string;
  readonly from: Source;
  readonly owed: readonly Share[];
  readonly currency: string;
}): Posting =>
  posting(`receivable_collected:${paid.payment}`, paid.currency, [
    [sourceName(paid.from), -total(paid.owed)],
    ...shareEntries(paid.owed),
  ]);

/** What payers have too much becomes a wallet's: an invoice came out negative (ruling 32). */
export const creditGranted = (credit: {
  readonly invoice: string;
  readonly owner: string;
  /** Negative in all: what these payers are owed, as in an invoice's lines. */
  readonly owed: readonly Share[];
  readonly currency: string;
}): Posting =>
  posting(`credit_granted:${credit.invoice}`, credit.currency, [
    [walletOf(credit.owner), -total(credit.owed)],
    ...shareEntries(credit.owed),
  ]);

/** Part of a charge that was paid goes back to where it came from. */
export const chargeRefunded = (sale: Sale & { readonly to: Source }): Posting =>
  posting(`charge_refunded:${sale.transaction}`, sale.currency, [
    [sourceName(sale.to), sale.gross],
    [taxPayable, -sale.tax],
    [revenue, -(sale.gross - sale.tax)],
  ]);

/** A refund that was booked did not arrive: the charge stands as before. */
export const chargeRefundUndone = (sale: Sale & { readonly to: Source }): Posting =>
  posting(`charge_refund_undone:${sale.transaction}`, sale.currency, [
    [sourceName(sale.to), -sale.gross],
    ...earned(sale),
  ]);

type Withdrawal = {
  /** The refund. */
  readonly transaction: string;
  readonly owner: string;
  readonly to: Source;
  readonly amount: number;
  readonly currency: string;
};

/** A wallet's money is on its way back outside; it cannot be spent meanwhile. */
export const walletDebited = (back: Withdrawal): Posting =>
  posting(`wallet_debited:${back.transaction}`, back.currency, [
    [walletOf(back.owner), -back.amount],
    [sourceName(back.to), back.amount],
  ]);

/** It did not arrive, and is the wallet's again. */
export const walletDebitUndone = (back: Withdrawal): Posting =>
  posting(`wallet_debit_undone:${back.transaction}`, back.currency, [
    [walletOf(back.owner), back.amount],
    [sourceName(back.to), -back.amount],
  ]);
