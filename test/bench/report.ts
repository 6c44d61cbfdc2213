// Figures as a table for people, on the terminal and in docs/benchmarks.md.
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

const versionOf = (name: string): string => {
  const file = join(import.meta.dirname, "../../node_modules", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
};

function machine(databaseVersion: string): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const packages = ["fastify", "pg"].map((name) => `${name} ${versionOf(name)}`);
  return (
    `${cpu?.model}, ${cpus().length} cores, ${memory} GiB, ${process.platform}; ` +
    `Node ${process.versions.node}, PostgreSQL ${databaseVersion}, ${packages.join(", ")}; ` +
    new Date().toISOString().slice(0, 10)
  );
}

const page = join(import.meta.dirname, "../../docs/benchmarks.md");
const marks = ["<!-- measured -->", "<!-- /measured -->"] as const;

/** Puts table, notes and machine into the page, between its two marks. */
export function writePage(results: readonly Result[], databaseVersion: string): void {
  const text = readFileSync(page, "utf8");
  const [before, after] = [text.split(marks[0])[0], text.split(marks[1])[1]];
  const notes = results.flatMap((one) => one.notes).map((note) => `- ${note}`);
  const body = [
    tableOf(results.flatMap((one) => one.figures)),
    notes.join("\n"),
    `Measured on: ${machine(databaseVersion)}.`,
  ];
  writeFileSync(page, `${before}${marks[0]}\n\n${body.join("\n\n")}\n\n${marks[1]}${after}`);
}
