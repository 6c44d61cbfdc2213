// What happens to top-ups: asked for by the API or by a wallet itself, paid, credited or failed.
import type { Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { found, refuse } from "../../lib/errors.ts";
import type { Static } from "../../lib/schema.ts";
import { addMs } from "../../lib/time.ts";
import * as accounts from "../accounts/actions.ts";
import * as drivers from "../drivers/store.ts";
import * as fleets from "../fleets/store.ts";
import * as methods from "../payment_methods/actions.ts";
import * as payments from "../transactions/payments/actions.ts";
import type { Paid } from "../transactions/schema.ts";
import * as transactions from "../transactions/wallet_actions.ts";
import * as wallets from "../wallets/actions.ts";
import type { WalletRow } from "../wallets/schema.ts";
import * as walletStore from "../wallets/store.ts";
import { type Failure, renderTopUp, type TopUpCreate, type TopUpRow } from "./schema.ts";
import * as store from "./store.ts";

type Input = Static<typeof TopUpCreate>;

/** Amounts are numbers: no wallet comes near to what a double counts exactly. */
const mostInWallet = 1_000_000_000_000_000;

/** Whether its end is worth waiting for: a bank takes days. */
export type Made = { readonly row: TopUpRow; readonly takesDays: boolean };

export async function create(work: Work, input: Input): Promise<Made> {
  const owner = await lockOwner(work, input);
  const { payment_method: id, amount } = input;
  const known = await methods.usable(work, id, [owner]);
  const method = found(known, "payment_method_not_found", id, "payment_method");
  wallets.refuseWallet(method, "payment_method");
  const wallet = found(await walletStore.ofOwner(work, [owner]), "wallet_not_found", owner);
  refuseUnfit(wallet, input);
  const row = await ask(work, { wallet, method, amount, automatic: false });
  return { row, takesDays: method.type === "bank_account" };
}

/** Exactly one owner, locked, so that it cannot be deleted meanwhile. */
async function lockOwner(work: Work, { driver, fleet, account }: Input): Promise<string> {
  const given = [driver, fleet, account].filter((one) => one !== undefined);
  const [owner] = given;
  if (owner === undefined || given.length !== 1) {
    refuse("owner_scope_invalid", "Give exactly one of driver, fleet and account.");
  }
  if (driver !== undefined) {
    const locked = found(await drivers.lock(work, [owner]), "driver_not_found", owner, "driver");
    if (locked.status === "archived") refuseArchived("driver");
  } else if (fleet !== undefined) {
    const locked = found(await fleets.lock(work, [owner]), "fleet_not_found", owner, "fleet");
    if (locked.status === "archived") refuseArchived("fleet");
  } else {
    found(owner === work.account ? owner : null, "account_not_found", owner, "account");
  }
  return owner;
}

const refuseArchived = (param: "driver" | "fleet"): never =>
  refuse(`${param}_state_conflict`, `The ${param} is archived; its wallet takes no more money.`, {
    param,
  });

function refuseUnfit(wallet: WalletRow, { amount, currency }: Input): void {
  if (currency !== undefined && currency !== wallet.currency) {
    const message = `Invalid currency: the wallet is in ${wallet.currency}, not ${currency}.`;
    refuse("parameter_invalid", message, { param: "currency" });
  }
  if (wallet.balance + amount > mostInWallet) {
    const message = `Invalid amount: a wallet may hold up to ${mostInWallet}.`;
    refuse("parameter_invalid", message, { param: "amount" });
  }
}

type Ask = {
  readonly wallet: WalletRow;
  readonly method: methods.Chargeable;
  readonly amount: number;
  readonly automatic: boolean;
};

/** The row first: what an expired card does is told at once. */
async function ask(work: Work, { wallet, method, amount, automatic }: Ask): Promise<TopUpRow> {
  const id = work.newId("tu");
  const { owner, currency } = wallet;
  await store.insert(work, [id, owner, amount, currency, method.id, automatic, work.now]);
  await payments.takePayment(work, { source: id, method, amount, currency, payer: owner });
  return found(await store.find(work, [id]), "top_up_not_found", id);
}

const isTopUp = (source: string): boolean => source.startsWith("tu_");

/** Whoever lays an answer over the payment locks what it is for first. */
export async function lockFor(work: Work, source: string): Promise<void> {
  if (isTopUp(source)) await store.lock(work, [source]);
}

async function ended(
  work: Work,
  row: TopUpRow,
  end: Pick<TopUpRow, "status" | "failure" | "transaction_id">,
): Promise<void> {
  const after = { ...row, ...end, updated: work.now };
  const { id, status, failure, transaction_id, updated } = after;
  await store.end(work, [id, status, failure, transaction_id, updated]);
  work.touches(id);
  work.emit(`top_up.${status}`, renderTopUp(after));
}

/** The money is there: the wallet has it. */
export async function credit(
  work: Work,
  { source, hold, from }: Paid & { readonly source: string; readonly hold: string },
): Promise<void> {
  if (!isTopUp(source)) return;
  const row = found(await store.lock(work, [source]), "top_up_not_found", source);
  if (row.status !== "pending") return;
  if (row.automatic) await wallets.resumeAuto(work, row.owner);
  const { owner, amount, currency, payment_method } = row;
  const transaction_id = await transactions.creditWallet(work, {
    ...{ owner, amount, currency, payment_method, hold, from },
    description: row.automatic ? "Automatic top-up" : "Top-up",
  });
  await ended(work, row, { status: "succeeded", failure: null, transaction_id });
  if (row.automatic) await watch(work, owner, addMs(work.now, recheckMs));
}

export async function fail(work: Work, source: string, failure: Failure): Promise<void> {
  if (!isTopUp(source)) return;
  const row = found(await store.lock(work, [source]), "top_up_not_found", source);
  if (row.status !== "pending") return;
  await ended(work, row, { status: "failed", failure, transaction_id: null });
  if (!row.automatic) return;
  const next = await wallets.pauseAuto(work, row.owner);
  if (next !== null) await watch(work, row.owner, next);
}

/** Its owner is about to go; what is under way would reach nobody. */
export async function refuseUnderWay(work: Work, owner: string, what: "driver" | "fleet") {
  if ((await store.pendingOf(work, [owner, false])) === null) return;
  const message = `A top-up of the ${what}'s wallet is under way; wait for its end.`;
  refuse(`${what}_state_conflict`, message);
}

/** A top-up that was too small is followed by another, but not at once. */
const recheckMs = 60_000;

/** Has the wallet's automatic top-up looked after; again asks only once. */
export const watch = (work: Work, owner: string, at: Date = work.now): Promise<void> =>
  enqueue(work, { task: "auto_top_up", key: owner, payload: { owner }, runAt: at });

/** Less is available than before: where a wallet fills itself up, that may be due. */
export async function watchIfAutomatic(work: Work, owner: string): Promise<void> {
  if ((await walletStore.isWatched(work, [owner])) !== null) await watch(work, owner);
}

/**
 * Tops the wallet up if that is due: less than the threshold is available, no automatic top-up is
 * under way, and the last failure is long enough ago.
 */
export async function topUpIfDue(work: Work, owner: string): Promise<void> {
  const seen = await walletStore.ofOwner(work, [owner]);
  const id = seen?.auto_method;
  if (seen === null || id === null || id === undefined || seen.gone) return;
  // Nothing that costs money; what lowers the wallet later asks again.
  if ((await accounts.effectiveStatus(work)) !== "active") return;
  // In the order that everybody locks in: owner, payment method, wallet.
  await (owner.startsWith("drv_") ? drivers.lock(work, [owner]) : fleets.lock(work, [owner]));
  const method = await methods.usable(work, id, [owner]);
  const wallet = await walletStore.lock(work, owner);
  const { auto_amount: amount, auto_threshold: threshold } = wallet ?? {};
  if (wallet?.auto_method !== id || method === null || wallet.gone) return;
  if (typeof amount !== "number" || typeof threshold !== "number") return;
  if (wallet.balance - wallet.held >= threshold) return;
  if (wallet.balance + amount > mostInWallet) return;
  if ((await store.pendingOf(work, [owner, true])) !== null) return;
  if (wallet.auto_next !== null && wallet.auto_next > work.now) {
    await watch(work, owner, wallet.auto_next);
    return;
  }
  await ask(work, { wallet, method, amount, automatic: true });
}
