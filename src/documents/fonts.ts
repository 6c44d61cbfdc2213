// Which font has a character: Noto Sans in its scripts (SIL Open Font License), from npm packages
// that hold each family in slices by Unicode range. Another script is another line in `families`.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { openFont } from "./opened.ts";

export type Weight = "regular" | "bold";

export type FontFile = {
  /** Names the slice within a document, weight aside. */
  readonly name: string;
  /** Letters of this slice run from right to left. */
  readonly rtl: boolean;
  has(codePoint: number): boolean;
  path(weight: Weight): string;
  /** On the variation axis where one file has all weights; null where each has its own. */
  axis(weight: Weight): number | null;
  /** Its tables cannot be cut out: outlines are embedded (outlines.ts). */
  readonly packed: boolean;
};

type Family = {
  readonly package: string;
  readonly file: string;
  readonly variable: boolean;
  readonly rtl?: boolean;
  /** Everything in the weight that the file begins with. */
  readonly oneWeight?: boolean;
  /** Slices of these families that another one has better. */
  readonly without?: RegExp;
};

const latin = /^(latin|cyrillic|greek|vietnamese|math|symbols)/;

/** Of these the font library cannot vary the composed glyphs: bold is regular. */
const further = [
  ...["armenian", "georgian", "ethiopic", "bengali", "gurmukhi", "gujarati", "tamil", "telugu"],
  ...["kannada", "malayalam", "sinhala", "lao", "khmer", "myanmar"],
];

/** In the order of preference. One family per script, as fonts of a page should be alike. */
const families: readonly Family[] = [
  { package: "@fontsource/noto-sans", file: "noto-sans", variable: false },
  {
    ...{ package: "@fontsource/noto-sans-arabic", file: "noto-sans-arabic", variable: false },
    ...{ rtl: true, without: latin },
  },
  {
    ...{ package: "@fontsource/noto-sans-hebrew", file: "noto-sans-hebrew", variable: false },
    ...{ rtl: true, without: latin },
  },
  {
    ...{ package: "@fontsource/noto-sans-thai", file: "noto-sans-thai", variable: false },
    without: latin,
  },
  {
    ...{ package: "@fontsource-variable/noto-sans-sc", file: "noto-sans-sc", variable: true },
    without: latin,
  },
  {
    ...{ package: "@fontsource-variable/noto-sans-jp", file: "noto-sans-jp", variable: true },
    without: latin,
  },
  {
    ...{ package: "@fontsource-variable/noto-sans-kr", file: "noto-sans-kr", variable: true },
    without: latin,
  },
  ...further.map((script) => ({
    ...{ package: `@fontsource-variable/noto-sans-${script}`, file: `noto-sans-${script}` },
    ...{ variable: true, oneWeight: true, without: latin },
  })),
  // In one colour.
  {
    ...{ package: "@fontsource-variable/noto-emoji", file: "noto-emoji", variable: true },
    oneWeight: true,
  },
];

const numbers: Readonly<Record<Weight, number>> = { regular: 400, bold: 700 };
const require = createRequire(import.meta.url);

function slicesOf(family: Family): FontFile[] {
  const folder = dirname(require.resolve(`${family.package}/package.json`));
  const unicode = JSON.parse(readFileSync(join(folder, "unicode.json"), "utf8"));
  return Object.entries(unicode as Record<string, string>)
    .map(([key, ranges]) => [key.replace(/[[\]]/g, ""), ranges] as const)
    .filter(([key]) => family.without === undefined || !family.without.test(key))
    .map(([key, ranges]) => sliceOf(family, folder, key, ranges));
}

function sliceOf(family: Family, folder: string, key: string, listed: string): FontFile {
  const { variable } = family;
  const ranges = listed.split(",").map(rangeOf);
  const font: Omit<FontFile, "has"> = {
    name: `${family.file}-${key}`,
    rtl: family.rtl === true,
    path: (weight) =>
      join(
        folder,
        "files",
        variable
          ? `${family.file}-${key}-wght-normal.woff2`
          : `${family.file}-${key}-${numbers[weight]}-normal.woff`,
      ),
    axis: (weight) => (variable && family.oneWeight !== true ? numbers[weight] : null),
    packed: variable,
  };
  // The packages say of some slices that they have what they have not.
  const hasGlyph = (codePoint: number): boolean =>
    openFont(font.path("regular"), font.axis("regular")).hasGlyphForCodePoint(codePoint);
  return {
    ...font,
    has: (codePoint) =>
      ranges.some(([from, to]) => codePoint >= from && codePoint <= to) && hasGlyph(codePoint),
  };
}

/** `U+4e00-9fff` or `U+20ac`. */
function rangeOf(text: string): readonly [number, number] {
  const [from = "", to = from] = text.trim().slice(2).split("-");
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}

let slices: readonly FontFile[] | null = null;
const found = new Map<number, FontFile | null>();

/** The font that has a character, or null. Read once per process, when a document first asks. */
export function fontFor(codePoint: number): FontFile | null {
  const known = found.get(codePoint);
  if (known !== undefined) return known;
  slices ??= families.flatMap(slicesOf);
  const slice = slices.find((one) => one.has(codePoint)) ?? null;
  found.set(codePoint, slice);
  return slice;
}

/** What everything is written in that no other script asks for. */
export function plainFont(): FontFile {
  const font = fontFor(0x41);
  if (font === null) throw new Error("the font for Latin letters is not installed");
  return font;
}
