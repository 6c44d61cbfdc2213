import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { until } from "../fleet.ts";
import { openSite, type Site } from "../stripe/site.ts";

describe("live mode, paid through Stripe", () => {
  let site: Site;
  before(async () => {
    site = await openSite();
  });
  afterEach(async () => {
    site.stripe.trouble(() => null);
    await site.point.unplug();
  });
  after(() => site.close());

  const ended = async (id: string) => site.api.make(`/v1/charging_sessions/${id}/end`);
  const transactionsOf = async (id: string) =>
    (await site.api.read(`/v1/transactions?charging_session=${id}`)).data;

  it("goes from a token to a hold, a capture of what was due, and the transaction", async () => {
    const payer = await site.payer();
    const { id } = await site.charging(payer, await site.card(payer));
    const intent = await site.intent(id);
    assert.deepEqual(
      [intent.status, intent.amount, intent.currency],
      [...["requires_capture", 5000, "eur"]],
    );
    const done = await ended(id);
    assert.deepEqual([done["status"], done["amount_paid"]], ["completed", done["amount_due"]]);
    assert.deepEqual([intent.status, intent.amount_received], ["succeeded", done["amount_due"]]);
    const [transaction, ...others] = await transactionsOf(id);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [transaction?.["amount"], transaction?.["status"], transaction?.["type"]],
      [done["amount_due"], "succeeded", "charge"],
    );
    assert.deepEqual(await site.findings(), []);
  });

  it("answers 402 with Stripe's code to a card that its issuer declines, and orders nothing", async () => {
    const payer = await site.payer();
    for (const [token, code] of [
      ["tok_chargeCustomerFail", "generic_decline"],
      ["tok_chargeCustomerFailInsufficientFunds", "insufficient_funds"],
      ["tok_authenticationRequired", "authentication_required"],
    ]) {
      const asked = site.point.asked.length;
      const answer = await site.start(payer, await site.card(payer, token));
      assert.equal(answer.status, 402, answer.text);
      assert.equal(answer.body["code"], "payment_authorization_failed");
      assert.ok(answer.text.includes(String(code)), answer.text);
      assert.equal(site.point.asked.length, asked);
    }
    const sessions = await site.api.read(`/v1/charging_sessions?driver=${payer.driver}`);
    assert.deepEqual(sessions.data, []);
    assert.deepEqual(await site.findings(), []);
  });

  it("refuses raw numbers, and tokens that Stripe does not take", async () => {
    const create = (card: object) => site.api.post("/v1/payment_methods", { type: "card", card });
    const raw = { number: "4242424242424242", exp_month: 12, exp_year: 2035, cvc: "123" };
    for (const [card, param, says] of [
      [raw, "card.number", /token/],
      [{ token: "tok_nobodys" }, "card.token", /no such token/],
      [{ token: "tok_chargeDeclined" }, "card.token", /declined/],
      [{ token: "tok_threeDSecureRequired" }, "card.token", /SetupIntent/],
    ] as const) {
      const answer = await create(card);
      assert.equal(answer.status, 400, answer.text);
      assert.deepEqual(
        [answer.body["code"], answer.body["param"]],
        ["payment_method_invalid_input", param],
      );
      assert.match(String(answer.body["message"]), says);
    }
  });

  it("answers 503 while Stripe is away, and the same request makes the card once it is back", async () => {
    const headers = { "idempotency-key": "card-once" };
    const create = () =>
      site.api.post("/v1/payment_methods", { type: "card", card: { token: "tok_visa" } }, headers);
    site.stripe.trouble(({ path }) => (path.endsWith("setup_intents") ? "busy" : null));
    const away = await create();
    assert.deepEqual([away.status, away.body["code"]], [503, "service_unavailable"]);
    const customers = site.stripe.books.customers.size;
    site.stripe.trouble(() => null);
    const back = await create();
    assert.equal(back.status, 200, back.text);
    assert.equal((await create()).text, back.text);
    assert.equal(site.stripe.books.customers.size, customers);
  });

  it("charges once where Stripe stumbles at the hold and at the capture", async () => {
    const payer = await site.payer();
    const method = await site.card(payer);
    const before = site.stripe.books.intents.size;
    let left = 4;
    site.stripe.trouble(({ path }) =>
      /intents$|capture$/.test(path) && left-- > 0 ? "stumble_after" : null,
    );
    const { id } = await site.charging(payer, method);
    left = 3;
    const done = await ended(id);
    const paid = await until(
      () => site.session(id),
      (one) => one["amount_paid"] === done["amount_due"],
    );
    assert.equal(paid["status"], "completed");
    assert.equal(site.stripe.books.intents.size, before + 1);
    assert.equal((await site.intent(id)).amount_received, done["amount_due"]);
    assert.deepEqual(await site.findings(), []);
  });

  it("ends a session whose hold was cancelled at Stripe by hand, and what was used is owed", async () => {
    const payer = await site.payer();
    const { id } = await site.charging(payer, await site.card(payer));
    const intent = await site.intent(id);
    site.stripe.books.cancel(intent.id);
    const done = await until(
      () => site.session(id),
      (one) => one["status"] === "completed",
    );
    assert.equal(done["amount_paid"], 0);
    const [transaction] = await until(
      () => transactionsOf(id),
      (all) => all[0]?.["status"] === "failed",
    );
    assert.equal(transaction?.["amount"], done["amount_due"]);
    assert.ok(site.log.some((line) => line.includes("closed at the processor")));
    assert.deepEqual(await site.findings(), []);
  });

  it("shows what was given back by hand, or contested, as a finding and in the log", async () => {
    for (const [act, says] of [
      [(id: string) => site.stripe.books.refund(id, 50), /given back/],
      [(id: string) => site.stripe.books.dispute(id), /contests/],
    ] as const) {
      const payer = await site.payer();
      const { id } = await site.charging(payer, await site.card(payer));
      await ended(id);
      const before = (await site.findings()).length;
      const lines = site.log.length;
      act((await site.intent(id)).id);
      await until(
        () => site.findings(),
        (all) => all.length === before + 1,
      );
      assert.ok(site.log.slice(lines).some((line) => says.test(line)));
      await site.point.unplug();
    }
  });
});
