// Estimations over the API: the contract's shape, the connector that is chosen, what is refused,
// and that a session priced at the same curve costs the same.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { makeFleet, makeStation, makeVehicle, startOf, until } from "../../../test/fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample, refused } from "../../../test/sample.ts";

describe("estimations", () => {
  let platform: TestPlatform;
  let vehicle: string;
  before(async () => {
    platform = await testPlatform();
    const { id } = await platform.api.make("/v1/fleets", { name: "Fleet" });
    vehicle = await makeVehicle(platform.api, id, { battery_capacity: 94_000 });
  });
  after(() => platform.close());

  const station = async (more: Json = {}) =>
    (await makeStation(platform.api, "simulator", more)).id;
  const body = (charging_station: string, more: Json = {}) => ({
    ...{ vehicle, charging_station, battery_level: 10, battery_target_level: 50 },
    ...more,
  });
  const make = (charging_station: string, more: Json = {}) =>
    platform.api.make("/v1/estimations", body(charging_station, more));
  const refusal = async (charging_station: string, more: Json = {}) =>
    refused(await platform.api.post("/v1/estimations", body(charging_station, more)));
  const priced = (...components: Json[]) => components.map((one) => ({ currency: "eur", ...one }));

  it("have exactly the keys of the contract, a line per component, and the country's tax", async () => {
    const id = await station({
      pricing: priced(
        { type: "FLAT", price: 100, tax: null },
        { type: "ENERGY", price: "42.5" },
        { type: "TIME", price: 600, step_size: 60 },
      ),
    });
    const estimation = await make(id);
    assertSample(estimation);
    const { cost_breakdown, ...plain } = estimation;
    const { id: _, created, valid_until, ...rest } = plain;
    // 40 % of 94 kWh at 94 %, at 150 kW.
    assert.deepEqual(rest, {
      ...{ object: "estimation", battery_level: 10, battery_target_level: 50, vehicle },
      ...{ charging_station: id, currency: "eur" },
      ...{ estimated_duration: 960, estimated_energy_kwh: 40, estimated_total_cost: 1960 },
    });
    assert.equal(Date.parse(String(valid_until)) - Date.parse(String(created)), 3_600_000);
    assert.deepEqual(cost_breakdown, [
      {
        ...{ cost: 100, description: "Session fee", quantity: null, tax_percent: null },
        ...{ type: "session_fee", unit: null, unit_price: null },
      },
      {
        ...{ cost: 1700, description: "Energy", quantity: 40, tax_percent: "20%" },
        ...{ type: "energy", unit: "kWh", unit_price: 43 },
      },
      {
        ...{ cost: 160, description: "Charging time", quantity: 0.2667, tax_percent: "20%" },
        ...{ type: "time", unit: "h", unit_price: 600 },
      },
    ]);
  });

  it("take the tax rate that the account has set for the country", async () => {
    const api = platform.client((await platform.openAccount()).testKey);
    await api.make("/v1/account/settings", { vat_rates: { FR: "5.5" } });
    const { id } = await makeStation(api);
    const { id: fleet } = await api.make("/v1/fleets", { name: "Fleet" });
    const own = await makeVehicle(api, fleet);
    const made = await api.make("/v1/estimations", body(id, { vehicle: own }));
    assert.deepEqual(
      (made["cost_breakdown"] as Json[]).map((one) => one["tax_percent"]),
      ["5.5%"],
    );
  });

  it("are at the connector that is done first, unless one is named", async () => {
    const id = await station({
      connectors: [
        { id: "slow", type: "Type2", power: 22 },
        { id: "taken", type: "CHAdeMO", power: 300 },
        { id: "fast", type: "CCS", power: 100 },
      ],
    });
    const duration = async (more: Json = {}) => (await make(id, more))["estimated_duration"];
    assert.equal(await duration(), 1440);
    assert.equal(await duration({ connector: "fast" }), 1440);
    assert.equal(await duration({ connector: "slow" }), Math.round((37_600 / 0.9 / 11_000) * 3600));
  });

  it("are refused where they cannot be made, with the parameter", async () => {
    const id = await station();
    const chademo = await station({ connectors: [{ id: "a1", type: "CHAdeMO", power: 50 }] });
    const networks = (await platform.api.read("/v1/networks?kind=ocpp")).data;
    const unpriced = await platform.api.make("/v1/charging_stations", {
      ...{ network: networks[0]?.["id"], name: "New", address: { country: "FR" } },
      ...{ location: { latitude: 48.8, longitude: 2.3 } },
      connectors: [{ id: "a1", type: "CCS", power: 50 }],
    });
    const invalid = "estimation_validation_error";
    const rows: [string, Json, unknown[]][] = [
      [id, { battery_target_level: 10 }, [400, invalid, "battery_target_level"]],
      [id, { battery_level: 80 }, [400, invalid, "battery_target_level"]],
      [id, { battery_level: -1 }, [400, "parameter_invalid", "battery_level"]],
      [id, { battery_target_level: 101 }, [400, "parameter_invalid", "battery_target_level"]],
      [id, { battery_level: "10" }, [400, "parameter_invalid", "battery_level"]],
      [id, { vehicle: undefined }, [400, "parameter_missing", "vehicle"]],
      [id, { currency: "chf" }, [400, invalid, "currency"]],
      [id, { currency: "EUR" }, [400, "parameter_invalid", "currency"]],
      [id, { connector: "a9" }, [400, invalid, "connector"]],
      [chademo, {}, [400, invalid, "charging_station"]],
      [chademo, { connector: "a1" }, [400, invalid, "connector"]],
      [unpriced.id, {}, [400, invalid, "charging_station"]],
      [id, { vehicle: "veh_none" }, [404, "vehicle_not_found", "vehicle"]],
      ["chst_none", {}, [404, "charging_station_not_found", "charging_station"]],
    ];
    for (const [at, more, expected] of rows) {
      assert.deepEqual(await refusal(at, more), expected, JSON.stringify(more));
    }
    assert.equal((await make(id, { currency: "eur" }))["currency"], "eur");
    const unknown = await platform.api.get("/v1/estimations/est_none");
    assert.deepEqual(refused(unknown), [404, "estimation_not_found", null]);
  });

  it("stay as they were made, whatever becomes of the price", async () => {
    const { id: tariff } = await platform.api.make("/v1/tariffs", {
      ...{ currency: "eur", min_price: 500 },
      elements: [
        {
          price_components: [{ type: "ENERGY", price: 0 }],
          restrictions: { max_kwh: 15, day_of_week: [] },
        },
        { price_components: [{ type: "ENERGY", price: 10 }] },
      ],
    });
    const id = await station({ pricing: undefined, tariff });
    const estimation = await make(id);
    assert.deepEqual(
      (estimation["cost_breakdown"] as Json[]).map((one) => [one["description"], one["cost"]]),
      [
        ["Energy, up to 15 kWh", 0],
        ["Energy", 250],
        ["Up to the minimum price", 250],
      ],
    );
    await platform.api.make(`/v1/tariffs/${tariff}`, { min_price: null });
    assert.deepEqual(await platform.api.read(`/v1/estimations/${estimation.id}`), estimation);
    const { estimated_total_cost: now } = await make(id);
    assert.equal(now, 250);
    const expanded = await platform.api.read(
      `/v1/estimations/${estimation.id}?expand=charging_station&expand=vehicle`,
    );
    assert.equal((expanded["vehicle"] as Json)["object"], "vehicle");
    assert.equal((expanded["charging_station"] as Json)["object"], "charging_station");
  });

  it("cost what a simulated session costs that charges the same", async () => {
    const fleet = await makeFleet(platform.api);
    const tiny = await makeVehicle(platform.api, fleet.fleet, { battery_capacity: 1000 });
    await platform.api.make(`/v1/vehicles/${tiny}/telemetry`, { battery: { level: 90 } });
    const made = await makeStation(platform.api, "simulator", {
      connectors: [{ id: "a1", type: "CCS", power: 350 }],
      pricing: priced({ type: "ENERGY", price: 5000 }, { type: "FLAT", price: 300 }),
    });
    const estimation = await make(made.id, {
      ...{ vehicle: tiny, battery_level: 90, battery_target_level: 100 },
    });
    const session = await platform.api.make(
      "/v1/charging_sessions",
      startOf(fleet, made, { vehicle: tiny }),
    );
    // 106.38 Wh: the register shows whole ones, the estimation the nearest.
    assert.equal(estimation["estimated_energy_kwh"], 0.106);
    const path = `/v1/charging_sessions/${session.id}`;
    await until(
      () => platform.api.read(path),
      (one) => Number(one["energy_consumed"]) >= 106,
      60_000,
    );
    const ended = await platform.api.make(`${path}/end`);
    assert.deepEqual(
      [ended["energy_consumed"], ended["amount_due"]],
      [106, estimation["estimated_total_cost"]],
    );
  });
});
