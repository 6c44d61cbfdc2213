// The door to the PDF library: one document, its embedded fonts, its pages. It is handed runs of
// one font and direction (runs.ts) and writes glyphs itself, because the library's own text takes
// words one by one, which turns the words of right-to-left lines round.
import { createRequire } from "node:module";
import type { FontFile, Weight } from "./fonts.ts";
import { openFont, type Shaper } from "./opened.ts";
import { outlinedFont } from "./outlines.ts";
import { runsOf } from "./runs.ts";

type Position = {
  readonly xAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
  readonly advanceWidth: number;
};

type Features = readonly string[] | Readonly<Record<string, boolean>>;

/** A font of the library, as far as it is used here. Lengths are thousandths of the size. */
type LibraryFont = {
  readonly id: string;
  ref(): Reference;
  encode(text: string, features: Features): [string[], Position[]];
  readonly subset: { readonly glyphs: readonly number[]; encode(): Uint8Array };
};

type Reference = { readonly data: Record<string, unknown>; end(content?: string): void };

type Library = {
  registerFont(name: string, font: Shaper): void;
  font(name: string): void;
  readonly _font: LibraryFont;
  addPage(): void;
  addContent(operators: string): void;
  ref(data: Record<string, unknown>): Reference;
  readonly page: {
    readonly width: number;
    readonly height: number;
    readonly fonts: Record<string, Reference>;
    readonly xobjects: Record<string, Reference>;
  };
  read(): Buffer | null;
  end(): void;
};

/** Loaded with the first document: a process that makes none saves some 40 MiB. */
const pdfLibrary = () =>
  createRequire(import.meta.url)("pdfkit") as new (
    options: Record<string, unknown>,
  ) => Library;

export type About = {
  readonly title: string;
  readonly author: string;
  readonly created: Date;
  /** BCP 47, `en`. */
  readonly language: string;
};

/** Text that is ready to be placed; its width is in thousandths of the size. */
export type Shaped = { readonly width: number; readonly parts: readonly Part[] };

type Part = {
  readonly face: LibraryFont;
  readonly x: number;
  /** What shows the glyphs at a size. */
  readonly operators: (size: number) => string;
};

/** Red, green and blue from 0 to 1. */
export type Colour = readonly [number, number, number];
export const black: Colour = [0, 0, 0];

export type Placed = {
  readonly x: number;
  /** Of the baseline, from the top of the page. */
  readonly y: number;
  readonly size: number;
  readonly colour: Colour;
};

export type Engine = ReturnType<typeof openEngine>;

/** Shaped texts that are kept: names and headings come again and again. */
const mostKept = 4000;
const features: Features = [];
const number = (value: number): string => String(Math.round(value * 1000) / 1000);

export const pageWidth = 595.28;
export const pageHeight = 841.89;

export function openEngine({ title, author, created, language }: About) {
  const PdfDocument = pdfLibrary();
  const library = new PdfDocument({
    ...{ size: [pageWidth, pageHeight], margin: 0, autoFirstPage: false, font: "", lang: language },
    ...{ pdfVersion: "1.7", fontLayoutCache: false, displayTitle: true },
    info: { Title: title, Author: author, Creator: "Charge", CreationDate: created },
  });
  const faces = new Map<string, LibraryFont>();
  const kept = new Map<string, Shaped>();
  const glyphs = new Map<LibraryFont, Map<string, Glyph>>();

  function faceOf(font: FontFile, weight: Weight): LibraryFont {
    const key = `${font.name} ${weight}`;
    const known = faces.get(key);
    if (known !== undefined) return known;
    const shaper = openFont(font.path(weight), font.axis(weight));
    library.registerFont(key, shaper);
    library.font(key);
    const face = library._font;
    const { subset } = face;
    if (font.packed) subset.encode = () => outlinedFont(shaper, subset.glyphs);
    faces.set(key, face);
    return face;
  }

  /** Printable ASCII needs no shaping: a glyph per character, and no kerning. */
  function plainGlyph(face: LibraryFont, char: string): Glyph {
    const own = glyphs.get(face) ?? new Map<string, Glyph>();
    glyphs.set(face, own);
    const known = own.get(char);
    if (known !== undefined) return known;
    const [[hex = "0000"], [position]] = face.encode(char, features);
    const glyph = { hex, width: position?.advanceWidth ?? 0 };
    own.set(char, glyph);
    return glyph;
  }

  function shapedPart(face: LibraryFont, text: string, x: number): { part: Part; width: number } {
    if (plain.test(text)) {
      const all = [...text].map((char) => plainGlyph(face, char));
      const shown = `[<${all.map(({ hex }) => hex).join("")}>] TJ`;
      const width = all.reduce((sum, one) => sum + one.width, 0);
      return { part: { face, x, operators: () => shown }, width };
    }
    const [codes, positions] = encoded(face, text);
    const operators = (size: number): string => shifted(codes, positions, size);
    return { part: { face, x, operators }, width: advance(positions) };
  }

  function shape(text: string, weight: Weight): Shaped {
    const key = `${weight} ${text}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const parts: Part[] = [];
    let width = 0;
    for (const run of runsOf(text)) {
      const { part, width: more } = shapedPart(faceOf(run.font, weight), run.text, width);
      parts.push(part);
      width += more;
    }
    if (kept.size >= mostKept) kept.clear();
    const shaped = { width, parts };
    kept.set(key, shaped);
    return shaped;
  }

  function textOperators({ parts }: Shaped, { x, y, size, colour }: Placed): string {
    const written = parts.map(({ face, x: dx, operators }) => {
      const at = `1 0 0 1 ${number(x + (dx * size) / 1000)} ${number(y)} Tm`;
      return `${at} /${face.id} ${number(size)} Tf ${operators(size)}`;
    });
    return `${colour.map(number).join(" ")} rg BT ${written.join(" ")} ET`;
  }

  return {
    shape,
    newPage(): void {
      library.addPage();
    },
    /** Places text; the page's origin is above left. */
    write(shaped: Shaped, placed: Placed): void {
      for (const { face } of shaped.parts) library.page.fonts[face.id] ??= face.ref();
      const flipped = { ...placed, y: pageHeight - placed.y };
      library.addContent(
        `q 1 0 0 -1 0 ${number(pageHeight)} cm ${textOperators(shaped, flipped)} Q`,
      );
    },
    /** PDF operators with the origin above left, as the library turns pages round. */
    draw(operators: string): void {
      library.addContent(`q ${operators} Q`);
    },
    /** What is not known before the end (how many pages there are), shown where `show` was. */
    later() {
      const form = library.ref({
        ...{ Type: "XObject", Subtype: "Form", FormType: 1, BBox: [-10, -10, 200, 30] },
        Resources: { Font: {} },
      });
      return {
        show(x: number, y: number): void {
          library.page.xobjects.Later = form;
          library.addContent(`q 1 0 0 -1 ${number(x)} ${number(y)} cm /Later Do Q`);
        },
        finish(shaped: Shaped, size: number, colour: Colour): void {
          const fonts = shaped.parts.map(({ face }) => [face.id, face.ref()] as const);
          form.data.Resources = { Font: Object.fromEntries(fonts) };
          form.end(textOperators(shaped, { x: 0, y: 0, size, colour }));
        },
      };
    },
    /** What is ready to be sent. */
    *taken(): Generator<Buffer> {
      for (let chunk = library.read(); chunk !== null; chunk = library.read()) yield chunk;
    },
    end(): void {
      library.end();
    },
  };
}

type Glyph = { readonly hex: string; readonly width: number };

const plain = /^[\x20-\x7e]*$/;

/** Without the placing of marks, over which the shaper stumbles in some fonts (Gurmukhi). */
const unplaced = { abvm: false, blwm: false, mark: false, mkmk: false };

/** What the shaper cannot do must not cost a document: then letters stand one by one, unjoined. */
function encoded(face: LibraryFont, text: string): [string[], Position[]] {
  for (const wanted of [features, unplaced]) {
    try {
      return face.encode(text, wanted);
    } catch {
      // The next way asks for less.
    }
  }
  const letters = [...text].map((char) => face.encode(char, unplaced));
  return [letters.flatMap(([codes]) => codes), letters.flatMap(([, positions]) => positions)];
}

const advance = (positions: readonly Position[]): number =>
  positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);

/** Glyphs with what the shaper moved: numbers in `TJ` for the sides, `Ts` for the height. */
function shifted(codes: readonly string[], positions: readonly Position[], size: number): string {
  const written: string[] = [];
  let rise = 0;
  codes.forEach((code, at) => {
    const { xAdvance, xOffset, yOffset, advanceWidth } = positions[at] as Position;
    if (yOffset !== rise) written.push(`${number((yOffset * size) / 1000)} Ts`);
    rise = yOffset;
    const back = number(advanceWidth - xAdvance + xOffset);
    written.push(`[${number(-xOffset)} <${code}> ${back}] TJ`);
  });
  if (rise !== 0) written.push("0 Ts");
  return written.join(" ");
}
