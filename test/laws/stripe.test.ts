// A seeded walk over everything that can be ordered of Stripe, while requests stumble, stall and
// break, days go by, processes restart and people act at Stripe by hand: whatever happens, each
// order has one effect, and what was answered is what is there.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openLog } from "../../src/lib/log.ts";
import { type Processor, ProcessorFault } from "../../src/payments/processor.ts";
import { openStripe } from "../../src/payments/stripe/client.ts";
import { stripeProcessor } from "../../src/payments/stripe/processor.ts";
import { stripeTokenizer } from "../../src/payments/stripe/tokenizer.ts";
import { type TestPlatform, testPlatform } from "../platform.ts";
import { openDouble, type StripeDouble, type Trouble } from "../stripe/double.ts";

const seed = Number(process.env["CHARGE_LAW_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Mulberry32. */
function chance(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the answers have said of a payment. */
type Payment = {
  readonly key: string;
  readonly authorization: string;
  readonly currency: string;
  held: number;
  captured: number;
  refunded: number;
  byHand: number;
  state: "open" | "captured" | "cancelled" | "lost";
};

describe("orders to Stripe", () => {
  let platform: TestPlatform;
  let stripe: StripeDouble;
  before(async () => {
    [platform, stripe] = [await testPlatform(), await openDouble()];
  });
  after(async () => {
    await platform.close();
    await stripe.close();
  });

  it(`have one effect each, and what was answered is there (CHARGE_LAW_SEED=${seed})`, async () => {
    const random = chance(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const oneOf = <T>(items: readonly T[]): T => items[below(items.length)] as T;
    const merchant = { account: platform.first.account, livemode: true };
    const { secretKey, url: apiBase } = stripe;
    const log = openLog("silent");
    const open = (): Processor => {
      const client = openStripe({ secretKey, apiBase, timeoutMs: 150 });
      return stripeProcessor({ client, database: platform.database, log });
    };
    let processor = open();
    const calm = openStripe({ secretKey, apiBase, timeoutMs: 5000 });
    const tokenizer = stripeTokenizer(calm, platform.vault);
    const tokens = await Promise.all(
      ["tok_visa", "tok_visa", "tok_unionpay", "tok_refusesToRaise", "tok_failsAtCapture"].map(
        async (token) => {
          const answer = await tokenizer.cardByToken({ merchant, key: null, token });
          assert.ok("token" in answer);
          return answer.token;
        },
      ),
    );
    const troubles: readonly Trouble[] = ["stumble", "stumble_after", "cut", "busy", "stall"];
    const trouble = (): Trouble => (random() < 0.2 ? oneOf(troubles) : null);
    stripe.trouble(trouble);

    /** As a job does: until there is an answer, which is the same ever after. */
    async function answered<T>(ask: (by: Processor) => Promise<T>): Promise<T> {
      for (let tries = 0; tries < 60; tries++) {
        if (random() < 0.1) processor = open();
        if (random() < 0.1) stripe.forgetKeys();
        try {
          const answer = await ask(processor);
          stripe.trouble(() => null);
          stripe.forgetKeys();
          assert.deepEqual(await ask(open()), answer, "asked again");
          stripe.trouble(trouble);
          return answer;
        } catch (error) {
          if (!(error instanceof ProcessorFault)) throw error;
        }
      }
      throw new Error("no answer after sixty tries");
    }

    let number = 0;
    const payments: Payment[] = [];
    const of = ({ authorization }: Payment) => ({
      ...{ merchant, key: `law_${++number}`, authorization },
    });
    const intentOf = ({ authorization }: Payment) => {
      const intent = stripe.books.intents.get(authorization);
      assert.ok(intent !== undefined);
      return intent;
    };

    const steps: Readonly<Record<string, (payment: Payment) => Promise<void>>> = {
      async raise(payment) {
        const to = payment.held + below(500);
        const answer = await answered((by) => by.raise({ ...order, to }));
        if (answer.outcome === "ok") payment.held = Math.max(payment.held, to);
      },
      async capture(payment) {
        if (payment.state === "captured" || payment.state === "cancelled") return;
        const amount = 50 + below(payment.held - 50);
        const answer = await answered((by) => by.capture({ ...order, amount }));
        payment.state = answer.outcome === "ok" ? "captured" : "lost";
        if (answer.outcome === "ok") payment.captured = answer.captured ?? amount;
      },
      async cancel(payment) {
        if (payment.state === "captured" || payment.state === "cancelled") return;
        await answered((by) => by.cancel(order));
        payment.state = "cancelled";
      },
      async refund(payment) {
        if (payment.state !== "captured") return;
        const amount = 1 + below(400);
        const answer = await answered((by) => by.refund({ ...order, amount }));
        if (answer.outcome === "ok") payment.refunded += amount;
      },
      async cancelByHand(payment) {
        if (intentOf(payment).status === "requires_capture") {
          stripe.books.cancel(payment.authorization);
          payment.state = "lost";
        }
      },
      async captureByHand(payment) {
        const { status, amount } = intentOf(payment);
        const fails = intentOf(payment).payment_method === tokens[4]?.split("/")[1];
        if (status !== "requires_capture" || fails) return;
        stripe.books.capture(payment.authorization, 50 + 10 * below((amount - 50) / 10));
      },
      async refundByHand(payment) {
        const { amount_received: received, latest_charge: charge } = intentOf(payment);
        const left = received - (charge?.amount_refunded ?? 0);
        // What nobody has counted yet goes back by itself.
        if (left < 60 || payment.state !== "captured") return;
        stripe.books.refund(payment.authorization, 10);
        payment.byHand += 10;
      },
    };
    let order = { merchant, key: "", authorization: "" };

    for (let step = 0; step < 150; step++) {
      if (payments.length < 4 || random() < 0.2) {
        const key = `law_${++number}`;
        const currency = oneOf(["eur", "jpy", "kwd"]);
        const asked = {
          merchant,
          key,
          token: oneOf(tokens),
          amount: 200 + 10 * below(300),
          currency,
        };
        const answer = await answered((by) => by.authorize(asked));
        assert.ok("authorization" in answer, `a good card was declined: ${JSON.stringify(answer)}`);
        payments.push({
          ...{ key, authorization: answer.authorization, currency, held: asked.amount },
          ...{ captured: 0, refunded: 0, byHand: 0, state: "open" },
        });
      }
      const payment = oneOf(payments.slice(-6));
      order = of(payment);
      await oneOf(Object.values(steps))(payment);
    }

    for (const payment of payments) {
      const live = [...stripe.books.intents.values()].filter(
        ({ metadata, status }) =>
          metadata["charge_order"] === payment.key && status !== "requires_payment_method",
      );
      assert.deepEqual(
        live.map(({ id }) => id),
        [payment.authorization],
        "one payment for one order",
      );
      const { status, amount_received: received, latest_charge: charge } = intentOf(payment);
      const back = charge?.amount_refunded ?? 0;
      const told = JSON.stringify({ payment, status, received, back });
      if (payment.state === "open" || payment.state === "lost") continue;
      assert.notEqual(status, "requires_capture", told);
      assert.equal(received - back, payment.captured - payment.refunded - payment.byHand, told);
    }
    const ended = payments.filter(({ state }) => state === "captured").length;
    assert.ok(ended >= 2, `${ended} payments were captured`);
  });
});
