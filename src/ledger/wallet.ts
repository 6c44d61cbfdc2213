// Names of the wallets' ledger accounts, and whether one is empty.
import { type Reader, row } from "../db/statement.ts";

/** The ledger account of the wallet of an account, fleet or driver. */
export const walletOf = (owner: string): string => `wallet:${owner}`;

/** What of that wallet is held for sessions and reservations under way. */
export const walletHoldOf = (owner: string): string => `wallet_held:${owner}`;

const notEmpty = row<{ name: string }>(
  "ledger.wallet_not_empty",
  `select name from ledger_balances
   where account_id = $1 and livemode = $2 and name = any($3) and balance <> 0 limit 1`,
);

/** Neither balance nor hold: the owner may be deleted (ruling 16). */
export const walletIsEmpty = async (work: Reader, owner: string): Promise<boolean> =>
  (await notEmpty(work, [[walletOf(owner), walletHoldOf(owner)]])) === null;
