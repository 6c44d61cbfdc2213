// All checks of the books, of the ledger and of the nouns that owe it something, in one: for the
// check-ledger command and for tests.
import type { Reader } from "./db/statement.ts";
import type { Finding } from "./ledger/check.ts";
import { checkSessions } from "./resources/charging_sessions/check_actions.ts";
import { checkInvoices } from "./resources/invoices/check_actions.ts";
import { checkReservations } from "./resources/reservations/check_actions.ts";
import { checkTopUps } from "./resources/top_ups/check_actions.ts";
import { checkMoney } from "./resources/transactions/check_actions.ts";
import { checkWallets } from "./resources/wallets/check_actions.ts";

const checks = [
  ...[checkMoney, checkWallets, checkTopUps, checkReservations, checkSessions, checkInvoices],
];

/** Every broken law; an empty list is sound books. */
export async function checkBooks(everyone: Pick<Reader, "query">): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(...(await check(everyone)));
  return findings;
}
