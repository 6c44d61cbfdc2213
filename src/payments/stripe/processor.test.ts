import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { openDouble, type StripeDouble, type Trouble } from "../../../test/stripe/double.ts";
import { openLog } from "../../lib/log.ts";
import { type Processor, ProcessorFault, type Tokenizer } from "../processor.ts";
import { openStripe } from "./client.ts";
import { stripeProcessor } from "./processor.ts";
import { stripeTokenizer } from "./tokenizer.ts";

describe("Stripe as a processor", () => {
  let platform: TestPlatform;
  let stripe: StripeDouble;
  let processor: Processor;
  let tokenizer: Tokenizer;
  let merchant: { account: string; livemode: true };
  const logged: { readonly fields: object; readonly message: string }[] = [];
  before(async () => {
    [platform, stripe] = [await testPlatform(), await openDouble()];
    merchant = { account: platform.first.account, livemode: true };
    const { secretKey, url: apiBase } = stripe;
    const client = openStripe({ secretKey, apiBase, timeoutMs: 400 });
    const log = {
      ...openLog("silent"),
      error: (fields: object, message: string) => logged.push({ fields, message }),
    };
    processor = stripeProcessor({ client, database: platform.database, log });
    tokenizer = stripeTokenizer(client, platform.vault);
  });
  afterEach(() => {
    stripe.trouble(() => null);
    logged.length = 0;
  });
  after(async () => {
    await platform.close();
    await stripe.close();
  });

  let number = 0;
  const nextKey = () => `order_${++number}`;
  const asked = (key: string | null = nextKey()) => ({ merchant, key });
  const tokenOf = async (token = "tok_visa"): Promise<string> => {
    const answer = await tokenizer.cardByToken({ ...asked(), token });
    assert.ok("token" in answer, JSON.stringify(answer));
    return answer.token;
  };
  const orderOf = async (amount: number, currency = "eur") => ({
    ...{ merchant, key: nextKey(), token: await tokenOf(), amount, currency },
  });
  const held = async (amount: number, currency = "eur"): Promise<string> => {
    const answer = await processor.authorize(await orderOf(amount, currency));
    assert.ok("authorization" in answer);
    return answer.authorization;
  };
  const of = (authorization: string) => ({ merchant, key: nextKey(), authorization });
  const intentsOf = (key: string) =>
    [...stripe.books.intents.values()].filter((one) => one.metadata["charge_order"] === key);
  /** The first `times` requests to this path meet the trouble. */
  const troubled = (path: RegExp, trouble: Trouble, times: number): void => {
    let left = times;
    stripe.trouble((one) =>
      one.method === "POST" && path.test(one.path) && left-- > 0 ? trouble : null,
    );
  };
  /** As a job does: asks again until there is an answer. */
  async function untilAnswered<T>(ask: () => Promise<T>): Promise<{ answer: T; faults: number }> {
    for (let faults = 0; faults < 8; faults++) {
      try {
        return { answer: await ask(), faults };
      } catch (error) {
        assert.ok(error instanceof ProcessorFault, String(error));
        assert.ok(!error.message.includes(stripe.secretKey));
      }
    }
    throw new Error("no answer after eight tries");
  }

  const troubles: readonly Trouble[] = ["stumble", "stumble_after", "cut", "stall", "busy"];
  for (const trouble of troubles) {
    it(`has one effect where Stripe meets '${trouble}'`, async () => {
      const order = await orderOf(1500);
      troubled(/\/payment_intents$/, trouble, 3);
      const { answer } = await untilAnswered(() => processor.authorize(order));
      assert.ok("authorization" in answer);
      const { authorization } = answer;
      const open = intentsOf(order.key).filter(({ status }) => status === "requires_capture");
      assert.deepEqual(
        open.map(({ id }) => id),
        [authorization],
      );
      const raise = { ...of(authorization), to: 1800 };
      troubled(/increment/, trouble, 3);
      assert.deepEqual((await untilAnswered(() => processor.raise(raise))).answer, {
        outcome: "ok",
      });
      const capture = { ...of(authorization), amount: 1700 };
      troubled(/capture$/, trouble, 3);
      const captured = await untilAnswered(() => processor.capture(capture));
      assert.deepEqual(captured.answer, { outcome: "ok" });
      const refund = { ...of(authorization), amount: 300 };
      troubled(/refunds$/, trouble, 3);
      assert.deepEqual((await untilAnswered(() => processor.refund(refund))).answer, {
        outcome: "ok",
      });
      const standing = await processor.look({ merchant, authorization });
      assert.deepEqual([standing.captured, standing.refunded], [1700, 300]);
      const released = await held(900);
      const cancel = of(released);
      troubled(/cancel$/, trouble, 3);
      assert.deepEqual((await untilAnswered(() => processor.cancel(cancel))).answer, {
        outcome: "ok",
      });
      assert.equal(stripe.books.intents.get(released)?.status, "canceled");
      assert.deepEqual(logged, []);
    });
  }

  it("asks again after a wrong key or a closed door, and says no secret", async () => {
    const client = openStripe({ secretKey: "sk_live_wrong", apiBase: stripe.url, timeoutMs: 400 });
    const log = openLog("silent");
    const locked = stripeProcessor({ client, database: platform.database, log });
    const order = await orderOf(1500);
    await assert.rejects(
      locked.authorize(order),
      (error) => error instanceof ProcessorFault && !error.message.includes("sk_live"),
    );
    const gone = openStripe({
      ...{ secretKey: stripe.secretKey, apiBase: "http://127.0.0.1:9", timeoutMs: 400 },
    });
    const away = stripeProcessor({ client: gone, database: platform.database, log });
    await assert.rejects(away.authorize(order), ProcessorFault);
    assert.equal((await processor.authorize(order)).outcome, "ok");
    assert.equal(intentsOf(order.key).length, 1);
  });

  it("says on every object whose it is, in which mode, and for which order", async () => {
    const order = await orderOf(1500);
    await processor.authorize(order);
    const [intent] = intentsOf(order.key);
    assert.deepEqual(intent?.metadata, {
      ...{ charge_account: merchant.account, charge_mode: "live", charge_order: order.key },
    });
    const customer = stripe.books.customers.get(intent?.customer ?? "");
    assert.equal(customer?.metadata["charge_account"], merchant.account);
    for (const setup of stripe.books.setups.values()) {
      assert.equal(setup.metadata?.["charge_mode"], "live");
    }
  });

  it("holds, captures and gives back the right amounts in every kind of currency", async () => {
    const rows: readonly (readonly [string, number, number, number, number])[] = [
      // Currency, held, Stripe's amount of it, captured, Stripe's amount of that.
      ["jpy", 500, 500, 321, 321],
      ["isk", 500, 50_000, 321, 32_100],
      ["kwd", 5120, 5120, 3210, 3210],
      ["eur", 500, 500, 321, 321],
    ];
    for (const [currency, amount, written, taken, takenWritten] of rows) {
      const authorization = await held(amount, currency);
      const intent = stripe.books.intents.get(authorization);
      assert.equal(intent?.amount, written, currency);
      const capture = await processor.capture({ ...of(authorization), amount: taken });
      assert.deepEqual(capture, { outcome: "ok" }, currency);
      assert.equal(intent.amount_received, takenWritten, currency);
      await processor.refund({ ...of(authorization), amount: taken });
      const { captured, refunded } = await processor.look({ merchant, authorization });
      assert.deepEqual([captured, refunded], [taken, taken], currency);
    }
  });

  it("tells what it took where a currency has larger steps, and declines what must be whole", async () => {
    const authorization = await held(5124, "kwd");
    assert.equal(stripe.books.intents.get(authorization)?.amount, 5130);
    const answer = await processor.capture({ ...of(authorization), amount: 4567 });
    assert.deepEqual(answer, { outcome: "ok", captured: 4560 });
    const back = await processor.refund({ ...of(authorization), amount: 1234 });
    assert.ok(back.outcome === "declined" && back.code === "amount_unsupported");
    const whole = await processor.authorize({ ...(await orderOf(4567, "kwd")), whole: true });
    assert.equal(whole.outcome, "declined");
  });

  it("declines, and leaves nothing open, where the issuer wants its holder", async () => {
    const token = await tokenOf("tok_authenticationRequired");
    const key = nextKey();
    const order = { merchant, key, token, amount: 500, currency: "eur" };
    const answer = await processor.authorize(order);
    assert.ok(answer.outcome === "declined" && answer.code === "authentication_required");
    assert.deepEqual(
      intentsOf(key).map(({ status }) => status),
      ["requires_payment_method"],
    );
  });

  it("declines and closes a hold that waits for its holder", async () => {
    const order = await orderOf(500);
    troubled(/payment_intents$/, "stumble_after", 1);
    await assert.rejects(processor.authorize(order), ProcessorFault);
    const [intent] = intentsOf(order.key);
    assert.ok(intent !== undefined);
    intent.status = "requires_action";
    const { answer } = await untilAnswered(() => processor.authorize(order));
    assert.ok(answer.outcome === "declined" && answer.code === "authentication_required");
    assert.equal(intent.status, "canceled");
  });

  it("leaves what was held where the issuer refuses to raise it", async () => {
    const order = { ...(await orderOf(500)), token: await tokenOf("tok_refusesToRaise") };
    const answer = await processor.authorize(order);
    assert.ok("authorization" in answer);
    const raised = await processor.raise({ ...of(answer.authorization), to: 900 });
    assert.ok(raised.outcome === "declined" && raised.code === "generic_decline");
    const capture = await processor.capture({ ...of(answer.authorization), amount: 500 });
    assert.deepEqual(capture, { outcome: "ok" });
  });

  it("declines what Stripe will never take: too little, a token of another processor", async () => {
    const little = await processor.authorize(await orderOf(20));
    assert.ok(little.outcome === "declined" && little.code === "amount_too_small");
    const foreign = { ...(await orderOf(500)), token: "tok_visa" };
    const answer = await processor.authorize(foreign);
    assert.ok(answer.outcome === "declined" && answer.code === "token_unknown");
  });

  it("keeps what it captured when a release comes late", async () => {
    const authorization = await held(700);
    await processor.capture({ ...of(authorization), amount: 500 });
    assert.deepEqual(await processor.cancel(of(authorization)), { outcome: "ok" });
    const { captured, refunded } = await processor.look({ merchant, authorization });
    assert.deepEqual([captured, refunded, logged], [500, 0, []]);
  });

  it("gives back each of two alike, though Stripe stumbles over the second", async () => {
    const authorization = await held(700);
    await processor.capture({ ...of(authorization), amount: 700 });
    await processor.refund({ ...of(authorization), amount: 200 });
    const second = { ...of(authorization), amount: 200 };
    troubled(/refunds$/, "stumble", 2);
    await untilAnswered(() => processor.refund(second));
    assert.equal((await processor.look({ merchant, authorization })).refunded, 400);
  });

  it("says that a refund failed which Stripe cancelled before it was asked again", async () => {
    const authorization = await held(700);
    await processor.capture({ ...of(authorization), amount: 700 });
    const order = { ...of(authorization), amount: 200 };
    troubled(/refunds$/, "stumble_after", 1);
    await assert.rejects(processor.refund(order), ProcessorFault);
    for (const refund of stripe.books.refunds.values()) {
      if (refund.payment_intent === authorization) refund.status = "canceled";
    }
    const { answer } = await untilAnswered(() => processor.refund(order));
    assert.ok(answer.outcome === "declined" && answer.code === "refund_failed");
  });

  it("tells what it took in larger steps, also where the answer was lost", async () => {
    const authorization = await held(5124, "kwd");
    const order = { ...of(authorization), amount: 4567 };
    troubled(/capture$/, "stumble_after", 1);
    const { answer } = await untilAnswered(() => processor.capture(order));
    assert.deepEqual(answer, { outcome: "ok", captured: 4560 });
  });

  it("counts a dispute as money gone while it is open and when it is lost", async () => {
    for (const [status, refunded, disputed] of [
      ["warning_needs_response", 0, false],
      ["needs_response", 700, true],
      ["under_review", 700, true],
      ["won", 0, false],
      ["lost", 700, false],
    ] as const) {
      const authorization = await held(700);
      await processor.capture({ ...of(authorization), amount: 700 });
      const dispute = stripe.books.disputes.get(stripe.books.dispute(authorization));
      assert.ok(dispute !== undefined);
      dispute.status = status;
      const told = await processor.look({ merchant, authorization });
      assert.deepEqual([told.refunded, told.disputed], [refunded, disputed], status);
    }
  });

  describe("when somebody acts at Stripe by hand", () => {
    it("declines to capture what was cancelled there, loudly", async () => {
      const authorization = await held(700);
      stripe.books.cancel(authorization);
      const answer = await processor.capture({ ...of(authorization), amount: 500 });
      assert.ok(answer.outcome === "declined");
      assert.match(logged[0]?.message ?? "", /closed at Stripe/);
    });

    it("counts what was captured there, and gives back what was too much", async () => {
      const less = await held(700);
      stripe.books.capture(less, 300);
      const part = await processor.capture({ ...of(less), amount: 500 });
      assert.deepEqual(part, { outcome: "ok", captured: 300 });
      const more = await held(700);
      stripe.books.capture(more, 700);
      const order = { ...of(more), amount: 500 };
      assert.deepEqual(await processor.capture(order), { outcome: "ok" });
      assert.deepEqual(await processor.capture(order), { outcome: "ok" });
      const { captured, refunded } = await processor.look({ merchant, authorization: more });
      assert.deepEqual([captured, refunded], [700, 200]);
      assert.equal(logged.length, 2);
    });

    it("gives back whole what was captured there although it was to be released", async () => {
      const authorization = await held(700);
      stripe.books.capture(authorization, 700);
      const order = of(authorization);
      assert.deepEqual(await processor.cancel(order), { outcome: "ok" });
      const { captured, refunded } = await processor.look({ merchant, authorization });
      assert.deepEqual([captured, refunded], [700, 700]);
      assert.match(logged[0]?.message ?? "", /goes back/);
    });
  });

  describe("tokens", () => {
    const known = async (token: string, key: string | null = nextKey()) =>
      tokenizer.cardByToken({ merchant, key, token });
    const refusedWith = (answer: object, why: RegExp) => {
      assert.ok("unusable" in answer, "the token is refused");
      assert.match(String(answer.unusable), why);
    };

    it("become a method that can be charged again and again, and say what card it is", async () => {
      for (const token of ["tok_mastercard", "pm_card_mastercard"]) {
        const answer = await known(token);
        assert.ok("token" in answer);
        const { brand, last4, expiry, fingerprint } = answer;
        assert.deepEqual([brand, last4, expiry], ["mastercard", "4444", { month: 12, year: 2040 }]);
        assert.match(fingerprint, /^fp_card_\w+$/);
        const { token: kept } = answer;
        for (const amount of [500, 600]) {
          const order = { merchant, key: nextKey(), token: kept, amount, currency: "eur" };
          assert.equal((await processor.authorize(order)).outcome, "ok");
        }
      }
    });

    it("make one customer for one request, however often it is sent", async () => {
      const before = stripe.books.customers.size;
      const key = nextKey();
      const answers = [await known("tok_visa", key), await known("tok_visa", key)];
      assert.deepEqual(answers[0], answers[1]);
      assert.equal(stripe.books.customers.size, before + 1);
    });

    it("are refused where Stripe refuses them, in words that say what to do", async () => {
      refusedWith(await known("tok_chargeDeclined"), /declined/);
      refusedWith(await known("tok_threeDSecureRequired"), /SetupIntent/);
      refusedWith(await known("tok_nobodys"), /no such token/);
      refusedWith(await known("pm_nobodys"), /no such token/);
      refusedWith(await known("seti_nobodys"), /no such token/);
      for (const odd of [
        "visa",
        "4242424242424242",
        "tok_4242424242424242",
        "tok_a/../b",
        "cus_1",
      ]) {
        const asks = stripe.asked.length;
        refusedWith(await known(odd), /no such token/);
        assert.equal(stripe.asked.length, asks, "Stripe is not asked for what is no token");
      }
    });

    it("may be a SetupIntent that its holder has confirmed, and only then", async () => {
      await known("tok_threeDSecureRequired");
      const setup = [...stripe.books.setups.values()].at(-1);
      assert.ok(setup !== undefined);
      refusedWith(await known(setup.id), /no such token/);
      // As a customer that the operator's own page made.
      Object.assign(stripe.books.customers.get(setup.customer) ?? {}, { metadata: {} });
      stripe.books.confirmSetup(setup.id, true);
      const answer = await known(setup.id);
      assert.ok("token" in answer && answer.token.startsWith(setup.customer));
    });

    it("that another account, or another method, has are nobody's", async () => {
      const mine = await known("tok_visa");
      assert.ok("token" in mine);
      const method = mine.token.split("/")[1] as string;
      refusedWith(await known(method), /has been used/);
      const other = { account: (await platform.openAccount()).account, livemode: true };
      const answer = await tokenizer.cardByToken({ merchant: other, key: null, token: method });
      refusedWith(answer, /no such token/);
    });

    it("of raw numbers are Stripe's, too", async () => {
      const card = {
        number: "5555555555554444",
        brand: "mastercard",
        month: 1,
        year: 2031,
      } as const;
      const answer = await tokenizer.cardByNumber({ ...asked(), ...card, cvc: "123" });
      assert.ok("token" in answer);
      assert.deepEqual(answer.expiry, { month: 1, year: 2031 });
    });

    it("of bank accounts are set up for debits, SEPA at once, others when they are checked", async () => {
      const holder = { name: "Ada", email: "ada@example.com" };
      const sepa = { number: "DE89370400440532013000", country: "DE", holder };
      const account = async (bank: Parameters<Tokenizer["bankAccount"]>[0]) =>
        tokenizer.bankAccount(bank);
      const german = await account({ ...asked(), ...sepa });
      assert.ok("token" in german);
      assert.deepEqual([german.status, german.last4], ["verified", "3000"]);
      const us = { number: "110000000:000123456789", country: "US", holder };
      const american = await account({ ...asked(), ...us });
      assert.ok("token" in american);
      assert.deepEqual([american.status, american.last4], ["pending", "6789"]);
      const nameless = await account({ ...asked(), ...sepa, holder: { ...holder, name: null } });
      refusedWith(nameless, /name/);
      assert.ok("param" in nameless && nameless.param === "billing_details.name");
      refusedWith(await account({ ...asked(), ...sepa, country: "BR" }), /SEPA and US/);
    });
  });
});
