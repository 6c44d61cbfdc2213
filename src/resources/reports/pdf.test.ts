// Reports as documents: every kind can be drawn, and a long one ends. How they look is for eyes.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  addReservations,
  addSessions,
  addTransactions,
  fileOf,
  reportOf,
  spring,
} from "../../../test/history.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { groupName, keysOf, localTime, plottedOf, stepOf, sumColumns } from "./figures.ts";
import { groupings, kinds, type ReportRow } from "./schema.ts";

const pagesOf = (bytes: Buffer): number =>
  bytes.toString("latin1").match(/\/Type \/Page\b/g)?.length ?? 0;

describe("a report as a document", () => {
  let platform: TestPlatform;
  let api: Client;
  before(async () => {
    platform = await testPlatform();
    const owner = await platform.openAccount();
    api = platform.client(owner.testKey);
    const at = (n: number) => new Date(Date.parse(spring.period_start) + n * 600_000).toISOString();
    const numbers = Array.from({ length: 2500 }, (_, n) => n);
    await addSessions(
      platform,
      owner.account,
      numbers.map((n) => ({
        ...{ at: at(n), energy_consumed: n, amount_due: n, vehicle: `veh_${n % 1500}` },
        currency: n % 2 === 0 ? "eur" : "jpy",
      })),
    );
    await addTransactions(platform, owner.account, [
      { at: at(1), amount: 5 },
      { at: at(2), amount: -7, type: "adjustment", description: "محمد 北京" },
    ]);
    await addReservations(platform, owner.account, [{ at: at(1) }]);
  });
  after(() => platform.close());

  const drawn = async (parameters: Json): Promise<Buffer> =>
    fileOf(await reportOf(api, { parameters: { ...spring, ...parameters }, type: "pdf" }));

  it("is a PDF to keep, whatever its kind and grouping, also of nothing", async () => {
    for (const type of kinds) {
      for (const group_by of [null, ...groupings]) {
        for (const filters of [{}, { vehicle: ["veh_unknown"] }]) {
          const bytes = await drawn({ type, group_by, filters });
          assert.match(bytes.subarray(0, 5).toString(), /^%PDF-/, `${type} by ${group_by}`);
          assert.ok(pagesOf(bytes) >= 1);
        }
      }
    }
    const report = await reportOf(api, { parameters: { type: "energy", ...spring }, type: "pdf" });
    const { headers } = await fetch(String(report["url"]));
    assert.equal(headers.get("content-type"), "application/pdf");
    assert.match(String(headers.get("content-disposition")), /\.pdf"$/);
  });

  it("ends after a thousand rows or groups", async () => {
    const pages = [
      pagesOf(await drawn({ type: "sessions" })),
      pagesOf(await drawn({ type: "charging_summary", group_by: "vehicle" })),
    ];
    for (const count of pages) assert.ok(count >= 20 && count <= 26, String(count));
  });
});

describe("what a document says", () => {
  const report = (from: string, until: string, timezone = "Europe/Berlin"): ReportRow => ({
    ...{ account_id: "a", livemode: false, id: "r", status: "processing", type: "pdf" },
    ...{ fleet: null, timezone, shows: [], size: null, succeeded_at: null, file: null },
    parameters: {
      ...{ filters: {}, group_by: null, type: "energy" },
      ...{ period_start: from, period_end: until },
    },
    created: new Date(0),
  });

  it("has every day of the period on its charts, also when clocks are set, and months of years", () => {
    const days = report("2026-03-27T23:00:00.000Z", "2026-03-30T22:00:00.000Z");
    assert.equal(stepOf(days.parameters), "day");
    assert.deepEqual(keysOf(days, "day"), ["2026-03-28", "2026-03-29", "2026-03-30"]);
    const year = report("2025-12-31T23:00:00.000Z", "2026-12-31T23:00:00.000Z");
    assert.equal(stepOf(year.parameters), "month");
    const months = keysOf(year, "month");
    assert.deepEqual([months.length, months[0], months.at(-1)], [12, "2026-01", "2026-12"]);
  });

  it("is money in major units, in threes, by the currency's exponent, and energy in kWh", () => {
    const say = (row: Json) => sumColumns.sessions.map((column) => column.say(row));
    assert.deepEqual(
      say({
        ...{ currency: "eur", sessions: 12345, failed: 0, energy_wh: "1234567890" },
        ...{ amount_due: "27021597764222973", amount_paid: "-5" },
      }),
      ["EUR", "12 345", "0", "1 234 567.890", "270 215 977 642 229.73", "-0.05"],
    );
    assert.equal(say({ currency: "jpy", amount_due: "1234", energy_wh: "1" })[4], "1 234");
    const plotted = plottedOf("transactions", ["kwd"])[0];
    assert.equal(plotted?.figureOf({ succeeded: "1500" }), 1.5);
  });

  it("names a group, by its id where the name may not be shown, and local times", () => {
    assert.equal(groupName("driver", { key: "drv_1", driver_name: "Ada" }), "Ada");
    assert.equal(groupName("driver", { key: "drv_1", driver_name: null }), "drv_1");
    assert.equal(groupName("fleet", { key: null }), "–");
    assert.equal(localTime(new Date("2026-07-01T22:05:00Z"), "Europe/Berlin"), "2026-07-02 00:05");
  });
});
