import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type Bills,
  billedFleet,
  charged,
  inWork,
  movedClock,
  sessionId,
} from "../../../test/charges.ts";
import { until } from "../../../test/fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { checkBooks } from "../../books.ts";
import * as money from "../transactions/actions.ts";
import { cycleEnd, cycleStart } from "./period.ts";

const clock = movedClock("2026-03-10T12:00:00Z");

describe("billing cycles", () => {
  it("begin at local midnight of a Monday, a month or a quarter, across daylight saving", () => {
    const iso = (at: Date) => at.toISOString().slice(0, 16);
    const at = new Date("2026-03-29T12:00:00Z");
    const of = (cycle: "weekly" | "monthly" | "quarterly", zone: string) =>
      [cycleStart(cycle, zone, at), cycleEnd(cycle, zone, at)].map(iso);
    assert.deepEqual(of("weekly", "UTC"), ["2026-03-23T00:00", "2026-03-30T00:00"]);
    // The clocks go forward on the 29th.
    assert.deepEqual(of("weekly", "Europe/Berlin"), ["2026-03-22T23:00", "2026-03-29T22:00"]);
    assert.deepEqual(of("monthly", "Europe/Berlin"), ["2026-02-28T23:00", "2026-03-31T22:00"]);
    assert.deepEqual(of("quarterly", "America/New_York"), ["2026-01-01T05:00", "2026-04-01T04:00"]);
    assert.deepEqual(of("monthly", "Pacific/Auckland"), ["2026-02-28T11:00", "2026-03-31T11:00"]);
    const last = new Date("2026-12-31T23:59:59.999Z");
    assert.equal(iso(cycleEnd("quarterly", "UTC", last)), "2027-01-01T00:00");
    const start = cycleStart("monthly", "UTC", new Date("2026-04-01T00:00:00Z"));
    assert.equal(iso(start), "2026-04-01T00:00");
  });

  describe("of an account and its fleets", () => {
    let platform: TestPlatform;
    let weekly: Bills;
    let monthly: Bills;
    before(async () => {
      platform = await testPlatform({ clock });
      const preferences = { billing_cycle: "weekly" };
      weekly = await billedFleet(platform.api, { timezone: "Europe/Berlin", preferences });
      monthly = await billedFleet(platform.api);
    });
    after(() => platform.close());

    const charge = async (of: Bills, amount: number, fleet: string | null = of.fleet) =>
      charged(platform, {
        ...{ method: of.bank, amount, driver: of.driver, fleet },
        session: await sessionId(platform),
      });
    const drafts = async (query: string) =>
      (await platform.api.read(`/v1/invoices?status=draft&${query}`)).data;
    const spans = (rows: readonly Json[]) =>
      rows.map((row) => [row["period_start"], row["period_end"], row["amount_due"]]);

    it("are drafted when they end, where there is something to invoice, and only once", async () => {
      await charge(weekly, 1200);
      await charge(monthly, 500);
      clock.moveTo("2026-03-16T12:00:00Z");
      await until(
        () => drafts(`fleet=${weekly.fleet}`),
        (rows) => rows.length > 0,
      );
      assert.deepEqual(spans(await drafts(`fleet=${weekly.fleet}`)), [
        ["2026-03-08T23:00:00.000Z", "2026-03-15T23:00:00.000Z", 1200],
      ]);
      assert.deepEqual(await drafts(`fleet=${monthly.fleet}`), []);
      const [draft] = await drafts(`fleet=${weekly.fleet}`);
      const details = await platform.api.read(`/v1/invoices/${draft?.["id"]}/details`);
      assert.equal(details["automatic"], true);
      // A week without a charge in between, and the end of the month.
      clock.moveTo("2026-03-25T12:00:00Z");
      await charge(weekly, 300);
      clock.moveTo("2026-04-02T12:00:00Z");
      await until(
        () => drafts(`fleet=${monthly.fleet}`),
        (rows) => rows.length > 0,
      );
      assert.deepEqual(spans(await drafts(`fleet=${monthly.fleet}`)), [
        ["2026-03-01T00:00:00.000Z", "2026-04-01T00:00:00.000Z", 500],
      ]);
      assert.deepEqual(spans(await drafts(`fleet=${weekly.fleet}`)), [
        ["2026-03-22T23:00:00.000Z", "2026-03-29T22:00:00.000Z", 300],
        ["2026-03-08T23:00:00.000Z", "2026-03-15T23:00:00.000Z", 1200],
      ]);
      const own = (await drafts("")).filter((row) => row["fleet"] === null);
      assert.deepEqual(own, [], "everything belongs to a fleet");
    });
  });
});

describe("an invoice that comes out negative", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ clock: movedClock("2026-03-10T12:00:00Z") });
  });
  after(() => platform.close());

  const march = { period_start: "2026-03-01T00:00:00Z", period_end: "2026-04-01T00:00:00Z" };

  /** A charge that was invoiced and paid, and lowered then. */
  async function lowered(by: number): Promise<Bills> {
    const { api } = platform;
    const of = await billedFleet(api);
    const session = await sessionId(platform);
    const charge = { amount: 1000, driver: of.driver, fleet: of.fleet };
    await charged(platform, { ...charge, method: of.bank, session });
    const { id } = await api.make("/v1/invoices", { ...march, fleet: of.fleet });
    await api.make(`/v1/invoices/${id}/finalize`);
    await api.make(`/v1/invoices/${id}/pay`, { payment_method: of.card });
    const [hold] = await platform.sql("select id from payment_holds where source = $1", [session]);
    await inWork(platform, (work) =>
      money.adjust(work, {
        ...{ ...charge, hold: String(hold?.["id"]), amount: -by, currency: "eur", session },
        ...{ description: "Late reading", vehicle: null, vat: null },
      }),
    );
    return of;
  }

  it("is paid at once, and the fleet's wallet has the credit", async () => {
    const { api } = platform;
    const of = await lowered(400);
    const { id } = await api.make("/v1/invoices", { ...march, fleet: of.fleet });
    const draft = await api.read(`/v1/invoices/${id}`);
    assert.deepEqual(
      [draft["amount_due"], (draft["line_items"] as Json[])[0]?.["description"]],
      [-400, "Adjustments"],
    );
    const paid = await api.make(`/v1/invoices/${id}/finalize`);
    assert.deepEqual([paid["status"], paid["amount_due"], paid["amount_paid"]], ["paid", 0, 0]);
    assert.equal((await api.read(`/v1/fleets/${of.fleet}`))["wallet_balance"], 400);
    const { data } = await api.read(`/v1/transactions?fleet=${of.fleet}&type=adjustment`);
    assert.deepEqual(
      data.map((row) => row["status"]),
      ["succeeded"],
    );
    assert.deepEqual(await platform.database.acrossAccounts(checkBooks), []);
  });

  it("is refused where the wallet that it would go to has another currency", async () => {
    const { api } = platform;
    const of = await lowered(400);
    const { id } = await api.make("/v1/invoices", { ...march, fleet: of.fleet });
    await inWork(platform, async (work) => {
      const { post } = await import("../../ledger/store.ts");
      const { walletCredited } = await import("../../ledger/templates.ts");
      const from = { kind: "processor", name: "test" } as const;
      const credit = { owner: of.fleet, from, amount: 100, currency: "usd" };
      await post(work, walletCredited({ ...credit, transaction: work.newId("txn") }));
    });
    const answer = await api.post(`/v1/invoices/${id}/finalize`);
    assert.deepEqual([answer.status, answer.body["code"]], [400, "invoice_validation_error"]);
    assert.equal((await api.read(`/v1/invoices/${id}`))["status"], "draft");
  });
});
