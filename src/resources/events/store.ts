// SQL of events and of who subscribes to which.
import { listing } from "../../db/listing.ts";
import { row, rows } from "../../db/statement.ts";
import type { EventRow } from "./schema.ts";

/** An event that endpoints subscribe to, and the object it is about. */
export type Wanted = { event: string; object: string; endpoints: string[] };

const columns = `id, livemode, type, api_version, object, previous, request_id, idempotency_key,
  pending_webhooks, created`;

/** The event's month is part of its key: `$4` is the time that its id was made at. */
export const find = row<EventRow>(
  "events.find",
  `select ${columns} from events where account_id = $1 and livemode = $2 and id = $3
     and created = $4`,
);

export const list = listing<EventRow>("events.list", {
  prefix: "evt",
  select: `select ${columns} from events where account_id = $1 and livemode = $2`,
  id: "id",
  filters: {
    type: "type = ?",
    types: "type = any(?)",
    object_id: "object_id = ?",
    delivery_success: "wanted_webhooks > 0 and (delivered_webhooks = wanted_webhooks) = ?",
  },
});

/**
 * Writes events and answers those that endpoints want, with the endpoints. Arrays of the same
 * length. Behind `select` their length is unknown to the planner: else it plans anew each time,
 * for a length of one, and that takes four times as long as the insert. Where `$11` says that
 * nobody wants them, an event that is wanted is an error (a division by zero).
 */
export const insertMany = rows<Wanted>(
  "events.insert_many",
  `with e as (
     select u.*, array(
       select distinct s.endpoint_id from event_subscriptions s
       where s.account_id = $1 and s.livemode = $2
         and s.pattern in ('*', u.type, split_part(u.type, '.', 1) || '.*') order by 1) as endpoints
     from unnest((select $3::text[]), (select $4::text[]), (select $5::text[]),
       (select $6::text[]), (select $7::text[])) as u (id, type, object, object_id, previous)),
   written as (
     insert into events (account_id, livemode, id, type, api_version, object, object_id, previous,
       request_id, idempotency_key, wanted_webhooks, pending_webhooks, created)
     select $1, $2, id, type, (select api_version from accounts where id = $1), object, object_id,
       previous, $8, $9, cardinality(endpoints), cardinality(endpoints), $10 from e)
   select id as event, object_id as object, endpoints,
     1 / (cardinality(endpoints) * (not $11::boolean)::integer)
   from e where cardinality(endpoints) > 0`,
);

/** Events by id, made between `$4` and `$5`: the months to look into. */
export const load = rows<EventRow>(
  "events.load",
  `select ${columns} from events
   where account_id = $1 and livemode = $2 and id = any($3::text[]) and created between $4 and $5`,
);

/**
 * Deliveries have ended, one per entry of `$3`, and arrived or not (`$6`); the events were made
 * between `$4` and `$5`.
 */
export const deliveriesEnded = rows(
  "events.deliveries_ended",
  `update events e set pending_webhooks = e.pending_webhooks - ended.count,
     delivered_webhooks = e.delivered_webhooks + case when $6::boolean then ended.count else 0 end
   from (select id, count(*)::integer as count from unnest($3::text[]) as u (id) group by id) ended
   where e.account_id = $1 and e.livemode = $2 and e.id = any($3::text[]) and e.id = ended.id
     and e.created between $4 and $5`,
);

export const subscribe = rows(
  "events.subscribe",
  `insert into event_subscriptions (account_id, livemode, endpoint_id, pattern)
   select $1, $2, $3, pattern from unnest($4::text[]) as p (pattern) on conflict do nothing`,
);

export const unsubscribe = rows(
  "events.unsubscribe",
  "delete from event_subscriptions where account_id = $1 and livemode = $2 and endpoint_id = $3",
);
