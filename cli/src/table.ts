// Tables as text, no wider than the terminal. Pure.
import { cut, harmless, padded, widthOf } from "./width.ts";

export type Column = {
  readonly title: string;
  /** Stays whole while anything else can give way. */
  readonly firm?: boolean | undefined;
  /** Is shown whole or not at all: a piece of a time tells nothing. */
  readonly whole?: boolean | undefined;
  /** Is the id of something else, whole or not at all, and the first to leave. */
  readonly reference?: boolean | undefined;
};

const gap = 2;
/** Narrower than that, a column says nothing and goes. */
const narrowest = 8;

const sum = (widths: readonly number[]): number =>
  widths.reduce((total, width) => total + width, 0) + gap * Math.max(0, widths.length - 1);

/** Widths that fit into the room, taken from the widest first; null where they can not. */
function fitted(natural: readonly number[], firm: readonly boolean[], room: number) {
  const widths = [...natural];
  while (sum(widths) > room) {
    const widest = Math.max(...widths.filter((width, at) => !firm[at] && width > narrowest));
    if (!Number.isFinite(widest)) return null;
    widths[widths.findLastIndex((width, at) => !firm[at] && width === widest)] = widest - 1;
  }
  return widths;
}

const isRigid = ({ firm, whole, reference }: Column): boolean =>
  firm === true || whole === true || reference === true;

/** Which columns stay, and how wide: what does not fit is left out from the right, never an id. */
function layout(columns: readonly Column[], natural: readonly number[], room: number) {
  let kept = columns.map((_column, at) => at);
  for (;;) {
    const widths = fitted(
      kept.map((at) => natural[at] as number),
      kept.map((at) => isRigid(columns[at] as Column)),
      room,
    );
    if (widths !== null) return { kept, widths };
    const other = kept.findLast((at) => at > 0 && columns[at]?.reference === true);
    const loose = other ?? kept.findLast((at) => at > 0 && columns[at]?.firm !== true);
    const leaves = loose ?? (kept.at(-1) as number);
    if (kept.length === 1) return { kept, widths: [room] };
    kept = kept.filter((at) => at !== leaves);
  }
}

/** The lines of a table, its titles first. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  room: number | null,
): string[] {
  const texts = [columns.map(({ title }) => title), ...rows.map((row) => row.map(harmless))];
  const natural = columns.map((_column, at) =>
    Math.max(...texts.map((row) => widthOf(row[at] ?? ""))),
  );
  const { kept, widths } = layout(columns, natural, room ?? Number.POSITIVE_INFINITY);
  return texts.map((row) =>
    kept
      .map((at, place) => {
        const width = widths[place] as number;
        return padded(cut(row[at] ?? "", width), width);
      })
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}

/** Names and values, one pair per line. */
export function pairLines(
  pairs: readonly (readonly [string, string])[],
  room: number | null,
): string[] {
  const names = Math.max(0, ...pairs.map(([name]) => widthOf(harmless(name))));
  return pairs.map(([name, value]) => {
    const text = harmless(value);
    const left = padded(harmless(name), names);
    const width = room === null ? null : Math.max(narrowest, room - names - gap);
    return `${left}${" ".repeat(gap)}${width === null ? text : cut(text, width)}`.trimEnd();
  });
}
