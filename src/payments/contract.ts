// The stories that every processor must pass, whoever stands behind it. Whoever adds one hands in
// its tokens for cards and accounts that behave as their names say.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Declined, Merchant, Processor, Standing } from "./processor.ts";

export type CardKind = "good" | "declines" | "no_funds" | "cannot_be_raised" | "fails_at_capture";

export type Harness = {
  readonly processor: Processor;
  readonly merchant: Merchant;
  card(kind: CardKind): Promise<string>;
  bankAccount(kind: "good" | "fails"): Promise<string>;
  /** Days go by: the banks decide. */
  decideDebits(): Promise<void>;
  /** Another process, with nothing in its memory. */
  restarted(): Processor;
  /** Somebody cancels the payment at the processor, by hand. */
  closeOutside(authorization: string): Promise<void>;
  /** How many authorisations and debits of this amount the processor has made. */
  made(amount: number): Promise<number>;
};

type Story = readonly [guarantee: string, tell: (at: Harness) => Promise<void>];

const currency = "eur";

const declinedWith = (answer: { readonly outcome: string } | Declined, code: string): void => {
  assert.equal(answer.outcome, "declined");
  assert.equal("code" in answer ? answer.code : null, code);
  assert.ok("message" in answer && answer.message.length > 10, "a sentence says why");
};

let orders = 0;
const nextKey = (): string => `story_${++orders}`;

async function held(at: Harness, amount: number, kind: CardKind = "good"): Promise<string> {
  const token = await at.card(kind);
  const order = { merchant: at.merchant, key: nextKey(), token, amount, currency };
  const answer = await at.processor.authorize(order);
  assert.equal(answer.outcome, "ok");
  return "authorization" in answer ? answer.authorization : "";
}

const of = (at: Harness, authorization: string) => ({
  ...{ merchant: at.merchant, key: nextKey(), authorization },
});

const standing = async (at: Harness, authorization: string): Promise<Standing> =>
  at.processor.look({ merchant: at.merchant, authorization });

const oneEffect: readonly Story[] = [
  [
    "one key has one effect and one answer, however many ask at once",
    async (at) => {
      const token = await at.card("good");
      const order = { merchant: at.merchant, key: nextKey(), token, amount: 771, currency };
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => at.processor.authorize(order)),
      );
      assert.equal(new Set(answers.map((one) => JSON.stringify(one))).size, 1);
      assert.equal(await at.made(771), 1);
      const [answer] = answers;
      assert.ok(answer !== undefined && "authorization" in answer);
      const capture = { ...of(at, answer.authorization), amount: 600 };
      const captured = await Promise.all([1, 2, 3].map(() => at.processor.capture(capture)));
      assert.deepEqual(captured, [{ outcome: "ok" }, { outcome: "ok" }, { outcome: "ok" }]);
      const refund = { ...of(at, answer.authorization), amount: 100 };
      await Promise.all([1, 2, 3].map(() => at.processor.refund(refund)));
      const { captured: came, refunded } = await standing(at, answer.authorization);
      assert.deepEqual([came, refunded], [600, 100]);
    },
  ],
  [
    "another process gets the same answer to the same key",
    async (at) => {
      const token = await at.card("good");
      const order = { merchant: at.merchant, key: nextKey(), token, amount: 772, currency };
      const before = await at.processor.authorize(order);
      assert.deepEqual(await at.restarted().authorize(order), before);
      assert.equal(await at.made(772), 1);
      const poor = { ...order, key: nextKey(), token: await at.card("no_funds") };
      const refusal = await at.processor.authorize(poor);
      assert.deepEqual(await at.restarted().authorize(poor), refusal);
    },
  ],
];

const holds: readonly Story[] = [
  [
    "an issuer's no is a decline with its code, when it is authorised or when it is captured",
    async (at) => {
      for (const [kind, code] of [
        ["declines", /card_declined|generic_decline/],
        ["no_funds", /insufficient_funds/],
      ] as const) {
        const token = await at.card(kind);
        const order = { merchant: at.merchant, key: nextKey(), token, amount: 500, currency };
        const answer = await at.processor.authorize(order);
        assert.equal(answer.outcome, "declined", kind);
        assert.match("code" in answer ? answer.code : "", code);
      }
      const failing = await held(at, 500, "fails_at_capture");
      const answer = await at.processor.capture({ ...of(at, failing), amount: 400 });
      assert.equal(answer.outcome, "declined");
      assert.equal((await standing(at, failing)).captured, 0);
    },
  ],
  [
    "a capture takes up to what is held, once, and the rest is free again",
    async (at) => {
      const authorization = await held(at, 900);
      assert.equal((await standing(at, authorization)).status, "open");
      const capture = (amount: number) =>
        at.processor.capture({ ...of(at, authorization), amount });
      await assert.rejects(capture(901), /does not hold/);
      assert.deepEqual(await capture(350), { outcome: "ok" });
      await assert.rejects(capture(100), /cannot be captured/);
      assert.deepEqual(await standing(at, authorization), {
        ...{ status: "captured", captured: 350, refunded: 0, disputed: false, returns: [] },
      });
    },
  ],
  [
    "a raised authorisation can be captured whole; where the card does not offer it, as before",
    async (at) => {
      const authorization = await held(at, 500);
      const raise = { ...of(at, authorization), to: 800 };
      assert.deepEqual(await at.processor.raise(raise), { outcome: "ok" });
      assert.deepEqual(await at.processor.raise(raise), { outcome: "ok" });
      const capture = { ...of(at, authorization), amount: 800 };
      assert.deepEqual(await at.processor.capture(capture), { outcome: "ok" });
      const fixed = await held(at, 500, "cannot_be_raised");
      const refused = await at.processor.raise({ ...of(at, fixed), to: 800 });
      declinedWith(refused, "raise_unsupported");
      const rest = await at.processor.capture({ ...of(at, fixed), amount: 500 });
      assert.deepEqual(rest, { outcome: "ok" });
    },
  ],
  [
    "what is cancelled is closed, and can be cancelled again",
    async (at) => {
      const authorization = await held(at, 500);
      assert.deepEqual(await at.processor.cancel(of(at, authorization)), { outcome: "ok" });
      assert.deepEqual(await at.processor.cancel(of(at, authorization)), { outcome: "ok" });
      assert.equal((await standing(at, authorization)).status, "closed");
      const raised = await at.processor.raise({ ...of(at, authorization), to: 800 });
      declinedWith(raised, "authorization_closed");
    },
  ],
  [
    "a payment that is closed by hand at the processor shows as closed",
    async (at) => {
      const authorization = await held(at, 500);
      await at.closeOutside(authorization);
      assert.equal((await standing(at, authorization)).status, "closed");
    },
  ],
];

const back: readonly Story[] = [
  [
    "no more goes back than came in",
    async (at) => {
      const authorization = await held(at, 700);
      const refund = (amount: number) => at.processor.refund({ ...of(at, authorization), amount });
      declinedWith(await refund(100), "refund_too_large");
      await at.processor.capture({ ...of(at, authorization), amount: 300 });
      assert.deepEqual(await refund(200), { outcome: "ok" });
      declinedWith(await refund(101), "refund_too_large");
      const last = { ...of(at, authorization), amount: 100 };
      assert.deepEqual(await at.processor.refund(last), { outcome: "ok" });
      const { refunded, returns } = await standing(at, authorization);
      assert.equal(refunded, 300);
      assert.deepEqual(returns.map(({ amount, status }) => [amount, status]).sort(), [
        [100, "done"],
        [200, "done"],
      ]);
      assert.ok(returns.some(({ key }) => key === last.key));
    },
  ],
];

const debits: readonly Story[] = [
  [
    "a debit is pending until the bank decides, then it has arrived or never will",
    async (at) => {
      const debit = async (kind: "good" | "fails", amount: number) => {
        const token = await at.bankAccount(kind);
        const order = { merchant: at.merchant, key: nextKey(), token, amount, currency };
        const [answer, again] = [await at.processor.debit(order), await at.processor.debit(order)];
        assert.deepEqual(again, answer);
        assert.equal(answer.outcome, "pending");
        assert.equal(await at.made(amount), 1);
        return "authorization" in answer ? answer.authorization : "";
      };
      const [good, bad] = [await debit("good", 1231), await debit("fails", 1232)];
      const ended = (authorization: string) =>
        at.processor.debited({ merchant: at.merchant, authorization });
      assert.equal((await standing(at, good)).status, "pending");
      await at.decideDebits();
      assert.deepEqual(await ended(good), { outcome: "ok", authorization: good });
      assert.deepEqual(await ended(good), { outcome: "ok", authorization: good });
      assert.equal((await ended(bad)).outcome, "declined");
      const refund = await at.processor.refund({ ...of(at, good), amount: 231 });
      assert.deepEqual(refund, { outcome: "ok" });
      const { captured, refunded } = await standing(at, good);
      assert.deepEqual([captured, refunded], [1231, 231]);
    },
  ],
];

export const processorStories: readonly Story[] = [...oneEffect, ...holds, ...back, ...debits];

/** Declares one test per story. */
export function tellProcessorStories(at: () => Harness): void {
  for (const [guarantee, tell] of processorStories) test(guarantee, () => tell(at()));
}
