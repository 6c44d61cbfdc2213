// What holds of top-ups and the books, over all accounts. For the check-ledger command and tests.
import type { Reader } from "../../db/statement.ts";
import { type Finding, finding } from "../../ledger/check.ts";
import * as store from "./store.ts";

const laws = {
  "a top-up is credited once, exactly if it succeeded": store.unbooked,
  "a top-up that waits is being paid": store.stray,
} as const;

export async function checkTopUps(everyone: Pick<Reader, "query">): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [law, suspects] of Object.entries(laws)) {
    findings.push(...(await suspects(everyone)).map(finding(law)));
  }
  return findings;
}
