// Tariffs over the API: their shape, what is refused and under which name, and which connector is
// priced by what. What a tariff costs is src/pricing's.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { makeFleet, makeStation, networkOf, startOf, until } from "../../../test/fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { refused } from "../../../test/sample.ts";

const energy = (price: number | string, restrictions?: object) => ({
  price_components: [{ type: "ENERGY", price }],
  ...(restrictions === undefined ? {} : { restrictions }),
});
const plain = (price: number | string = 42, currency = "eur") => ({
  currency,
  elements: [energy(price)],
});
const noRestrictions = {
  ...{ day_of_week: null, end_date: null, end_time: null, max_current: null, max_duration: null },
  ...{ max_kwh: null, max_power: null, min_current: null, min_duration: null, min_kwh: null },
  ...{ min_power: null, reservation: null, start_date: null, start_time: null },
};

describe("tariffs", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const make = (body: object = plain()) => platform.api.make("/v1/tariffs", body);
  const priceOf = async (station: string): Promise<unknown[]> => {
    const read = await platform.api.read(`/v1/charging_stations/${station}`);
    return (read["pricing"] as Json[]).map((one) => one["price"]);
  };

  it("are shown whole: prices as decimals, every restriction, null where there is none", async () => {
    const tariff = await make({
      ...{ currency: "eur", name: "Night", max_price: 5000, metadata: { depot: "north" } },
      elements: [
        {
          price_components: [
            { type: "ENERGY", price: "29.5", step_size: 100 },
            { type: "FLAT", price: 0, step_size: 0, tax: null },
          ],
          restrictions: { start_time: "22:00", end_time: "06:00", max_kwh: 30.5 },
        },
        energy(42, {}),
      ],
    });
    const { id, created, updated, ...rest } = tariff;
    assert.equal(created, updated);
    assert.equal(
      JSON.stringify(rest),
      JSON.stringify({
        ...{ object: "tariff", currency: "eur" },
        elements: [
          {
            price_components: [
              { price: "29.5", step_size: 100, tax: "vat", type: "ENERGY" },
              { price: "0", step_size: 0, tax: null, type: "FLAT" },
            ],
            restrictions: {
              ...noRestrictions,
              ...{ end_time: "06:00", max_kwh: 30.5, start_time: "22:00" },
            },
          },
          {
            price_components: [{ price: "42", step_size: 1, tax: "vat", type: "ENERGY" }],
            restrictions: null,
          },
        ],
        ...{ max_price: "5000", metadata: { depot: "north" }, min_price: null, name: "Night" },
      }),
    );
    assert.deepEqual(await platform.api.read(`/v1/tariffs/${id}`), tariff);
    const found = await platform.api.read("/v1/tariffs?metadata[depot]=north");
    assert.deepEqual(found.data, [tariff]);
  });

  it("are refused with the place of the mistake", async () => {
    const one = { type: "ENERGY", price: 1 };
    const limited = (restrictions: object) => ({
      currency: "eur",
      elements: [energy(1), energy(2, restrictions)],
    });
    const of = (...price_components: object[]) => ({
      currency: "eur",
      elements: [{ price_components }],
    });
    const at = "elements.0.price_components";
    const within = "elements.1.restrictions";
    const rows: [object, string][] = [
      [{ elements: [energy(1)] }, "currency"],
      [plain(1, "EUR"), "currency"],
      [{ currency: "eur" }, "elements"],
      [{ currency: "eur", elements: [] }, "elements"],
      [of(), at],
      [of({ ...one, price: -1 }), `${at}.0.price`],
      [of({ ...one, price: 1.5 }), `${at}.0.price`],
      [of({ ...one, price: "0.00001" }), `${at}.0.price`],
      [of({ ...one, price: 2 ** 53 }), `${at}.0.price`],
      [of({ ...one, price: "1000001" }), `${at}.0.price`],
      [of({ ...one, type: "SOLAR" }), `${at}.0.type`],
      [of({ ...one, step_size: -1 }), `${at}.0.step_size`],
      [of({ ...one, vat: 19 }), `${at}.0.vat`],
      [of(one, one), `${at}.1.type`],
      [limited({ start_time: "24:00" }), `${within}.start_time`],
      [limited({ start_date: "2026-02-30" }), `${within}.start_date`],
      [limited({ start_date: "tomorrow" }), `${within}.start_date`],
      [limited({ start_date: "2026-05-02", end_date: "2026-05-01" }), `${within}.end_date`],
      [limited({ min_kwh: 10, max_kwh: 10 }), `${within}.max_kwh`],
      [limited({ max_kwh: 0.0005 }), `${within}.max_kwh`],
      [limited({ min_duration: 1.5 }), `${within}.min_duration`],
      [limited({ day_of_week: ["SUNDAY", "SUNDAY"] }), `${within}.day_of_week`],
      [limited({ day_of_week: ["sunday"] }), `${within}.day_of_week.0`],
      [limited({ reservation: "RESERVATION" }), "elements.1.price_components"],
      [limited({ season: "summer" }), `${within}.season`],
      [{ ...plain(), min_price: "20", max_price: 10 }, "max_price"],
      [{ ...plain(), min_price: "much" }, "min_price"],
      [{ ...plain(), min_price: "1000000000.0001" }, "min_price"],
      [{ ...plain(), max_price: "999999999999" }, "max_price"],
      [{ ...plain(), max_price: -1 }, "max_price"],
      [
        {
          currency: "eur",
          elements: [
            {
              price_components: [{ type: "TIME", price: 1 }],
              restrictions: { reservation: "RESERVATION" },
            },
          ],
        },
        "elements",
      ],
    ];
    for (const [body, param] of rows) {
      const [status, , named] = refused(await platform.api.post("/v1/tariffs", body));
      assert.deepEqual([status, named], [400, param], JSON.stringify(body));
    }
    const { id } = await make({ ...plain(), min_price: 20 });
    const answer = await platform.api.post(`/v1/tariffs/${id}`, { max_price: "19.9" });
    assert.deepEqual(refused(answer), [400, "parameter_invalid", "max_price"]);
  });

  it("keep what an update leaves out, replace elements whole, and never change currency", async () => {
    const tariff = await make({ ...plain(), min_price: 100, name: "A", metadata: { a: "1" } });
    const path = `/v1/tariffs/${tariff.id}`;
    const unchanged = await platform.api.make(path, { name: "A", elements: [energy("42")] });
    assert.deepEqual(unchanged, tariff);
    const updated = await platform.api.make(path, {
      ...{ elements: [energy(30, { max_kwh: 5 }), energy(50)], min_price: null },
      metadata: { b: "2" },
    });
    assert.deepEqual(updated, {
      ...tariff,
      ...{ elements: updated["elements"], min_price: null, metadata: { a: "1", b: "2" } },
      updated: updated["updated"],
    });
    assert.equal((updated["elements"] as Json[]).length, 2);
    const answer = await platform.api.post(path, { currency: "chf" });
    assert.deepEqual(refused(answer), [400, "parameter_unknown", "currency"]);
  });

  it("price a station's connectors, each with its own where one was given", async () => {
    const [cheap, dear] = [await make(plain(10)), await make(plain(90))];
    const station = await makeStation(platform.api, "simulator", {
      ...{ pricing: undefined, tariff: dear.id },
      connectors: [
        { id: "a1", type: "CCS", power: 150, tariff: cheap.id },
        { id: "a2", type: "CCS", power: 150 },
      ],
    });
    assert.deepEqual(await priceOf(station.id), [10]);
    const had = await platform.sql(
      "select tariff_id from charging_station_connectors where station_id = $1 order by position",
      [station.id],
    );
    assert.deepEqual(
      had.map((one) => one["tariff_id"]),
      [cheap.id, dear.id],
    );
    await platform.api.make(`/v1/tariffs/${cheap.id}`, { elements: [energy(11)] });
    assert.deepEqual(await priceOf(station.id), [11]);
    await platform.api.make(`/v1/charging_stations/${station.id}`, { tariff: dear.id });
    assert.deepEqual(await priceOf(station.id), [90]);
  });

  it("of one station have one currency", async () => {
    const [eur, chf] = [await make(), await make(plain(42, "chf"))];
    const answer = await platform.api.post("/v1/charging_stations", {
      ...{ network: await networkOf(platform.api, "simulator"), name: "Mixed", tariff: eur.id },
      ...{ location: { latitude: 47.6, longitude: 7.6 }, address: { country: "CH" } },
      connectors: [
        { id: "a1", type: "CCS", power: 150 },
        { id: "a2", type: "CCS", power: 150, tariff: chf.id },
      ],
    });
    assert.deepEqual(refused(answer), [400, "parameter_invalid", "connectors.1.tariff"]);
  });

  it("are given by those who have them, and seen in no list of others", async () => {
    const tariff = await make();
    const other = platform.client((await platform.openAccount()).testKey);
    const station = (tariffId: string) => ({
      ...{
        name: "Depot",
        location: { latitude: 48.8, longitude: 2.3 },
        address: { country: "FR" },
      },
      connectors: [{ id: "a1", type: "CCS", power: 150, tariff: tariffId }],
    });
    const network = await networkOf(other, "ocpp");
    const answer = await other.post("/v1/charging_stations", { ...station(tariff.id), network });
    assert.deepEqual(refused(answer), [404, "tariff_not_found", "connectors.0.tariff"]);
    assert.deepEqual((await other.read("/v1/tariffs")).data, []);
    // The first account's simulator is everyone's: so is the price of what stands in it.
    const shared = await makeStation(platform.api, "simulator", {
      ...{ pricing: undefined, tariff: tariff.id },
    });
    const seen = await other.read(`/v1/charging_stations/${shared.id}`);
    assert.equal((seen["pricing"] as Json[])[0]?.["price"], 42);
    assert.equal((await other.get(`/v1/tariffs/${tariff.id}`)).status, 404);
    assert.equal((await other.delete(`/v1/tariffs/${tariff.id}`)).status, 404);
    assert.equal((await other.post(`/v1/tariffs/${tariff.id}`, { name: "x" })).status, 404);
  });

  it("are deleted when no connector has them any more", async () => {
    const [one, two] = [await make(), await make()];
    const first = await makeStation(platform.api, "simulator", {
      ...{ pricing: undefined, tariff: one.id },
    });
    const second = await makeStation(platform.api, "simulator", {
      ...{ pricing: undefined, tariff: one.id },
    });
    const remove = () => platform.api.delete(`/v1/tariffs/${one.id}`);
    assert.deepEqual(refused(await remove()), [409, "tariff_state_conflict", null]);
    await platform.api.make(`/v1/charging_stations/${first.id}`, { tariff: two.id });
    assert.equal((await remove()).status, 409);
    await platform.api.delete(`/v1/charging_stations/${second.id}`);
    assert.deepEqual((await remove()).body, { id: one.id, object: "tariff", deleted: true });
    assert.deepEqual(refused(await remove()), [404, "tariff_not_found", null]);
  });

  it("are deleted or given, never both, when both are asked for at once", async () => {
    const network = await networkOf(platform.api, "ocpp");
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const { id } = await make();
        const asked = [
          () => platform.api.delete(`/v1/tariffs/${id}`),
          () =>
            platform.api.post("/v1/charging_stations", {
              ...{ network, name: "Race", tariff: id, address: { country: "FR" } },
              ...{ location: { latitude: 48.8, longitude: 2.3 } },
              connectors: [{ id: "a1", type: "CCS", power: 150 }],
            }),
        ];
        const [removed, given] = await Promise.all(asked.map((ask) => ask()));
        return `${removed?.status} ${given?.status}`;
      }),
    );
    for (const one of outcomes) assert.ok(["200 404", "409 200"].includes(one), outcomes.join());
  });

  it("that a session began with hold to its end, whatever becomes of them", async () => {
    const tariff = await make({
      currency: "eur",
      elements: [{ price_components: [{ type: "FLAT", price: 700 }] }],
    });
    const station = await makeStation(platform.api, "simulator", {
      ...{ pricing: undefined, tariff: tariff.id },
    });
    const session = await platform.api.make(
      "/v1/charging_sessions",
      startOf(await makeFleet(platform.api), station),
    );
    const path = `/v1/charging_sessions/${session.id}`;
    await until(
      () => platform.api.read(path),
      (one) => one["amount_due"] === 700,
    );
    await platform.api.make(`/v1/tariffs/${tariff.id}`, { elements: [energy(9999)] });
    const other = await make();
    await platform.api.make(`/v1/charging_stations/${station.id}`, { tariff: other.id });
    await platform.api.delete(`/v1/tariffs/${tariff.id}`);
    const ended = await platform.api.make(`${path}/end`);
    assert.deepEqual([ended["status"], ended["amount_due"]], ["completed", 700]);
  });
});
