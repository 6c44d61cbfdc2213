// Pages to write on: lines of text that fit, paragraphs, rules and boxes, page breaks, and what
// every page carries. Documents are drawn as they are read, so that a long one holds no memory.
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import {
  type About,
  black,
  type Colour,
  type Engine,
  openEngine,
  pageHeight,
  pageWidth,
  type Shaped,
} from "./engine.ts";
import type { Weight } from "./fonts.ts";

export const grey: Colour = [0.42, 0.45, 0.5];
export const pale: Colour = [0.87, 0.89, 0.91];
const markColour: Colour = [0.75, 0.15, 0.1];

const margin = 48;
const footerSize = 7.5;

/** The part of every page that documents write on. Lengths are points, from above left. */
export const area = {
  ...{ left: margin, right: pageWidth - margin, width: pageWidth - 2 * margin },
  ...{ top: margin, bottom: pageHeight - margin - 18 },
};

export type Style = {
  readonly size: number;
  readonly weight?: Weight;
  readonly colour?: Colour;
  readonly align?: "left" | "right";
};

/** Where a line stands: its left edge, baseline, and the width it must fit into. */
export type Slot = { readonly x: number; readonly y: number; readonly width: number };

export type Sheet = {
  /** Where the next thing goes; whoever draws moves it. */
  y: number;
  /** One line, cut with an ellipsis where it does not fit. */
  line(text: string, slot: Slot, style: Style): void;
  /** Lines as many as are needed; answers the baseline after the last. */
  paragraph(text: string, slot: Slot, style: Style): number;
  rule(y: number, colour?: Colour): void;
  box(slot: Slot & { readonly height: number }, colour: Colour): void;
  /** Straight lines from point to point. */
  path(points: readonly (readonly [number, number])[], colour: Colour): void;
  /** Begins a page where less than this height is left; true where it did. */
  room(height: number): boolean;
  newPage(): void;
};

export type Furniture = About & {
  /** Below every page, left; the page's number stands right. */
  readonly footer: string;
  /** Above every page: what the document is not yet, or no longer. */
  readonly mark: string | null;
};

/** Draws as the reader takes it: each `yield` of `draw` is a moment to hand out what is ready. */
export function pdfStream(
  furniture: Furniture,
  draw: (sheet: Sheet) => AsyncIterable<unknown>,
): Readable {
  return Readable.from(written(furniture, draw), { objectMode: false });
}

async function* written(
  furniture: Furniture,
  draw: (sheet: Sheet) => AsyncIterable<unknown>,
): AsyncGenerator<Buffer> {
  const engine = openEngine(furniture);
  const total = engine.later();
  const pages = openPages(engine, furniture, total.show);
  pages.sheet.newPage();
  for await (const _ of draw(pages.sheet)) {
    yield* engine.taken();
    // Drawing is work for the processor: others get their turn in between.
    await setImmediate();
  }
  total.finish(engine.shape(`/ ${pages.count()}`, "regular"), footerSize, grey);
  engine.end();
  yield* engine.taken();
}

function openPages(
  engine: Engine,
  { footer, mark }: Furniture,
  showTotal: (x: number, y: number) => void,
) {
  let pages = 0;
  const bottom = pageHeight - margin + 6;
  const sheet = sheetOn(engine, () => {
    engine.newPage();
    pages++;
    sheet.y = area.top;
    const small = { size: footerSize, colour: grey };
    sheet.line(footer, { x: area.left, y: bottom, width: area.width - 90 }, small);
    const counted = { x: area.right - 90, y: bottom, width: 60 };
    sheet.line(String(pages), counted, { ...small, align: "right" });
    showTotal(area.right - 28, bottom);
    if (mark === null) return;
    const above = { x: area.left, y: 30, width: area.width };
    sheet.line(mark, above, { size: 11, weight: "bold", colour: markColour });
  });
  return { sheet, count: () => pages };
}

function sheetOn(engine: Engine, newPage: () => void): Sheet {
  const put = (shaped: Shaped, { x, y, width }: Slot, { size, colour, align }: Style): void => {
    const long = (shaped.width * size) / 1000;
    const at = align === "right" ? x + width - long : x;
    engine.write(shaped, { x: at, y, size, colour: colour ?? black });
  };
  const line: Sheet["line"] = (text, slot, style) =>
    put(fitted(engine, text, slot.width, style), slot, style);
  const sheet: Sheet = {
    y: area.top,
    newPage,
    line,
    paragraph(text, slot, style) {
      let { y } = slot;
      for (const part of linesOf(engine, text, slot.width, style)) {
        line(part, { ...slot, y }, style);
        y += style.size * 1.4;
      }
      return y;
    },
    rule(y, colour = pale) {
      sheet.path(
        [
          [area.left, y],
          [area.right, y],
        ],
        colour,
      );
    },
    box({ x, y, width, height }, colour) {
      engine.draw(`${colours(colour)} rg ${numbers(x, y, width, height)} re f`);
    },
    path([first, ...rest], colour) {
      if (first === undefined) return;
      const moves = rest.map((point) => `${numbers(...point)} l`).join(" ");
      engine.draw(`${colours(colour)} RG 0.6 w ${numbers(...first)} m ${moves} S`);
    },
    room(height) {
      if (sheet.y + height <= area.bottom) return false;
      newPage();
      return true;
    },
  };
  return sheet;
}

const numbers = (...values: readonly number[]): string =>
  values.map((value) => value.toFixed(2)).join(" ");
const colours = (colour: Colour): string => numbers(...colour);

const widthOf = (engine: Engine, text: string, { size, weight }: Style): number =>
  (engine.shape(text, weight ?? "regular").width * size) / 1000;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const graphemes = (text: string): string[] =>
  [...segmenter.segment(text)].map((one) => one.segment);

/** The text, or as much of it as fits before an ellipsis. */
function fitted(engine: Engine, text: string, width: number, style: Style): Shaped {
  const whole = engine.shape(text, style.weight ?? "regular");
  if ((whole.width * style.size) / 1000 <= width) return whole;
  const parts = graphemes(text);
  const fits = (count: number): boolean =>
    widthOf(engine, `${parts.slice(0, count).join("")}…`, style) <= width;
  return engine.shape(
    `${parts.slice(0, most(parts.length, fits)).join("")}…`,
    style.weight ?? "regular",
  );
}

/** The largest count from 0 to `limit` that fits. */
function most(limit: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, limit];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Broken at blanks and line ends; a word that is too long by itself, anywhere. */
function linesOf(engine: Engine, text: string, width: number, style: Style): string[] {
  const lines: string[] = [];
  for (const given of text.split("\n")) {
    let open = "";
    for (const word of given.split(" ")) {
      const longer = open === "" ? word : `${open} ${word}`;
      if (widthOf(engine, longer, style) <= width) {
        open = longer;
        continue;
      }
      if (open !== "") lines.push(open);
      const pieces = broken(engine, word, width, style);
      lines.push(...pieces.slice(0, -1));
      open = pieces.at(-1) ?? "";
    }
    lines.push(open);
  }
  return lines;
}

function broken(engine: Engine, word: string, width: number, style: Style): string[] {
  const pieces: string[] = [];
  let rest = graphemes(word);
  while (rest.length > 0) {
    const fits = (count: number): boolean =>
      widthOf(engine, rest.slice(0, count).join(""), style) <= width;
    const count = Math.max(1, most(rest.length, fits));
    pieces.push(rest.slice(0, count).join(""));
    rest = rest.slice(count);
  }
  return pieces;
}
