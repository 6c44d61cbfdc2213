import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type Bills,
  bankAccount,
  billedFleet,
  charged,
  methodOf,
  movedClock,
  sessionId,
} from "../../../test/charges.ts";
import { card, until } from "../../../test/fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample, refused } from "../../../test/sample.ts";
import { checkBooks } from "../../books.ts";

const march = { period_start: "2026-03-01T00:00:00Z", period_end: "2026-04-01T00:00:00Z" };
const clock = movedClock("2026-03-10T12:00:00Z");

describe("invoices", () => {
  let platform: TestPlatform;
  let one: Bills;
  before(async () => {
    platform = await testPlatform({ clock });
  });
  after(() => platform.close());

  const fresh = async (more: object = {}): Promise<void> => {
    one = await billedFleet(platform.api, { timezone: "Europe/Berlin", ...more });
  };
  const owe = async (amount: number, session = true) =>
    charged(platform, {
      ...{ method: one.bank, amount, driver: one.driver, fleet: one.fleet },
      session: session ? await sessionId(platform) : null,
    });
  const collect = async (amount: number) =>
    charged(platform, {
      ...{ method: one.card, amount, driver: one.driver, fleet: one.fleet },
      session: await sessionId(platform),
    });
  const draft = (more: Json = {}) =>
    platform.api.make("/v1/invoices", { ...march, fleet: one.fleet, ...more });
  const act = (id: string, verb: string, body: Json = {}) =>
    platform.api.post(`/v1/invoices/${id}/${verb}`, body);
  const read = (id: string) => platform.api.read(`/v1/invoices/${id}`);
  const statusOf = async (transaction: string) =>
    (await platform.api.read(`/v1/transactions/${transaction}`))["status"];
  const eventsOf = async (id: string) =>
    (await platform.api.read(`/v1/events?object_id=${id}&limit=100`)).data
      .map((event) => String(event["type"]))
      .reverse();
  const sound = async () =>
    assert.deepEqual(await platform.database.acrossAccounts(checkBooks), []);
  const linesOf = (invoice: Json) =>
    (invoice["line_items"] as Json[]).map((line) =>
      ["description", "quantity", "unit_amount", "amount"].map((key) => line[key]),
    );

  it("follows its window while it is a draft, and stays as it is from then on", async () => {
    await fresh();
    const invoice = await draft({ description: "March", metadata: { a: "b" } });
    assertSample(invoice);
    assert.deepEqual(
      [invoice["status"], invoice["amount_due"], invoice["line_items"], invoice["due_date"]],
      ["draft", 0, [], null],
    );
    await owe(1500);
    await owe(700, false);
    await collect(1842);
    const now = await read(invoice.id);
    assertSample(now);
    assert.deepEqual(linesOf(now), [
      ["Charging sessions for March 2026", 1, 3342, 3342],
      ["Reservation fees", 1, 700, 700],
      ["Payments already collected", 1, -1842, -1842],
    ]);
    assert.equal(now["amount_due"], 2200);
    const { body: open } = await act(invoice.id, "finalize");
    assertSample(open);
    assert.deepEqual([open["status"], open["amount_due"]], ["open", 2200]);
    await owe(99);
    assert.deepEqual(linesOf(await read(invoice.id)), linesOf(now));
    assert.deepEqual(await eventsOf(invoice.id), ["invoice.created", "invoice.finalized"]);
    const due = Date.parse(String(open["due_date"])) - clock.now().getTime();
    assert.ok(Math.abs(due - 7 * 86_400_000) < 60_000);
  });

  it("has a line per kind and month in the fleet's time zone, and says how many alike", async () => {
    clock.moveTo("2026-01-31T22:30:00Z");
    await fresh();
    await owe(500);
    await owe(300, false);
    await owe(300, false);
    // In Berlin it is February by then.
    clock.moveTo("2026-01-31T23:30:00Z");
    await owe(800);
    await owe(250, false);
    clock.moveTo("2026-03-10T12:00:00Z");
    const invoice = await draft({ period_start: "2026-01-01T00:00:00+01:00" });
    assert.deepEqual(linesOf(invoice), [
      ["Charging sessions for January 2026", 1, 500, 500],
      ["Charging sessions for February 2026", 1, 800, 800],
      ["Reservation fees for January 2026", 2, 300, 600],
      ["Reservation fees for February 2026", 1, 250, 250],
    ]);
  });

  it("includes the start of its period and not the end, one currency, and one fleet or all", async () => {
    await fresh();
    const first = await owe(100);
    const { created } = await platform.api.read(`/v1/transactions/${first}`);
    const at = Date.parse(String(created));
    const iso = (ms: number) => new Date(ms).toISOString();
    const due = async (from: number, to: number, more: Json = {}) =>
      (await draft({ period_start: iso(from), period_end: iso(to), ...more }))["amount_due"];
    assert.equal(await due(at, at + 1), 100);
    assert.equal(await due(at - 1000, at), 0);
    assert.equal(await due(at + 1, at + 1000), 0);
    assert.equal(await due(at, at + 1, { currency: "usd" }), 0);
    assert.equal(await due(at, at + 1, { fleet: null }), 100);
    const other = await billedFleet(platform.api);
    assert.equal(await due(at, at + 1, { fleet: other.fleet }), 0);
  });

  it("numbers without gaps from one on, per account and mode, drafts excepted", async () => {
    const owner = await platform.openAccount();
    const api = platform.client(owner.testKey);
    const numbers: unknown[] = [];
    for (let round = 0; round < 3; round++) {
      await api.make("/v1/invoices", march);
      const { id } = await api.make("/v1/invoices", march);
      await api.make(`/v1/invoices/${id}/finalize`);
      numbers.push((await api.read(`/v1/invoices/${id}/details`))["number"]);
    }
    assert.deepEqual(numbers, [1, 2, 3]);
    const live = platform.client(owner.liveKey);
    const { id } = await live.make("/v1/invoices", march);
    assert.equal((await live.read(`/v1/invoices/${id}/details`))["number"], null);
    await live.make(`/v1/invoices/${id}/finalize`);
    assert.equal((await live.read(`/v1/invoices/${id}/details`))["number"], 1);
  });

  it("numbers fifty that are finalised at once without a gap, and claims each transaction once", async () => {
    await fresh();
    const owed = 10;
    for (let count = 0; count < owed; count++) await owe(100);
    const drafts = await Promise.all(Array.from({ length: 50 }, () => draft()));
    const before = await platform.sql(
      "select max(number)::int as last from invoices where account_id = $1 and not livemode",
      [platform.first.account],
    );
    const answers = await Promise.all(drafts.map(({ id }) => act(id, "finalize")));
    for (const answer of answers) assert.equal(answer.status, 200, answer.text);
    const numbers = await Promise.all(
      drafts.map(async ({ id }) =>
        Number((await platform.api.read(`/v1/invoices/${id}/details`))["number"]),
      ),
    );
    const last = Number(before[0]?.["last"] ?? 0);
    assert.deepEqual(
      numbers.sort((a, b) => a - b),
      Array.from({ length: 50 }, (_, at) => last + at + 1),
    );
    const sum = answers.reduce((all, { body }) => all + Number(body["amount_due"]), 0);
    assert.equal(sum, owed * 100, "each is on exactly one of them");
    await sound();
  });

  it("gives a number back when finalising fails after it was taken", async () => {
    await fresh();
    const invoice = await draft();
    const failing = platform.database.transaction(
      { account: platform.first.account, livemode: false },
      async (work) => {
        const { finalize } = await import("./finalize_actions.ts");
        await finalize(work, invoice.id);
        throw new Error("the process was killed");
      },
    );
    await assert.rejects(failing, /killed/);
    assert.equal((await read(invoice.id))["status"], "draft");
    await act(invoice.id, "finalize");
    const rows = await platform.sql(
      `select count(*)::int as count, max(number)::int as last from invoices
       where account_id = $1 and not livemode and number is not null`,
      [platform.first.account],
    );
    assert.equal(rows[0]?.["count"], rows[0]?.["last"]);
  });

  it("is paid by card: its open transactions succeed, and the books agree", async () => {
    await fresh();
    const [first, second] = [await owe(1500), await owe(600)];
    const { id } = await draft();
    await act(id, "finalize");
    const { status, body } = await act(id, "pay", { payment_method: one.card });
    assert.equal(status, 200);
    assertSample(body);
    assert.deepEqual(
      [body["status"], body["amount_due"], body["amount_paid"], body["payment_method"]],
      ["paid", 0, 2100, one.card],
    );
    assert.ok(body["paid_at"]);
    assert.deepEqual([await statusOf(first), await statusOf(second)], ["succeeded", "succeeded"]);
    assert.deepEqual((await eventsOf(id)).at(-1), "invoice.paid");
    assert.deepEqual(await eventsOf(first), ["charge.succeeded"]);
    assert.deepEqual(refused(await act(id, "pay")), [409, "invoice_payment_invalid_state", null]);
    await sound();
  });

  it("is paid by the fleet's default method, else the account's, else it says what is missing", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft();
    await act(id, "finalize");
    assert.deepEqual(refused(await act(id, "pay")), [
      ...[400, "invoice_validation_error", "payment_method"],
    ]);
    const own = await methodOf(platform.api, null, card());
    const account = `/v1/accounts/${platform.first.account}`;
    await platform.api.make(account, { preferences: { default_payment_method: own } });
    assert.equal((await act(id, "pay")).body["payment_method"], own);
    await owe(300);
    const next = await draft();
    await act(next.id, "finalize");
    await platform.api.make(`/v1/fleets/${one.fleet}`, {
      preferences: { default_payment_method: one.card },
    });
    assert.equal((await act(next.id, "pay")).body["payment_method"], one.card);
    await platform.api.make(account, { preferences: { default_payment_method: null } });
  });

  it("refuses methods that nobody has, or that are somebody else's", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft();
    await act(id, "finalize");
    const other = await billedFleet(platform.api);
    const unknown = `pm_${"0".repeat(32)}`;
    assert.deepEqual(refused(await act(id, "pay", { payment_method: unknown })), [
      ...[404, "payment_method_not_found", "payment_method"],
    ]);
    assert.deepEqual(refused(await act(id, "pay", { payment_method: other.card })), [
      ...[400, "payment_method_scope_invalid", "payment_method"],
    ]);
  });

  it("stays open when a card or wallet is declined, tells of it, and can be paid then", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft();
    await act(id, "finalize");
    const bad = [
      await methodOf(platform.api, one.fleet, card("4000000000000002")),
      await methodOf(platform.api, one.fleet, card("4000000000000341")),
      await methodOf(platform.api, one.fleet, { type: "wallet" }),
    ];
    for (const payment_method of bad) {
      const answer = await act(id, "pay", { payment_method });
      assert.deepEqual(refused(answer), [
        ...[402, "payment_authorization_failed", "payment_method"],
      ]);
      assert.ok((answer.body["details"] as Json)["decline_code"]);
      assert.equal((await read(id))["status"], "open");
      assert.equal((await eventsOf(id)).at(-1), "invoice.payment_failed");
    }
    assert.equal((await act(id, "pay", { payment_method: one.card })).body["status"], "paid");
    await sound();
  });

  it("stays open until a bank has decided; meanwhile it is neither paid again nor voided", async () => {
    await fresh();
    const transaction = await owe(900);
    const { id } = await draft();
    await act(id, "finalize");
    const { body } = await act(id, "pay", { payment_method: one.bank });
    assert.deepEqual([body["status"], body["amount_due"], body["paid_at"]], ["open", 900, null]);
    assert.deepEqual(refused(await act(id, "pay")), [409, "invoice_payment_invalid_state", null]);
    assert.deepEqual(refused(await act(id, "void")), [409, "invoice_void_invalid_state", null]);
    const paid = await until(
      () => read(id),
      ({ status }) => status === "paid",
    );
    assert.deepEqual([paid["payment_method"], paid["amount_paid"]], [one.bank, 900]);
    assert.equal(await statusOf(transaction), "succeeded");
    await sound();
  });

  it("can be paid again after a bank has sent the debit back", async () => {
    await fresh();
    await owe(900);
    const { id } = await draft();
    await act(id, "finalize");
    const closed = await methodOf(platform.api, one.fleet, bankAccount("DE62370400440532013001"));
    assert.equal((await act(id, "pay", { payment_method: closed })).body["status"], "open");
    await until(
      () => eventsOf(id),
      (types) => types.at(-1) === "invoice.payment_failed",
    );
    assert.equal((await act(id, "pay", { payment_method: one.card })).body["status"], "paid");
    await sound();
  });

  it("holds what a card did not pay, and settles it", async () => {
    await fresh();
    const bad = await methodOf(platform.api, one.fleet, card("4000000000000341"));
    const failed = await charged(platform, {
      ...{ method: bad, amount: 1200, driver: one.driver, fleet: one.fleet },
      session: await sessionId(platform),
    });
    assert.equal(await statusOf(failed), "failed");
    const invoice = await draft();
    assert.equal(invoice["amount_due"], 1200);
    await act(invoice.id, "finalize");
    await act(invoice.id, "pay", { payment_method: one.card });
    assert.equal(await statusOf(failed), "succeeded");
    await sound();
  });

  it("is paid at once where nothing is due", async () => {
    await fresh();
    await collect(1842);
    const { id } = await draft();
    const { body } = await act(id, "finalize");
    assertSample(body);
    assert.deepEqual(
      ["status", "amount_due", "amount_paid", "payment_method"].map((key) => body[key]),
      ["paid", 0, 0, null],
    );
    assert.ok(body["paid_at"]);
    // Events of one moment have no order.
    const types = (await eventsOf(id)).sort();
    assert.deepEqual(types, ["invoice.created", "invoice.finalized", "invoice.paid"]);
  });

  it("frees its transactions when it is voided, and keeps its number", async () => {
    await fresh();
    await owe(500);
    const first = await draft();
    await act(first.id, "finalize");
    assert.equal((await draft())["amount_due"], 0);
    const { body } = await act(first.id, "void");
    assert.deepEqual([body["status"], body["amount_due"]], ["void", 500]);
    const details = await platform.api.read(`/v1/invoices/${first.id}/details`);
    assert.ok(details["number"] !== null && details["voided_at"] !== null);
    const second = await draft();
    assert.equal(second["amount_due"], 500);
    await act(second.id, "finalize");
    for (const [verb, code] of [
      ["void", "invoice_void_invalid_state"],
      ["pay", "invoice_payment_invalid_state"],
      ["finalize", "invoice_finalize_invalid_state"],
    ] as const) {
      assert.deepEqual(refused(await act(first.id, verb)), [409, code, null]);
    }
    assert.deepEqual(await eventsOf(first.id), [
      ...["invoice.created", "invoice.finalized", "invoice.voided"],
    ]);
    await sound();
  });

  it("refuses to void or pay a draft, and deletes it without a trace", async () => {
    await fresh();
    const { id } = await draft();
    assert.deepEqual(refused(await act(id, "void")), [409, "invoice_void_invalid_state", null]);
    assert.deepEqual(refused(await act(id, "pay")), [409, "invoice_payment_invalid_state", null]);
    const gone = await platform.api.delete(`/v1/invoices/${id}`);
    assert.deepEqual(gone.body, { id, object: "invoice", deleted: true });
    assert.deepEqual(refused(await platform.api.get(`/v1/invoices/${id}`)), [
      ...[404, "invoice_not_found", null],
    ]);
    const kept = await draft();
    await owe(100);
    await act(kept.id, "finalize");
    assert.deepEqual(refused(await platform.api.delete(`/v1/invoices/${kept.id}`)), [
      ...[409, "invoice_update_invalid_state", null],
    ]);
  });

  it("is updated while it is a draft or open, with a due date in the future", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft({ metadata: { a: "1", b: "2" } });
    const update = (body: Json) => platform.api.post(`/v1/invoices/${id}`, body);
    const set = await update({ description: "Spring", metadata: { a: null } });
    assert.deepEqual([set.body["description"], set.body["metadata"]], ["Spring", { b: "2" }]);
    const due = "2026-06-01T00:00:00.000Z";
    await update({ due_date: due });
    assert.equal((await act(id, "finalize")).body["due_date"], due);
    const later = "2026-07-01T00:00:00.000Z";
    assert.equal((await update({ due_date: later })).body["due_date"], later);
    assert.deepEqual(refused(await update({ due_date: "2026-01-01T00:00:00Z" })), [
      ...[400, "invoice_validation_error", "due_date"],
    ]);
    const count = (await eventsOf(id)).length;
    await update({ description: "Spring" });
    assert.equal((await eventsOf(id)).length, count, "nothing changed, nothing told");
    await act(id, "pay", { payment_method: one.card });
    assert.deepEqual(refused(await update({ description: null })), [
      ...[409, "invoice_update_invalid_state", null],
    ]);
  });

  it("is overdue once its due date has passed, and can still be paid or voided", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft();
    const soon = new Date(clock.now().getTime() + 1500).toISOString();
    await platform.api.make(`/v1/invoices/${id}`, { due_date: soon });
    await act(id, "finalize");
    const late = await until(
      () => read(id),
      ({ status }) => status === "overdue",
    );
    assert.equal(late["amount_due"], 500);
    assert.equal((await eventsOf(id)).at(-1), "invoice.overdue");
    const update = await platform.api.post(`/v1/invoices/${id}`, { description: "x" });
    assert.deepEqual(refused(update), [409, "invoice_update_invalid_state", null]);
    assert.equal((await act(id, "pay", { payment_method: one.card })).body["status"], "paid");
  });

  it("refuses periods reversed, empty or years long, and fleets unknown or archived", async () => {
    await fresh();
    const post = (more: Json) => platform.api.post("/v1/invoices", { ...march, ...more });
    const invalid = (param: string) => [400, "invoice_validation_error", param];
    const start = march.period_start;
    assert.deepEqual(refused(await post({ period_end: start })), invalid("period_end"));
    assert.deepEqual(
      refused(await post({ period_end: "2026-02-01T00:00:00Z" })),
      invalid("period_end"),
    );
    assert.deepEqual(
      refused(await post({ period_end: "2028-03-01T00:00:00Z" })),
      invalid("period_end"),
    );
    assert.deepEqual(refused(await post({ fleet: `flt_${"0".repeat(32)}` })), [
      ...[404, "fleet_not_found", "fleet"],
    ]);
    assert.deepEqual(refused(await post({ currency: "zzz" })), [
      ...[400, "parameter_invalid", "currency"],
    ]);
    assert.deepEqual(refused(await platform.api.post("/v1/invoices", {})), [
      ...[400, "parameter_missing", "period_start"],
    ]);
    await platform.api.make(`/v1/fleets/${one.fleet}`, { status: "archived" });
    assert.deepEqual(refused(await post({ fleet: one.fleet })), invalid("fleet"));
  });

  it("lists by fleet and status, drafts with their lines, and expands", async () => {
    await fresh();
    await owe(500);
    const [open, left] = [await draft(), await draft()];
    await act(open.id, "finalize");
    await owe(70);
    const list = async (query: string) =>
      (await platform.api.read(`/v1/invoices?fleet=${one.fleet}&${query}`)).data;
    assert.deepEqual(
      (await list("status=draft")).map((row) => [row["id"], row["amount_due"]]),
      [[left.id, 70]],
    );
    assert.deepEqual(
      (await list("")).map((row) => row["id"]),
      [left.id, open.id],
    );
    await act(open.id, "pay", { payment_method: one.card });
    const shown = (await list("expand=fleet&expand=payment_method"))[1] as Json;
    assert.deepEqual(
      [(shown["fleet"] as Json)["object"], (shown["payment_method"] as Json)["id"]],
      ["fleet", one.card],
    );
  });
});
