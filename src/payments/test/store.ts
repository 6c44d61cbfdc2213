// SQL of the test processor's memory.
import { row, rows } from "../../db/statement.ts";

export type Answer =
  | { outcome: "ok" | "pending"; authorization?: string }
  | { outcome: "declined"; code: string; message: string };

/**
 * Answers a row to whoever brings the key first; another waits here until the first has committed.
 */
export const claim = row<{ key: string }>(
  "test_processor.claim",
  `insert into test_processor_orders (account_id, livemode, key, operation, created) values ($1,
    $2, $3, $4, $5)
   on conflict do nothing returning key`,
);

export const order = row<{ operation: string; answer: Answer }>(
  "test_processor.order",
  `select operation, answer from test_processor_orders where account_id = $1 and livemode = $2
    and key = $3`,
);

export const settle = rows(
  "test_processor.settle",
  `update test_processor_orders set answer = $4, authorization_id = $5, amount = $6
   where account_id = $1 and livemode = $2 and key = $3`,
);

/** What went back of an authorisation. */
export const refundsOf = rows<{ key: string; amount: number }>(
  "test_processor.refunds_of",
  `select key, amount from test_processor_orders
   where account_id = $1 and livemode = $2 and authorization_id = $3 and amount is not null
   order by created, key`,
);

export type Authorization = {
  id: string;
  token: string;
  amount: number;
  captured: number;
  refunded: number;
  /** `processing`: a bank debit that is decided at `decided`. */
  status: "authorized" | "processing" | "captured" | "cancelled" | "failed";
  decided: Date | null;
};

export const insertAuthorization = rows(
  "test_processor.insert_authorization",
  `insert into test_processor_authorizations (account_id, livemode, id, token, currency, amount,
    status, created, decided)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

const authorization = `
  select id, token, amount, captured, refunded, status, decided from test_processor_authorizations
   where account_id = $1 and livemode = $2 and id = $3`;

export const findAuthorization = row<Authorization>(
  "test_processor.find_authorization",
  authorization,
);
export const lockAuthorization = row<Authorization>(
  "test_processor.lock_authorization",
  `${authorization} for update`,
);

export const change = rows(
  "test_processor.change",
  `update test_processor_authorizations set amount = $4, captured = $5, refunded = $6, status = $7
   where account_id = $1 and livemode = $2 and id = $3`,
);
