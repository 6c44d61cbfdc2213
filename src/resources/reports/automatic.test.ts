// Reports that nobody asks for, on a clock that is set forward.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { until } from "../../../test/fleet.ts";
import { addSessions } from "../../../test/history.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { type Clock, pause, systemClock } from "../../lib/time.ts";

let now = new Date("2026-03-04T10:00:00Z");
const clock: Clock = { now: () => now, after: systemClock.after };

describe("automatic reports", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ clock });
  });
  after(() => platform.close());

  /** Sets the clock and waits until whoever wakes at a midnight has done so. */
  async function forward(to: string): Promise<void> {
    now = new Date(to);
    const waiting = () =>
      platform.sql("select 1 from jobs where task = 'make_automatic_reports' and run_at <= $1", [
        now,
      ]);
    await until(waiting, (jobs) => jobs.length === 0);
  }
  const reportsOf = async (api: Client) =>
    (await api.read("/v1/reports?limit=100")).data.map((one) => {
      const { period_start, period_end, group_by, type } = one["parameters"] as Json;
      return [one["fleet"], type, group_by, period_start, period_end].join(" ");
    });

  it("are made for account and fleets, each by its own frequency and time zone", async () => {
    now = new Date("2026-03-04T10:00:00Z");
    const owner = await platform.openAccount();
    const api = platform.client(owner.testKey);
    await api.make(`/v1/accounts/${owner.account}`, {
      preferences: { report_frequency: "monthly" },
    });
    const make = async (timezone: string, report_frequency: string) =>
      (
        await api.make("/v1/fleets", {
          name: timezone,
          timezone,
          preferences: { report_frequency },
        })
      ).id;
    const berlin = await make("Europe/Berlin", "daily");
    const tokyo = await make("Asia/Tokyo", "weekly");
    const never = await make("UTC", "never");
    const idle = await make("UTC", "daily");
    assert.notEqual(idle, never);
    await addSessions(platform, owner.account, [
      { at: "2026-03-04T11:00:00Z", fleet: berlin },
      { at: "2026-03-06T11:00:00Z", fleet: tokyo },
      { at: "2026-03-06T11:00:00Z", fleet: never },
    ]);
    // The first turn comes at midnight by UTC and learns of the other zones.
    for (const day of ["03-05T00:00", "03-05T23:00", "03-06T12:00", "03-09T00:00", "04-01T00:00"]) {
      await forward(`2026-${day}:00Z`);
    }
    const at = "charging_summary vehicle";
    assert.deepEqual((await reportsOf(api)).toReversed(), [
      `${berlin} ${at} 2026-03-03T23:00:00.000Z 2026-03-04T23:00:00.000Z`,
      `${tokyo} ${at} 2026-03-01T15:00:00.000Z 2026-03-08T15:00:00.000Z`,
      " charging_summary fleet 2026-03-01T00:00:00.000Z 2026-04-01T00:00:00.000Z",
    ]);
    await until(
      () => api.read("/v1/events?type=report.succeeded"),
      ({ data }) => data.length === 3,
    );
  });

  it("are not made while reporting is off, and made for sub-accounts, too", async () => {
    now = new Date("2026-05-04T10:00:00Z");
    const owner = await platform.openAccount();
    const api = platform.client(owner.testKey);
    const preferences = { report_frequency: "daily", reporting_enabled: false };
    await api.make(`/v1/accounts/${owner.account}`, { preferences });
    const child = await api.make("/v1/accounts", {
      ...{ name: "Child", email: "c@example.com", type: "business" },
      preferences: { report_frequency: "daily" },
    });
    for (const account of [owner.account, child.id]) {
      await addSessions(platform, account, [{ at: "2026-05-04T11:00:00Z" }]);
    }
    await forward("2026-05-05T00:00:00Z");
    await forward("2026-05-06T00:00:00Z");
    await pause(300);
    assert.deepEqual(await reportsOf(api), []);
    const key = await api.post("/v1/api_keys", {}, { "charge-account": child.id });
    const own = platform.client(String(key.body["key"]));
    assert.equal((await reportsOf(own)).length, 1);
  });
});
