// Counts what was answered to what, so that a run shows whether it reached anything at all.
import type { Operation } from "./document.ts";
import type { Recipe } from "./recipe.ts";

export type Tally = {
  count(recipe: Recipe, status: number, code: string | null): void;
  readonly total: number;
  /** How often an operation was answered with success. */
  successes(operation: Operation): number;
  /** Operations that were never answered with success. */
  neverAnswered(): string[];
  /** Rows for people: operation, successes, refusals by code. */
  table(): string;
};

export function openTally(operations: readonly Operation[]): Tally {
  const counts = new Map<string, Map<string, number>>(operations.map((one) => [one.id, new Map()]));
  let total = 0;
  return {
    get total() {
      return total;
    },
    count({ operation, method }, status, code) {
      total++;
      if (method !== operation.method) return;
      const own = counts.get(operation.id) as Map<string, number>;
      const name = status < 300 ? "200" : `${code ?? status}`;
      own.set(name, (own.get(name) ?? 0) + 1);
    },
    successes: ({ id }) => counts.get(id)?.get("200") ?? 0,
    neverAnswered: () =>
      [...counts].filter(([, own]) => (own.get("200") ?? 0) === 0).map(([id]) => id),
    table() {
      const rows = [...counts].map(([id, own]) => {
        const all = [...own.values()].reduce((sum, one) => sum + one, 0);
        const refused = [...own].filter(([name]) => name !== "200").sort((a, b) => b[1] - a[1]);
        const shown = refused.map(([name, times]) => `${name} ${times}`).join(", ");
        return `${id.padEnd(42)} ${`${own.get("200") ?? 0}/${all}`.padStart(9)}  ${shown}`;
      });
      return rows.join("\n");
    },
  };
}
