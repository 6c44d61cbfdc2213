// What invoices claim, recomputed: for the check-ledger command and for tests.
import type { Reader } from "../../db/statement.ts";
import { type Finding, finding } from "../../ledger/check.ts";
import * as store from "./store.ts";

const laws = {
  "what payers owe is what their transactions owe": store.wronglyOwed,
  "an open invoice is what its transactions owe": store.wrongSums,
  "invoices are numbered without gaps": store.missingNumbers,
} as const;

export async function checkInvoices(everyone: Pick<Reader, "query">): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [law, suspects] of Object.entries(laws)) {
    findings.push(...(await suspects(everyone)).map(finding(law)));
  }
  return findings;
}
