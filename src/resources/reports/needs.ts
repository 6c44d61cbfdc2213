// What a key must be allowed to read for a report (ruling 6): the rows themselves, and what they
// are filtered or grouped by beyond their own keys. Names beside ids are left empty instead.
import type { Kind, Parameters } from "./schema.ts";

const about: Readonly<Record<Kind, string>> = {
  charging_summary: "charging_sessions",
  energy: "charging_sessions",
  sessions: "charging_sessions",
  transactions: "transactions",
  reservations: "reservations",
};

/** Nouns by the prefix of their ids. */
const nouns: Readonly<Record<string, string>> = {
  cs: "charging_sessions",
  txn: "transactions",
  res: "reservations",
  drv: "drivers",
  veh: "vehicles",
  flt: "fleets",
  chst: "charging_stations",
};

const prefixOf = (noun: string): string =>
  Object.keys(nouns).find((one) => nouns[one] === noun) as string;

/** Nouns without whose right the report is refused. */
export function neededNouns({ type, group_by, filters }: Parameters): readonly string[] {
  const needed = [about[type]];
  const byOperator = group_by === "operator" || filters.operator !== undefined;
  const byStation = group_by === "charging_station" || filters.charging_station !== undefined;
  // A transaction's place is its session's, an operator is its station's.
  if (type === "transactions" && (byOperator || byStation)) needed.push(nouns["cs"] as string);
  if (byOperator) needed.push(nouns["chst"] as string);
  return needed;
}

/** Prefixes of what the report may show, given which may be read. */
export function shownOf(parameters: Parameters, mayRead: (prefix: string) => boolean): string[] {
  const needed = neededNouns(parameters).map(prefixOf);
  return [...new Set([...needed, ...["drv", "veh", "flt", "chst"].filter(mayRead)])];
}
