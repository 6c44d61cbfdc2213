// Invoices over the API: drafts, numbers, changes, lists.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { billedFleet } from "../../../test/charges.ts";
import { invoicingHere, march } from "../../../test/invoicing.ts";
import type { Json } from "../../../test/platform.ts";
import { assertSample, refused } from "../../../test/sample.ts";

describe("invoices", () => {
  const {
    clock,
    platform,
    bills,
    fresh,
    owe,
    collect,
    draft,
    act,
    read,
    eventsOf,
    sound,
    linesOf,
  } = invoicingHere();

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
    const { created } = await platform().api.read(`/v1/transactions/${first}`);
    const at = Date.parse(String(created));
    const iso = (ms: number) => new Date(ms).toISOString();
    const due = async (from: number, to: number, more: Json = {}) =>
      (await draft({ period_start: iso(from), period_end: iso(to), ...more }))["amount_due"];
    assert.equal(await due(at, at + 1), 100);
    assert.equal(await due(at - 1000, at), 0);
    assert.equal(await due(at + 1, at + 1000), 0);
    assert.equal(await due(at, at + 1, { currency: "usd" }), 0);
    assert.equal(await due(at, at + 1, { fleet: null }), 100);
    const other = await billedFleet(platform().api);
    assert.equal(await due(at, at + 1, { fleet: other.fleet }), 0);
  });

  it("numbers without gaps from one on, per account and mode, drafts excepted", async () => {
    const owner = await platform().openAccount();
    const api = platform().client(owner.testKey);
    const numbers: unknown[] = [];
    for (let round = 0; round < 3; round++) {
      await api.make("/v1/invoices", march);
      const { id } = await api.make("/v1/invoices", march);
      await api.make(`/v1/invoices/${id}/finalize`);
      numbers.push((await api.read(`/v1/invoices/${id}/details`))["number"]);
    }
    assert.deepEqual(numbers, [1, 2, 3]);
    const live = platform().client(owner.liveKey);
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
    const before = await platform().sql(
      "select max(number)::int as last from invoices where account_id = $1 and not livemode",
      [platform().first.account],
    );
    const answers = await Promise.all(drafts.map(({ id }) => act(id, "finalize")));
    for (const answer of answers) assert.equal(answer.status, 200, answer.text);
    const numbers = await Promise.all(
      drafts.map(async ({ id }) =>
        Number((await platform().api.read(`/v1/invoices/${id}/details`))["number"]),
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
    const failing = platform().database.transaction(
      { account: platform().first.account, livemode: false },
      async (work) => {
        const { finalize } = await import("./finalize_actions.ts");
        await finalize(work, invoice.id);
        throw new Error("the process was killed");
      },
    );
    await assert.rejects(failing, /killed/);
    assert.equal((await read(invoice.id))["status"], "draft");
    await act(invoice.id, "finalize");
    const rows = await platform().sql(
      `select count(*)::int as count, max(number)::int as last from invoices
       where account_id = $1 and not livemode and number is not null`,
      [platform().first.account],
    );
    assert.equal(rows[0]?.["count"], rows[0]?.["last"]);
  });

  it("is updated while it is a draft or open, with a due date in the future", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft({ metadata: { a: "1", b: "2" } });
    const update = (body: Json) => platform().api.post(`/v1/invoices/${id}`, body);
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
    await act(id, "pay", { payment_method: bills().card });
    assert.deepEqual(refused(await update({ description: null })), [
      ...[409, "invoice_update_invalid_state", null],
    ]);
  });

  it("refuses periods reversed, empty or years long, and fleets unknown or archived", async () => {
    await fresh();
    const post = (more: Json) => platform().api.post("/v1/invoices", { ...march, ...more });
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
    assert.deepEqual(refused(await platform().api.post("/v1/invoices", {})), [
      ...[400, "parameter_missing", "period_start"],
    ]);
    await platform().api.make(`/v1/fleets/${bills().fleet}`, { status: "archived" });
    assert.deepEqual(refused(await post({ fleet: bills().fleet })), invalid("fleet"));
  });

  it("lists by fleet and status, drafts with their lines, and expands", async () => {
    await fresh();
    await owe(500);
    const [open, left] = [await draft(), await draft()];
    await act(open.id, "finalize");
    await owe(70);
    const list = async (query: string) =>
      (await platform().api.read(`/v1/invoices?fleet=${bills().fleet}&${query}`)).data;
    assert.deepEqual(
      (await list("status=draft")).map((row) => [row["id"], row["amount_due"]]),
      [[left.id, 70]],
    );
    assert.deepEqual(
      (await list("")).map((row) => row["id"]),
      [left.id, open.id],
    );
    await act(open.id, "pay", { payment_method: bills().card });
    const shown = (await list("expand=fleet&expand=payment_method"))[1] as Json;
    assert.deepEqual(
      [(shown["fleet"] as Json)["object"], (shown["payment_method"] as Json)["id"]],
      ["fleet", bills().card],
    );
  });
});
