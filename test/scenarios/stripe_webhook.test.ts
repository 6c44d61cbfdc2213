import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pause } from "../../src/lib/time.ts";
import { until } from "../fleet.ts";
import { testPlatform } from "../platform.ts";
import { type StripeEvent, signatureOf } from "../stripe/double.ts";
import { openSite, type Site } from "../stripe/site.ts";

describe("Stripe's notifications", () => {
  let site: Site;
  before(async () => {
    site = await openSite();
    // Sent by hand here.
    site.stripe.notify("http://127.0.0.1:9/");
  });
  after(() => site.close());

  const heard = () => site.platform.sql("select id, type from stripe_events order by id");
  const newest = (): StripeEvent => site.stripe.events.at(-1) as StripeEvent;
  const altered = (event: StripeEvent, change: object): StripeEvent => {
    const payload = JSON.stringify({ ...(JSON.parse(event.payload) as object), ...change });
    return { id: event.id, payload };
  };

  async function paid(): Promise<string> {
    const payer = await site.payer();
    const { id } = await site.charging(payer, await site.card(payer));
    await site.api.make(`/v1/charging_sessions/${id}/end`);
    await site.point.unplug();
    return id;
  }

  it("are taken without a key, but only with Stripe's signature of just now", async () => {
    await paid();
    const event = newest();
    const { webhookSecret: secret } = site.stripe;
    const now = Math.floor(Date.now() / 1000);
    const other = signatureOf(event.payload, "whsec_somebody_elses_secret");
    const old = signatureOf(event.payload, secret, now - 400);
    const before = await heard();
    for (const signature of [other, old, "t=1,v1=00", "", signatureOf("{}", secret)]) {
      assert.equal(await site.deliver(event, signature), 400, signature);
    }
    const tampered = altered(event, { type: "payment_intent.canceled" });
    assert.equal(await site.deliver(tampered, signatureOf(event.payload, secret)), 400);
    // Rightly signed, and of the other mode.
    assert.equal(await site.deliver(altered(event, { livemode: false })), 400);
    assert.deepEqual(await heard(), before);
    assert.equal(await site.deliver(event, signatureOf(event.payload, secret, now - 200)), 200);
    assert.equal((await heard()).length, before.length + 1);
  });

  it("have an answer of their own to what is no notification", async () => {
    const url = `${site.platform.url}/stripe/webhook`;
    const post = async (body: string, headers: Record<string, string> = {}) =>
      (await fetch(url, { method: "POST", body, headers })).status;
    assert.equal(await post(""), 400);
    assert.equal(await post("{"), 400);
    for (const body of ["null", "[]", "{}", '"a"', '{"object":"event"}']) {
      const headers = { "stripe-signature": signatureOf(body, site.stripe.webhookSecret) };
      const status = await post(body, headers);
      assert.ok(status === 200 || status === 400, `${body}: ${status}`);
    }
    assert.equal(await post("x".repeat(1_100_000)), 413);
    assert.equal((await fetch(url)).status, 405);
  });

  it("have one effect, however often and in whatever order they come", async () => {
    const payer = await site.payer();
    const first = site.stripe.events.length;
    const { id } = await site.charging(payer, await site.card(payer));
    const intent = await site.intent(id);
    const done = await site.api.make(`/v1/charging_sessions/${id}/end`);
    await site.point.unplug();
    site.stripe.books.refund(intent.id, 50);
    site.stripe.books.dispute(intent.id);
    const events = site.stripe.events.slice(first);
    const known = new Set((await heard()).map((one) => one["id"]));
    const shuffled = [...events, ...events.toReversed(), ...events, ...events.toReversed()];
    const statuses = await Promise.all(shuffled.map((event) => site.deliver(event)));
    assert.deepEqual(new Set(statuses), new Set([200]));
    const fresh = (await heard()).filter((one) => !known.has(one["id"]));
    assert.equal(new Set(fresh.map((one) => one["id"])).size, fresh.length);
    assert.ok(fresh.some((one) => one["type"] === "charge.dispute.created"));
    const sightings = () =>
      site.platform.sql(
        `select s.captured::int, s.refunded::int, s.disputed from payment_sightings s
         join payment_holds h on h.id = s.hold_id where h.source = $1`,
        [id],
      );
    await until(sightings, (all) => all[0]?.["disputed"] === true);
    assert.deepEqual(await sightings(), [
      { captured: done["amount_due"], refunded: done["amount_due"], disputed: true },
    ]);
    const { data } = await site.api.read(`/v1/transactions?charging_session=${id}`);
    const due = Number(done["amount_due"]);
    const told = data.map((one) => [one["type"], one["status"], one["amount"]]);
    assert.deepEqual(told.sort(), [
      ["charge", "succeeded", due],
      ["refund", "pending", 50 - due],
      ["refund", "succeeded", -50],
    ]);
  });

  it("of an authorisation that was closed are believed only if it is closed", async () => {
    const payer = await site.payer();
    const { id } = await site.charging(payer, await site.card(payer));
    const intent = await site.intent(id);
    const event = altered(newest(), {
      ...{ id: "evt_false_alarm", type: "payment_intent.canceled" },
      data: { object: { ...intent, status: "canceled" } },
    });
    assert.equal(await site.deliver(event), 200);
    await pause(500);
    assert.equal((await site.session(id))["status"], "active");
    const done = await site.api.make(`/v1/charging_sessions/${id}/end`);
    assert.equal(done["amount_paid"], done["amount_due"]);
    await site.point.unplug();
  });

  it("of payments that are none of ours are taken and forgotten", async () => {
    const before = await heard();
    const event = altered(newest(), {
      id: "evt_anothers_shop",
      data: { object: { id: "pi_anothers", object: "payment_intent", livemode: true } },
    });
    assert.equal(await site.deliver(event), 200);
    const strange = altered(newest(), { type: "customer.created", data: { object: {} } });
    assert.equal(await site.deliver(strange), 200);
    assert.deepEqual(await heard(), before);
  });

  it("tell when a bank account has been checked, whatever else is told of it late", async () => {
    const make = (account: string) =>
      site.api.make("/v1/payment_methods", {
        type: "bank_account",
        bank_account: { account_number: account, routing_number: "110000000", country: "US" },
        billing_details: { name: "Ada Lovelace" },
      });
    const method = await make("000123456789");
    const status = async () => {
      const { bank_account: bank } = await site.api.read(`/v1/payment_methods/${method.id}`);
      return (bank as { status: string }).status;
    };
    assert.equal(await status(), "pending");
    const setup = [...site.stripe.books.setups.values()].at(-1);
    assert.ok(setup !== undefined);
    site.stripe.books.confirmSetup(setup.id, false);
    const failed = newest();
    site.stripe.books.confirmSetup(setup.id, true);
    assert.equal(await site.deliver(newest()), 200);
    assert.equal(await status(), "verified");
    assert.equal(await site.deliver(failed), 200);
    assert.equal(await status(), "verified");
    const { data } = await site.api.read("/v1/events?type=payment_method.updated");
    assert.equal(data.filter((one) => JSON.stringify(one).includes(method.id)).length, 1);
  });

  it("have no address where Stripe takes no payments", async () => {
    const platform = await testPlatform();
    const url = `${platform.url}/stripe/webhook`;
    assert.equal((await fetch(url, { method: "POST", body: "{}" })).status, 401);
    await platform.close();
  });
});
