// A command that was written wrongly: what is thrown for it, and what may have been meant.

/** Ends the program with 2. */
export class UsageError extends Error {
  /** The command whose help explains it. */
  readonly command: string;

  constructor(message: string, command = "") {
    super(message);
    this.command = command;
  }
}

/** Commands and parameters are the API's names; `-` does as well as `_`. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll("-", "_");

/** How many letters to change, leave out, add or swap. */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_none, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const above = rows[i - 1] as number[];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (above[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? ((rows[i - 2] as number[])[j - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(row);
  }
  return (rows[a.length] as number[])[b.length] as number;
}

/** The name that was probably meant, or null. */
export function nearest(given: string, names: readonly string[]): string | null {
  const word = plainName(given);
  const near = names
    .map((name) => ({ name, far: distance(word, plainName(name)) }))
    .sort((one, two) => one.far - two.far)[0];
  if (near === undefined) return null;
  const begun = names.filter((name) => word.length > 2 && plainName(name).startsWith(word));
  if (begun.length === 1) return begun[0] as string;
  return near.far <= Math.max(1, Math.floor(word.length / 3)) ? near.name : null;
}

export function unknown(what: string, given: string, names: readonly string[]): string {
  const meant = nearest(given, names);
  const hint = meant === null ? "" : ` Did you mean ${meant}?`;
  return `Unknown ${what} ${JSON.stringify(given)}.${hint}`;
}
