// What happens to wallets beside the ledger: their automatic top-up is set, paused and forgotten.
import type { Work } from "../../db/work.ts";
import { found, refuse } from "../../lib/errors.ts";
import { same } from "../../lib/merge.ts";
import { addMs } from "../../lib/time.ts";
import * as methods from "../payment_methods/actions.ts";
import { type AutoTopUp, autoOf, type WalletRow } from "./schema.ts";
import * as store from "./store.ts";

type Changes = Partial<AutoTopUp> | null | undefined;

const whole = (before: AutoTopUp | null, changes: Partial<AutoTopUp>): AutoTopUp => {
  const merged = { ...before, ...changes };
  for (const key of ["threshold", "amount", "payment_method"] as const) {
    if (merged[key] === undefined) {
      const param = `auto_top_up.${key}`;
      refuse("parameter_missing", `Missing ${param}: an automatic top-up needs it.`, { param });
    }
  }
  return merged as AutoTopUp;
};

/** Sets or clears the automatic top-up; one that is due by now follows at once. */
export async function update(work: Work, id: string, changes: Changes): Promise<WalletRow> {
  const seen = found(await store.find(work, [id]), "wallet_not_found", id);
  if (changes === undefined) return seen;
  const after = changes === null ? null : whole(autoOf(seen), changes);
  if (after !== null) await refuseUnusable(work, seen, after.payment_method);
  const wallet = found(await store.lock(work, seen.owner), "wallet_not_found", id);
  if (same(autoOf(wallet), after)) return wallet;
  const { threshold = null, amount = null, payment_method: method = null } = after ?? {};
  await store.setAuto(work, [id, threshold, amount, method]);
  if (after !== null) await work.tell("wallet.watched", { owner: wallet.owner });
  return found(await store.find(work, [id]), "wallet_not_found", id);
}

async function refuseUnusable(work: Work, wallet: WalletRow, id: string): Promise<void> {
  if (wallet.gone) refuse("wallet_state_conflict", "The wallet's owner was deleted or archived.");
  const param = "auto_top_up.payment_method";
  const method = await methods.usable(work, id, [wallet.owner], param);
  refuseWallet(found(method, "payment_method_not_found", id, param), param);
}

/** A wallet's money comes from outside. */
export function refuseWallet(method: methods.Chargeable, param: string): void {
  if (method.type !== "wallet") return;
  const message = "A wallet is topped up from a card or a bank account, not from a wallet.";
  refuse("payment_method_invalid_input", message, { param });
}

const hourMs = 3_600_000;
/** How long nothing is tried after the first failure, the second, and so on; then daily. */
const pausesMs = [hourMs, 4 * hourMs, 12 * hourMs, 24 * hourMs];

/** An automatic top-up failed: a card that declines is left alone, longer each time. */
export async function pauseAuto(work: Work, owner: string): Promise<Date | null> {
  const wallet = await store.lock(work, owner);
  if (wallet === null || wallet.auto_method === null) return null;
  const pause = pausesMs[Math.min(wallet.auto_failures, pausesMs.length - 1)] ?? 24 * hourMs;
  const next = addMs(work.now, pause);
  await store.setPause(work, [owner, wallet.auto_failures + 1, next]);
  return next;
}

/** It worked: what failed before counts no longer. */
export const resumeAuto = (work: Work, owner: string) => store.setPause(work, [owner, 0, null]);
