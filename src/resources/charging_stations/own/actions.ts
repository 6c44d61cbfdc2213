// Making, changing and deleting own stations (spec part 3). Chargers' reports and sessions are
// ../actions.ts.
import { violated, type Work } from "../../../db/work.ts";
import { found, refuse } from "../../../lib/errors.ts";
import { merged, same } from "../../../lib/merge.ts";
import { project } from "../../../lib/projection.ts";
import type { Static } from "../../../lib/schema.ts";
import { operatorId } from "../../../lib/slug.ts";
import { zoneAt } from "../../../lib/zones.ts";
import * as drivers from "../../drivers/actions.ts";
import type { NetworkRow } from "../../networks/schema.ts";
import * as networks from "../../networks/store.ts";
import type { StationCreate, StationUpdate } from "../input.ts";
import { announceChange } from "../news/actions.ts";
import type { StationRow } from "../schema.ts";
import * as store from "../store.ts";
import { type NewConnector, placed } from "./connectors.ts";
import { type Priced, priced } from "./prices/actions.ts";

declare module "../../../db/work.ts" {
  interface Facts {
    /**
     * The station is the charger of this identity from now on; null: it has no connection of its
     * own.
     */
    "charging_station.identified": { readonly station: string; readonly identity: string | null };
  }
}

type Create = Static<typeof StationCreate>;
type Update = Static<typeof StationUpdate>;

export async function create(work: Work, input: Create): Promise<StationRow> {
  const network = found(
    await networks.find(work, [input.network]),
    ...(["network_not_found", input.network, "network"] as const),
  );
  const id = work.newId("chst");
  const identity = identityOf(network.kind, input.ocpp_identity, id);
  const connectors = placed(input.connectors);
  const prices = await priced(work, { network, connectors, before: [], input });
  const { latitude, longitude } = input.location;
  const place = project(input.location);
  const operator = input.operator ?? network.operator;
  await claiming(() =>
    store.insert(work, [
      ...[id, network.id, network.shared, input.name, operator, operatorId(operator)],
      ...[input.operator_contact, input.address, latitude, longitude],
      ...[input.timezone ?? zoneAt(input.location), prices.currency, input.capabilities],
      ...[JSON.stringify(input.availability?.opening_hours ?? []), input.status],
      ...[network.kind === "simulator", identity, work.now, work.now, place.x, place.y],
    ]),
  );
  await putConnectors(work, id, network.shared, connectors, prices, startStatus(network));
  if (identity !== null) await work.tell("charging_station.identified", { station: id, identity });
  return found(await store.find(work, [id, work.now]), "charging_station_not_found", id);
}

/** Simulated hardware is always there; a real charger has yet to say how it is. */
const startStatus = (network: Pick<NetworkRow, "kind">): "available" | "unknown" =>
  network.kind === "simulator" ? "available" : "unknown";

const putConnectors = (
  work: Work,
  station: string,
  shared: boolean,
  connectors: readonly NewConnector[],
  prices: Priced,
  status: string,
) =>
  store.putConnectors(work, [
    ...[station, shared, connectors.map((one) => one.id), connectors.map((one) => one.evse)],
    ...[
      connectors.map((one) => one.type),
      connectors.map((one) => one.power),
      status,
      prices.tariffs,
    ],
  ]);

function identityOf(kind: string, given: string | null | undefined, own: string): string | null {
  if (kind === "ocpp") return given === undefined ? own : given;
  if (given === undefined || given === null) return null;
  refuse("parameter_invalid", "Invalid ocpp_identity: only stations of an OCPP network have one.", {
    param: "ocpp_identity",
  });
}

/** Identities are unique in the installation; whose a taken one is stays unsaid (ruling 22). */
async function claiming(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (violated(error) !== "charging_stations_ocpp_identity") throw error;
    refuse("parameter_invalid", "Invalid ocpp_identity: it cannot be used here; choose another.", {
      param: "ocpp_identity",
    });
  }
}

export async function update(work: Work, id: string, input: Update): Promise<StationRow> {
  const before = found(await store.lock(work, [id, work.now]), "charging_station_not_found", id);
  const after = changed(before, input);
  const repriced = input.pricing !== undefined || input.tariff !== undefined || input.connectors;
  if (same(before, after) && !repriced) return before;
  if (repriced) await reconnect(work, before, after, input);
  await claiming(() =>
    store.update(work, [
      ...[id, after.name, after.operator, after.operator_id, after.operator_contact, after.address],
      ...[after.latitude, after.longitude, after.timezone, after.currency, after.capabilities],
      ...[
        JSON.stringify(after.opening_hours),
        after.status,
        after.ocpp_identity,
        after.online,
        work.now,
      ],
    ]),
  );
  if (after.latitude !== before.latitude || after.longitude !== before.longitude) {
    const { x, y } = project(after);
    await store.move(work, [id, after.latitude, after.longitude, x, y, work.now]);
  }
  if (after.ocpp_identity !== before.ocpp_identity) {
    await work.tell("charging_station.identified", { station: id, identity: after.ocpp_identity });
  }
  const written = found(await store.find(work, [id, work.now]), "charging_station_not_found", id);
  await announceChange(work, before, written);
  return written;
}

/** The row as the input makes it, all but connectors and prices. */
function changed(before: StationRow, input: Update): StationRow {
  const { name, operator, operator_contact, address, capabilities, status, location } = input;
  const after: StationRow = merged(before, {
    ...{ name, operator, operator_contact, address, capabilities, status },
    ...{ latitude: location?.latitude, longitude: location?.longitude },
    opening_hours: input.availability?.opening_hours,
  });
  after.operator_id = operatorId(after.operator);
  // A zone that came from the old place follows to the new one; one that was set stays.
  if (input.timezone !== undefined) after.timezone = input.timezone;
  else if (before.timezone === zoneAt(before)) after.timezone = zoneAt(after);
  if (input.ocpp_identity !== undefined) {
    after.ocpp_identity = identityOf(before.network_kind, input.ocpp_identity, before.id);
    if (after.ocpp_identity !== before.ocpp_identity) {
      refuseInUse(before, "ocpp_identity");
      after.online = false;
    }
  }
  return after;
}

async function reconnect(
  work: Work,
  before: StationRow,
  after: StationRow,
  input: Update,
): Promise<void> {
  const given =
    input.connectors === undefined
      ? before.connectors.map(({ tariff: _, ...connector }) => connector)
      : placed(input.connectors);
  if (input.connectors !== undefined) refuseLost(before, given);
  const network = found(
    await networks.find(work, [before.network_id]),
    ...(["network_not_found", before.network_id] as const),
  );
  const prices = await priced(work, {
    network,
    connectors: given,
    before: before.connectors,
    input,
  });
  after.currency = prices.currency;
  await putConnectors(work, before.id, before.shared, given, prices, startStatus(network));
}

/** A connector that is booked stays as it is. */
function refuseLost(before: StationRow, after: readonly NewConnector[]): void {
  const lost = before.bookings.some(
    (booking) => !after.some((one) => one.id === booking.connector && one.evse === booking.evse),
  );
  if (lost) {
    refuse(
      "charging_session_conflict",
      "A connector that is in use or reserved cannot be taken away.",
      {
        param: "connectors",
      },
    );
  }
}

function refuseInUse(station: StationRow, param?: string): void {
  if (!station.bookings.some((one) => one.kind === "session")) return;
  refuse(
    "charging_session_conflict",
    "A charging session is under way at the station; end it first.",
    param === undefined ? {} : { param },
  );
}

/**
 * Deletes a station; history keeps its id, own drivers' preferences do not. Not while somebody
 * charges there (ruling 16).
 */
export async function remove(work: Work, id: string): Promise<string> {
  const station = found(await store.lock(work, [id, work.now]), "charging_station_not_found", id);
  refuseInUse(station);
  await store.markDeleted(work, [id, work.now]);
  const favoured = await store.favouredBy(work, [id]);
  await drivers.forgetStation(
    work,
    id,
    favoured.map((one) => one.driver_id),
  );
  if (station.ocpp_identity !== null) {
    await work.tell("charging_station.identified", { station: id, identity: null });
  }
  return id;
}
