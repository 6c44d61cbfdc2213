// For which fleet a driver would charge a vehicle, or that the two do not belong together. Pure.
import { refuse } from "../../lib/errors.ts";
import type { VehicleRow } from "./schema.ts";

type Driver = { readonly id: string; readonly fleets: readonly string[] };

/**
 * The vehicle's fleet, and the driver must be in it; a vehicle without one must be linked to the
 * driver, and the fleet is then the driver's only one, or none (spec part 2, charging_session;
 * ruling 27).
 */
export function fleetOf(
  driver: Driver,
  vehicle: Pick<VehicleRow, "fleet" | "drivers">,
): string | null {
  if (vehicle.fleet !== null) {
    if (driver.fleets.includes(vehicle.fleet)) return vehicle.fleet;
    refuse("driver_fleet_conflict", "The driver is not attached to the vehicle's fleet.", {
      param: "driver",
    });
  }
  if (!vehicle.drivers.includes(driver.id)) {
    const message = "The vehicle is neither linked to the driver nor in a fleet of theirs.";
    refuse("driver_fleet_conflict", message, { param: "vehicle" });
  }
  const [only] = driver.fleets;
  return only !== undefined && driver.fleets.length === 1 ? only : null;
}
