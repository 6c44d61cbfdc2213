// A table that goes on over pages: its heading is repeated on each, and a row is one line.
import { area, grey, pale, type Sheet, type Style } from "./sheet.ts";

export type Column = {
  readonly title: string;
  /** Share of the page's width. */
  readonly share: number;
  readonly align?: "left" | "right";
};

export type Table = {
  row(cells: readonly string[], style?: Partial<Style>): void;
};

const size = 8.5;
const rowHeight = 14;
const gap = 8;

export function openTable(sheet: Sheet, columns: readonly Column[]): Table {
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  let x = area.left;
  const slots = columns.map(({ share, align }, at) => {
    const width = (area.width * share) / all;
    const slot = { x, width: at === columns.length - 1 ? width : width - gap };
    x += width;
    return { ...slot, align: align ?? ("left" as const) };
  });
  const cells = (texts: readonly string[], style: Style): void => {
    const y = sheet.y + rowHeight - 4.5;
    slots.forEach((slot, at) => {
      sheet.line(texts[at] ?? "", { ...slot, y }, { ...style, align: slot.align });
    });
    sheet.y += rowHeight;
  };
  const heading = (): void => {
    cells(
      columns.map(({ title }) => title),
      { size: size - 1, weight: "bold", colour: grey },
    );
    sheet.rule(sheet.y + 1, grey);
    sheet.y += 3;
  };
  sheet.room(3 * rowHeight);
  heading();
  return {
    row(texts, style = {}) {
      if (sheet.room(rowHeight)) heading();
      cells(texts, { size, ...style });
      sheet.rule(sheet.y, pale);
    },
  };
}
