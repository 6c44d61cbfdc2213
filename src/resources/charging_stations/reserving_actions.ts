// What reservations do with stations: look for those around a place, keep a connector for a span,
// move from one to another, give it back. Spans of one EVSE never overlap: the database's exclusion
// constraint says so, whoever writes (spec part 2 reservation; rulings 11 and 13).
import type { ReadWork, Work } from "../../db/work.ts";
import type { PageRequest } from "../../http/paging.ts";
import { assert } from "../../lib/assert.ts";
import { distanceM, type Place } from "../../lib/geo.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import * as tariffs from "../tariffs/store.ts";
import { type Span, windowMs } from "./availability.ts";
import * as bookings from "./bookings/store.ts";
import { closedSpans } from "./opening.ts";
import type { StationRow } from "./schema.ts";
import * as search from "./search/actions.ts";
import * as store from "./store.ts";

/** A connector that could be reserved at its station, and what holds its EVSE. */
export type Candidate = {
  readonly station: {
    readonly id: string;
    readonly distanceM: number;
    readonly operatorId: string;
    readonly location: Place;
    readonly timezone: string;
  };
  readonly connector: {
    readonly id: string;
    readonly evse: number;
    readonly type: string;
    readonly powerKw: number;
    readonly tariff: Tariff;
  };
  readonly network: { readonly kind: "simulator" | "ocpp"; readonly identity: string | null };
  /** And when the station is closed. Milliseconds; `Infinity` where nobody knows the end. */
  readonly busy: readonly Span[];
};

export type Around = {
  readonly center: Place;
  readonly radiusM: number;
  /** Only favourites of this driver. */
  readonly driver: string | null;
  /** Where a span may begin and end: bookings of the day from then on count, and opening hours. */
  readonly from: Date;
  readonly until: Date;
  /** So many stations are looked at, about. */
  readonly most: number;
};

/** The first page; each further one is twice as large, as a walk costs what it has passed. */
const firstPage = 50;
const largestPage = 800;

/** Nearest stations first, a page at a time, with all their connectors that could be reserved. */
export async function* around(work: ReadWork, asked: Around): AsyncGenerator<Candidate[]> {
  const { center, radiusM, driver } = asked;
  const filters = { status: "active", reservable: true, driver: driver ?? undefined };
  let page: PageRequest = {
    ...{ limit: firstPage, cursor: null, metadata: {} },
    created: { gt: null, gte: null, lt: null, lte: null },
  };
  for (let seen = 0; seen < asked.most; ) {
    const hits = await search.nearest(work, { center, radiusM }, filters, page);
    const shown = hits.slice(0, page.limit);
    if (shown.length > 0) yield await candidatesOf(work, shown, asked);
    const last = shown.at(-1);
    if (last === undefined || hits.length <= page.limit) return;
    seen += shown.length;
    const limit = Math.min(2 * page.limit, largestPage);
    page = { ...page, limit, cursor: { direction: "after", key: last.key } };
  }
}

async function candidatesOf(
  work: ReadWork,
  hits: readonly search.Hit[],
  { center, from, until }: Around,
): Promise<Candidate[]> {
  const rows = await store.load(work, [hits.map((one) => one.id), from]);
  const open = rows.filter(canBeReserved);
  const ids = [...new Set(open.flatMap((row) => row.connectors.map((one) => one.tariff)))];
  const known = await tariffs.loadPriced(work, [ids.filter((id) => id !== null)]);
  const priced = new Map(known.map((one) => [one.id, one.tariff]));
  return open.flatMap((row) => {
    const location = { latitude: row.latitude, longitude: row.longitude };
    const station = {
      ...{ id: row.id, distanceM: distanceM(center, location), operatorId: row.operator_id },
      ...{ location, timezone: row.timezone },
    };
    const closed = closedSpans(openingOf(row), { from: from.getTime(), until: until.getTime() });
    return row.connectors.flatMap((one): Candidate[] => {
      const tariff = priced.get(one.tariff ?? "");
      if (tariff === undefined) return [];
      const { id, evse, type, power: powerKw } = one;
      const network = { kind: row.network_kind as "simulator", identity: row.ocpp_identity };
      const connector = { id, evse, type, powerKw, tariff };
      const busy = [...busyOf(row, one, from, work.now), ...closed];
      return [{ station, connector, network, busy }];
    });
  });
}

const openingOf = ({ opening_hours: hours, capabilities, timezone: zone }: StationRow) => ({
  ...{ hours, always: capabilities["24_7_access"], zone },
});

const canBeReserved = (row: StationRow): boolean =>
  row.network_status === "active" &&
  (row.network_kind === "simulator" || row.network_kind === "ocpp");

/**
 * What is known of the next 24 hours counts in them: sessions without an end, and a connector that
 * is out of order (availability.ts). What is further ahead depends on reservations only.
 */
function busyOf(
  row: StationRow,
  connector: StationRow["connectors"][number],
  from: Date,
  now: Date,
): Span[] {
  const soon = countsNow(from, now);
  const booked = row.bookings.filter((one) => one.evse === connector.evse);
  const usable =
    row.online &&
    row.hardware_status === null &&
    (connector.status === "available" ||
      // Kept for somebody, by our own order.
      (connector.status === "reserved" && booked.some((one) => one.kind === "reservation")));
  if (soon && !usable) return [{ from: 0, until: Number.POSITIVE_INFINITY }];
  return booked
    .filter((one) => one.kind === "reservation" || soon)
    .map((one) => ({ from: one.from, until: one.until ?? Number.POSITIVE_INFINITY }));
}

const countsNow = (from: Date, now: Date): boolean => from.getTime() - now.getTime() < windowMs;

export type ReservedSpan = {
  readonly reservation: string;
  readonly station: string;
  readonly connector: string;
  readonly from: Date;
  readonly until: Date;
};

/**
 * Keeps the connector for the span. False where it has been taken meanwhile; then nothing has
 * changed, and what this reservation held before it still holds.
 */
export async function reserve(work: Work, span: ReservedSpan): Promise<boolean> {
  const { reservation, station, connector, from, until } = span;
  await bookings.takeTurn(work, [station]);
  const soon = countsNow(from, work.now);
  const asked = [station, connector, from, until, reservation, soon];
  if ((await bookings.inTheWay(work, asked)).length > 0) return false;
  const held = await bookings.remove(work, [reservation]);
  const kept = await bookings.reserve(work, [station, connector, reservation, from, until]);
  // The connector is gone since it was chosen; one that was held before must not be lost.
  assert(kept !== null || held === null, `${reservation} cannot move to ${connector}`);
  return kept !== null;
}

/** What holds the connector's EVSE at this moment, this reservation aside. */
export async function heldNow(
  work: Work,
  reservation: string,
  place: { readonly station: string; readonly connector: string },
): Promise<readonly bookings.BookedRow[]> {
  const until = new Date(work.now.getTime() + 1);
  const asked = [place.station, place.connector, work.now, until, reservation, true];
  return bookings.inTheWay(work, asked);
}
