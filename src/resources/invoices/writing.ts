// How a document of an invoice writes amounts, days and titles. Pure.
import { area, type Sheet } from "../../documents/sheet.ts";
import { majorUnits } from "../../lib/money.ts";
import { localParts } from "../../lib/zones.ts";
import type { InvoiceRow } from "./schema.ts";

export const money = (minor: number, { currency }: InvoiceRow): string =>
  `${majorUnits(minor, currency)} ${currency.toUpperCase()}`;

const two = (value: number): string => String(value).padStart(2, "0");

export function dayOf(at: Date, zone: string): string {
  const { year, month, day } = localParts(zone, at.getTime());
  return `${year}-${two(month)}-${two(day)}`;
}

export function minuteOf(at: Date, zone: string): string {
  const { hour, minute } = localParts(zone, at.getTime());
  return `${dayOf(at, zone)} ${two(hour)}:${two(minute)}`;
}

export function titled(sheet: Sheet, title: string): void {
  sheet.y += 14;
  const slot = { x: area.left, y: sheet.y, width: area.width };
  sheet.line(title, slot, { size: 10.5, weight: "bold" });
  sheet.y += 8;
}
