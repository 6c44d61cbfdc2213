import assert from "node:assert/strict";
import { test } from "node:test";
import { fleetOf } from "./pairing.ts";

const table = `
  driver's fleets   vehicle's fleet   linked   for
  -                 -                 yes      nobody
  north             -                 yes      north
  north,south       -                 yes      nobody
  north             -                 no       refused
  -                 -                 no       refused
  north,south       south             no       south
  north             south             yes      refused
  -                 south             yes      refused
`;

for (const line of table.trim().split("\n").slice(1)) {
  const [fleets = "", fleet = "", linked, expected] = line.trim().split(/\s+/);
  test(`driver in ${fleets}, vehicle in ${fleet}, linked ${linked}: ${expected}`, () => {
    const driver = { id: "drv_1", fleets: fleets === "-" ? [] : fleets.split(",") };
    const vehicle = {
      fleet: fleet === "-" ? null : fleet,
      drivers: linked === "yes" ? ["drv_0", "drv_1"] : ["drv_0"],
    };
    if (expected === "refused") {
      assert.throws(() => fleetOf(driver, vehicle), { code: "driver_fleet_conflict" });
    } else assert.equal(fleetOf(driver, vehicle), expected === "nobody" ? null : expected);
  });
}
