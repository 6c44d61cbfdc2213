// One order, one effect at Stripe: every order is written down before Stripe hears of it, with the
// answer behind it. Stripe remembers a key for a day, its own faults included; so an order that
// was begun before is looked for first, and only what has not happened is ordered, with another
// key if Stripe stumbled over the last one.
import type { Database } from "../../db/work.ts";
import { assert, present } from "../../lib/assert.ts";
import type { Order } from "../processor.ts";
import { Stumbled } from "./client.ts";
import * as store from "./store.ts";

export type Operation = "authorize" | "raise" | "capture" | "cancel" | "debit" | "refund";

export type Begun = {
  /** What Stripe is to remember this try by. */
  readonly idempotencyKey: string;
  readonly created: Date;
};

type Reached<A> = { readonly answer: A; readonly intent: string | null };

export type Steps<A> = {
  /** Carries the order out. */
  perform(begun: Begun): Promise<Reached<A>>;
  /** What an earlier try has brought; null: nothing. */
  recover(begun: Begun): Promise<Reached<A> | null>;
};

export type Orders = <A extends store.Answer>(
  order: Pick<Order, "merchant" | "key"> & { readonly authorization?: string },
  operation: Operation,
  steps: Steps<A>,
) => Promise<A>;

export const openOrders =
  (database: Database): Orders =>
  async <A extends store.Answer>(
    order: Parameters<Orders>[0],
    operation: Operation,
    { perform, recover }: Steps<A>,
  ): Promise<A> => {
    const { merchant, key } = order;
    // Stripe lives in real time, whatever the account's.
    const fresh = await database.transaction(merchant, (work) =>
      store.claim(work, [key, operation, order.authorization ?? null, work.realNow]),
    );
    const found = fresh ?? (await store.order(database.reader(merchant), [key]));
    const { attempt, answer, created, ...known } = present(found, "the order with this key");
    assert(known.operation === operation, `the key ${key} was used for another operation`);
    if (answer !== null) return answer as A;
    const mode = merchant.livemode ? "live" : "test";
    const idempotencyKey = `${merchant.account}:${mode}:${key}:${attempt}`;
    try {
      const begun = { idempotencyKey, created };
      const reached = (fresh === null ? await recover(begun) : null) ?? (await perform(begun));
      const settled = await database.transaction(merchant, (work) =>
        store.settle(work, [key, reached.answer, reached.intent]),
      );
      return present(settled, "the order that was carried out").answer as A;
    } catch (error) {
      if (error instanceof Stumbled) {
        await database.transaction(merchant, (work) => store.askOtherwise(work, [key, attempt]));
      }
      throw error;
    }
  };
