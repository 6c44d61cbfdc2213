// What happens to payment methods: made from tokens, owned by one driver or fleet at a time,
// deleted, and asked whether they may pay for a session.
import type { Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { found, refuse } from "../../lib/errors.ts";
import { merged, same } from "../../lib/merge.ts";
import type { Static } from "../../lib/schema.ts";
import { isExpired } from "../../payments/numbers.ts";
import type { BankToken, CardToken } from "../../payments/processor.ts";
import * as accountActions from "../accounts/actions.ts";
import { emptyAddress } from "../accounts/schema.ts";
import * as accounts from "../accounts/store.ts";
import * as driverActions from "../drivers/actions.ts";
import * as drivers from "../drivers/store.ts";
import * as fleetActions from "../fleets/actions.ts";
import * as fleets from "../fleets/store.ts";
import {
  type BankAccount,
  type BillingDetails,
  type Card,
  type MethodRow,
  type MethodType,
  type MethodUpdate,
  noBillingDetails,
  type Owner,
  renderMethod,
} from "./schema.ts";
import { type Create, checkTexts, refuseInput } from "./source.ts";
import * as store from "./store.ts";

declare module "../../db/work.ts" {
  interface Facts {
    /** Later nouns give up what it was to pay for (ruling 16), before it is locked. */
    "payment_method.deleting": { readonly method: string };
    /** It has another owner now, or is gone: what it was to pay, it pays no longer. */
    "payment_method.released": { readonly method: string };
  }
}

/** What is left of a create once the processor has seen it (ruling 14): tokens, no numbers. */
export type Tokenised =
  | {
      readonly type: "card";
      readonly card: CardToken;
      readonly month: number;
      readonly year: number;
    }
  | {
      readonly type: "bank_account";
      readonly bank: BankToken;
      readonly bankName: string | null;
      readonly country: string;
      readonly currency: string | null;
    }
  | { readonly type: "wallet" };

const notExpired = (work: Work, card: Card): Card => {
  if (isExpired(card.exp_month, card.exp_year, work.now))
    refuseInput("card.exp_year", "the card has expired");
  return card;
};

function cardOf(work: Work, source: Tokenised): Card | null {
  if (source.type !== "card") return null;
  const { brand, fingerprint, last4 } = source.card;
  return notExpired(work, {
    brand,
    exp_month: source.month,
    exp_year: source.year,
    fingerprint,
    last4,
  });
}

async function bankOf(work: Work, source: Tokenised): Promise<BankAccount | null> {
  if (source.type !== "bank_account") return null;
  const { bank, bankName: bank_name, country } = source;
  const currency = source.currency ?? (await accounts.currency(work))?.default_currency ?? "eur";
  return {
    bank_name,
    country,
    currency,
    fingerprint: bank.fingerprint,
    last4: bank.last4,
    status: bank.status,
  };
}

const tokenOf = (source: Tokenised): string | null =>
  source.type === "card"
    ? source.card.token
    : source.type === "bank_account"
      ? source.bank.token
      : null;

const wholeDetails = (details: Partial<BillingDetails> | undefined): BillingDetails => {
  const whole = merged(noBillingDetails(), details);
  return {
    ...whole,
    address: whole.address === null ? null : merged(emptyAddress(), whole.address),
  };
};

export async function create(
  work: Work,
  source: Tokenised,
  details: Create["billing_details"],
): Promise<MethodRow> {
  const id = work.newId("pm");
  const card = cardOf(work, source);
  const bank = await bankOf(work, source);
  const kept = [id, source.type, wholeDetails(details), card, bank, tokenOf(source), work.now];
  await store.insert(work, kept);
  const made = found(await store.find(work, [id]), "payment_method_not_found", id);
  work.emit("payment_method.created", renderMethod(made));
  return made;
}

export async function update(
  work: Work,
  id: string,
  input: Static<typeof MethodUpdate>,
): Promise<MethodRow> {
  const before = found(await store.lock(work, [id]), "payment_method_not_found", id);
  for (const type of ["card", "bank_account"] as const) {
    if (input[type] !== undefined && before.type !== type) {
      refuseInput(type, `the payment method is of type ${before.type}`);
    }
  }
  checkTexts(input);
  const after: MethodRow = merged(before, input);
  after.billing_details = wholeDetails(after.billing_details);
  if (same(before, after)) return before;
  if (after.card !== null && input.card !== undefined) notExpired(work, after.card);
  await store.update(work, [id, after.billing_details, after.card, after.bank_account]);
  work.emit("payment_method.updated", renderMethod(after), renderMethod(before));
  return after;
}

/** The processor has checked a bank account that it took down before; false: nobody has it. */
export async function bankAccountChecked(
  work: Work,
  token: string,
  status: "verified" | "failed",
): Promise<boolean> {
  const known = await store.ofToken(work, [token]);
  const before = known === null ? null : await store.lock(work, [known.id]);
  const bank = before?.bank_account;
  if (before === null || bank === null || bank === undefined) return false;
  // A failed try may be told after the one that succeeded.
  if (bank.status === "verified" || bank.status === status) return true;
  const after: MethodRow = { ...before, bank_account: { ...bank, status } };
  await store.update(work, [after.id, after.billing_details, after.card, after.bank_account]);
  work.emit("payment_method.updated", renderMethod(after), renderMethod(before));
  return true;
}

export type OwnerInput = Static<typeof Owner>;

/** Exactly one of driver and fleet (spec part 2, payment_method). */
export function oneOwner({ driver, fleet }: OwnerInput): "driver" | "fleet" {
  if ((driver === undefined) === (fleet === undefined)) {
    refuse("payment_method_scope_invalid", "Give either a driver or a fleet, not both.");
  }
  return driver === undefined ? "fleet" : "driver";
}

/** The owner, locked, so that it cannot be deleted meanwhile; locked before the method, always. */
async function lockOwner(work: Work, owner: OwnerInput): Promise<string> {
  const param = oneOwner(owner);
  const id = owner[param] as string;
  const locked = await (param === "driver" ? drivers : fleets).lock(work, [id]);
  if (locked === null) {
    const message = `No such ${param}: '${id.slice(0, 60)}'.`;
    refuse("payment_method_owner_not_found", message, { param });
  }
  return id;
}

/** Makes the method this owner's; another owner's is moved. Attaching again changes nothing. */
export async function attach(work: Work, id: string, owner: OwnerInput): Promise<MethodRow> {
  found(await store.find(work, [id]), "payment_method_not_found", id);
  const wanted = await lockOwner(work, owner);
  const before = found(await store.lock(work, [id]), "payment_method_not_found", id);
  if (before.driver === wanted || before.fleet === wanted) return before;
  const after = await moved(work, id, owner.driver ?? null, owner.fleet ?? null);
  work.emit("payment_method.attached", renderMethod(after));
  return after;
}

/**
 * Takes the method from this owner; it is the account's then (ruling 15). Not attached: no change.
 */
export async function detach(work: Work, id: string, owner: OwnerInput): Promise<MethodRow> {
  found(await store.find(work, [id]), "payment_method_not_found", id);
  const named = await lockOwner(work, owner);
  const before = found(await store.lock(work, [id]), "payment_method_not_found", id);
  if (before.driver === null && before.fleet === null) return before;
  if (before.driver !== named && before.fleet !== named) refuseScope(owner);
  const after = await moved(work, id, null, null);
  work.emit("payment_method.detached", renderMethod(after));
  return after;
}

export function refuseScope(owner: OwnerInput): never {
  const param = owner.driver === undefined ? "fleet" : "driver";
  refuse("payment_method_scope_not_found", `The payment method does not belong to this ${param}.`, {
    param,
  });
}

/** The owner is gone: what was attached to it is the account's. */
export async function detachAll(work: Work, owner: string): Promise<void> {
  for (const { id } of await store.ofOwner(work, [owner])) {
    const locked = await store.lock(work, [id]);
    // Deleted, or given to somebody else, while this waited.
    if (locked === null || (locked.driver ?? locked.fleet) !== owner) continue;
    work.emit("payment_method.detached", renderMethod(await moved(work, id, null, null)));
  }
}

/** A default must belong to whom it is the default of, so none outlives a change of owner. */
async function moved(
  work: Work,
  id: string,
  driver: string | null,
  fleet: string | null,
): Promise<MethodRow> {
  await store.setOwner(work, [id, driver, fleet]);
  await forgetDefaults(work, id);
  return found(await store.find(work, [id]), "payment_method_not_found", id);
}

async function forgetDefaults(work: Work, id: string): Promise<void> {
  await accountActions.forgetPaymentMethod(work, id);
  await fleetActions.forgetPaymentMethod(work, id);
  await driverActions.forgetPaymentMethod(work, id);
  await work.tell("payment_method.released", { method: id });
}

/**
 * Deletes a method: not while it pays for something under way, not with money in its wallet (ruling
 * 16).
 */
export async function remove(work: Work, id: string): Promise<string> {
  await work.tell("payment_method.deleting", { method: id });
  const method = found(await store.lock(work, [id]), "payment_method_not_found", id);
  if (method.open_holds > 0) {
    refuse(
      "charging_session_conflict",
      "The payment method pays for something under way, such as a charging session; end it first.",
    );
  }
  if (method.type === "wallet" && method.wallet_balance !== 0) {
    refuse("payment_method_state_conflict", "The wallet is not empty; pay it out first.");
  }
  await store.markDeleted(work, [id, work.now]);
  const { token } = method;
  if (token !== null) {
    await enqueue(work, { task: "forget_method", payload: { method: id, token } });
  }
  await forgetDefaults(work, id);
  work.emit("payment_method.deleted", renderMethod(method));
  return id;
}

/** A method that may pay for a session: what placing a hold needs to know of it. */
export type Chargeable = {
  readonly id: string;
  readonly type: MethodType;
  /** The processor's; null for wallets. */
  readonly token: string | null;
  /** The driver or fleet it is attached to. */
  readonly owner: string;
  /** Of wallets and bank accounts; a card takes any. */
  readonly currency: string | null;
  readonly expiry: { readonly month: number; readonly year: number } | null;
};

/**
 * The method, locked, for a session of this driver (and fleet); null when it does not exist, and
 * the caller knows which 404 that is. Refused when it is attached to neither.
 */
export async function chargeable(
  work: Work,
  id: string,
  payer: { readonly driver: string; readonly fleet: string | null },
  param = "payment_method",
): Promise<Chargeable | null> {
  const method = await store.lock(work, [id]);
  if (method === null) return null;
  const ofFleet = payer.fleet !== null && method.fleet === payer.fleet;
  if (method.driver !== payer.driver && !ofFleet) {
    const message = "The payment method is attached to neither the driver nor the session's fleet.";
    refuse("payment_method_scope_invalid", message, { param });
  }
  return chargeableOf(method);
}

function chargeableOf(method: MethodRow): Chargeable {
  const { id, card, bank_account: bank } = method;
  return {
    ...{ id, type: method.type, token: method.token, owner: method.owner },
    currency: method.type === "wallet" ? method.wallet_currency : (bank?.currency ?? null),
    expiry: card === null ? null : { month: card.exp_month, year: card.exp_year },
  };
}

/**
 * The method, locked, for a payment outside of sessions: it must belong to one of these owners,
 * drivers, fleets or the account itself, whose every unattached method is (ruling 15). Null when it
 * does not exist.
 */
export async function usable(
  work: Work,
  id: string,
  owners: readonly string[],
  param = "payment_method",
): Promise<Chargeable | null> {
  const method = await store.lock(work, [id]);
  if (method === null) return null;
  if (!owners.includes(method.owner)) {
    const message = "The payment method belongs to somebody else than who is to pay.";
    refuse("payment_method_scope_invalid", message, { param });
  }
  return chargeableOf(method);
}

/** A hold on the method began (+1) or ended (-1). */
export const countHold = (work: Work, id: string, by: 1 | -1) => store.countHolds(work, [id, by]);
