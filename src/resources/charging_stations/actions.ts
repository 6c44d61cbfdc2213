// What other nouns and the networks' host do with stations: what a session needs to know of one,
// holding a connector and giving it back, what a charger reports. One session at a time per EVSE is
// guaranteed by the database; everybody sees that a connector is busy, nobody sees by whom (ruling
// 13).
import { type Database, type ReadWork, violated, type Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import type { Place } from "../../lib/geo.ts";
import type { ConnectorStatus } from "../../networks/fact.ts";
import type { PlugRef } from "../../networks/network.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import type { NetworkKind } from "../networks/schema.ts";
import * as tariffs from "../tariffs/store.ts";
import { isPromised, statusNow } from "./availability.ts";
import * as bookings from "./bookings/store.ts";
import { type ConnectorReport, hardwareOf, usedAt } from "./heard.ts";
import { announceChange } from "./news/actions.ts";
import type { ConnectorType, StationRow } from "./schema.ts";
import * as store from "./store.ts";

export type StationForSession = {
  readonly id: string;
  /** The owner's account: what the charger tells is told in it. */
  readonly account: string;
  /** The station is the installation's. */
  readonly shared: boolean;
  readonly network: { readonly id: string; readonly kind: NetworkKind; readonly canStart: boolean };
  readonly operator: string;
  readonly operatorId: string;
  readonly location: Place;
  readonly timezone: string;
  readonly country: string;
  readonly currency: string;
  readonly status: StationRow["status"];
  readonly reservable: boolean;
  readonly connectors: readonly {
    readonly id: string;
    readonly evse: number;
    readonly type: ConnectorType;
    readonly powerKw: number;
    readonly status: ConnectorStatus;
    readonly tariff: Tariff | null;
    /** A reservation of the platform's holds it, or is about to. */
    readonly promised: boolean;
  }[];
  readonly ocppIdentity: string | null;
  /** False while a charger with a connection of its own has none. */
  readonly online: boolean;
};

/**
 * A station with its actual tariffs, if the account may see it; what sessions and policies ask
 * about.
 */
export async function forSession(work: ReadWork, id: string): Promise<StationForSession | null> {
  const row = await store.find(work, [id, work.now]);
  if (row === null) return null;
  const priced = new Map<string | null, Tariff | null>([[null, null]]);
  for (const { tariff } of row.connectors) {
    if (priced.has(tariff)) continue;
    priced.set(tariff, (await tariffs.find(work, [tariff]))?.tariff ?? null);
  }
  return {
    ...{ id: row.id, account: row.account_id, shared: row.shared, status: row.status },
    network: {
      id: row.network_id,
      kind: row.network_kind,
      canStart: row.network_status === "active",
    },
    ...{ operator: row.operator, operatorId: row.operator_id },
    location: { latitude: row.latitude, longitude: row.longitude },
    ...{ timezone: row.timezone, country: row.address.country, currency: row.currency },
    reservable: row.capabilities.reservable,
    connectors: row.connectors.map((one) => ({
      ...{ id: one.id, evse: one.evse, type: one.type as ConnectorType, powerKw: one.power },
      status: statusNow(row, one, work.now.getTime()),
      tariff: priced.get(one.tariff) ?? null,
      promised: isPromised(row, one, work.now.getTime()),
    })),
    ocppIdentity: row.ocpp_identity,
    online: row.online,
  };
}

/** A station of the account's own; what its charger says is nobody else's affair. */
export async function ownStation(work: ReadWork, id: string): Promise<StationRow> {
  const station = await store.find(work, [id, work.now]);
  const own = station?.account_id === work.account ? station : null;
  return found(own, "charging_station_not_found", id);
}

export type StationOwner = {
  readonly account: string;
  readonly livemode: boolean;
  readonly shared: boolean;
};

/** The account and mode that a charger's reports are told in. */
export async function ownerOf(database: Database, station: string): Promise<StationOwner> {
  const [owner] = await store.owner(database.everyone(), [station]);
  const { account_id: account, livemode, shared } = present(owner, `the owner of ${station}`);
  return { account, livemode, shared };
}

/** The same of many stations, in their order; null for one that never was. */
export async function ownersOf(
  database: Database,
  stations: readonly string[],
): Promise<readonly (StationOwner | null)[]> {
  const rows = await store.owners(database.everyone(), [stations]);
  const owners = rows.map(({ id, account_id: account, livemode, shared }) => {
    return [id, { account, livemode, shared }] as const;
  });
  const byId = new Map(owners);
  return stations.map((station) => byId.get(station) ?? null);
}

/** Its connectors as its charger counts them. */
export async function plugsOf(database: Database, station: string): Promise<readonly PlugRef[]> {
  const owner = await ownerOf(database, station);
  return database.transaction(owner, async (work) => {
    const connectors = (await store.find(work, [station, work.now]))?.connectors ?? [];
    const numbers = new Map<number, number>();
    return connectors.map(({ evse }) => {
      const plug = (numbers.get(evse) ?? 0) + 1;
      numbers.set(evse, plug);
      return { evse, plug };
    });
  });
}

export type SessionBooking = {
  readonly station: string;
  readonly connector: string;
  readonly session: string;
  /** The driver's own reservation there, which does not stand in the way. */
  readonly reservation?: string | null;
  /** It began long ago: who has come since keeps the connector. */
  readonly late?: boolean;
};

/**
 * Holds the connector from now on, silently: a start that is refused is no news (ruling 25). The
 * caller has made sure that station and connector exist.
 */
export async function book(work: Work, booking: SessionBooking): Promise<void> {
  const { station, connector, session, reservation, late = false } = booking;
  await bookings.takeTurn(work, [station]);
  const held = await bookings.holding(work, [station, connector, work.now, work.now]);
  if (late && held.some((one) => one.kind === "session")) return;
  const other = late ? undefined : held.find((one) => one.booking_id !== reservation);
  if (other !== undefined) refuseTaken(other.kind);
  try {
    // From the real time on: so it holds for everybody, however far their own times are ahead.
    await bookings.insert(work, [
      ...[station, connector, session, "session", work.realNow, null, false],
    ]);
  } catch (error) {
    if (violated(error) === "connector_bookings_turn") refuseTaken("session");
    throw error;
  }
}

function refuseTaken(kind: bookings.HeldRow["kind"]): never {
  const message =
    kind === "session"
      ? "Another session holds this connector, or one beside it on the same EVSE."
      : "The connector is reserved.";
  refuse("charging_session_conflict", message, { param: "connector" });
}

/**
 * The start was accepted: whom it concerns is told that the connector is occupied. The charger's
 * own report of it does the same.
 */
export async function showBooked(work: Work, session: string): Promise<void> {
  const watch = await bookings.stationOf(work, [session]);
  if (watch === null) return;
  await changing(work, watch.station_id, () => bookings.show(work, [session]));
}

/** Gives the connector back; again changes nothing. */
export async function unbook(work: Work, session: string): Promise<void> {
  const watch = await bookings.stationOf(work, [session]);
  if (watch === null) return;
  await changing(work, watch.station_id, () => bookings.remove(work, [session]));
}

async function changing(
  work: Work,
  station: string,
  change: () => Promise<unknown>,
): Promise<void> {
  const before = await store.find(work, [station, work.now]);
  await change();
  const after = await store.find(work, [station, work.now]);
  if (before !== null && after !== null) await announceChange(work, before, after);
}

/**
 * What a charger says of a connector; the report that arrives last counts. In the account and mode
 * of the station's owner. Answers the station as it was; null: it is deleted.
 */
export async function connectorStatus(
  work: Work,
  station: string,
  report: ConnectorReport,
): Promise<StationRow | null> {
  const { evse, status, error } = report;
  return changingOwn(work, station, async (before) => {
    if (evse === 0) return store.reportStation(work, [station, hardwareOf(report), work.now]);
    await store.reportConnectors(work, [
      station,
      evse,
      status,
      error,
      usedAt(before, evse),
      work.now,
    ]);
    if (status === "occupied") await bookings.showAtEvse(work, [station, evse]);
  });
}

/** Its own connection came or went. In the account and mode of the station's owner. */
export async function setOnline(work: Work, station: string, online: boolean): Promise<void> {
  await changingOwn(work, station, () => store.setOnline(work, [station, online]));
}

async function changingOwn(
  work: Work,
  station: string,
  change: (before: StationRow) => Promise<unknown>,
): Promise<StationRow | null> {
  const before = await store.lock(work, [station, work.now]);
  if (before === null) return null; // Deleted while the report was on its way.
  await change(before);
  const after = await store.find(work, [station, work.now]);
  if (after === null) return null;
  if (await announceChange(work, before, after)) await store.touch(work, [station, work.now]);
  return before;
}
