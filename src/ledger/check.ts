// Recomputes everything that the ledger claims from its entries, over all accounts. Whether each
// hold belongs to a session or reservation is checked by the noun that owns holds.
import type { Reader } from "../db/statement.ts";
import * as store from "./store.ts";

export type Finding = {
  readonly law: string;
  readonly account: string;
  readonly livemode: boolean;
  readonly place: string;
  readonly detail: string;
};

export const finding =
  (law: string) =>
  ({ account_id: account, livemode, place, detail }: store.Suspect): Finding => ({
    law,
    account,
    livemode,
    place,
    detail,
  });

const laws = {
  "a balance is the sum of its entries": store.wrongBalances,
  "a posting sums to zero per currency": store.unbalancedPostings,
  "an entry tells the balance after it": store.brokenRuns,
  "a wallet's available balance is not negative": store.overdrawn,
  "what is held is held of something": store.heldOfNothing,
} as const;

/** Every broken law; an empty list is a sound ledger. */
export async function checkLedger(everyone: Pick<Reader, "query">): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [law, suspects] of Object.entries(laws)) {
    findings.push(...(await suspects(everyone)).map(finding(law)));
  }
  return findings;
}
