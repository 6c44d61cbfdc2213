// The whole of the money, recomputed: what the ledger can check by itself, and whether every hold
// and every succeeded transaction is in it. For the check-ledger command and for tests.
import type { Reader } from "../../db/statement.ts";
import { checkLedger, type Finding, finding } from "../../ledger/check.ts";
import * as store from "./store.ts";

const laws = {
  "what is held belongs to a hold under way": store.strayHolds,
  "a succeeded transaction is booked": store.unbooked,
  "no more is refunded of a charge than it collected": store.wronglyRefunded,
  "no more goes back of a hold than was captured": store.wronglyReturned,
  "revenue and tax are those of what was charged": store.wronglyEarned,
  "a payment method counts its holds": store.miscounted,
  "a payment stands at its processor as it was booked": store.changedOutside,
} as const;

/** Every broken law of ledger, holds and transactions; an empty list is sound money. */
export async function checkMoney(everyone: Pick<Reader, "query">): Promise<Finding[]> {
  const findings = await checkLedger(everyone);
  for (const [law, suspects] of Object.entries(laws)) {
    findings.push(...(await suspects(everyone)).map(finding(law)));
  }
  return findings;
}
