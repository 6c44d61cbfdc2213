// The door to the font library: a font file, opened once and kept, at its weight. What it is asked
// for (shaping, glyphs, outlines) the PDF library and outlines.ts ask of it directly.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Outlined } from "./outlines.ts";

type Point = { x: number; y: number; copy(): Point };

/** What shapes and cuts a font. */
export type Shaper = Outlined & {
  readonly postscriptName: string;
  hasGlyphForCodePoint(codePoint: number): boolean;
};

type Variable = Shaper & {
  readonly variationAxes: Readonly<Record<string, { readonly default: number }>>;
  variationCoords: readonly number[] | null;
  _transformGlyfTable(): void;
  readonly _transformedGlyphs: readonly { readonly points?: readonly Point[] }[];
  readonly _variationProcessor: { transformPoints(glyph: number, points: Point[]): void };
};

/** Loaded with the first font: it takes memory that a process without documents can spare. */
const fontLibrary = () =>
  createRequire(import.meta.url)("fontkit") as { create(bytes: Buffer): Shaper };

const shapers = new Map<string, Shaper>();
/** Opened fonts that a process keeps, each about half a megabyte. */
const mostOpen = 60;

/** `axis` is the weight where one file has all of them. */
export function openFont(path: string, axis: number | null): Shaper {
  const key = `${path} ${axis ?? ""}`;
  const known = shapers.get(key);
  // The one that was used last stands last.
  shapers.delete(key);
  const shaper = known ?? opened(path, axis);
  shapers.set(key, shaper);
  for (const oldest of shapers.keys()) if (shapers.size > mostOpen) shapers.delete(oldest);
  return shaper;
}

function opened(path: string, axis: number | null): Shaper {
  const shaper = fontLibrary().create(readFileSync(path));
  if (axis !== null) setWeight(shaper as Variable, axis);
  return shaper;
}

/** Before anything is asked of the font, which keeps its answers. */
function setWeight(font: Variable, weight: number): void {
  font.variationCoords = Object.entries(font.variationAxes).map(([name, one]) =>
    name === "wght" ? weight : one.default,
  );
  // The PDF library takes fonts of one name and checksum for one font.
  Object.defineProperty(font, "postscriptName", { value: `${font.postscriptName}-${weight}` });
  font._transformGlyfTable();
  font._transformedGlyphs.forEach(({ points = [] }, glyph) => {
    const [first] = points;
    if (first === undefined) return;
    // Four more points stand for the glyph's advance, which tables of their own vary.
    font._variationProcessor.transformPoints(glyph, [
      ...points,
      ...[0, 0, 0, 0].map(() => Object.assign(first.copy(), { x: 0, y: 0, endContour: true })),
    ]);
  });
}
