// What holds of wallets and the books, over all accounts. For the check-ledger command and tests.
import type { Reader } from "../../db/statement.ts";
import { type Finding, finding } from "../../ledger/check.ts";
import * as store from "./store.ts";

export const checkWallets = async (everyone: Pick<Reader, "query">): Promise<Finding[]> =>
  (await store.ownerless(everyone)).map(finding("a wallet belongs to somebody"));
