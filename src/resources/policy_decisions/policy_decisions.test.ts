import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { Refusal, refuse } from "../../lib/errors.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import * as drivers from "../drivers/store.ts";
import * as fleets from "../fleets/store.ts";
import * as vehicles from "../vehicles/store.ts";
import * as actions from "./actions.ts";
import { renderDecision } from "./schema.ts";

const tariff = (currency: string, price: string): Tariff => ({
  currency,
  elements: [{ price_components: [{ type: "ENERGY", price, step_size: 1, tax: "vat" }] }],
});
const station = {
  id: "chst_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd",
  operatorId: "example_operator",
  location: { latitude: 48.8698, longitude: 2.3319 },
  timezone: "Europe/Paris",
};
const connector = { id: "c1", powerKw: 22, tariff: tariff("eur", "42") };

/** Monday, 10:00 in Paris. */
const monday = new Date("2026-04-06T10:00:00+02:00");
const office = { days_of_week: ["monday"], start_time: "09:00", end_time: "18:00" };

describe("policy decisions", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const policy = (rules: object, more: object = {}) =>
    platform.api.make("/v1/policies", { name: "Rule", mode: "enforcement", rules, ...more });

  type Owners = { driver?: object; vehicle?: object; fleet?: object | null };

  /** Driver, vehicle and fleet with these policies and particulars. */
  async function scene({ driver = {}, vehicle = {}, fleet = null }: Owners = {}) {
    const ids = {
      driver: (
        await platform.api.make("/v1/drivers", { name: "Ada", email: "ada@example.com", ...driver })
      ).id,
      vehicle: (
        await platform.api.make("/v1/vehicles", {
          ...{ vin: "YV1XZK5V0S1234567", battery_capacity: 82_000, charging_standard: "CCS" },
          ...vehicle,
        })
      ).id,
      fleet:
        fleet === null ? null : (await platform.api.make("/v1/fleets", { name: "F", ...fleet })).id,
    };
    return ids;
  }
  type Ids = Awaited<ReturnType<typeof scene>>;

  const transaction = <T>(run: (work: Work) => Promise<T>) =>
    platform.database.transaction({ account: platform.first.account, livemode: false }, run);

  async function decide(
    work: Work,
    ids: Ids,
    more: Partial<Parameters<typeof actions.decide>[1]> = {},
  ) {
    const driver = present(await drivers.find(work, [ids.driver]), "driver");
    const vehicle = present(await vehicles.find(work, [ids.vehicle]), "vehicle");
    const fleet = ids.fleet === null ? null : await fleets.find(work, [ids.fleet]);
    return actions.decide(work, {
      ...{ trigger: "api", driver, vehicle, fleet, station, connector, at: monday },
      ...more,
    });
  }
  const decided = (ids: Ids, more: Parameters<typeof decide>[2] = {}) =>
    transaction((work) => decide(work, ids, more));
  async function blocked(ids: Ids, more: Parameters<typeof decide>[2] = {}) {
    let refusal: unknown;
    await decided(ids, more).catch((error: unknown) => {
      refusal = error;
    });
    assert.ok(refusal instanceof Refusal, "the charge was let pass");
    assert.deepEqual([refusal.code, refusal.status], ["policy_blocked", 403]);
    return refusal.details as readonly Record<string, unknown>[];
  }
  const records = async (ids: Ids, query = "") =>
    (await platform.api.read(`/v1/policy_decisions?driver=${ids.driver}${query}`)).data;

  it("keeps why a charge was allowed, rule by rule", async () => {
    const one = await policy({ max_price_per_kwh: 50, time_windows: [office] });
    const empty = await policy({});
    const ids = await scene({
      ...{ driver: { policy_ids: [empty.id] }, vehicle: { policy_ids: [one.id] } },
      fleet: { policy_ids: [one.id], timezone: "Europe/Paris" },
    });
    const decision = renderDecision(await decided(ids));
    const read = await platform.api.get(`/v1/policy_decisions/${decision.id}`);
    assert.equal(read.text, JSON.stringify(decision));
    assert.deepEqual(Object.keys(decision).slice(2), Object.keys(decision).slice(2).sort());
    assert.deepEqual(
      decision.policies.map(({ policy: id, bound_to, passed }) => ({ id, bound_to, passed })),
      [
        { id: null, bound_to: [], passed: true },
        { id: empty.id, bound_to: ["driver"], passed: true },
        { id: one.id, bound_to: ["vehicle", "fleet"], passed: true },
      ],
    );
    assert.deepEqual(decision.policies[2]?.rules[0], {
      actual: { price_per_kwh: "42", currency: "eur", basis: "energy" },
      ...{ allowed: { price_per_kwh: "50", currency: "eur" }, passed: true },
      rule: "max_price_per_kwh",
    });
    const { outcome, trigger, fleet, charging_station, connector: plug, at } = decision;
    assert.deepEqual(
      [outcome, trigger, fleet, charging_station, plug, at],
      ["allowed", "api", ids.fleet, station.id, "c1", monday.toISOString()],
    );
  });

  it("lists every violated rule of every policy, and survives its own refusal", async () => {
    const price = await policy({ max_price_per_kwh: 41, denied_operators: ["Example Operator"] });
    const hours = await policy({ time_windows: [{ ...office, days_of_week: ["sunday"] }] });
    const ids = await scene({
      driver: {
        policy_ids: [price.id],
        status: "suspended",
        preferences: { max_price_per_kwh: 30 },
      },
      ...{ vehicle: { status: "retired" }, fleet: { policy_ids: [hours.id], status: "suspended" } },
    });
    const details = await blocked(ids);
    assert.deepEqual(
      details.map((one) => [one["policy"], one["rule"]]),
      [
        [null, "driver_status"],
        [null, "driver_max_price_per_kwh"],
        [null, "vehicle_status"],
        [null, "fleet_status"],
        [price.id, "denied_operators"],
        [price.id, "max_price_per_kwh"],
        [hours.id, "time_windows"],
      ],
    );
    assert.deepEqual(Object.keys(details[0] ?? {}), ["policy", "rule", "actual", "allowed"]);
    const kept = await records(ids);
    assert.deepEqual(
      kept.map((one) => one["outcome"]),
      ["blocked"],
    );
    for (const query of [`vehicle=${ids.vehicle}`, `fleet=${ids.fleet}`]) {
      assert.deepEqual(
        (await platform.api.read(`/v1/policy_decisions?${query}`)).data,
        kept,
        query,
      );
    }
    assert.deepEqual(await records(ids, "&outcome=allowed"), []);
  });

  it("keeps the record, and nothing else, when the charge is refused afterwards", async () => {
    const hint = await policy({ max_price_per_kwh: 1 }, { mode: "suggestion" });
    const ids = await scene({ driver: { policy_ids: [hint.id] } });
    const refused = transaction(async (work) => {
      await decide(work, ids);
      refuse("charging_session_conflict", "The connector is taken.");
    });
    await assert.rejects(refused, { code: "charging_session_conflict" });
    const [kept] = await records(ids);
    assert.ok(kept);
    assert.deepEqual([kept["outcome"], kept["charging_session"]], ["allowed", null]);
    const events = await platform.api.read(`/v1/events?object_id=${kept["id"]}`);
    assert.deepEqual(events.data, []);
  });

  it("announces a suggestion that was not followed, and lets the charge go on", async () => {
    const hint = await policy({ max_price_per_kwh: 10 }, { mode: "suggestion" });
    const ids = await scene({ vehicle: { policy_ids: [hint.id] } });
    const decision = await decided(ids);
    assert.equal(decision.outcome, "allowed");
    const told = () => platform.api.read(`/v1/events?object_id=${decision.id}`);
    assert.deepEqual((await told()).data, [], "announced before the session goes on");
    const session = `cs_${decision.id.slice(4)}`;
    const { account } = platform.first;
    await platform.database.transaction({ account, livemode: false }, async (work) => {
      await actions.link(work, decision.id, session);
      await actions.announceSuggestion(work, session);
    });
    assert.deepEqual(
      (await told()).data.map((one) => (one["data"] as { object: unknown }).object),
      [renderDecision({ ...decision, charging_session: session })],
    );
  });

  it("asks neither inactive policies nor those of another fleet", async () => {
    const asleep = await policy({ max_price_per_kwh: 1 }, { status: "inactive" });
    const foreign = await policy({ max_price_per_kwh: 1 });
    await platform.api.make("/v1/fleets", { name: "Other", policy_ids: [foreign.id] });
    const ids = await scene({ driver: { policy_ids: [asleep.id] }, fleet: {} });
    const decision = renderDecision(await decided(ids));
    assert.deepEqual(
      decision.policies.map((one) => one.policy),
      [null],
    );
  });

  it("compares prices in the fleet's currency, else in the account's", async () => {
    const cap = await policy({ max_price_per_kwh: 100 });
    const swiss = await scene({
      fleet: { policy_ids: [cap.id], preferences: { default_currency: "chf" } },
    });
    const [violation] = await blocked(swiss);
    assert.deepEqual(violation, {
      ...{ policy: cap.id, rule: "currency", actual: "eur", allowed: "chf" },
    });
    const francs = { ...connector, tariff: tariff("chf", "99") };
    assert.equal((await decided(swiss, { connector: francs })).outcome, "allowed");
    const alone = await scene({ driver: { policy_ids: [cap.id] } });
    assert.equal((await decided(alone)).outcome, "allowed");
    assert.deepEqual((await blocked(alone, { connector: francs }))[0]?.["rule"], "currency");
  });

  it("reads windows in the fleet's time, else the station's", async () => {
    const hours = await policy({ time_windows: [{ ...office, end_time: "10:30" }] });
    const tokyo = await scene({ fleet: { policy_ids: [hours.id], timezone: "Asia/Tokyo" } });
    assert.deepEqual((await blocked(tokyo))[0]?.["rule"], "time_windows");
    const alone = await scene({ driver: { policy_ids: [hours.id] } });
    assert.equal((await decided(alone)).outcome, "allowed");
  });

  it("asks a reservation without a station for windows over its whole span", async () => {
    const rules = { denied_operators: ["example_operator"], max_price_per_kwh: 1 };
    const hours = await policy({ ...rules, time_windows: [office] });
    const ids = await scene({
      driver: { policy_ids: [hours.id] },
      fleet: { timezone: "Europe/Paris" },
    });
    const span = (hour: string) => ({
      ...{ trigger: "reservation" as const, station: null, connector: null },
      until: new Date(`2026-04-06T${hour}:00+02:00`),
    });
    const decision = renderDecision(await decided(ids, span("18:00")));
    assert.deepEqual(
      [decision.outcome, decision.charging_station, decision.until],
      ["allowed", null, "2026-04-06T16:00:00.000Z"],
    );
    const details = await blocked(ids, span("18:01"));
    assert.deepEqual(
      details.map((one) => one["rule"]),
      ["time_windows"],
    );
  });

  it("is found by the session that began with it", async () => {
    const ids = await scene();
    const session = "cs_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd";
    const decision = await transaction(async (work) => {
      const made = await decide(work, ids);
      await actions.link(work, made.id, session);
      return made;
    });
    const found = await platform.api.read(`/v1/policy_decisions?charging_session=${session}`);
    assert.deepEqual(
      found.data.map((one) => one["id"]),
      [decision.id],
    );
  });

  it("keeps names and rules after its policy is gone, and expands whom it was about", async () => {
    const rule = await policy({ max_price_per_kwh: 50 });
    const ids = await scene({ driver: { policy_ids: [rule.id] } });
    const decision = renderDecision(await decided(ids));
    await platform.api.delete(`/v1/policies/${rule.id}`);
    const path = `/v1/policy_decisions/${decision.id}`;
    const read = await platform.api.read(`${path}?expand=driver&expand=vehicle`);
    assert.deepEqual(read["policies"], decision.policies);
    assert.equal((read["driver"] as { id: string }).id, ids.driver);
    assert.equal((read["vehicle"] as { id: string }).id, ids.vehicle);
  });

  it("is nobody else's", async () => {
    const decision = await decided(await scene());
    const other = platform.client((await platform.openAccount()).testKey);
    const answer = await other.get(`/v1/policy_decisions/${decision.id}`);
    assert.deepEqual([answer.status, answer.body["code"]], [404, "policy_decision_not_found"]);
    assert.deepEqual((await other.read("/v1/policy_decisions")).data, []);
  });
});
