import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { adjust } from "../../src/resources/transactions/actions.ts";
import { makeFleet, makeStation, startOf, until } from "../fleet.ts";
import { testPlatform } from "../platform.ts";
import { openDouble } from "../stripe/double.ts";
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

  it("gives back a part, then the rest, and never more than came in", async () => {
    const payer = await site.payer();
    const { id } = await site.charging(payer, await site.card(payer));
    const due = Number((await ended(id))["amount_paid"]);
    const [charge] = await transactionsOf(id);
    const refund = (body: object) =>
      site.api.post(`/v1/transactions/${charge?.["id"]}/refund`, body);
    const intent = await site.intent(id);
    const part = await refund({ amount: 20 });
    assert.deepEqual([part.status, part.body["amount"]], [200, -20], part.text);
    assert.equal((await refund({ amount: due })).status, 400);
    site.stripe.trouble(({ path }) => (path.endsWith("refunds") ? "stumble_after" : null));
    const rest = refund({});
    await until(
      async () => intent.latest_charge?.amount_refunded,
      (amount) => amount === due,
    );
    site.stripe.trouble(() => null);
    assert.equal((await rest).body["amount"], 20 - due);
    assert.equal(intent.latest_charge?.amount_refunded, due);
    await until(
      () => transactionsOf(id),
      (all) => all.length === 3 && all.every((one) => one["status"] === "succeeded"),
    );
    assert.deepEqual(await site.findings(), []);
  });

  it("fills a wallet by card at once and by bank debit when it has arrived, or not at all", async () => {
    const { driver } = await site.payer();
    const bank = async (iban: string) => {
      const { id } = await site.api.make("/v1/payment_methods", {
        ...{ type: "bank_account", bank_account: { iban } },
        billing_details: { name: "Ada", email: "ada@example.com" },
      });
      await site.api.make(`/v1/payment_methods/${id}/attach`, { driver });
      return id;
    };
    const topUp = async (payment_method: string, amount: number) =>
      (await site.api.make("/v1/top_ups", { driver, amount, payment_method })).id;
    const status = async (id: string) => (await site.api.read(`/v1/top_ups/${id}`))["status"];
    const good = await topUp(await bank("DE89370400440532013000"), 4000);
    const bad = await topUp(await bank("DE62370400440532013001"), 3000);
    const debits = () =>
      [...site.stripe.books.intents.values()].filter((one) => one.status === "processing");
    await until(
      async () => debits().length,
      (count) => count === 2,
    );
    const waiting = () =>
      site.platform.sql("select real_time from jobs where task = 'debit_payment'");
    // A test clock that moves does not hurry Stripe's banks.
    await until(
      waiting,
      (all) => all.length === 2 && all.every((one) => one["real_time"] === true),
    );
    assert.deepEqual([await status(good), await status(bad)], ["pending", "pending"]);
    for (const { id } of debits()) site.stripe.books.decideDebit(id);
    await until(
      async () => [await status(good), await status(bad)].join(),
      (both) => both === "succeeded,failed",
    );
    const wallets = await site.api.read(`/v1/wallets?driver=${driver}`);
    assert.equal(wallets.data[0]?.["balance"], 4000);
    assert.deepEqual(await site.findings(), []);
  });

  it("lets go of a card at Stripe when its method is deleted", async () => {
    const payer = await site.payer();
    const card = await site.card(payer);
    const [method] = [...site.stripe.books.methods.values()].slice(-1);
    assert.notEqual(method?.customer, null);
    site.stripe.trouble(({ path }) => (path.endsWith("detach") ? "busy" : null));
    await site.api.delete(`/v1/payment_methods/${card}`);
    site.stripe.trouble(() => null);
    await until(
      async () => method?.customer,
      (customer) => customer === null,
    );
  });

  it("books what was given back by hand, or lost to a dispute, and says so in the log", async () => {
    const { books } = site.stripe;
    for (const [act, says] of [
      [async (id: string) => void books.refund(id, 50), /given back/],
      [
        async (id: string, session: string) => {
          const dispute = books.dispute(id);
          await until(
            () => transactionsOf(session),
            (all) => all.some((one) => one["type"] === "refund" && one["status"] === "pending"),
          );
          books.decide(dispute, "lost");
        },
        /contests/,
      ],
    ] as const) {
      const payer = await site.payer();
      const { id } = await site.charging(payer, await site.card(payer));
      await ended(id);
      const lines = site.log.length;
      await act((await site.intent(id)).id, id);
      const [refund] = await until(
        () => transactionsOf(id),
        (all) => all[0]?.["type"] === "refund" && all[0]["status"] === "succeeded",
      );
      assert.ok(Number(refund?.["amount"]) < 0);
      const events = await site.api.read(`/v1/events?object_id=${refund?.["id"]}`);
      assert.deepEqual(
        events.data.map((one) => one["type"]),
        ["charge.refunded"],
      );
      assert.ok(site.log.slice(lines).some((line) => says.test(line)));
      assert.deepEqual(await site.findings(), []);
      await site.point.unplug();
    }
  });

  it("says so when a refund did not reach the payer after all, and gives it back again", async () => {
    const payer = await site.payer();
    const { id } = await site.charging(payer, await site.card(payer));
    await ended(id);
    const [charge] = await transactionsOf(id);
    const path = `/v1/transactions/${charge?.["id"]}/refund`;
    const refund = await site.api.make(path, { amount: 40 });
    assert.equal(refund["status"], "succeeded");
    const at = [...site.stripe.books.refunds.values()].at(-1);
    site.stripe.books.failRefund(String(at?.id));
    await until(
      () => site.api.read(`/v1/transactions/${refund.id}`),
      (one) => one["status"] === "failed",
    );
    const events = await site.api.read(`/v1/events?object_id=${refund.id}`);
    assert.deepEqual(
      events.data.map((one) => one["type"]),
      ["charge.failed", "charge.refunded"],
    );
    assert.deepEqual(await site.findings(), []);
    const whole = await site.api.make(path);
    assert.deepEqual(whole["amount"], -Number(charge?.["amount"]));
    assert.deepEqual(await site.findings(), []);
    await site.point.unplug();
  });

  it("says so when a correction did not reach the payer after all, and owes it to them", async () => {
    const payer = await site.payer();
    const { id } = await site.charging(payer, await site.card(payer));
    const { amount_paid: paid } = await ended(id);
    const { account } = site.platform.first;
    const [hold] = await site.platform.sql("select id from payment_holds where source = $1", [id]);
    await site.platform.database.transaction({ account, livemode: true }, (work) =>
      adjust(work, {
        ...{ hold: String(hold?.["id"]), amount: -40, currency: "eur", session: id, vat: null },
        ...{ driver: payer.driver, fleet: null, vehicle: null, description: "Late reading" },
      }),
    );
    const paidIs = (amount: number) =>
      until(
        () => site.session(id),
        (one) => one["amount_paid"] === amount,
      );
    await paidIs(Number(paid) - 40);
    const at = [...site.stripe.books.refunds.values()].at(-1);
    site.stripe.books.failRefund(String(at?.id));
    await paidIs(Number(paid));
    const { data } = await site.api.read(`/v1/transactions?charging_session=${id}&status=failed`);
    assert.deepEqual(
      data.map((one) => [one["type"], one["amount"], one["description"]]),
      [["adjustment", -40, "Late reading: owed to the payer"]],
    );
    const events = await site.api.read(`/v1/events?object_id=${data[0]?.["id"]}`);
    assert.deepEqual(
      events.data.map((one) => one["type"]),
      ["charge.failed"],
    );
    assert.ok(site.log.some((line) => line.includes("a refund did not reach the payer")));
    assert.deepEqual(await site.findings(), []);
    await site.point.unplug();
  });
});

describe("test mode, paid through Stripe's test mode", () => {
  it("takes the published numbers as Stripe's tokens, and charges them there", async () => {
    const stripe = await openDouble(false);
    const { secretKey, webhookSecret } = stripe;
    const platform = await testPlatform({
      config: { stripeTest: { secretKey, webhookSecret }, stripeApiBase: stripe.url },
    });
    stripe.notify(`${platform.url}/stripe/webhook`);
    const fleet = await makeFleet(platform.api);
    assert.ok(stripe.asked.every(({ form }) => !JSON.stringify(form).includes("4242424242424242")));
    const station = await makeStation(platform.api);
    const { id } = await platform.api.make("/v1/charging_sessions", startOf(fleet, station));
    await until(
      () => platform.api.read(`/v1/charging_sessions/${id}`),
      (one) => Number(one["amount_due"]) > 0,
    );
    await platform.api.make(`/v1/charging_sessions/${id}/end`);
    const [intent] = [...stripe.books.intents.values()];
    assert.equal(intent?.metadata["charge_mode"], "test");
    assert.equal(intent.livemode, false);
    const failing = await makeFleet(platform.api, "4000000000000341");
    const refused = await platform.api.post("/v1/charging_sessions", startOf(failing, station));
    assert.equal(refused.status, 402);
    const live = platform.client(platform.first.liveKey);
    const card = { type: "card", card: { token: "tok_visa" } };
    assert.equal((await live.post("/v1/payment_methods", card)).status, 400);
    await platform.close();
    await stripe.close();
  });
});
