// Beginning a session, by the API or by a card: the checks in the contract's order, then the
// session with its connector, its counts and its hold, all in one transaction. Nothing is left
// behind by a refusal.
import { violated, type Work } from "../../db/work.ts";
import { assert } from "../../lib/assert.ts";
import { refuse } from "../../lib/errors.ts";
import * as accounts from "../accounts/actions.ts";
import * as settings from "../accounts/settings/actions.ts";
import type { StationForSession } from "../charging_stations/actions.ts";
import * as stations from "../charging_stations/actions.ts";
import type { GivenProfile } from "../commands/profile_sense.ts";
import * as driverActions from "../drivers/actions.ts";
import type { DriverRow } from "../drivers/schema.ts";
import * as drivers from "../drivers/store.ts";
import type { FleetRow } from "../fleets/schema.ts";
import * as fleets from "../fleets/store.ts";
import * as methods from "../payment_methods/actions.ts";
import * as decisions from "../policy_decisions/actions.ts";
import * as reservations from "../reservations/visit_actions.ts";
import * as money from "../transactions/actions.ts";
import * as telemetries from "../vehicle_telemetries/actions.ts";
import * as vehicleActions from "../vehicles/actions.ts";
import { fleetOf } from "../vehicles/pairing.ts";
import { plugFits } from "../vehicles/plug.ts";
import type { VehicleRow } from "../vehicles/schema.ts";
import * as vehicles from "../vehicles/store.ts";
import { save } from "./actions.ts";
import { holdFor, standardHold } from "./hold_size.ts";
import { statusOf } from "./machine.ts";
import { idTagOf, profileNumberOf } from "./plan.ts";
import type { SessionRow } from "./schema.ts";
import * as store from "./store.ts";

/** A number of its own where none was given: a charger that has it already would replace it. */
const profileOf = ({ charging_profile: profile }: StartRequest, session: string): string | null =>
  profile === undefined
    ? null
    : JSON.stringify({ ...profile, id: profile.id ?? profileNumberOf(session) });

export type StartRequest = {
  readonly charging_station: string;
  /**
   * Null for a card that was held to the charger before a plug was chosen: any free one that fits.
   */
  readonly connector: string | null;
  /** Where a charger reported a card: one of this EVSE's connectors. */
  readonly evse?: number | null;
  readonly driver: string;
  readonly vehicle: string;
  readonly payment_method: string;
  readonly session_limit?: number | null;
  readonly charging_profile?: GivenProfile | undefined;
  /** When it was authorised, where that is not now; and whether that is long past. */
  readonly at?: Date;
  readonly late?: boolean;
  /** The card that was held up, and its group. */
  readonly card?: Parameters<typeof decisions.decide>[1]["card"];
  readonly group?: string | null;
};

/** What the checks found, everything a session needs. */
export type Plan = {
  readonly request: StartRequest;
  /** The record of why it was allowed. */
  readonly decision: string;
  readonly station: StationForSession;
  readonly connector: Connector;
  readonly driver: DriverRow;
  readonly vehicle: VehicleRow;
  readonly fleet: FleetRow | null;
  readonly method: methods.Chargeable;
  /** The driver's own reservation of the connector. */
  readonly visit: reservations.Visit | null;
};

type Connector = StationForSession["connectors"][number];
type Trigger = "api" | "token";

const missing = (what: string, id: string, param: string): never =>
  refuse("charging_session_dependency_not_found", `No such ${what}: '${id.slice(0, 60)}'.`, {
    param,
  });

const conflict = (message: string, param: string): never =>
  refuse("charging_session_conflict", message, { param });

/**
 * All checks, in the contract's order. Locks driver, vehicle and fleet until the transaction ends.
 */
export async function check(work: Work, request: StartRequest, trigger: Trigger): Promise<Plan> {
  // The API has asked before (http/server.ts); a card says nothing of its account.
  if (trigger === "token") await accounts.refuseInactive(work);
  const { station, connector, driver, vehicle } = await resolve(work, request);
  const fleetId = fleetOf(driver, vehicle);
  const fleet = fleetId === null ? null : await fleets.find(work, [fleetId]);
  const decision = await decisions.decide(work, {
    ...{ trigger, driver, vehicle, fleet, station, connector, at: request.at ?? work.now },
    card: request.card ?? null,
  });
  refuseUnusable(station, connector, vehicle);
  if (request.late !== true) refuseBusy(station, connector, vehicle);
  const place = { driver: driver.id, station: station.id, connector: connector.id };
  const visit = await reservations.expected(work, place);
  if (visit === null && request.late !== true) refuseKept(connector, trigger);
  const method = await methods.chargeable(work, request.payment_method, {
    ...{ driver: driver.id, fleet: fleetId },
  });
  if (method === null) return missing("payment method", request.payment_method, "payment_method");
  const found = { station, connector, driver, vehicle, fleet, method, visit };
  return { request, decision: decision.id, ...found };
}

async function resolve(work: Work, request: StartRequest) {
  const station = await stations.forSession(work, request.charging_station);
  if (station === null)
    return missing("charging station", request.charging_station, "charging_station");
  const driver = await drivers.lock(work, [request.driver]);
  if (driver === null) return missing("driver", request.driver, "driver");
  const vehicle = await vehicles.lock(work, [request.vehicle]);
  if (vehicle === null) return missing("vehicle", request.vehicle, "vehicle");
  const kept =
    request.connector === null
      ? await reservations.connectorFor(work, driver.id, station.id)
      : null;
  const connector = connectorOf(station, request, vehicle, kept);
  if (connector === null)
    return missing("connector at this station", request.connector ?? "any", "connector");
  if ((await work.references.firstMissing(work, "pm", [request.payment_method])) !== null) {
    return missing("payment method", request.payment_method, "payment_method");
  }
  return { station, driver, vehicle, connector };
}

/** Which connector a card means, best first: where a car stands, and what a start would take. */
const preference = ["occupied", "available", "unknown", "reserved", "unavailable", "faulted"];

/**
 * The named connector; without a name what is kept for the driver, else the best that fits, at the
 * EVSE if one is named.
 */
function connectorOf(
  station: StationForSession,
  { connector: id, evse }: StartRequest,
  vehicle: VehicleRow,
  kept: string | null,
): Connector | null {
  if (id !== null) return station.connectors.find((one) => one.id === id) ?? null;
  const there = station.connectors.filter((one) => evse == null || one.evse === evse);
  const fitting = there.filter((one) => plugFits(vehicle.charging_standard, one.type));
  const rank = (one: Connector): number => (one.id === kept ? -1 : preference.indexOf(one.status));
  return fitting.sort((a, b) => rank(a) - rank(b))[0] ?? there[0] ?? null;
}

function refuseUnusable(
  station: StationForSession,
  connector: Connector,
  vehicle: VehicleRow,
): void {
  if (station.status !== "active")
    conflict(`The station is ${station.status}.`, "charging_station");
  if (!station.network.canStart) {
    conflict(
      "Stations of this network are listed only; they cannot start a session.",
      "charging_station",
    );
  }
  if (!plugFits(vehicle.charging_standard, connector.type)) {
    conflict(
      `A ${vehicle.charging_standard} vehicle does not fit a ${connector.type} connector.`,
      "connector",
    );
  }
  if (connector.tariff === null) conflict("The connector has no tariff.", "connector");
}

/** What stands in the way now. What began long ago, and is told late, did not meet it. */
function refuseBusy(station: StationForSession, connector: Connector, vehicle: VehicleRow): void {
  if (!["available", "unknown", "reserved", "occupied"].includes(connector.status)) {
    conflict(`The connector is ${connector.status}.`, "connector");
  }
  if (vehicle.active_sessions > 0)
    conflict("The vehicle has an active session already.", "vehicle");
  if (!station.online) {
    refuse("charging_station_rejected", "The station is offline.", {
      details: { reason: "offline" },
    });
  }
}

/**
 * A charger may keep a connector by an order that an operator gave it: only it knows for which
 * card, and it lets no other pass.
 */
function refuseKept({ status, promised }: Connector, trigger: Trigger): void {
  if (status !== "reserved" || (trigger === "token" && !promised)) return;
  conflict("The connector is reserved.", "connector");
}

const bornAs = { api: "authorising", token: "charging" } as const;

/**
 * Makes the session that a plan describes: row, connector, counts, hold. A declined wallet refuses
 * at once.
 */
export async function begin(work: Work, plan: Plan, trigger: Trigger): Promise<SessionRow> {
  const { request, station, connector, driver, vehicle, fleet, method, visit } = plan;
  const id = work.newId("cs");
  const state = bornAs[trigger];
  assert(connector.tariff !== null, "a connector without a tariff passed the checks");
  const battery = await telemetries.stateOfCharge(work, vehicle.id);
  const reservation = visit?.id ?? null;
  await stations.book(work, {
    ...{ station: station.id, connector: connector.id, session: id, reservation },
    late: request.late === true,
  });
  try {
    await store.insert(work, [
      ...[id, state, statusOf(state), trigger, station.id, connector.id, connector.evse],
      ...[station.network.kind, station.ocppIdentity, connector.type, connector.powerKw, driver.id],
      ...[vehicle.id, fleet?.id ?? null, method.id, vehicle.battery_capacity, battery],
      ...[
        station.country,
        connector.tariff.currency,
        JSON.stringify(connector.tariff),
        station.timezone,
      ],
      ...[request.session_limit ?? null, visit?.idTag ?? idTagOf(id), reservation],
      ...[work.now, request.group ?? null, request.late === true, profileOf(request, id)],
    ]);
  } catch (error) {
    if (violated(error) !== "charging_sessions_vehicle_once") throw error;
    conflict("The vehicle has an active session already.", "vehicle");
  }
  await decisions.link(work, plan.decision, id);
  if (reservation !== null) await reservations.came(work, reservation, id);
  await driverActions.countActive(work, driver.id, fleet?.id ?? null, 1);
  await vehicleActions.countActive(work, vehicle.id, 1);
  const { session_hold_amounts: own } = await settings.settingsOf(work);
  const amount = holdFor(connector.tariff, request.session_limit ?? null, {
    ...{ powerKw: connector.powerKw, at: work.now.getTime(), zone: station.timezone },
    standard: standardHold(connector.tariff.currency, own),
  });
  const hold = await money.placeHold(work, {
    ...{ source: id, method, amount, currency: connector.tariff.currency },
    payer: { driver: driver.id, fleet: fleet?.id ?? null },
  });
  const session = await store.lock(work, [id]);
  assert(session !== null, "a session vanished while it began");
  const placed = { ...session, hold_id: hold.id, held: hold.held };
  await save(work, placed);
  return placed;
}
