// A month of a fleet, in a moment: sessions on several days, those that a policy's hours forbid,
// what it all comes to, and a card that runs out.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { advance, nowOf } from "../clock.ts";
import { type Fleet, makeFleet, makeStation, type Station, startOf, until } from "../fleet.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../platform.ts";

/** The month after next begins, in UTC. */
function monthStart(): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 1));
}

const start = monthStart();
const year = start.getUTCFullYear();
const month = start.getUTCMonth();
const next = new Date(Date.UTC(year, month + 1, 1));
/** A day of the month at an hour in UTC, one or two hours behind Berlin's. */
const on = (day: number, hour: number): string =>
  new Date(Date.UTC(year, month, day, hour)).toISOString();

type Charged = { readonly id: string; readonly day: number; readonly due: number };

describe("a billing month", () => {
  let platform: TestPlatform;
  let api: Client;
  let clock: string;
  let fleet: Fleet;
  let station: Station;
  const charged: Charged[] = [];
  before(async () => {
    platform = await testPlatform({ config: { simulatorSpeed: 600 } });
    api = platform.client((await platform.openAccount()).testKey);
    fleet = await makeFleet(api);
    // 40 cents a kWh, and 60 cents to begin with.
    station = await makeStation(api, "simulator", {
      pricing: [
        { currency: "eur", price: 40, step_size: 1, tax: "vat", type: "ENERGY" },
        { currency: "eur", price: 60, step_size: 1, tax: "vat", type: "FLAT" },
      ],
    });
    const hours = await api.make("/v1/policies", {
      ...{ name: "Working hours", mode: "enforcement" },
      rules: {
        time_windows: [
          {
            days_of_week: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
            ...{ start_time: "06:00", end_time: "20:00" },
          },
        ],
      },
    });
    await api.make(`/v1/fleets/${fleet.fleet}`, { policy_ids: [hours.id] });
    clock = (await api.make("/v1/test_clocks", { now: start.toISOString() })).id;
  });
  after(() => platform.close());

  const goTo = (to: string): Promise<Json> => advance(api, clock, { to });
  const tryStart = (more: Json = {}) =>
    api.post("/v1/charging_sessions", startOf(fleet, station, more));

  /** A session of some kilowatt-hours, from start to payment. */
  async function charge(day: number): Promise<void> {
    const made = await tryStart();
    assert.equal(made.status, 200, made.text);
    const session = () => api.read(`/v1/charging_sessions/${made.body.id}`);
    await until(session, (one) => Number(one["energy_consumed"]) > 2000);
    const ended = await api.make(`/v1/charging_sessions/${made.body.id}/end`);
    assert.deepEqual([ended["status"], ended["amount_paid"]], ["completed", ended["amount_due"]]);
    const due = Number(ended["amount_due"]);
    assert.equal(due, 60 + Math.round((Number(ended["energy_consumed"]) * 40) / 1000));
    charged.push({ id: made.body.id, day, due });
    // The driver leaves, and the connector is free.
    await until(
      () => api.read(`/v1/charging_stations/${station.id}`),
      (one) => (one["connectors"] as Json[])[0]?.["status"] === "available",
    );
  }

  const isSunday = (day: number): boolean => new Date(on(day, 10)).getUTCDay() === 0;
  const workdays = (...days: number[]): number[] =>
    days.map((day) => (isSunday(day) ? day + 1 : day));

  it("has sessions on its days, in the policy's hours and in no others", async () => {
    for (const day of workdays(2, 9, 16, 26)) {
      await goTo(on(day, 3));
      const early = await tryStart();
      assert.deepEqual([early.status, early.body["code"]], [403, "policy_blocked"], early.text);
      await goTo(on(day, 10));
      await charge(day);
      await goTo(on(day, 22));
      assert.equal((await tryStart()).body["code"], "policy_blocked");
    }
    assert.equal(charged.length, 4);
  });

  it("shows each of them on its day", async () => {
    for (const { id, day } of charged) {
      const session = await api.read(`/v1/charging_sessions/${id}`);
      for (const key of ["created", "session_started", "session_ended", "updated"]) {
        assert.equal(String(session[key]).slice(0, 13), on(day, 10).slice(0, 13), key);
      }
      const span = `created[gte]=${on(day, 0)}&created[lt]=${on(day, 23)}`;
      const { data } = await api.read(`/v1/charging_sessions?${span}`);
      assert.deepEqual(
        data.map((one) => one["id"]),
        [id],
      );
    }
  });

  it("adds up: what was paid in it is the sum of its sessions", async () => {
    const arrived = await goTo(next.toISOString());
    assert.ok(nowOf(arrived) >= next.getTime());
    const span = `created[gte]=${start.toISOString()}&created[lt]=${next.toISOString()}`;
    const { data } = await api.read(`/v1/transactions?limit=100&${span}`);
    const sum = data.reduce((all, one) => all + Number(one["amount"]), 0);
    assert.equal(
      sum,
      charged.reduce((all, { due }) => all + due, 0),
    );
    assert.deepEqual([...new Set(data.map((one) => one["status"]))], ["succeeded"]);
    const events = await api.read(`/v1/events?type=charge.succeeded&limit=100`);
    assert.equal(events.data.length, charged.length);
  });

  it("is over for a card that ends with it", async () => {
    const dying = await api.make("/v1/payment_methods", {
      type: "card",
      card: {
        number: "4242424242424242",
        exp_month: next.getUTCMonth() + 1,
        exp_year: next.getUTCFullYear(),
        cvc: "123",
      },
    });
    await api.make(`/v1/payment_methods/${dying.id}/attach`, { fleet: fleet.fleet });
    await advance(api, clock, { by: "P1M" });
    // Into the hours of a working day.
    const day = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 2, 10));
    if (day.getUTCDay() === 0) day.setUTCDate(3);
    await goTo(day.toISOString());
    const refused = await tryStart({ payment_method: dying.id });
    assert.equal(refused.status, 402, refused.text);
  });
});
