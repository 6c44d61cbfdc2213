import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { seedSessions } from "../../../test/bulk.ts";
import { billedFleet, charged, movedClock } from "../../../test/charges.ts";
import { makeStation } from "../../../test/fleet.ts";
import { pagesOf } from "../../../test/pdf_text.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { refused } from "../../../test/sample.ts";

const march = { period_start: "2026-03-01T00:00:00Z", period_end: "2026-04-01T00:00:00Z" };

describe("an invoice as PDF", () => {
  let platform: TestPlatform;
  let fleet: string;
  let drivers: string[];
  /** About all the sessions. */
  let open: Json & { id: string };
  before(async () => {
    platform = await testPlatform({ clock: movedClock("2026-04-02T12:00:00Z") });
    const { api } = platform;
    await api.make(`/v1/accounts/${platform.first.account}`, {
      ...{ name: "Stadtwerke Überlingen", registration_number: "DE 123" },
      billing_details: {
        billing_address: { line1: "Münsterplatz 1", postal_code: "88662", city: "Überlingen" },
      },
    });
    fleet = (
      await api.make("/v1/fleets", {
        ...{ name: "Στόλος Βορρά", timezone: "Europe/Berlin" },
        address: { line1: "Ελευθερίας 12", city: "Αθήνα", country: "GR" },
      })
    ).id;
    const names = ["Щербаков Юрій", "王小明", "अनिल कुमार"];
    drivers = await Promise.all(
      names.map(async (name) => (await api.make("/v1/drivers", { name, email: "a@b.co" })).id),
    );
    const station = (await makeStation(api, "simulator", { name: "Ladepark Süd" })).id;
    const client = new pg.Client({ connectionString: platform.databaseUrl });
    await client.connect();
    await seedSessions(client, {
      ...{ account: platform.first.account, fleet, drivers, stations: [station], count: 120 },
      ...{ from: new Date(march.period_start), to: new Date("2026-03-31T20:00:00Z") },
    });
    await client.end();
    const { id } = await api.make("/v1/invoices", { ...march, fleet, description: "Frühling" });
    open = await api.make(`/v1/invoices/${id}/finalize`);
  });
  after(() => platform.close());

  const download = (id: string, api: Client = platform.api) =>
    fetch(`${platform.url}/v1/invoices/${id}/pdf`, {
      headers: { authorization: `Bearer ${api.key}` },
    });
  const pages = async (id: string, api?: Client) =>
    pagesOf(Buffer.from(await (await download(id, api)).arrayBuffer()));

  it("says number, parties, lines, tax, totals and due date, and lists every session", async () => {
    const { api } = platform;
    const details = await api.read(`/v1/invoices/${open.id}/details`);
    const all = await pages(open.id);
    const first = all[0] ?? "";
    const due = `${(Number(open["amount_due"]) / 100).toFixed(2)} EUR`;
    const [vat] = details["vat_lines"] as Json[];
    for (const part of [
      ...[`Invoice ${details["number"]}`, "Stadtwerke Überlingen", "Münsterplatz 1", "DE 123"],
      ...["Στόλος Βορρά", "Ελευθερίας 12", "Frühling", "Charging sessions for March 2026"],
      ...["Payments already collected", `Amount due`, due, "2026-04-09", "Germany (DE) 19 %"],
      ...["2026-03-01 to 2026-04-01", `${(Number(vat?.["tax"]) / 100).toFixed(2)} EUR`],
      "Test mode",
    ]) {
      assert.ok(first.includes(part), `${part} in ${first}`);
    }
    const annex = all.slice(1).join(" ");
    assert.match(annex, /Sessions \(120\)/);
    assert.equal(annex.match(/Ladepark Süd/g)?.length, 120);
    for (const name of ["Щербаков Юрій", "王小明"]) {
      assert.equal(annex.match(new RegExp(name, "g"))?.length, 40);
    }
    // 500 cents at 20 Wh each, in Berlin.
    assert.match(annex, /2026-03-01 03:35 Ladepark Süd Щербаков Юрій 10\.000 5\.00 EUR/);
    for (const [at, page] of all.entries()) {
      assert.match(page, new RegExp(`^Invoice \\d+ · Stadtwerke Überlingen ${at + 1} `));
    }
    assert.ok(all.length >= 4);
  });

  it("is a file with a name of its own, not to be kept, and is marked while it is a draft", async () => {
    const { id } = await platform.api.make("/v1/invoices", { ...march, fleet });
    const answer = await download(id);
    const header = (name: string) => answer.headers.get(name);
    assert.deepEqual(
      [answer.status, header("content-type"), header("cache-control")],
      [200, "application/pdf", "private, no-store"],
    );
    assert.match(String(header("content-disposition")), new RegExp(`filename="draft-${id}.pdf"`));
    assert.match(String(header("request-id")), /^req_/);
    assert.equal(header("x-content-type-options"), "nosniff");
    const [first] = pagesOf(Buffer.from(await answer.arrayBuffer()));
    assert.match(String(first), /DRAFT: not an invoice yet/);
    const head = await fetch(`${platform.url}/v1/invoices/${id}/pdf`, {
      ...{ method: "HEAD", headers: { authorization: `Bearer ${platform.api.key}` } },
    });
    assert.deepEqual([head.status, (await head.arrayBuffer()).byteLength], [200, 0]);
  });

  it("shows ids in place of what a restricted key may not read, and no sessions", async () => {
    const { api } = platform;
    const { id } = open;
    const keyWith = async (permissions: Json) => {
      const made = await api.make("/v1/api_keys", { name: "Bills", permissions });
      return platform.client(String(made["key"]));
    };
    const [only = "", ...more] = await pages(id, await keyWith({ invoices: "read" }));
    assert.deepEqual(more, []);
    assert.ok(only.includes(fleet.slice(0, 12)), "the id, on as many lines as it takes");
    assert.doesNotMatch(only, /Στόλος|Stadtwerke|Münsterplatz/);
    const some = { invoices: "read", charging_sessions: "read" };
    const annex = (await pages(id, await keyWith(some))).slice(1).join(" ");
    assert.match(annex, /chst_\w+… drv_\w+…/);
    assert.doesNotMatch(annex, /王小明|Ladepark/);
  });

  it("is refused as JSON: unknown invoices, keys without the right, expansions", async () => {
    const { api } = platform;
    const { id } = await api.make("/v1/invoices", { ...march, fleet });
    assert.deepEqual(refused(await api.get(`/v1/invoices/inv_${"0".repeat(32)}/pdf`)), [
      ...[404, "invoice_not_found", null],
    ]);
    assert.deepEqual(refused(await api.get(`/v1/invoices/${id}/pdf?expand=fleet`)), [
      ...[400, "unsupported_expand_value", "expand"],
    ]);
    const { key } = await api.make("/v1/api_keys", { name: "None", permissions: {} });
    assert.equal((await platform.client(String(key)).get(`/v1/invoices/${id}/pdf`)).status, 403);
  });

  it("keeps the names of the day it was finalised", async () => {
    const { api } = platform;
    const own = await billedFleet(api, { name: "Before" });
    await charged(platform, {
      ...{ method: own.bank, amount: 500, driver: own.driver, fleet: own.fleet },
    });
    const period = { ...march, period_end: "2026-05-01T00:00:00Z" };
    const { id } = await api.make("/v1/invoices", { ...period, fleet: own.fleet });
    await api.make(`/v1/invoices/${id}/finalize`);
    await api.make(`/v1/fleets/${own.fleet}`, { name: "After" });
    const [first] = await pages(id);
    assert.ok(first?.includes("Before") && !first.includes("After"));
  });
});
