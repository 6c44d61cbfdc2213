import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample } from "../../../test/sample.ts";

describe("charging stations", () => {
  let platform: TestPlatform;
  let networks: Record<string, string>;
  let other: Client;
  before(async () => {
    platform = await testPlatform();
    other = platform.client((await platform.openAccount()).testKey);
    networks = await networksOf(platform.api);
  });
  after(() => platform.close());

  const networksOf = async (client: Client) =>
    Object.fromEntries(
      (await client.read("/v1/networks")).data.map((one) => [
        String(one["kind"]),
        String(one["id"]),
      ]),
    );
  const body = (more: object = {}) => ({
    network: networks["simulator"],
    name: "Paix",
    location: { latitude: 48.8698, longitude: 2.3319 },
    address: { country: "FR", city: "Paris" },
    connectors: [
      { id: "connector_a1", type: "CCS", power: 150 },
      { id: "connector_a2", type: "Type2", power: 22 },
    ],
    ...more,
  });
  const make = (more: object = {}) => platform.api.make("/v1/charging_stations", body(more));
  const refusal = async (more: object, client = platform.api) => {
    const answer = await client.post("/v1/charging_stations", body(more));
    return [answer.status, answer.body["code"], answer.body["param"]];
  };

  it("has exactly the keys of the contract", async () => {
    const station = await make({
      availability: { opening_hours: [{ day: "mon", from: "08:00", until: "24:00" }] },
      capabilities: { amenities: ["wifi"], payment_methods: ["rfid"] },
      operator_contact: "support@example.com",
    });
    assertSample(station);
    assertSample(await platform.api.read(`/v1/charging_stations/${station.id}`));
    assert.equal((station["availability"] as Json)["connectors_available"], 2);
  });

  it("takes its price from `pricing`, else the simulator's for AC or DC", async () => {
    const priced = await make({
      pricing: [{ type: "ENERGY", currency: "chf", price: "42.5", tax: null }],
    });
    assert.deepEqual(priced["pricing"], [
      { currency: "chf", price: 43, step_size: 1, tax: null, type: "ENERGY" },
    ]);
    const [dc] = (await make())["pricing"] as Json[];
    const [ac] = (await make({ connectors: [{ id: "1", type: "Type2", power: 11 }] }))[
      "pricing"
    ] as Json[];
    assert.deepEqual([dc?.["price"], ac?.["price"]], [59, 42]);
    assert.deepEqual((await make({ network: networks["ocpp"] }))["pricing"], []);
  });

  it("takes the time zone from the location, and lets it follow unless it was set", async () => {
    const zone = async (id: string) =>
      (await platform.sql("select timezone from charging_stations where id = $1", [id]))[0]?.[
        "timezone"
      ];
    const station = await make();
    assert.equal(await zone(station.id), "Europe/Paris");
    const path = `/v1/charging_stations/${station.id}`;
    await platform.api.make(path, { location: { latitude: 40.7, longitude: -74 } });
    assert.equal(await zone(station.id), "America/New_York");
    await platform.api.make(path, { timezone: "Europe/Rome" });
    await platform.api.make(path, { location: { latitude: 52.5, longitude: 13.4 } });
    assert.equal(await zone(station.id), "Europe/Rome");
  });

  it("changes what an update names and replaces connectors whole", async () => {
    const station = await make();
    const path = `/v1/charging_stations/${station.id}`;
    const changed = await platform.api.make(path, {
      address: { line1: "10 Rue de la Paix" },
      status: "maintenance",
      connectors: [{ id: "connector_a2", type: "Type2", power: 11 }],
    });
    assert.deepEqual((changed["address"] as Json)["city"], "Paris");
    assert.deepEqual(changed["connectors"], [
      { id: "connector_a2", power: 11, status: "available", type: "Type2" },
    ]);
    assert.equal((changed["availability"] as Json)["connectors_available"], 0);
    assert.deepEqual((changed["availability"] as Json)["range"], []);
    assert.equal((await platform.api.delete(path)).status, 200);
    assert.equal((await platform.api.get(path)).status, 404);
  });

  it("leaves the preferences of the account's drivers when it is deleted, and tells so", async () => {
    const [station, other] = [await make(), await make()];
    const favourites = [other.id, station.id];
    const person = { name: "Ada", email: "ada@example.com" };
    const preferring = (ids: string[]) => ({ preferences: { preferred_charging_stations: ids } });
    const driver = await platform.api.make("/v1/drivers", { ...person, ...preferring(favourites) });
    const bystander = await platform.api.make("/v1/drivers", {
      ...{ ...person, ...preferring([other.id]) },
    });
    await platform.api.delete(`/v1/charging_stations/${station.id}`);
    const path = `/v1/drivers/${driver.id}`;
    const now = await platform.api.read(path);
    assert.deepEqual(now["preferences"], {
      ...(driver["preferences"] as Json),
      preferred_charging_stations: [other.id],
    });
    assert.deepEqual(await platform.api.read(`/v1/drivers/${bystander.id}`), bystander);
    const events = await platform.api.read("/v1/events?type=driver.updated");
    const data = events.data.map((event) => event["data"] as Json);
    assert.deepEqual(data, [
      { object: now, previous_attributes: { preferences: driver["preferences"] } },
    ]);
    const back = await platform.api.post(path, preferring(favourites));
    assert.deepEqual(
      [back.status, back.body["code"], back.body["param"]],
      [404, "charging_station_not_found", "preferences.preferred_charging_stations.1"],
    );
  });

  it("refuses what cannot be, by name", async () => {
    const twice = [
      { id: "1", type: "CCS", power: 50 },
      { id: "1", type: "CCS", power: 50 },
    ];
    const mixed = [
      { type: "ENERGY", currency: "eur", price: 1 },
      { type: "FLAT", currency: "chf", price: 1 },
    ];
    const pricing = [{ type: "ENERGY", currency: "eur", price: 1 }];
    const cases: [object, unknown[]][] = [
      [{ network: "net_nope" }, [404, "network_not_found", "network"]],
      [{ connectors: twice }, [400, "parameter_invalid", "connectors.1.id"]],
      [{ pricing: mixed }, [400, "parameter_invalid", "pricing.1.currency"]],
      [{ pricing: [...pricing, ...pricing] }, [400, "parameter_invalid", "pricing.1.type"]],
      [
        { pricing: [{ ...pricing[0], step_size: 0 }] },
        [400, "parameter_invalid", "pricing.0.step_size"],
      ],
      [{ pricing, tariff: "trf_x" }, [400, "parameter_invalid", "tariff"]],
      [{ tariff: "trf_x" }, [404, "tariff_not_found", "tariff"]],
      [{ ocpp_identity: "CP1" }, [400, "parameter_invalid", "ocpp_identity"]],
      [
        { network: networks["ocpp"], ocpp_identity: "a b" },
        [400, "parameter_invalid", "ocpp_identity"],
      ],
      [{ address: { city: "Paris" } }, [400, "parameter_missing", "address.country"]],
      [{ connectors: [] }, [400, "parameter_invalid", "connectors"]],
    ];
    for (const [more, wanted] of cases) assert.deepEqual(await refusal(more), wanted);
  });

  it("says which price component is too much, in the caller's own terms", async () => {
    const component = { type: "ENERGY", currency: "eur", price: 1 };
    const answer = await platform.api.post(
      "/v1/charging_stations",
      body({ pricing: [component, component] }),
    );
    assert.equal(answer.body["message"], "Invalid pricing.1.type: occurs twice.");
  });

  it("says in words what opening hours, connectors and identities are made of", async () => {
    const answer = await platform.api.post(
      "/v1/charging_stations",
      body({
        network: networks["ocpp"],
        availability: { opening_hours: [{ day: "mon", from: "8", until: "24:01" }] },
        connectors: [{ id: "a/1", type: "CCS", power: 50 }],
        ocpp_identity: "CP 1",
      }),
    );
    assert.deepEqual((answer.body["details"] as Json[]).map((one) => one["message"]).sort(), [
      "Invalid availability.opening_hours.0.from: expected a time of day from 00:00 to 23:59, " +
        'for instance 09:00, got "8".',
      "Invalid availability.opening_hours.0.until: expected a time of day from 00:00 to 24:00, " +
        'for instance 18:00, got "24:01".',
      "Invalid connectors.0.id: expected a name without blanks and slashes, " +
        'for instance connector_a1, got "a/1".',
      "Invalid ocpp_identity: expected 1 to 48 letters, digits or * _ = : + | @ . -, " +
        'got "CP 1".',
    ]);
    const unseen = [{ id: "\u200b", type: "CCS", power: 50 }];
    assert.deepEqual(await refusal({ connectors: unseen }), [
      ...[400, "parameter_invalid", "connectors.0.id"],
    ]);
  });

  it("gives an OCPP identity once in the installation, without saying whose it is", async () => {
    const station = await make({ network: networks["ocpp"], ocpp_identity: "DE*ABC:1" });
    const theirs = await networksOf(other);
    const taken = { network: theirs["ocpp"], ocpp_identity: "DE*ABC:1" };
    assert.deepEqual(await refusal(taken, other), [400, "parameter_invalid", "ocpp_identity"]);
    await platform.api.delete(`/v1/charging_stations/${station.id}`);
    assert.equal((await refusal(taken, other))[0], 200);
  });

  it("shows everybody the shared stations of their mode; only the owner writes", async () => {
    const shared = await make({ name: "Shared" });
    const own = await make({ name: "Own", network: networks["ocpp"] });
    const path = `/v1/charging_stations/${shared.id}`;
    // The spans of availability begin at the moment of reading.
    const still = async (client: Client) => ({ ...(await client.read(path)), availability: null });
    assert.deepEqual(await still(other), await still(platform.api));
    assert.ok((await other.read("/v1/charging_stations")).data.some(({ id }) => id === shared.id));
    for (const denied of [
      await other.post(path, { name: "Mine now" }),
      await other.delete(path),
      await other.get(`/v1/charging_stations/${own.id}`),
      await platform.client(platform.first.liveKey).get(path),
    ]) {
      assert.deepEqual([denied.status, denied.body["code"]], [404, "charging_station_not_found"]);
    }
    const seen = await other.read("/v1/charging_stations?limit=100");
    assert.ok(!seen.data.some(({ id }) => id === own.id));
    assert.equal(
      await refusal({ network: networks["simulator"] }, other).then((one) => one[1]),
      "network_not_found",
    );
  });

  it("filters by operator, status, one connector's type and power, favourites", async () => {
    const operator = "Straßen & Söhne";
    const ids = async (query: string) =>
      (
        await platform.api.read(
          `/v1/charging_stations?operator=${encodeURIComponent(operator)}&${query}`,
        )
      ).data.map((one) => one["id"]);
    const both = await make({ operator });
    const slow = await make({
      operator,
      status: "inactive",
      connectors: [{ id: "1", type: "Type2", power: 22 }],
    });
    assert.deepEqual(await ids(""), [slow.id, both.id].sort().reverse());
    assert.deepEqual(await ids("status=inactive"), [slow.id]);
    assert.deepEqual(await ids("connector_type=CCS"), [both.id]);
    assert.deepEqual(await ids("connector_type=Type2&min_power=50"), []);
    assert.deepEqual(await ids("available=true"), [both.id]);
    assert.deepEqual(await ids("available=false"), [slow.id]);
    const preferences = { preferred_charging_stations: [slow.id] };
    const driver = await platform.api.make("/v1/drivers", {
      name: "A",
      email: "a@example.com",
      preferences,
    });
    assert.deepEqual(await ids(`driver=${driver.id}`), [slow.id]);
    await platform.api.make(`/v1/drivers/${driver.id}`, {
      preferences: { preferred_charging_stations: [] },
    });
    assert.deepEqual(await ids(`driver=${driver.id}`), []);
    assert.deepEqual(await ids("driver=drv_nope"), []);
  });
});
