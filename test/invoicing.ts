// Invoices as tests make them: a fleet that owes and pays, and the verbs over the API.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { checkBooks } from "../src/books.ts";
import { type Bills, billedFleet, charged, movedClock, sessionId } from "./charges.ts";
import { type Json, type TestPlatform, testPlatform } from "./platform.ts";

export const march = { period_start: "2026-03-01T00:00:00Z", period_end: "2026-04-01T00:00:00Z" };

/** For the tests of a `describe`; its clock begins on 10 March 2026. */
export function invoicingHere() {
  const clock = movedClock("2026-03-10T12:00:00Z");
  let opened: TestPlatform | null = null;
  let one: Bills | null = null;
  before(async () => {
    opened = await testPlatform({ clock });
  });
  after(() => opened?.close());
  const platform = (): TestPlatform => {
    assert.ok(opened !== null, "the platform is open in tests only");
    return opened;
  };
  const bills = (): Bills => {
    assert.ok(one !== null, "a test begins with a fresh fleet");
    return one;
  };
  const used = async (method: "bank" | "card", amount: number, session: boolean) => {
    const { driver, fleet, [method]: id } = bills();
    const of = session ? await sessionId(platform()) : null;
    return charged(platform(), { method: id, amount, driver, fleet, session: of });
  };
  return {
    ...{ clock, platform, bills },
    fresh: async (more: object = {}): Promise<void> => {
      one = await billedFleet(platform().api, { timezone: "Europe/Berlin", ...more });
    },
    owe: (amount: number, session = true) => used("bank", amount, session),
    collect: (amount: number) => used("card", amount, true),
    draft: (more: Json = {}) =>
      platform().api.make("/v1/invoices", { ...march, fleet: bills().fleet, ...more }),
    act: (id: string, verb: string, body: Json = {}) =>
      platform().api.post(`/v1/invoices/${id}/${verb}`, body),
    read: (id: string) => platform().api.read(`/v1/invoices/${id}`),
    statusOf: async (transaction: string) =>
      (await platform().api.read(`/v1/transactions/${transaction}`))["status"],
    eventsOf: async (id: string) =>
      (await platform().api.read(`/v1/events?object_id=${id}&limit=100`)).data
        .map((event) => String(event["type"]))
        .reverse(),
    sound: async () => assert.deepEqual(await platform().database.acrossAccounts(checkBooks), []),
    linesOf: (invoice: Json) =>
      (invoice["line_items"] as Json[]).map((line) =>
        ["description", "quantity", "unit_amount", "amount"].map((key) => line[key]),
      ),
  };
}
