// The built-in test processor: test mode only, as durable as a real one. What it did before a crash
// it knows afterwards, and an order's key has one effect whatever happens between.
import type { Database, Work } from "../../db/work.ts";
import { assert, present } from "../../lib/assert.ts";
import { addMs } from "../../lib/time.ts";
import {
  type Debit,
  type Declined,
  type Processor,
  type Standing,
  standingWith,
} from "../processor.ts";
import { type Behaviour, behaviourOf, type DebitEnd, debitEndOf } from "./cards.ts";
import * as store from "./store.ts";

type Operation = "authorize" | "raise" | "capture" | "cancel" | "debit" | "refund";
type Order = Parameters<Processor["cancel"]>[0];
type Changed = {
  readonly answer: store.Answer;
  readonly change?: Partial<store.Authorization>;
  /** What goes back. */
  readonly back?: number;
};

const ok: Changed["answer"] = { outcome: "ok" };

const declined = (code: string, message: string): Declined => ({
  outcome: "declined",
  code,
  message,
});

const atAuthorization: Partial<Record<Behaviour, Declined>> = {
  declines: declined("card_declined", "The card was declined."),
  no_funds: declined("insufficient_funds", "The card has insufficient funds."),
};

const atDebit: Readonly<Record<Exclude<DebitEnd, "arrives">, Declined>> = {
  fails: declined("debit_failed", "The bank returned the debit."),
  closed: declined("account_closed", "The bank account is closed."),
  no_funds: declined("insufficient_funds", "The bank account has insufficient funds."),
};

/** What takes a bank days takes the test processor this long. */
const decidesAfterMs = 2000;

export function testProcessor(database: Database, debitMs = decidesAfterMs): Processor {
  /** Carries an order out, or answers as it was answered before. */
  const once = <A extends store.Answer>(
    operation: Operation,
    order: Pick<Order, "merchant" | "key">,
    run: (
      work: Work,
    ) => Promise<{ answer: store.Answer; authorization: string | null; back?: number }>,
  ): Promise<A> => {
    assert(!order.merchant.livemode, "the test processor takes no live orders");
    return database.transaction(order.merchant, async (work) => {
      if ((await store.claim(work, [order.key, operation, work.now])) === null) {
        const before = present(await store.order(work, [order.key]), "the order with this key");
        assert(
          before.operation === operation,
          `the key ${order.key} was used for another operation`,
        );
        return before.answer as A;
      }
      const { answer, authorization, back = null } = await run(work);
      await store.settle(work, [order.key, answer, authorization, back]);
      return answer as A;
    });
  };

  const onAuthorization = <A extends store.Answer>(
    operation: Operation,
    order: Order,
    decide: (authorization: store.Authorization) => Changed,
  ): Promise<A> =>
    once<A>(operation, order, async (work) => {
      const found = await store.lockAuthorization(work, [order.authorization]);
      const before = present(found, "the authorisation");
      const { answer, change, back } = decide(before);
      const after = { ...before, ...change };
      await store.change(work, [
        ...[after.id, after.amount, after.captured, after.refunded, after.status],
      ]);
      return { answer, authorization: after.id, ...(back === undefined ? {} : { back }) };
    });

  return {
    name: "test",
    inRealTime: false,
    authorize: (order) =>
      once("authorize", order, async (work) => {
        const refusal = atAuthorization[behaviourOf(order.token)];
        if (refusal !== undefined) return { answer: refusal, authorization: null };
        const id = work.newId("tauth");
        const { token, currency, amount } = order;
        const born = [id, token, currency, amount, "authorized", work.now, null];
        await store.insertAuthorization(work, born);
        return { answer: { outcome: "ok", authorization: id }, authorization: id };
      }),
    raise: (order) => onAuthorization("raise", order, (before) => raised(before, order.to)),
    capture: (order) =>
      onAuthorization("capture", order, (before) => captured(before, order.amount)),
    cancel: (order) => onAuthorization("cancel", order, cancelled),
    debit: (order) =>
      once("debit", order, async (work) => {
        const id = work.newId("tauth");
        const { token, currency, amount } = order;
        const decided = addMs(work.now, debitMs);
        const born = [id, token, currency, amount, "processing", work.now, decided];
        await store.insertAuthorization(work, born);
        return { answer: { outcome: "pending", authorization: id }, authorization: id };
      }),
    debited: ({ merchant, authorization }) =>
      database.transaction(merchant, async (work) => {
        const found = await store.lockAuthorization(work, [authorization]);
        const after = decidedBy(work.now, present(found, "the debit"));
        await store.change(work, [
          ...[after.id, after.amount, after.captured, after.refunded, after.status],
        ]);
        return debitAnswer(after);
      }),
    refund: (order) => onAuthorization("refund", order, (before) => refunded(before, order.amount)),
    // A token is a name of what will happen, and belongs to nobody.
    forget: async () => ({ outcome: "ok" }),
    look: async ({ merchant, authorization }) => {
      const reader = database.reader(merchant);
      const found = present(
        await store.findAuthorization(reader, [authorization]),
        "the authorisation",
      );
      const returns = await store.refundsOf(reader, [authorization]);
      return standingWith(
        { status: standings[found.status], captured: found.captured },
        returns.map(({ key, amount }) => ({
          ...{ id: key, key, amount, status: "done", disputed: false },
        })),
      );
    },
  };
}

function raised(before: store.Authorization, to: number): Changed {
  if (before.status !== "authorized") {
    return { answer: declined("authorization_closed", "The authorisation is no longer open.") };
  }
  if (behaviourOf(before.token) === "cannot_be_raised") {
    return { answer: declined("raise_unsupported", "The card's authorisations cannot be raised.") };
  }
  return { answer: ok, change: { amount: Math.max(before.amount, to) } };
}

function captured(before: store.Authorization, amount: number): Changed {
  // Each of these would be a bug of ours; a real processor refuses them as loudly.
  assert(before.status === "authorized", `${before.id} is ${before.status}: it cannot be captured`);
  assert(amount > 0 && amount <= before.amount, `${before.id} does not hold ${amount}`);
  if (behaviourOf(before.token) === "fails_at_capture") {
    const answer = declined("card_declined", "The card was declined when the amount was captured.");
    return { answer, change: { status: "failed" } };
  }
  return { answer: ok, change: { captured: amount, status: "captured" } };
}

function cancelled(before: store.Authorization): Changed {
  if (before.status !== "authorized") return { answer: ok };
  return { answer: ok, change: { status: "cancelled" } };
}

function decidedBy(now: Date, debit: store.Authorization): store.Authorization {
  if (debit.status !== "processing" || present(debit.decided, "its time") > now) return debit;
  return debitEndOf(debit.token) === "arrives"
    ? { ...debit, status: "captured", captured: debit.amount }
    : { ...debit, status: "failed" };
}

function debitAnswer({ id, status, token }: store.Authorization): Debit {
  if (status === "processing") return { outcome: "pending", authorization: id };
  const end = debitEndOf(token);
  return end === "arrives" ? { outcome: "ok", authorization: id } : atDebit[end];
}

function refunded(before: store.Authorization, amount: number): Changed {
  if (behaviourOf(before.token) === "refuses_refunds") {
    return { answer: declined("refund_refused", "The card takes no money back.") };
  }
  if (before.refunded + amount > before.captured) {
    return { answer: declined("refund_too_large", "More than was captured cannot be given back.") };
  }
  return { answer: ok, change: { refunded: before.refunded + amount }, back: amount };
}

const standings: Readonly<Record<store.Authorization["status"], Standing["status"]>> = {
  authorized: "open",
  processing: "pending",
  captured: "captured",
  cancelled: "closed",
  failed: "closed",
};
