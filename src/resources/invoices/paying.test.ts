// What becomes of an invoice that is owed: paid, declined, overdue, void; and what it settles.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  bankAccount,
  billedFleet,
  charged,
  inWork,
  methodOf,
  sessionId,
} from "../../../test/charges.ts";
import { card, until } from "../../../test/fleet.ts";
import { invoicingHere } from "../../../test/invoicing.ts";
import type { Json } from "../../../test/platform.ts";
import { assertSample, refused } from "../../../test/sample.ts";
import { present } from "../../lib/assert.ts";
import * as methods from "../payment_methods/actions.ts";
import * as money from "../transactions/actions.ts";

describe("an invoice", () => {
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
    statusOf,
    eventsOf,
    sound,
    linesOf,
  } = invoicingHere();

  /** Collects by a method; the order to the processor waits until it is let go. */
  async function heldUp(id: string, payer: { driver: string; fleet: string }) {
    const session = await sessionId(platform());
    const amount = 1200;
    const currency = "eur";
    const hold = await inWork(platform(), async (work) => {
      const method = present(await methods.chargeable(work, id, payer), "the method");
      return money.placeHold(work, { source: session, method, payer, amount, currency });
    });
    await until(
      () => platform().sql("select status from payment_holds where id = $1", [hold.id]),
      ([row]) => row?.["status"] === "authorized",
    );
    const moved = (by: string) => `update jobs set run_at = run_at ${by} interval '1 day'
      where payload::text like '%${hold.id}%'`;
    await inWork(platform(), async (work) => {
      await money.collect(work, {
        ...{ hold: hold.id, amount, currency, session, ...payer, vehicle: null, vat: null },
        description: "Charging session",
      });
      await work.query({ name: "", text: moved("+") }, []);
    });
    return () => platform().sql(moved("-"));
  }

  it("is paid by card: its open transactions succeed, and the books agree", async () => {
    await fresh();
    const [first, second] = [await owe(1500), await owe(600)];
    const { id } = await draft();
    await act(id, "finalize");
    const { status, body } = await act(id, "pay", { payment_method: bills().card });
    assert.equal(status, 200);
    assertSample(body);
    assert.deepEqual(
      [body["status"], body["amount_due"], body["amount_paid"], body["payment_method"]],
      ["paid", 0, 2100, bills().card],
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
    const own = await methodOf(platform().api, null, card());
    const account = `/v1/accounts/${platform().first.account}`;
    await platform().api.make(account, { preferences: { default_payment_method: own } });
    assert.equal((await act(id, "pay")).body["payment_method"], own);
    await owe(300);
    const next = await draft();
    await act(next.id, "finalize");
    await platform().api.make(`/v1/fleets/${bills().fleet}`, {
      preferences: { default_payment_method: bills().card },
    });
    assert.equal((await act(next.id, "pay")).body["payment_method"], bills().card);
    await platform().api.make(account, { preferences: { default_payment_method: null } });
  });

  it("refuses methods that nobody has, or that are somebody else's", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft();
    await act(id, "finalize");
    const other = await billedFleet(platform().api);
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
      await methodOf(platform().api, bills().fleet, card("4000000000000002")),
      await methodOf(platform().api, bills().fleet, card("4000000000000341")),
      await methodOf(platform().api, bills().fleet, { type: "wallet" }),
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
    assert.equal((await act(id, "pay", { payment_method: bills().card })).body["status"], "paid");
    await sound();
  });

  it("stays open until a bank has decided; meanwhile it is neither paid again nor voided", async () => {
    await fresh();
    const transaction = await owe(900);
    const { id } = await draft();
    await act(id, "finalize");
    const { body } = await act(id, "pay", { payment_method: bills().bank });
    assert.deepEqual([body["status"], body["amount_due"], body["paid_at"]], ["open", 900, null]);
    assert.deepEqual(refused(await act(id, "pay")), [409, "invoice_payment_invalid_state", null]);
    assert.deepEqual(refused(await act(id, "void")), [409, "invoice_void_invalid_state", null]);
    const paid = await until(
      () => read(id),
      ({ status }) => status === "paid",
    );
    assert.deepEqual([paid["payment_method"], paid["amount_paid"]], [bills().bank, 900]);
    assert.equal(await statusOf(transaction), "succeeded");
    await sound();
  });

  it("can be paid again after a bank has sent the debit back", async () => {
    await fresh();
    await owe(900);
    const { id } = await draft();
    await act(id, "finalize");
    const closed = await methodOf(
      platform().api,
      bills().fleet,
      bankAccount("DE62370400440532013001"),
    );
    assert.equal((await act(id, "pay", { payment_method: closed })).body["status"], "open");
    await until(
      () => eventsOf(id),
      (types) => types.at(-1) === "invoice.payment_failed",
    );
    assert.equal((await act(id, "pay", { payment_method: bills().card })).body["status"], "paid");
    await sound();
  });

  it("holds what a card did not pay, and settles it", async () => {
    await fresh();
    const bad = await methodOf(platform().api, bills().fleet, card("4000000000000341"));
    const failed = await charged(platform(), {
      ...{ method: bad, amount: 1200, driver: bills().driver, fleet: bills().fleet },
      session: await sessionId(platform()),
    });
    assert.equal(await statusOf(failed), "failed");
    const invoice = await draft();
    assert.equal(invoice["amount_due"], 1200);
    await act(invoice.id, "finalize");
    await act(invoice.id, "pay", { payment_method: bills().card });
    assert.equal(await statusOf(failed), "succeeded");
    await sound();
  });

  it("holds what was on its way when the invoice of its time was finalised", async () => {
    await fresh();
    const { driver, fleet, card: good } = bills();
    const id = await methodOf(platform().api, fleet, card("4000000000000341"));
    const capture = await heldUp(id, { driver, fleet });
    const [late] = await platform().sql("select id from transactions where driver = $1", [driver]);
    const owed = String(late?.["id"]);
    assert.equal(await statusOf(owed), "pending");
    const own = await draft();
    assert.deepEqual(linesOf((await act(own.id, "finalize")).body), []);
    await capture();
    const failed = (status: unknown) => status === "failed";
    await until(() => statusOf(owed), failed);
    const april = { period_start: "2026-04-01T00:00:00Z", period_end: "2026-05-01T00:00:00Z" };
    const next = await draft(april);
    assert.deepEqual(linesOf(next), [["Charging sessions for March 2026", 1, 1200, 1200]]);
    await act(next.id, "finalize");
    assert.deepEqual(linesOf(await draft(april)), []);
    await act(next.id, "pay", { payment_method: good });
    assert.equal(await statusOf(owed), "succeeded");
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
    const details = await platform().api.read(`/v1/invoices/${first.id}/details`);
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
    const gone = await platform().api.delete(`/v1/invoices/${id}`);
    assert.deepEqual(gone.body, { id, object: "invoice", deleted: true });
    assert.deepEqual(refused(await platform().api.get(`/v1/invoices/${id}`)), [
      ...[404, "invoice_not_found", null],
    ]);
    const kept = await draft();
    await owe(100);
    await act(kept.id, "finalize");
    assert.deepEqual(refused(await platform().api.delete(`/v1/invoices/${kept.id}`)), [
      ...[409, "invoice_update_invalid_state", null],
    ]);
  });

  it("is overdue once its due date has passed, and can still be paid or voided", async () => {
    await fresh();
    await owe(500);
    const { id } = await draft();
    const soon = new Date(clock.now().getTime() + 1500).toISOString();
    await platform().api.make(`/v1/invoices/${id}`, { due_date: soon });
    await act(id, "finalize");
    const late = await until(
      () => read(id),
      ({ status }) => status === "overdue",
    );
    assert.equal(late["amount_due"], 500);
    assert.equal((await eventsOf(id)).at(-1), "invoice.overdue");
    const update = await platform().api.post(`/v1/invoices/${id}`, { description: "x" });
    assert.deepEqual(refused(update), [409, "invoice_update_invalid_state", null]);
    assert.equal((await act(id, "pay", { payment_method: bills().card })).body["status"], "paid");
  });
});
