// What stands in the files of reports.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { makeStation, makeVehicle } from "../../../test/fleet.ts";
import {
  addReservations,
  addSessions,
  addTransactions,
  fileOf,
  reportOf,
  spring,
  springTable,
  tableOf,
} from "../../../test/history.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";

describe("the file of a report", () => {
  let platform: TestPlatform;
  let api: Client;
  let account = "";
  let fleet = "";
  let driver = "";
  let [van, car] = ["", ""];
  let station = "";
  let sessions: string[] = [];
  before(async () => {
    platform = await testPlatform();
    const owner = await platform.openAccount();
    account = owner.account;
    api = platform.client(owner.testKey);
    fleet = (await api.make("/v1/fleets", { name: "=Fleet", timezone: "Europe/Berlin" })).id;
    driver = (await api.make("/v1/drivers", { name: 'Ada "A", Example', email: "a@example.com" }))
      .id;
    van = await makeVehicle(api, fleet, { registration_plate: "-AB 12" });
    car = await makeVehicle(api, fleet, { registration_plate: "@car" });
    station = (await makeStation(api, "simulator", { name: "Dépôt, Nord", operator: "Op Ü" })).id;
    const common = { fleet, driver, vehicle: van, charging_station: station };
    sessions = await addSessions(platform, account, [
      { at: "2026-02-28T23:59:59.999Z", ...common, energy_consumed: 1, amount_due: 1 },
      {
        ...{ at: "2026-03-01T00:00:00.000Z", ...common, energy_consumed: 10_001, amount_due: 420 },
        ...{ amount_paid: 400, session_started: "2026-03-01T00:00:10.500Z" },
        session_ended: "2026-03-01T01:00:10.499Z",
      },
      // 28 March, 23:30 in Berlin; the night in which the clock is set forward.
      {
        at: "2026-03-28T22:30:00.000Z",
        ...common,
        vehicle: car,
        energy_consumed: 999,
        amount_due: 5,
      },
      // 30 March, 00:30 in Berlin, by summer time; 29 March by UTC.
      { at: "2026-03-29T22:30:00.000Z", ...common, energy_consumed: 20_000, amount_due: 900 },
      {
        at: "2026-05-31T21:00:00.000Z",
        ...common,
        currency: "chf",
        energy_consumed: 5,
        amount_due: 7,
      },
      { at: "2026-04-10T10:00:00.000Z", status: "failed", state: "failed" },
      { at: "2026-04-11T10:00:00.000Z", status: null, state: "authorising", vehicle: "veh_other" },
      { at: "2026-06-01T00:00:00.000Z", ...common, energy_consumed: 1, amount_due: 1 },
    ]);
    const money = { fleet, driver, vehicle: van, charging_session: sessions[1] };
    await addTransactions(platform, account, [
      { at: "2026-03-01T02:00:00.000Z", ...money, amount: 400, description: "+49 hello\r\nworld" },
      {
        at: "2026-03-02T02:00:00.000Z",
        ...money,
        type: "refund",
        amount: -150,
        refund_of: "txn_a",
      },
      {
        at: "2026-03-02T03:00:00.000Z",
        ...money,
        type: "adjustment",
        amount: -3,
        description: "-3",
      },
      { at: "2026-03-03T00:00:00.000Z", amount: 77, status: "pending", description: "Fee" },
      { at: "2026-03-03T00:00:00.001Z", amount: 5, status: "failed", currency: "jpy" },
    ]);
    const elsewhere = await platform.openAccount();
    await addSessions(platform, elsewhere.account, [{ at: "2026-04-01T00:00:00.000Z", ...common }]);
    await addSessions(platform, account, [
      { at: "2026-04-01T00:00:00.000Z", ...common, livemode: true, energy_consumed: 7 },
    ]);
  });
  after(() => platform.close());

  /** Rows as objects, by the names of their columns. */
  async function rows(parameters: Json, more: Json = {}): Promise<Record<string, string>[]> {
    const { header, rows: lines } = await springTable(api, parameters, more);
    return lines.map((cells) => Object.fromEntries(cells.map((cell, at) => [header[at], cell])));
  }
  const pick = (all: Record<string, string>[], ...names: string[]) =>
    all.map((row) => names.map((name) => row[name]));

  it("of sessions has one row for each that was created in the period, oldest first", async () => {
    const all = await rows({ type: "sessions" });
    const ids = [1, 2, 3, 5, 4].map((at) => sessions[at]);
    assert.deepEqual(all.map((row) => row["id"]).sort(), [...ids].sort());
    assert.deepEqual(
      all.map((row) => row["created"]),
      all.map((row) => row["created"]).toSorted(),
    );
    assert.deepEqual(all[0], {
      ...{ id: sessions[1], created: "2026-03-01T00:00:00.000Z", status: "completed" },
      session_started: "2026-03-01T00:00:10.500Z",
      ...{ session_ended: "2026-03-01T01:00:10.499Z", duration_seconds: "3599" },
      ...{ charging_station: station, charging_station_name: "Dépôt, Nord", operator: "op_u" },
      ...{ connector: "a1", country: "FR", driver, driver_name: 'Ada "A", Example', vehicle: van },
      ...{ vin: all[0]?.["vin"], registration_plate: "'-AB 12", fleet, fleet_name: "'=Fleet" },
      ...{ payment_method: "pm_none", energy_wh: "10001", energy_kwh: "10.001", currency: "eur" },
      ...{ amount_due: "420", amount_paid: "400" },
    });
    assert.match(String(all[0]?.["vin"]), /^TESTVN/);
  });

  it("leaves what is not known empty", async () => {
    const all = await rows({ type: "sessions", filters: { vehicle: ["veh_none"] } });
    const names = ["driver_name", "vin", "fleet", "charging_station_name", "duration_seconds"];
    assert.deepEqual(pick(all, ...names), [["", "", "", "", ""]]);
  });

  it("of transactions keeps amounts as numbers with their sign, and words as words", async () => {
    const all = await rows({ type: "transactions" });
    assert.deepEqual(pick(all, "type", "status", "amount", "currency", "description"), [
      ["charge", "succeeded", "400", "eur", "'+49 hello\r\nworld"],
      ["refund", "succeeded", "-150", "eur", ""],
      ["adjustment", "succeeded", "-3", "eur", "'-3"],
      ["charge", "pending", "77", "eur", "Fee"],
      ["charge", "failed", "5", "jpy", ""],
    ]);
  });

  it("of a summary adds up, per currency", async () => {
    const all = await rows({ type: "charging_summary" });
    assert.deepEqual(
      pick(all, "currency", "sessions", "completed", "failed", "energy_kwh", "amount_due"),
      [
        ["chf", "1", "1", "0", "0.005", "7"],
        ["eur", "4", "3", "1", "31.000", "1325"],
      ],
    );
  });

  it("of energy adds up without money: one row in all, or one per group", async () => {
    assert.deepEqual(
      pick(await rows({ type: "energy" }), "sessions", "energy_wh", "largest_session_wh"),
      [["5", "31005", "20000"]],
    );
    const byVehicle = await rows({ type: "energy", group_by: "vehicle" }, { fleet });
    assert.deepEqual(
      pick(byVehicle, "vehicle", "registration_plate", "energy_wh").sort(),
      [
        [van, "'-AB 12", "30006"],
        [car, "'@car", "999"],
      ].sort(),
    );
  });

  it("by day and month goes by the fleet's clock, and by UTC without a fleet", async () => {
    const days = { type: "energy", group_by: "day" };
    assert.deepEqual(pick(await rows(days, { fleet }), "day", "energy_wh"), [
      ["2026-03-01", "10001"],
      ["2026-03-28", "999"],
      ["2026-03-30", "20000"],
      ["2026-05-31", "5"],
    ]);
    const universal = pick(await rows(days), "day", "energy_wh");
    assert.deepEqual(universal[2], ["2026-03-29", "20000"]);
    assert.deepEqual(pick(await rows({ ...days, group_by: "month" }), "month", "sessions"), [
      ["2026-03", "3"],
      ["2026-04", "1"],
      ["2026-05", "1"],
    ]);
  });

  it("by driver, fleet, station and operator names the group, unknown ones last", async () => {
    const by = async (group_by: string, ...names: string[]) =>
      pick(await rows({ type: "charging_summary", group_by }), ...names);
    const named = [driver, 'Ada "A", Example', "chf", "7"];
    assert.deepEqual(await by("driver", "driver", "driver_name", "currency", "amount_due"), [
      named,
      [driver, 'Ada "A", Example', "eur", "1325"],
      ["drv_none", "", "eur", "0"],
    ]);
    assert.deepEqual(await by("fleet", "fleet", "fleet_name", "sessions"), [
      [fleet, "'=Fleet", "1"],
      [fleet, "'=Fleet", "3"],
      ["", "", "1"],
    ]);
    assert.deepEqual(await by("operator", "operator", "operator_name", "sessions"), [
      ["op_u", "Op Ü", "1"],
      ["op_u", "Op Ü", "3"],
      ["", "", "1"],
    ]);
    const stations = await by("charging_station", "charging_station", "charging_station_name");
    assert.deepEqual(stations.at(-1), ["chst_none", ""]);
  });

  it("of transactions by group adds up by kind and status", async () => {
    const names = [
      "transactions",
      "charged",
      "refunded",
      "adjusted",
      "succeeded",
      "pending",
      "failed",
    ];
    assert.deepEqual(
      pick(
        await rows({ type: "transactions", group_by: "vehicle" }),
        "vehicle",
        "currency",
        ...names,
      ),
      [
        [van, "eur", "3", "400", "-150", "-3", "247", "0", "0"],
        ["", "eur", "1", "0", "0", "0", "0", "77", "0"],
        ["", "jpy", "1", "0", "0", "0", "0", "0", "5"],
      ],
    );
    const places = await rows({ type: "transactions", group_by: "operator" });
    assert.deepEqual(pick(places, "operator", "transactions"), [
      ["op_u", "3"],
      ["", "1"],
      ["", "1"],
    ]);
    const stations = await rows({ type: "transactions", group_by: "charging_station" });
    assert.deepEqual(stations[0]?.["charging_station_name"], "Dépôt, Nord");
  });

  it("of reservations lists them, or counts them by group with their fees", async () => {
    const owner = await platform.openAccount();
    const other = platform.client(owner.testKey);
    const ada = (await other.make("/v1/drivers", { name: "+Ada", email: "a@example.com" })).id;
    const place = { charging_station: station, connector: "a1" };
    const [first] = await addReservations(platform, owner.account, [
      { at: "2026-03-01T00:00:00.000Z", driver: ada, fee: 250, status: "completed", ...place },
      { at: "2026-03-02T00:00:00.000Z", driver: ada, fee: 250, status: "failed" },
      { at: "2026-03-02T00:00:00.001Z", status: "expired", fee: 1, currency: "chf" },
      { at: "2026-06-01T00:00:00.000Z", driver: ada, fee: 9 },
    ]);
    const listed = await springTable(other, { type: "reservations" });
    assert.equal(listed.rows.length, 3);
    const row = Object.fromEntries(
      (listed.rows[0] ?? []).map((cell, at) => [listed.header[at], cell]),
    );
    assert.deepEqual(
      [row["id"], row["status"], row["ideal_start"], row["driver_name"], row["reservation_fee"]],
      [first, "completed", "2026-03-01T01:00:00.000Z", "'+Ada", "250"],
    );
    const { rows: sums } = await springTable(other, { type: "reservations", group_by: "driver" });
    assert.deepEqual(sums, [
      [ada, "'+Ada", "eur", "2", "0", "0", "1", "0", "1", "0", "500"],
      ["drv_none", "", "chf", "1", "0", "0", "0", "0", "0", "1", "1"],
    ]);
    const at = await springTable(other, {
      ...{ type: "reservations", filters: { charging_station: [station] } },
    });
    assert.equal(at.rows.length, 1);
  });

  it("holds only what passes every filter; unknown ids give a header and nothing else", async () => {
    const count = async (filters: Json, type = "sessions") =>
      (await rows({ type, filters })).length;
    assert.equal(await count({ vehicle: [van] }), 3);
    assert.equal(await count({ vehicle: [van, car] }), 4);
    assert.equal(await count({ vehicle: [van], driver: ["drv_unknown"] }), 0);
    assert.equal(await count({ charging_station: [station] }), 4);
    assert.equal(await count({ operator: ["Op Ü"] }), 4);
    assert.equal(await count({ operator: ["op_u"] }, "transactions"), 3);
    assert.equal(await count({ charging_station: [station], driver: [driver] }, "transactions"), 3);
    assert.equal(await count({ vehicle: [] }), 0);
    for (const type of ["charging_summary", "energy", "transactions"]) {
      assert.equal(await count({ vehicle: ["veh_unknown"] }, type), 0, type);
    }
  });

  it("adds up exactly, past what a double can hold", async () => {
    const owner = await platform.openAccount();
    const rich = platform.client(owner.testKey);
    const amount = Number.MAX_SAFE_INTEGER;
    const at = "2026-04-01T00:00:00.000Z";
    await addSessions(
      platform,
      owner.account,
      [1, 2, 3].map(() => ({ at, energy_consumed: amount, amount_due: amount })),
    );
    const { header, rows: lines } = await springTable(rich, { type: "charging_summary" });
    const cell = (name: string) => lines[0]?.[header.indexOf(name)];
    assert.equal(cell("amount_due"), "27021597764222973");
    assert.equal(cell("energy_wh"), "27021597764222973");
    assert.equal(cell("energy_kwh"), "27021597764222.973");
  });

  it("has no names of those who were deleted, but their ids", async () => {
    const owner = await platform.openAccount();
    const other = platform.client(owner.testKey);
    const gone = await other.make("/v1/drivers", { name: "Bob", email: "b@example.com" });
    const at = "2026-04-01T00:00:00.000Z";
    await addSessions(platform, owner.account, [{ at, driver: gone.id }]);
    const names = async () => {
      const { header, rows: lines } = await springTable(other, { type: "sessions" });
      return [lines[0]?.[header.indexOf("driver")], lines[0]?.[header.indexOf("driver_name")]];
    };
    assert.deepEqual(await names(), [gone.id, "Bob"]);
    await other.delete(`/v1/drivers/${gone.id}`);
    assert.deepEqual(await names(), [gone.id, ""]);
  });

  it("is of one moment, and of more rows than one fetch", async () => {
    const owner = await platform.openAccount();
    await platform.sql(
      `insert into transactions (account_id, livemode, id, type, status, amount, currency, created)
       select $1, false, 'txn_' || substr($2, 5, 8) || lpad(g::text, 24, '0'), 'charge',
         'succeeded', g, 'eur', '2026-04-01' from generate_series(1, 2500) g`,
      [
        owner.account,
        (
          await addTransactions(platform, owner.account, [
            { at: "2026-04-01T00:00:00.000Z", amount: 1 },
          ])
        )[0],
      ],
    );
    const many = platform.client(owner.testKey);
    const body = { parameters: { type: "transactions", ...spring } };
    const { rows: lines } = tableOf(await fileOf(await reportOf(many, body)));
    assert.equal(lines.length, 2501);
    assert.equal(new Set(lines.map(([id]) => id)).size, 2501);
  });
});
