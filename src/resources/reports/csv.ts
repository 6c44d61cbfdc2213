// Rows as CSV (RFC 4180, UTF-8, CRLF). What people wrote cannot be a formula: a spreadsheet shows
// such a cell as text because of the apostrophe before it. Numbers stay numbers (ruling 35).
import type { Column } from "./columns.ts";

type Values = Readonly<Record<string, unknown>>;

/** Also after a break or tab, which spreadsheets drop, and in the full width of Asian scripts. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const special = /[",\r\n]/;

const quoted = (text: string): string =>
  special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Watt-hours as kWh with three decimals, exact however large. */
export function kwhOf(wattHours: string | number): string {
  const digits = String(wattHours);
  const sign = digits.startsWith("-") ? "-" : "";
  const padded = digits.slice(sign.length).padStart(4, "0");
  return `${sign}${padded.slice(0, -3)}.${padded.slice(-3)}`;
}

const plainCell = (value: unknown): string =>
  value instanceof Date ? value.toISOString() : String(value);

type Write = (value: string | number | Date) => string;

const cells: Readonly<Record<Column["kind"], Write>> = {
  text: (value) => quoted(formula.test(String(value)) ? `'${value}` : String(value)),
  plain: (value) => quoted(plainCell(value)),
  number: String,
  kwh: (value) => kwhOf(value as string | number),
};

export const headerOf = (columns: readonly Column[]): string =>
  `${columns.map(({ name }) => name).join(",")}\r\n`;

/** Writes rows; a column that shows what the asking key might not read stays empty. */
export function rowWriter(columns: readonly Column[], shows: readonly string[]) {
  const writers = columns.map(({ kind, from, shows: needed }) => ({
    from: needed === null || shows.includes(needed) ? from : null,
    write: cells[kind],
  }));
  return (rows: readonly Values[]): string => {
    let text = "";
    for (const row of rows) {
      let line = "";
      for (const { from, write } of writers) {
        const value = from === null ? null : row[from];
        if (value !== null && value !== undefined) line += write(value as string | number | Date);
        line += ",";
      }
      text += `${line.slice(0, -1)}\r\n`;
    }
    return text;
  };
}
