// What a wallet holds: what nouns ask before they take money from it, or before its owner goes.
import type { ReadWork, Work } from "../db/work.ts";
import { walletHeld, walletOf } from "./chart.ts";
import * as store from "./store.ts";

export type Wallet = {
  /** Null before its first entry. */
  readonly currency: string | null;
  readonly balance: number;
  readonly held: number;
  /** What can still be spent. */
  readonly available: number;
};

const empty: Wallet = { currency: null, balance: 0, held: 0, available: 0 };

/** The wallet, locked until the transaction ends. */
export async function lockWallet(work: Work, owner: string): Promise<Wallet> {
  const found = await store.lockWallet(work, walletOf(owner), walletHeld(owner));
  return found === null ? empty : { ...found, available: found.balance - found.held };
}

/** Neither balance nor hold: the owner may be deleted (ruling 16). */
export async function walletIsEmpty(work: ReadWork, owner: string): Promise<boolean> {
  const found = await store.balances(work, [[walletOf(owner), walletHeld(owner)]]);
  return found.every(({ balance }) => balance === 0);
}
