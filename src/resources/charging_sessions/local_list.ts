// Which cards a charger without a line may take, as far as that is known beforehand: the checks of
// a start (start_actions.ts) without what holds for a moment only: hours, busy connectors and
// cars, money. Pure; local_list_actions.ts reads what is judged.
import { Refusal } from "../../lib/errors.ts";
import { comparablePricePerKwh } from "../../pricing/quote.ts";
import type { TokenRow } from "../charge_tokens/schema.ts";
import type { DriverRow } from "../drivers/schema.ts";
import type { FleetRow } from "../fleets/schema.ts";
import type { MethodRow } from "../payment_methods/schema.ts";
import type { BindingRow } from "../policies/store.ts";
import {
  type DecisionConnector,
  type DecisionStation,
  verdictOn,
} from "../policy_decisions/verdict.ts";
import { fleetOf } from "../vehicles/pairing.ts";
import { plugFits } from "../vehicles/plug.ts";
import type { VehicleRow } from "../vehicles/schema.ts";

/** What one account's cards are judged by. */
export type Known = {
  readonly now: Date;
  /** Whether the account may start anything. */
  readonly active: boolean;
  readonly currency: string;
  readonly drivers: ReadonlyMap<string, DriverRow>;
  readonly vehicles: ReadonlyMap<string, VehicleRow>;
  readonly fleets: ReadonlyMap<string, FleetRow>;
  readonly methods: ReadonlyMap<string, MethodRow>;
  /** What binds drivers, vehicles and fleets. */
  readonly bindings: ReadonlyMap<string, readonly BindingRow[]>;
};

export type Place = {
  readonly station: DecisionStation;
  readonly connectors: readonly PricedConnector[];
};

export type PricedConnector = DecisionConnector & {
  readonly type: string;
  /** When in the days to come it costs least: a price that is too high then always is. */
  readonly cheapest: Date;
};

export type Judged = {
  readonly status: "accepted" | "blocked" | "expired" | "invalid";
  /** Policies let it charge at some hours only. */
  readonly hours: boolean;
};

const refused = (status: Judged["status"]): Judged => ({ status, hours: false });

export function judge(token: TokenRow, known: Known, place: Place): Judged {
  if (token.status !== "active") return refused("blocked");
  if (token.expires_at !== null && token.expires_at <= known.now) return refused("expired");
  if (!known.active) return refused("blocked");
  const who = whoCharges(token, known);
  if (who === null) return refused("invalid");
  const { driver, vehicle, fleetId } = who;
  const fleet = known.fleets.get(fleetId ?? "") ?? null;
  const owners = [driver.id, vehicle.id, ...(fleet === null ? [] : [fleet.id])];
  const bound = owners.flatMap((owner) => known.bindings.get(owner) ?? []);
  const atAnyHour = bound.map((one) => ({ ...one, rules: { ...one.rules, time_windows: [] } }));
  const currency = fleet?.preferences.default_currency ?? known.currency;
  const { station, connectors } = place;
  const mayAt = (connector: PricedConnector) => {
    const occasion = { driver, vehicle, fleet, station, connector, at: connector.cheapest };
    return verdictOn(occasion, atAnyHour, currency).outcome === "allowed";
  };
  const fitting = connectors.filter(
    ({ type, tariff }) => tariff !== null && plugFits(vehicle.charging_standard, type),
  );
  if (fitting.length === 0) return refused("invalid");
  if (!fitting.some(mayAt)) return refused("blocked");
  if (!hasPayer(token, who, known)) return refused("invalid");
  const hours = bound.some(
    ({ mode, rules }) => mode === "enforcement" && rules.time_windows.length > 0,
  );
  return { status: "accepted", hours };
}

type Who = {
  readonly driver: DriverRow;
  readonly vehicle: VehicleRow;
  readonly fleetId: string | null;
};

/** The card's vehicle, or the driver's only one. */
export const vehicleIdOf = (token: TokenRow, { vehicles: [only, ...others] }: DriverRow) =>
  token.vehicle ?? (others.length === 0 ? only : undefined);

function whoCharges(token: TokenRow, { drivers, vehicles }: Known): Who | null {
  const driver = drivers.get(token.driver);
  if (driver === undefined) return null;
  const vehicle = vehicles.get(vehicleIdOf(token, driver) ?? "");
  if (vehicle === undefined) return null;
  try {
    return { driver, vehicle, fleetId: fleetOf(driver, vehicle) };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

export const methodIdOf = (token: TokenRow, driver: DriverRow, fleet: FleetRow | null) =>
  token.payment_method ??
  driver.preferences.default_payment_method ??
  fleet?.default_payment_method ??
  null;

function hasPayer(token: TokenRow, { driver, fleetId }: Who, { fleets, methods }: Known): boolean {
  const fleet = fleets.get(fleetId ?? "") ?? null;
  const method = methods.get(methodIdOf(token, driver, fleet) ?? "");
  if (method === undefined) return false;
  return method.driver === driver.id || (fleetId !== null && method.fleet === fleetId);
}

const stepMs = 30 * 60_000;
const steps = (7 * 24 * 3_600_000) / stepMs;

/** Tariffs that change by the hour and the day of the week are looked through. */
export function cheapestAt({ tariff, powerKw }: DecisionConnector, zone: string, now: Date): Date {
  if (tariff === null) return now;
  let best = now.getTime();
  let lowest = comparablePricePerKwh(tariff, best, powerKw, zone);
  for (let step = 1; step < steps; step += 1) {
    const at = now.getTime() + step * stepMs;
    const price = comparablePricePerKwh(tariff, at, powerKw, zone);
    if (price.numerator * lowest.denominator < lowest.numerator * price.denominator) {
      lowest = price;
      best = at;
    }
  }
  return new Date(best);
}

export type Listed = { readonly status: Judged["status"]; readonly hours: boolean };

/** What whoever sent the list is told of it. */
export function noteOn(all: readonly Listed[], left: readonly Listed[]): string {
  const count = (these: readonly Listed[], is: (one: Listed) => boolean) => these.filter(is).length;
  const isAccepted = ({ status }: Listed) => status === "accepted";
  const accepted = count(all, isAccepted);
  const hours = count(all, ({ hours: is }) => is);
  const missing = count(left, isAccepted);
  return [
    `${accepted} cards are accepted, ${all.length - accepted} refused.`,
    ...(hours === 0
      ? []
      : [`Policies let ${hours} of them charge at some hours only, which a list cannot say.`]),
    ...(missing === 0 ? [] : [`The charger has no room for ${missing} more that may charge.`]),
  ].join(" ");
}
