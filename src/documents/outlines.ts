// A TrueType font of some glyphs as they are drawn, composed and at their weight: what a PDF embeds
// of a variable or packed font, whose own tables cannot be cut out. Tables as PDF 1.7 §9.9 asks.

export type Outlined = {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  getGlyph(id: number): {
    readonly advanceWidth: number;
    readonly path: { readonly commands: readonly Command[] };
  };
};

type Command = { readonly command: string; readonly args: readonly number[] };
type Point = { readonly x: number; readonly y: number; readonly on: boolean };
type Bounds = readonly [xMin: number, yMin: number, xMax: number, yMax: number];

type Glyph = {
  readonly bytes: Buffer;
  readonly bounds: Bounds;
  readonly advance: number;
  readonly points: number;
  readonly contours: number;
};

/** The font with these glyphs, renumbered in this order. */
export function outlinedFont(font: Outlined, glyphIds: readonly number[]): Buffer {
  const glyphs = glyphIds.map((id) => glyphOf(font, id));
  const starts: number[] = [0];
  for (const { bytes } of glyphs) starts.push((starts.at(-1) as number) + bytes.length);
  const bounds = boundsOf(
    glyphs
      .map(({ bounds: [x, y] }) => ({ x, y, on: true }))
      .concat(glyphs.map(({ bounds: [, , x, y] }) => ({ x, y, on: true }))),
  );
  return assembled({
    glyf: Buffer.concat(glyphs.map(({ bytes }) => bytes)),
    head: head(font, bounds),
    hhea: hhea(font, glyphs, bounds),
    hmtx: int16s(glyphs.flatMap(({ advance, bounds: [xMin] }) => [advance, xMin])),
    loca: uint32s(starts),
    maxp: maxp(glyphs),
  });
}

function glyphOf(font: Outlined, id: number): Glyph {
  const { advanceWidth, path } = font.getGlyph(id);
  const contours = contoursOf(path.commands).filter((one) => one.length > 1);
  const points = contours.flat();
  const bounds = boundsOf(points);
  const advance = Math.round(advanceWidth);
  const counts = { points: points.length, contours: contours.length };
  if (points.length === 0) return { bytes: Buffer.alloc(0), bounds, advance, ...counts };
  let last = -1;
  const ends = contours.map((one) => {
    last += one.length;
    return last;
  });
  const flags = Buffer.from(points.map(({ on }) => (on ? 1 : 0)));
  const bytes = Buffer.concat([
    int16s([contours.length, ...bounds, ...ends, 0]),
    flags,
    int16s(differences(points.map(({ x }) => x))),
    int16s(differences(points.map(({ y }) => y))),
  ]);
  return { bytes: padded(bytes), bounds, advance, ...counts };
}

function contoursOf(commands: readonly Command[]): Point[][] {
  const contours: Point[][] = [];
  for (const { command, args } of commands) {
    const at = (first: number, on: boolean): Point => ({
      ...{ x: Math.round(args[first] as number), y: Math.round(args[first + 1] as number), on },
    });
    const open = contours.at(-1);
    if (command === "moveTo") contours.push([at(0, true)]);
    else if (command === "lineTo") open?.push(at(0, true));
    else if (command === "quadraticCurveTo") open?.push(at(0, false), at(2, true));
    else if (command !== "closePath") throw new Error(`an outline with ${command}`);
  }
  return contours.map(closed);
}

/** A contour closes by itself: its start is not said again. */
function closed(contour: Point[]): Point[] {
  const [first, last] = [contour[0], contour.at(-1)];
  const again = contour.length > 1 && first?.x === last?.x && first?.y === last?.y && last?.on;
  return again === true ? contour.slice(0, -1) : contour;
}

function boundsOf(points: readonly Point[]): Bounds {
  if (points.length === 0) return [0, 0, 0, 0];
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

const differences = (values: readonly number[]): number[] =>
  values.map((value, at) => value - (values[at - 1] ?? 0));

function int16s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, at * 2);
  return bytes;
}

function uint32s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, at * 4);
  return bytes;
}

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** Long offsets, no dates, nothing hinted. */
const head = ({ unitsPerEm }: Outlined, bounds: Bounds): Buffer =>
  Buffer.concat([
    uint32s([0x10000, 0x10000, 0, 0x5f0f3cf5]),
    int16s([0, unitsPerEm]),
    uint32s([0, 0, 0, 0]),
    int16s([...bounds, 0, 8, 2, 1, 0]),
  ]);

function hhea({ ascent, descent }: Outlined, glyphs: readonly Glyph[], bounds: Bounds): Buffer {
  const widest = Math.max(...glyphs.map(({ advance }) => advance));
  const [xMin, , xMax] = bounds;
  return Buffer.concat([
    uint32s([0x10000]),
    int16s([Math.round(ascent), Math.round(descent), 0, widest, xMin, 0, xMax, 1, 0, 0]),
    int16s([0, 0, 0, 0, 0, glyphs.length]),
  ]);
}

const maxp = (glyphs: readonly Glyph[]): Buffer =>
  Buffer.concat([
    uint32s([0x10000]),
    int16s([
      glyphs.length,
      Math.max(...glyphs.map(({ points }) => points)),
      Math.max(...glyphs.map(({ contours }) => contours)),
      ...[0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    ]),
  ]);

function assembled(tables: Readonly<Record<string, Buffer>>): Buffer {
  const entries = Object.entries(tables);
  let offset = 12 + entries.length * 16;
  const directory = entries.map(([tag, bytes]) => {
    const entry = Buffer.concat([
      Buffer.from(tag, "latin1"),
      uint32s([checksum(padded(bytes)), offset, bytes.length]),
    ]);
    offset += padded(bytes).length;
    return entry;
  });
  const power = 2 ** Math.floor(Math.log2(entries.length));
  const search = [power * 16, Math.log2(power), (entries.length - power) * 16];
  return Buffer.concat([
    uint32s([0x10000]),
    int16s([entries.length, ...search]),
    ...directory,
    ...entries.map(([, bytes]) => padded(bytes)),
  ]);
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
