// SQL of events and of who subscribes to which.
import { listing } from "../../db/listing.ts";
import { row, rows } from "../../db/statement.ts";
import type { EventRow } from "./schema.ts";

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
    family: "type like ? || '.%'",
    object_id: "object_id = ?",
    delivery_success: "(pending_webhooks = 0) = ?",
  },
});

/** Writes events and counts the endpoints that want each. Arrays of the same length. */
export const insertMany = rows<{ id: string; pending_webhooks: number }>(
  "events.insert_many",
  `insert into events (account_id, livemode, id, type, api_version, object, object_id, previous,
     request_id, idempotency_key, pending_webhooks, created)
   select $1, $2, e.id, e.type, (select api_version from accounts where id = $1), e.object,
     e.object_id, e.previous, $8, $9, (
       select count(distinct s.endpoint_id) from event_subscriptions s
       where s.account_id = $1 and s.livemode = $2
         and s.pattern in ('*', e.type, split_part(e.type, '.', 1) || '.*')), $10
   from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     as e (id, type, object, object_id, previous)
   returning id, pending_webhooks`,
);

/** One delivery of the event has ended. */
export const deliveryEnded = rows(
  "events.delivery_ended",
  `update events set pending_webhooks = pending_webhooks - $5
   where account_id = $1 and livemode = $2 and id = $3 and created = $4 and pending_webhooks >= $5`,
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
