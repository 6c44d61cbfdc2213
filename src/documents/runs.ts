// A line of text as runs from left to right, each in one font and one direction: the Unicode
// bidirectional algorithm (UAX 9), and a font for every character. Shaping is the engine's.
import { createRequire } from "node:module";
import { type FontFile, fontFor, plainFont } from "./fonts.ts";

type Bidi = {
  getEmbeddingLevels(text: string): { readonly levels: Uint8Array };
  getMirroredCharactersMap(text: string, levels: Uint8Array): Map<number, string>;
};

const bidi: Bidi = (createRequire(import.meta.url)("bidi-js") as () => Bidi)();

export type Run = {
  readonly font: FontFile;
  /** As the shaper wants it: what it would not turn round itself is turned round here. */
  readonly text: string;
};

type Segment = { text: string; readonly font: FontFile; readonly level: number };

/** Shown for what no font here has. */
const missing = "\ufffd";

/** Breaks, tabs and controls are blanks in a line; marks of direction have done their work. */
const blank = /[\p{Cc}\u2028\u2029]+/gu;
/** What colours an emoji, makes a land's flag of one or a key of a digit. */
const colours = /[\u{1f3fb}-\u{1f3ff}]|[\u{e0020}-\u{e007f}]|\u20e3|\ufe0e|\ufe0f/u;
const invisible = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** Nothing in it asks for another font, order or shape. */
const plain = /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u00ff]*$/;

export function runsOf(given: string): readonly Run[] {
  if (plain.test(given)) return given === "" ? [] : [{ font: plainFont(), text: given }];
  // Composed letters are in the slices of their script; marks alone may not be.
  const text = given.normalize("NFC").replace(blank, " ");
  const { levels } = bidi.getEmbeddingLevels(text);
  const mirrored = bidi.getMirroredCharactersMap(text, levels);
  const segments: Segment[] = [];
  let at = 0;
  for (const char of text) {
    const shown = mirrored.get(at) ?? char;
    const level = levels[at] ?? 0;
    at += char.length;
    if (invisible.test(char) || colours.test(char)) continue;
    const last = segments.at(-1);
    const { font, as } = fontOf(shown, last?.font ?? null);
    if (as === "") continue;
    if (last !== undefined && last.font === font && last.level === level) last.text += as;
    else segments.push({ font, level, text: as });
  }
  return ordered(segments).map(({ font, level, text: run }) => ({
    font,
    // Shapers turn letters of right-to-left scripts; blanks and signs between them are ours.
    text: level % 2 === 1 && !font.rtl ? [...run].reverse().join("") : run,
  }));
}

/** Marks stay with the letter they stand on, if its font has them. */
const mark = /\p{M}|\u200c|\u200d/u;

function fontOf(char: string, before: FontFile | null): { font: FontFile; as: string } {
  const codePoint = char.codePointAt(0) as number;
  if (before?.has(codePoint) && mark.test(char)) return { font: before, as: char };
  const font = fontFor(codePoint);
  if (font !== null) return { font, as: char };
  // What joins letters says nothing alone.
  return { font: plainFont(), as: /\p{Cf}|\p{M}/u.test(char) ? "" : missing };
}

/** From logical to visual order (UAX 9, rule L2), on whole segments. */
function ordered(segments: readonly Segment[]): readonly Segment[] {
  const line = [...segments];
  const highest = line.reduce((most, { level }) => Math.max(most, level), 0);
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < line.length; from++) {
      if ((line[from] as Segment).level < level) continue;
      let to = from;
      while (to < line.length && (line[to] as Segment).level >= level) to++;
      line.splice(from, to - from, ...line.slice(from, to).reverse());
      from = to;
    }
  }
  return line;
}
