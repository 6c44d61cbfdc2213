// Figures as a table for people, on the terminal and in docs/benchmarks.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { SideBySide } from "./side_by_side.ts";

export type Figure = {
  readonly what: string;
  readonly measured: string;
  readonly threshold: string;
  readonly ok: boolean;
};

/** One thing that is measured; it may give several figures, and a line about how they came. */
export type Result = { readonly figures: readonly Figure[]; readonly notes: readonly string[] };

export const figure = (
  what: string,
  { value, unit, digits = 2 }: { value: number; unit: string; digits?: number },
  [relation, limit]: readonly ["at least" | "at most", number],
): Figure => ({
  what,
  measured: `${value.toFixed(digits)}${unit}`,
  threshold: `${relation} ${limit}${unit}`,
  ok: relation === "at least" ? value >= limit : value <= limit,
});

export function notesOf({ ours, bare }: SideBySide): string[] {
  const line = (who: string, one: SideBySide["ours"]): string =>
    `${who}: ${one.perSecond.toFixed(0)}/s, p50 ${one.p50.toFixed(2)} ms, ` +
    `p99 ${one.p99.toFixed(2)} ms, ${one.cpuUs.toFixed(1)} µs of server CPU and ` +
    `${one.databaseUs.toFixed(1)} µs of database CPU each, ` +
    `its core ${(100 * one.busy).toFixed(0)} % busy`;
  return [line("Charge", ours), line("bare", bare)];
}

const verdict = ({ ok }: Figure): string => (ok ? "ok" : "MISSED");

export function tableOf(figures: readonly Figure[]): string {
  const rows = [
    ["figure", "measured", "asked for", ""],
    ["---", "---", "---", "---"],
    ...figures.map((one) => [one.what, one.measured, one.threshold, verdict(one)]),
  ];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
