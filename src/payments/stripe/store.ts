// SQL of what was ordered of Stripe and of the notifications that were heard.
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";

export type Answer = { readonly outcome: string };

export type OrderRow = {
  operation: string;
  payment_intent: string | null;
  attempt: number;
  answer: Answer | null;
  created: Date;
};

/** Answers a row to whoever brings the key first. */
export const claim = row<OrderRow>(
  "stripe.claim",
  `insert into stripe_orders (account_id, livemode, key, operation, payment_intent, created)
   values ($1, $2, $3, $4, $5, $6)
   on conflict do nothing returning operation, payment_intent, attempt, answer, created`,
);

export const order = row<OrderRow>(
  "stripe.order",
  `select operation, payment_intent, attempt, answer, created from stripe_orders
   where account_id = $1 and livemode = $2 and key = $3`,
);

/** The first answer stays. */
export const settle = row<{ answer: Answer; payment_intent: string | null }>(
  "stripe.settle",
  `update stripe_orders set answer = coalesce(answer, $4),
     payment_intent = coalesce($5, payment_intent)
   where account_id = $1 and livemode = $2 and key = $3 returning answer, payment_intent`,
);

export const askOtherwise = rows(
  "stripe.ask_otherwise",
  `update stripe_orders set attempt = attempt + 1
   where account_id = $1 and livemode = $2 and key = $3 and attempt = $4`,
);

/** Answers a row for a notification that was not heard before. */
export const hear = row<{ id: string }>(
  "stripe.hear",
  `insert into stripe_events (account_id, livemode, id, type, payment_intent, happened, received)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict do nothing returning id`,
);

export const whose = rowsAcrossAccounts<{ account: string }>(
  "stripe.whose",
  `select account_id as account from stripe_orders
   where payment_intent = $1 and livemode = $2 and operation in ('authorize', 'debit')`,
);

export const forgetEvents = rowsAcrossAccounts(
  "stripe.forget_events",
  `delete from stripe_events where received < $1`,
);
