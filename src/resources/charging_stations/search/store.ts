// SQL that finds stations: by id order, around a place, beside a route. Answers candidates; what a
// station is shown as is ../store.ts, exact distances are nearest.ts and route.ts.

import type { Row } from "../../../db/flight.ts";
import type { ListRequest } from "../../../db/listing.ts";
import type { Reader } from "../../../db/statement.ts";
import { firstIdAt } from "../../../lib/id.ts";
import type { Box } from "../../../lib/projection.ts";
import { sha256 } from "../../../lib/secret.ts";

/** What a station must be. `created` limits are ids, as in db/listing.ts. */
export type Wanted = {
  readonly available?: boolean | undefined;
  readonly connector_type?: string | undefined;
  readonly driver?: string | undefined;
  readonly min_power?: number | undefined;
  /** By id. */
  readonly operator?: string | undefined;
  /** Takes reservations. */
  readonly reservable?: boolean | undefined;
  readonly status?: string | undefined;
  readonly created: Readonly<Record<"gt" | "gte" | "lt" | "lte", Date | null>>;
  /** Stations that were put elsewhere after this moment are left out. */
  readonly since: Date | null;
  readonly now: Date;
};

export type Candidate = { id: string; latitude: number; longitude: number };
/** `box`: which of the boxes; `gap`: from its centre, in the plane's degrees. */
export type NearCandidate = Candidate & { box: number; gap: number };

/** Collects values and answers their placeholders, after account and mode. */
function values(work: Reader) {
  const list: unknown[] = [work.account, work.livemode];
  return { list, put: (value: unknown): string => `$${list.push(value)}` };
}

/**
 * One prepared statement per combination of filters. What selects by type or power is planned for
 * its values each time: whether to begin with the few that fit or with the order depends on how few
 * they are.
 */
function ran<R extends Row>(work: Reader, wanted: Wanted, text: string, given: readonly unknown[]) {
  const selective = wanted.connector_type !== undefined || wanted.min_power !== undefined;
  const name = selective ? "" : `stations.search:${sha256(text).slice(0, 24)}`;
  return work.query<R>({ name, text }, given);
}

/** The conditions on `s`, each beginning with `and`. */
function conditions(wanted: Wanted, put: (value: unknown) => string, at: "list" | "place"): string {
  const all: string[] = ["and s.livemode = $2 and s.deleted is null"];
  if (wanted.operator !== undefined) all.push(`and s.operator_id = ${put(wanted.operator)}`);
  if (wanted.status !== undefined) all.push(`and s.status = ${put(wanted.status)}`);
  if (wanted.reservable === true) all.push("and (s.capabilities ->> 'reservable')::boolean");
  if (wanted.driver !== undefined) {
    all.push(`and s.id in (select f.station_id from station_favourites f
      where f.account_id = $1 and f.livemode = $2 and f.driver_id = ${put(wanted.driver)})`);
  }
  const { gt, gte, lt, lte } = wanted.created;
  const from = (at: Date, shift: number) => put(firstIdAt("chst", at.getTime() + shift));
  if (gt !== null) all.push(`and s.id >= ${from(gt, 1)}`);
  if (gte !== null) all.push(`and s.id >= ${from(gte, 0)}`);
  if (lt !== null) all.push(`and s.id < ${from(lt, 0)}`);
  if (lte !== null) all.push(`and s.id < ${from(lte, 1)}`);
  all.push(...connectorConditions(wanted, put, at));
  return all.join("\n");
}

/**
 * Type, power and being free are asked of one and the same connector. `offset 0`: it is looked up
 * station by station, for the order is given and a page is short; only a list without a place may
 * begin with the few that fit.
 */
function connectorConditions(
  wanted: Wanted,
  put: (value: unknown) => string,
  at: "list" | "place",
): string[] {
  const { connector_type: type, min_power: power, available } = wanted;
  const such = () => `${type === undefined ? "" : `and c.type = ${put(type)}`}
    ${power === undefined ? "" : `and c.power_kw >= ${put(power)}`}`;
  const itsOwn = () => `select 1 from charging_station_connectors c
    where c.account_id = s.account_id and c.livemode = s.livemode
      and c.station_id = s.id ${such()}`;
  const all: string[] = [];
  if (at === "list" && (type !== undefined || power !== undefined)) {
    all.push(`and s.id in (select c.station_id from charging_station_connectors c
      where c.livemode = $2 and c.account_id = $1 ${such()}
      union all select c.station_id from charging_station_connectors c
      where c.livemode = $2 and c.shared ${such()})`);
  }
  if (at === "place" && type !== undefined && power !== undefined && available !== true) {
    all.push(`and exists (${itsOwn()} offset 0)`);
  }
  if (available === undefined) return all;
  // As availability.ts has it.
  const free = `s.status = 'active' and s.online and s.hardware_status is null
    and exists (${itsOwn()}
    and c.status = 'available' and not exists (select 1 from connector_bookings b
      where b.account_id = c.account_id and b.livemode = c.livemode and b.station_id = c.station_id
        and b.evse = c.evse
          and b.span @> ${put(wanted.now)}::timestamptz) ${available ? "offset 0" : ""})`;
  all.push(available ? `and ${free}` : `and not (${free})`);
  return all;
}

export type Newest = {
  readonly limit: number;
  readonly cursor: ListRequest["cursor"];
};

/** Newest first: the account's own and everybody's, each read along its index. */
export function newest(work: Reader, wanted: Wanted, page: Newest): Promise<{ id: string }[]> {
  const { list, put } = values(work);
  const backwards = page.cursor?.direction === "before";
  const than = `${backwards ? ">" : "<"}${page.cursor?.inclusive === true ? "=" : ""}`;
  const more = conditions(wanted, put, "list");
  const beyond = page.cursor === null ? "" : `and s.id ${than} ${put(page.cursor.key)}`;
  const tail = `order by id ${backwards ? "asc" : "desc"} limit ${put(page.limit)}`;
  const text = `
    with own as (
      select s.id from charging_stations s where s.account_id = $1 ${more} ${beyond} ${tail}),
    everybodys as (
      select s.id from charging_stations s where s.shared
        and s.account_id <> $1 ${more} ${beyond} ${tail})
    select id from (table own union all table everybodys) found ${tail}`;
  return ran(work, wanted, text, list);
}

const boxColumns = (boxes: readonly Box[]) => [
  boxes.map((box) => box.minX),
  boxes.map((box) => box.minY),
  boxes.map((box) => box.maxX),
  boxes.map((box) => box.maxY),
];

/** Up to `limit` candidates of each box, nearest to its centre first in the plane. */
export function near(
  work: Reader,
  wanted: Wanted,
  boxes: readonly Box[],
  limit: number,
): Promise<NearCandidate[]> {
  const { list, put } = values(work);
  const columns = [
    ...boxColumns(boxes),
    boxes.map((box) => box.center.x),
    boxes.map((box) => box.center.y),
  ].map((column) => `${put(column)}::float8[]`);
  const text = `
    select b.number::integer - 1 as box, n.*
    from unnest(${columns.join(", ")}) with ordinality as b (min_x, min_y, max_x, max_y, x, y,
      number)
    cross join lateral (
      select s.id, p.latitude, p.longitude, p.place <-> point(b.x, b.y) as gap
      from charging_station_places p
      join charging_stations s on s.account_id = p.account_id and s.livemode = p.livemode
        and s.id = p.station_id
      where p.place <@ box(point(b.max_x, b.max_y), point(b.min_x, b.min_y))
        and p.livemode = $2 and (p.account_id = $1 or p.shared) ${placeConditions(wanted, put)}
        ${conditions(wanted, put, "place")}
      order by p.place <-> point(b.x, b.y) limit ${put(limit)}) n`;
  return ran(work, wanted, text, list);
}

/** All candidates in the boxes, each once. */
export function within(work: Reader, wanted: Wanted, boxes: readonly Box[]): Promise<Candidate[]> {
  const { list, put } = values(work);
  const columns = boxColumns(boxes).map((column) => `${put(column)}::float8[]`);
  const text = `
    select distinct s.id, p.latitude, p.longitude
    from unnest(${columns.join(", ")}) as b (min_x, min_y, max_x, max_y)
    join charging_station_places p on p.place <@ box(point(b.max_x, b.max_y), point(b.min_x,
      b.min_y))
    join charging_stations s on s.account_id = p.account_id and s.livemode = p.livemode
      and s.id = p.station_id
    where p.livemode = $2 and (p.account_id = $1 or p.shared) ${placeConditions(wanted, put)}
      ${conditions(wanted, put, "place")}`;
  return ran(work, wanted, text, list);
}

/** What the table of places can tell by itself, before stations and connectors are looked up. */
function placeConditions(wanted: Wanted, put: (value: unknown) => string): string {
  const { since, connector_type: type, min_power: power } = wanted;
  return `${since === null ? "" : `and (p.moved is null or p.moved <= ${put(since)})`}
    ${type === undefined ? "" : `and p.types @> array[${put(type)}::text]`}
    ${power === undefined ? "" : `and p.most_kw >= ${put(power)}`}`;
}
