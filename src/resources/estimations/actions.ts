// Making an estimation: which connector, what the charge takes there, what a session would cost
// that did just this from now on. Through the pricing of sessions, and never recalculated.
import type { Work } from "../../db/work.ts";
import { found } from "../../lib/errors.ts";
import { multiplyHalfUp } from "../../lib/money.ts";
import type { Static } from "../../lib/schema.ts";
import { addMs } from "../../lib/time.ts";
import { refuseProblems } from "../../lib/validate.ts";
import { price } from "../../pricing/price.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import { vatRate } from "../../pricing/vat.ts";
import type { MeterPeriod } from "../../pricing/walk.ts";
import * as settings from "../accounts/settings/actions.ts";
import type { StationForSession } from "../charging_stations/actions.ts";
import * as stations from "../charging_stations/actions.ts";
import { plugFits } from "../vehicles/plug.ts";
import type { VehicleRow } from "../vehicles/schema.ts";
import * as vehicles from "../vehicles/store.ts";
import { percent, periodsOf } from "./curve.ts";
import { costLine } from "./lines.ts";
import type { EstimationCreate, EstimationRow } from "./schema.ts";
import * as store from "./store.ts";

type Input = Static<typeof EstimationCreate>;
type Connector = StationForSession["connectors"][number];

const validMs = 3_600_000;

function refuseInvalid(param: keyof Input, why: string): never {
  const message = `Invalid ${param}: ${why}.`;
  refuseProblems([{ code: "estimation_validation_error", message, param }]);
}

export async function create(work: Work, input: Input): Promise<EstimationRow> {
  const { battery_level, battery_target_level } = input;
  const [from, to] = [inThousandths(battery_level), inThousandths(battery_target_level)];
  if (to <= from) refuseInvalid("battery_target_level", "expected a level above battery_level");
  const vehicle = found(
    await vehicles.find(work, [input.vehicle]),
    ...(["vehicle_not_found", input.vehicle, "vehicle"] as const),
  );
  const station = found(
    await stations.forSession(work, input.charging_station),
    ...(["charging_station_not_found", input.charging_station, "charging_station"] as const),
  );
  const at = work.now.getTime();
  const usage = (outlet: Connector): MeterPeriod[] =>
    periodsOf({ outlet, batteryWh: vehicle.battery_capacity, from, to }, at);
  const { connector, tariff } = connectorFor(station, vehicle, input.connector, usage);
  if (input.currency !== undefined && input.currency !== tariff.currency) {
    refuseInvalid("currency", `the station's prices are in '${tariff.currency}'`);
  }
  const { vat_rates: own } = await settings.settingsOf(work);
  const vat = vatRate(station.country, own, at);
  const periods = usage(connector);
  const { totalMinor, lines, currency } = price(tariff, { periods }, station.timezone);
  const row: EstimationRow = {
    id: work.newId("est"),
    ...{ vehicle: vehicle.id, charging_station: station.id, battery_level, battery_target_level },
    ...{ currency, total_cost: totalMinor },
    energy_wh: periods.reduce((sum, one) => sum + one.energyWh, 0),
    duration_seconds: multiplyHalfUp((periods.at(-1)?.until ?? at) - at, 1, 1000),
    cost_breakdown: lines.map((line) => costLine(line, tariff, vat)),
    ...{ created: work.now, valid_until: addMs(work.now, validMs) },
  };
  await store.insert(work, [
    ...[row.id, row.vehicle, row.charging_station, connector.id, battery_level],
    ...[battery_target_level, currency, row.energy_wh, row.duration_seconds, row.total_cost],
    ...[JSON.stringify(row.cost_breakdown), row.valid_until, row.created],
  ]);
  return row;
}

const inThousandths = (level: number): number => Math.round(level * percent);

type Priced = { readonly connector: Connector; readonly tariff: Tariff };

/** The named connector, else the compatible one that is done first; of equals the first. */
function connectorFor(
  station: StationForSession,
  vehicle: VehicleRow,
  id: string | undefined,
  usage: (connector: Connector) => readonly MeterPeriod[],
): Priced {
  const named = station.connectors.filter((one) => id === undefined || one.id === id);
  const param = id === undefined ? "charging_station" : "connector";
  if (named.length === 0) refuseInvalid("connector", "the station has no such connector");
  const fitting = named.filter((one) => plugFits(vehicle.charging_standard, one.type));
  if (fitting.length === 0) {
    const plug = vehicle.charging_standard;
    refuseInvalid(param, `the vehicle's plug, ${plug}, does not fit there`);
  }
  const priced = fitting.flatMap((connector): Priced[] =>
    connector.tariff === null ? [] : [{ connector, tariff: connector.tariff }],
  );
  const end = ({ connector }: Priced): number => usage(connector).at(-1)?.until ?? 0;
  const [first] = priced
    .map((one) => ({ one, end: end(one) }))
    .sort((a, b) => a.end - b.end)
    .map(({ one }) => one);
  return first ?? refuseInvalid(param, "it has no tariff, so nothing can be charged there");
}
