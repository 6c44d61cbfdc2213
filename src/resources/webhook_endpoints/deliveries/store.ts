// SQL of deliveries as their owner reads and retries them; sending them is the parent folder's.
import { listing } from "../../../db/listing.ts";
import { row, rows } from "../../../db/statement.ts";
import type { DeliveryRow } from "./schema.ts";

const select = `select d.id, d.livemode, d.endpoint_id, d.event_id, d.event_type, d.status,
    d.attempts, d.tries, d.next_attempt, d.last_error, d.sample is not null as test, d.created,
    d.finished
  from webhook_deliveries d where d.account_id = $1 and d.livemode = $2`;

/** The month is part of the key: `$4` is the time that the id was made at. */
export const find = row<DeliveryRow>(
  "webhook_deliveries.find",
  `${select} and d.id = $3 and d.created = $4`,
);

export const lock = row<DeliveryRow>(
  "webhook_deliveries.lock",
  `${select} and d.id = $3 and d.created = $4 for update`,
);

/** Of these ids, made between `$4` and `$5`. */
export const load = rows<DeliveryRow>(
  "webhook_deliveries.load",
  `${select} and d.id = any($3) and d.created between $4 and $5`,
);

/** A delivery is made with its event, in the same millisecond: `at` finds the few of then. */
export const list = listing<DeliveryRow>("webhook_deliveries.list", {
  prefix: "whd",
  select,
  id: "d.id",
  filters: {
    endpoint: "d.endpoint_id = ?",
    status: "d.status = ?",
    event: "d.event_id = ?",
    at: "d.created = ?",
  },
});

/** Due now, in lane `$5`, whatever has become of it before. */
export const reopen = rows(
  "webhook_deliveries.reopen",
  `update webhook_deliveries set status = 'pending', next_attempt = $6, lane = $5, finished = null
   where account_id = $1 and livemode = $2 and id = $3 and created = $4`,
);

/** A sample of an event, which is in no log. */
export const insertSample = rows(
  "webhook_deliveries.insert_sample",
  `insert into webhook_deliveries (account_id, livemode, id, endpoint_id, event_id, event_type,
     sample, lane, next_attempt, created)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);
