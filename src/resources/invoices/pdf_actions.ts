// An invoice as a document: number, parties, lines, tax by country and rate, totals. The list of
// its sessions is annex_actions.ts's.
import type { ReadWork } from "../../db/work.ts";
import { area, grey, pdfStream, type Sheet } from "../../documents/sheet.ts";
import { type Column, openTable } from "../../documents/table.ts";
import type { FileAnswer } from "../../http/files.ts";
import { present } from "../../lib/assert.ts";
import { get, lined, vatLinesOf } from "./actions.ts";
import { type Annex, annexOf, drawSessions, may } from "./annex_actions.ts";
import { partiesOf } from "./finalize_actions.ts";
import { total } from "./lines.ts";
import {
  amountDue,
  type InvoiceRow,
  type Lined,
  type Parties,
  type Party,
  type VatLine,
} from "./schema.ts";
import { dayOf, money, titled } from "./writing.ts";

type Shown = Lined & {
  readonly parties: Parties;
  readonly vat: readonly VatLine[];
  /** Null: the key may not read sessions. */
  readonly annex: Annex | null;
};

/** All that is added up, in one state of the database: what a draft is about comes and goes. */
const shownOf = (work: ReadWork, id: string): Promise<Shown> =>
  work.inOneState(async (still) => {
    const row = await get(still, id);
    const [withLines, vat, parties, annex] = await Promise.all([
      lined(still, [row]),
      vatLinesOf(still, row),
      row.parties ?? partiesOf(still, row),
      may(still, "charging_session") ? annexOf(still, row) : null,
    ]);
    const { lines } = present(withLines[0], "the invoice");
    return { row, lines, vat, parties: shownParties(still, row, parties), annex };
  });

/** Its pages are made as the client takes them; nothing of the database is held meanwhile. */
export async function pdfOf(work: ReadWork, id: string): Promise<FileAnswer> {
  const shown = await shownOf(work, id);
  const { row, parties } = shown;
  const title = row.number === null ? "Draft invoice" : `Invoice ${row.number}`;
  const furniture = {
    ...{ title, author: parties.account.name, created: row.finalized_at ?? row.updated },
    ...{ language: "en", footer: `${title} · ${parties.account.name}`, mark: markOf(work, row) },
  };
  return {
    name: row.number === null ? `draft-${row.id}.pdf` : `invoice-${row.number}.pdf`,
    bytes: pdfStream(furniture, (sheet) => pages(work, shown, sheet)),
  };
}

function shownParties(work: ReadWork, row: InvoiceRow, parties: Parties): Parties {
  const nobody = (name: string): Party => ({ name, email: null, registration: null, address: [] });
  const { account, fleet } = parties;
  return {
    account: may(work, "account") ? account : nobody(work.account),
    fleet: fleet === null || may(work, "fleet") ? fleet : nobody(row.fleet ?? ""),
  };
}

function markOf({ livemode }: ReadWork, { status }: InvoiceRow): string | null {
  const marks = [
    ...(status === "draft" ? ["DRAFT: not an invoice yet"] : []),
    ...(status === "void" ? ["VOID"] : []),
    ...(livemode ? [] : ["Test mode: nothing is owed"]),
  ];
  return marks.length === 0 ? null : marks.join("  ·  ");
}

async function* pages(work: ReadWork, shown: Shown, sheet: Sheet): AsyncGenerator<void> {
  drawHead(sheet, shown);
  drawLines(sheet, shown);
  drawVat(sheet, shown);
  yield;
  const { row, annex } = shown;
  if (annex !== null && annex.charges.length > 0) yield* drawSessions(work, row, annex, sheet);
}

/** The end is not part of the period: midnight of the first is the last of the month before. */
const periodOf = ({ period_start, period_end, zone }: InvoiceRow): string =>
  `${dayOf(period_start, zone)} to ${dayOf(new Date(period_end.getTime() - 1), zone)}`;

const factWidth = 210;

function drawHead(sheet: Sheet, { row, parties }: Shown): void {
  const { left, width } = area;
  sheet.y += 22;
  const heading = row.number === null ? "Draft invoice" : `Invoice ${row.number}`;
  sheet.line(heading, { x: left, y: sheet.y, width }, { size: 22, weight: "bold" });
  const top = sheet.y + 30;
  const half = (width - factWidth) / 2 - 12;
  const others = drawParties(sheet, parties, { top, half });
  const facts = drawFacts(sheet, row, top);
  sheet.y = Math.max(others, facts) + 14;
  if (row.description === null) return;
  const slot = { x: left, y: sheet.y, width };
  sheet.y = sheet.paragraph(row.description, slot, { size: 9.5 }) + 8;
}

function drawParties(
  sheet: Sheet,
  { account, fleet }: Parties,
  { top, half }: { readonly top: number; readonly half: number },
): number {
  if (fleet === null) return drawParty(sheet, "Billed to", account, { x: area.left, top, half });
  const from = drawParty(sheet, "From", account, { x: area.left, top, half });
  const to = drawParty(sheet, "Billed to", fleet, { x: area.left + half + 12, top, half });
  return Math.max(from, to);
}

type Block = { readonly x: number; readonly top: number; readonly half: number };

function drawParty(sheet: Sheet, role: string, party: Party, { x, top, half }: Block): number {
  const slot = { x, width: half };
  sheet.line(role, { ...slot, y: top }, { size: 8, colour: grey });
  let y = sheet.paragraph(party.name, { ...slot, y: top + 14 }, { size: 10.5, weight: "bold" });
  const { address, registration, email } = party;
  for (const line of [...address, registration, email]) {
    if (line !== null) y = sheet.paragraph(line, { ...slot, y }, { size: 9 });
  }
  return y;
}

/** What it is about, as pairs at the right. */
function drawFacts(sheet: Sheet, row: InvoiceRow, top: number): number {
  const { zone, finalized_at, due_date, paid_at } = row;
  const facts: readonly (readonly [string, string])[] = [
    ["Number", row.number === null ? "none yet" : String(row.number)],
    ["Date", finalized_at === null ? "none yet" : dayOf(finalized_at, zone)],
    ["Period", periodOf(row)],
    ...(due_date === null ? [] : [["Due", dayOf(due_date, zone)] as const]),
    ...(paid_at === null ? [] : [["Paid", dayOf(paid_at, zone)] as const]),
    ["Time zone", zone],
  ];
  const x = area.right - factWidth;
  facts.forEach(([name, value], at) => {
    const y = top + at * 14;
    sheet.line(name, { x, y, width: 70 }, { size: 8.5, colour: grey });
    sheet.line(value, { x: x + 70, y, width: factWidth - 70 }, { size: 9, align: "right" });
  });
  return top + facts.length * 14;
}

function drawLines(sheet: Sheet, shown: Shown): void {
  const { row, lines, vat } = shown;
  const table = openTable(sheet, [
    { title: "Description", share: 6 },
    { title: "Quantity", share: 2, align: "right" },
    { title: "Unit", share: 3, align: "right" },
    { title: "Amount", share: 3, align: "right" },
  ]);
  for (const { description, quantity, unit_amount, amount } of lines) {
    table.row([description, String(quantity), money(unit_amount, row), money(amount, row)]);
  }
  sheet.y += 6;
  const sum = total(lines.map(({ amount }) => amount));
  const tax = total(vat.map((one) => one.tax));
  const sums: readonly (readonly [string, number])[] = [
    ["Tax within what was charged", tax],
    ["Total", sum],
    ...(row.amount_paid === null ? [] : [["Paid", row.amount_paid] as const]),
    ...(sum < 0 && row.status === "paid" ? [["Credited to the wallet", -sum] as const] : []),
    ["Amount due", amountDue(shown)],
  ];
  sums.forEach(([name, amount], at) => {
    sheet.room(15);
    sheet.y += 15;
    const weight = at === sums.length - 1 ? "bold" : "regular";
    const slot = { x: area.left, y: sheet.y, width: area.width };
    sheet.line(money(amount, row), slot, { size: 10, weight, align: "right" });
    sheet.line(name, { ...slot, width: area.width - 110 }, { size: 10, weight, align: "right" });
  });
  sheet.y += 24;
}

function drawVat(sheet: Sheet, { row, vat }: Shown): void {
  if (vat.length === 0) return;
  sheet.room(70);
  titled(sheet, "Value-added tax of all that was charged, by country and rate");
  const right = (title: string): Column => ({ title, share: 3, align: "right" });
  const table = openTable(sheet, [
    { title: "Country", share: 4 },
    right("Rate"),
    right("Net"),
    right("Tax"),
    right("Gross"),
  ]);
  for (const { country, rate, net, tax, gross } of vat) {
    const place = country === null ? "None" : nameOf(country);
    table.row([place, `${rate} %`, money(net, row), money(tax, row), money(gross, row)]);
  }
}

const countries = new Intl.DisplayNames("en", { type: "region", fallback: "code" });
const nameOf = (country: string): string => `${countries.of(country)} (${country})`;
