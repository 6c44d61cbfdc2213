// Who charges what where, and for which fleet: the pure part of a session's checks.
import { refuse } from "../../lib/errors.ts";

/** Plug of a vehicle → connector types that it fits (ruling 19: a CCS vehicle also fits Type2). */
const fits: Readonly<Record<string, readonly string[]>> = {
  CCS: ["CCS", "Type2"],
  CHAdeMO: ["CHAdeMO"],
  Type2: ["Type2"],
};

export const plugFits = (standard: string, connectorType: string): boolean =>
  fits[standard]?.includes(connectorType) ?? false;

type Driver = { readonly id: string; readonly fleets: readonly string[] };
type Vehicle = {
  readonly id: string;
  readonly fleet: string | null;
  readonly drivers: readonly string[];
};

/**
 * The session's fleet: the vehicle's, and the driver must be in it; a vehicle without one must be linked to the
 * driver, and the fleet is then the driver's only one, or none (spec part 2; ruling 27).
 */
export function fleetOf(driver: Driver, vehicle: Vehicle): string | null {
  if (vehicle.fleet !== null) {
    if (driver.fleets.includes(vehicle.fleet)) return vehicle.fleet;
    refuse("driver_fleet_conflict", "The driver is not attached to the vehicle's fleet.", {
      param: "driver",
    });
  }
  if (!vehicle.drivers.includes(driver.id)) {
    refuse(
      "driver_fleet_conflict",
      "The vehicle is neither linked to the driver nor in a fleet of theirs.",
      {
        param: "vehicle",
      },
    );
  }
  return driver.fleets.length === 1 ? (driver.fleets[0] as string) : null;
}

/** What a charger shows us for an ordered start: 20 characters (OCPP 1.6 CiString20Type) of the session's id. */
export const idTagOf = (session: string): string => session.slice(-20);
