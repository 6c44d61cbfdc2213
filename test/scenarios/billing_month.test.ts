// A month of a fleet, in a moment: sessions on several days, those that a policy's hours forbid,
// a reservation that nobody takes, weekly reports, the invoice and what becomes of it, and a card
// that runs out.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { bankAccount, methodOf } from "../charges.ts";
import { advance, clockAt, nowOf } from "../clock.ts";
import { type Fleet, makeFleet, makeStation, type Station, startOf, until } from "../fleet.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../platform.ts";
import { newPlace, stationAt, toldOf, wishOf } from "../reserving.ts";

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

type Charged = {
  readonly id: string;
  readonly day: number;
  readonly due: number;
  /** By bank account: the invoice collects it. */
  readonly owed: boolean;
};

const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);

describe("a billing month", () => {
  let platform: TestPlatform;
  let api: Client;
  let clock: string;
  let fleet: Fleet;
  let station: Station;
  let bank: string;
  const charged: Charged[] = [];
  before(async () => {
    platform = await testPlatform({ config: { simulatorSpeed: 600 } });
    api = platform.client((await platform.openAccount()).testKey);
    fleet = await makeFleet(api);
    bank = await methodOf(api, fleet.fleet, bankAccount());
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
    await api.make(`/v1/fleets/${fleet.fleet}`, {
      ...{ policy_ids: [hours.id], preferences: { report_frequency: "weekly" } },
    });
    clock = (await clockAt(api, start.toISOString())).id;
  });
  after(() => platform.close());

  const goTo = (to: string): Promise<Json> => advance(api, clock, { to });
  const tryStart = (more: Json = {}) =>
    api.post("/v1/charging_sessions", startOf(fleet, station, more));

  /** A session of some kilowatt-hours, from start to payment. */
  async function charge(day: number, owed: boolean): Promise<void> {
    const made = await tryStart(owed ? { payment_method: bank } : {});
    assert.equal(made.status, 200, made.text);
    const session = () => api.read(`/v1/charging_sessions/${made.body.id}`);
    await until(session, (one) => Number(one["energy_consumed"]) > 2000);
    const ended = await api.make(`/v1/charging_sessions/${made.body.id}/end`);
    const due = Number(ended["amount_due"]);
    assert.deepEqual([ended["status"], ended["amount_paid"]], ["completed", owed ? 0 : due]);
    assert.equal(due, 60 + Math.round((Number(ended["energy_consumed"]) * 40) / 1000));
    charged.push({ id: made.body.id, day, due, owed });
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
      await charge(day, day > 14);
      await goTo(on(day, 22));
      assert.equal((await tryStart()).body["code"], "policy_blocked");
    }
    assert.equal(charged.length, 4);
  });

  it("has a reservation that nobody takes: kept half an hour ahead, then expired", async () => {
    // The day after the last session; the 28th at the latest.
    const [day = 0] = workdays((charged.at(-1)?.day ?? 0) + 1);
    const place = newPlace();
    await stationAt(api, place);
    const made = await api.make("/v1/reservations", {
      ...wishOf(fleet, place),
      ...{ ideal_start: on(day, 10), ideal_end: on(day, 11) },
    });
    await goTo(on(day, 12));
    const { data } = await api.read(`/v1/events?object_id=${made.id}&limit=100`);
    const told = data.map((one) => [one["type"], String(one["created"]).slice(0, 16)]).reverse();
    const at = (hour: number, minutes: number) =>
      new Date(Date.parse(on(day, hour)) + minutes * 60_000).toISOString().slice(0, 16);
    assert.deepEqual(told.slice(1), [
      ["reservation.confirmed", at(10, -30)],
      ["reservation.expired", at(11, 0)],
    ]);
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
    assert.equal(sum(data.map((one) => Number(one["amount"]))), sum(charged.map(({ due }) => due)));
    const status = (owed: boolean) => (owed ? "pending" : "succeeded");
    assert.deepEqual(
      data.map((one) => one["status"]).reverse(),
      charged.map(({ owed }) => status(owed)),
    );
    assert.deepEqual((await toldOf(api, data.at(-1)?.["id"])).slice(-1), ["charge.succeeded"]);
  });

  it("has a report of each week, made when the week was over in Berlin", async () => {
    // The last week may reach into the next month.
    await goTo(new Date(next.getTime() + 4 * 86_400_000).toISOString());
    const { data } = await until(
      () => api.read("/v1/reports?limit=100"),
      (page) => page.data.length > 0 && page.data.every((one) => one["status"] === "succeeded"),
    );
    const weeks = data.filter((one) => one["fleet"] === fleet.fleet);
    assert.equal(weeks.length, 4, JSON.stringify(data));
    for (const one of weeks) {
      const end = Date.parse(String((one["parameters"] as Json)["period_end"]));
      assert.ok(Math.abs(Date.parse(String(one["created"])) - end) < 10_000, JSON.stringify(one));
      assert.match(new Date(end).toISOString(), /T2[23]:00:00/);
    }
  });

  it("ends with an invoice of it, which falls due, and is overdue, and is paid", async () => {
    const [draft] = (
      await until(
        () => api.read(`/v1/invoices?fleet=${fleet.fleet}`),
        (page) => page.data.length > 0,
      )
    ).data;
    const owed = sum(charged.filter((one) => one.owed).map(({ due }) => due));
    assert.deepEqual([draft?.["status"], draft?.["amount_due"]], ["draft", owed]);
    const path = `/v1/invoices/${draft?.["id"]}`;
    const open = await api.make(`${path}/finalize`);
    const due = String(open["due_date"]);
    await goTo(new Date(Date.parse(due) - 60_000).toISOString());
    assert.equal((await api.read(path))["status"], "open");
    await goTo(new Date(Date.parse(due) + 60_000).toISOString());
    assert.equal((await api.read(path))["status"], "overdue");
    const overdue = await api.read(`/v1/events?object_id=${open.id}&type=invoice.overdue`);
    const told = Date.parse(String(overdue.data[0]?.["created"]));
    assert.ok(told >= Date.parse(due) && told < Date.parse(due) + 10_000);
    const paid = await api.make(`${path}/pay`, { payment_method: fleet.card });
    assert.deepEqual([paid["status"], paid["amount_paid"]], ["paid", owed]);
    for (const { id } of charged.filter((one) => one.owed)) {
      const { data } = await api.read(`/v1/transactions?charging_session=${id}`);
      assert.deepEqual(
        data.map((one) => one["status"]),
        ["succeeded"],
      );
    }
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
    // In the month after, in the hours of a working day.
    const day = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 20, 10));
    if (day.getUTCDay() === 0) day.setUTCDate(21);
    await goTo(day.toISOString());
    const refused = await tryStart({ payment_method: dying.id });
    assert.equal(refused.status, 402, refused.text);
  });
});
