// Charges, corrections, drafts, finalising, paying and voiding in every order and at once: what
// invoices say, what transactions say and what the ledger says stays the same thing.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { checkBooks } from "../../src/books.ts";
import * as money from "../../src/resources/transactions/actions.ts";
import {
  type Bills,
  bankAccount,
  billedFleet,
  charged,
  inWork,
  methodOf,
  movedClock,
  sessionId,
} from "../charges.ts";
import { card, until } from "../fleet.ts";
import { type Answer, type Json, type TestPlatform, testPlatform } from "../platform.ts";
import { one, type Random, seeded } from "./random.ts";

const march = { period_start: "2026-03-01T00:00:00Z", period_end: "2026-04-01T00:00:00Z" };

type Walker = Bills & { readonly methods: readonly string[] };

describe("invoices", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ clock: movedClock("2026-03-10T12:00:00Z") });
  });
  after(() => platform.close());

  async function walker(): Promise<Walker> {
    const { api } = platform;
    const of = await billedFleet(api);
    const bodies = [
      ...[card("4000000000000002"), card("4000000000000341"), { type: "wallet" }],
      bankAccount("DE62370400440532013001"),
    ];
    const others = await Promise.all(bodies.map((body) => methodOf(api, of.fleet, body)));
    return { ...of, methods: [of.bank, of.bank, of.card, ...others] };
  }

  async function charge(of: Walker, random: Random): Promise<void> {
    const session = random(4) === 0 ? null : await sessionId(platform);
    const by = { method: one(random, of.methods), amount: 1 + random(3000) };
    const source = { driver: of.driver, fleet: of.fleet, session };
    try {
      await charged(platform, { ...source, ...by });
    } catch (error) {
      // An expected end of some methods: nothing was charged at once.
      if (!String(error).includes("still not so")) throw error;
    }
    if (session === null || random(3) > 0) return;
    const [hold] = await platform.sql("select id from payment_holds where source = $1", [session]);
    await inWork(platform, (work) =>
      money.adjust(work, {
        ...{ ...source, hold: String(hold?.["id"]), amount: random(2000) - 1500, currency: "eur" },
        ...{ description: "Late reading", vehicle: null, vat: null },
      }),
    );
  }

  /** Some verb of an invoice; refusals are the rules' affair. */
  async function handle(of: Walker, random: Random): Promise<void> {
    const { api } = platform;
    const fleet = random(5) === 0 ? null : of.fleet;
    const made = await api.make("/v1/invoices", { ...march, fleet });
    const act = (verb: string, body: Json = {}): Promise<Answer> =>
      api.post(`/v1/invoices/${made.id}/${verb}`, body);
    const finalized = await act("finalize");
    assert.ok([200, 400].includes(finalized.status), finalized.text);
    for (let tries = random(3); tries > 0; tries--) {
      const verb = random(3) === 0 ? "void" : "pay";
      const paying = { payment_method: one(random, of.methods) };
      const { status, text } = await act(verb, verb === "pay" ? paying : {});
      // An invoice of the whole account takes no fleet's method.
      assert.ok([200, 402, 409, ...(fleet === null ? [400] : [])].includes(status), text);
    }
  }

  const settled = () =>
    until(
      () => platform.sql("select count(*)::int as n from jobs where run_at < '2026-03-10 23:00Z'"),
      ([row]) => row?.["n"] === 0,
      60_000,
    );

  it("law: what is owed, invoiced and booked is one sum, and all of it can be paid", async (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    const random = seeded(seed);
    const walkers = await Promise.all([walker(), walker(), walker()]);
    await Promise.all(
      walkers.map(async (of) => {
        for (let round = 0; round < 12; round++) {
          await (random(3) === 0 ? handle(of, random) : charge(of, random));
        }
      }),
    );
    await settled();
    const sound = async () =>
      assert.deepEqual(await platform.database.acrossAccounts(checkBooks), []);
    await sound();
    await payEverything();
    await sound();
    const owed = await platform.sql(
      "select name, balance from ledger_balances where name like 'receivable:%' and balance <> 0",
    );
    assert.deepEqual(owed, [], "nobody owes anything, and nobody is owed");
    const open = await platform.sql(
      "select id from transactions where status <> 'succeeded' and owed <> 0",
    );
    assert.deepEqual(open, [], "what was owed has succeeded");
  });

  async function payEverything(): Promise<void> {
    const { api } = platform;
    const own = await methodOf(api, null, card());
    const pay = async (id: string): Promise<void> => {
      const { body, text } = await api.post(`/v1/invoices/${id}/pay`, { payment_method: own });
      assert.equal(body["status"], "paid", text);
    };
    for (const status of ["open", "overdue"]) {
      const { data } = await api.read(`/v1/invoices?status=${status}&limit=100`);
      for (const { id } of data) await pay(String(id));
    }
    const rest = await api.make("/v1/invoices", march);
    const last = await api.make(`/v1/invoices/${rest.id}/finalize`);
    if (last["status"] === "open") await pay(rest.id);
  }
});
