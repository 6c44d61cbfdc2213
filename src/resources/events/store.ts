// SQL of events and of who subscribes to which.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { EventRow } from "./schema.ts";

/** An event that endpoints subscribe to, and the object it is about. */
export type Wanted = { event: string; type: string; object: string; endpoints: string[] };

const columns = `e.id, e.livemode, e.type, e.api_version, e.object, e.previous, e.request_id,
  e.idempotency_key, e.created, coalesce((
    select w.pending from event_webhooks w where w.account_id = $1 and w.livemode = $2
      and w.event_id = e.id and w.created = e.created), 0) as pending_webhooks`;

/** A filter by how far the deliveries of an event are. */
const delivered = (state: string): string => `exists (
  select 1 from event_webhooks w where w.account_id = $1 and w.livemode = $2
    and w.event_id = e.id and w.created = e.created and w.delivered ${state} w.wanted)`;

/** The event's month is part of its key: `$4` is the time that its id was made at. */
export const find = row<EventRow>(
  "events.find",
  `select ${columns} from events e where e.account_id = $1 and e.livemode = $2 and e.id = $3
     and e.created = $4`,
);

/** Where an event stands in the stream. */
export const position = row<{ position: number }>(
  "events.position",
  `select position from events where account_id = $1 and livemode = $2 and id = $3
     and created = $4`,
);

/** The last in the stream up to `$3`: of these types (null: all), made after `$5`. */
export const newest = row<{ id: string }>(
  "events.newest",
  `select id from events
   where account_id = $1 and livemode = $2 and position <= $3
     and ($4::text[] is null or type = any($4)) and created >= $5
   order by position desc limit 1`,
);

export type Followed = EventRow & { position: number };

/**
 * What comes after `$3` in the stream, up to `$4`: of these types (null: all), of this object
 * (null: any), made after `$7`.
 */
export const following = rows<Followed>(
  "events.following",
  `select ${columns}, e.position from events e
   where e.account_id = $1 and e.livemode = $2 and e.position > $3 and e.position <= $4
     and ($5::text[] is null or e.type = any($5)) and ($6::text is null or e.object_id = $6)
     and e.created >= $7
   order by e.position limit $8`,
);

/** All events up to this position are there, or never will be. */
export const settled = rowsAcrossAccounts<{ position: number }>(
  "events.settled",
  "select settled_event_position() as position",
);

/**
 * Which of these accounts and modes have something above their position, up to `$4`; by place in
 * the arrays.
 */
export const news = rowsAcrossAccounts<{ place: number }>(
  "events.news",
  `select f.place::integer as place
   from unnest($1::text[], $2::boolean[], $3::bigint[]) with ordinality
     as f (account_id, livemode, position, place)
   where exists (select 1 from events e where e.account_id = f.account_id
     and e.livemode = f.livemode and e.position > f.position and e.position <= $4)`,
);

export const list = listing<EventRow>("events.list", {
  prefix: "evt",
  select: `select ${columns} from events e where e.account_id = $1 and e.livemode = $2`,
  id: "e.id",
  among: { filter: "types", column: "e.type" },
  filters: {
    type: "e.type = ?",
    object_id: "e.object_id = ?",
    reached: delivered("="),
    missed: delivered("<"),
  },
});

/**
 * What is written of events: arrays of the same length. Behind `select` the length is unknown to
 * the planner: else it plans anew each time, for a length of one, and that takes four times as long
 * as the insert.
 */
const given = `unnest((select $3::text[]), (select $4::text[]), (select $5::text[]),
       (select $6::text[]), (select $7::text[]), (select $8::text[]), (select $9::text[]),
       (select $10::timestamptz[]))
     with ordinality as u (id, type, object, object_id, previous, request_id, idempotency_key,
       created, place)`;

/** Positions are taken while they are held (migration 0069), one after another. */
const held = "held as materialized (select hold_event_positions() as bound)";
const insertFromHeld = `
  insert into events (account_id, livemode, id, type, api_version, object, object_id, previous,
    request_id, idempotency_key, created, position)
  select $1, $2, id, type, (select api_version from accounts where id = $1), object, object_id,
    previous, request_id, idempotency_key, created,
    case when held.bound >= 0 then nextval('event_positions') end
  from held cross join`;

/** Writes events and answers those that endpoints want, with the endpoints. */
export const insertMany = rows<Wanted>(
  "events.insert_many",
  `with ${held},
   e as (
     select u.*, array(
       select distinct s.endpoint_id from event_subscriptions s
       where s.account_id = $1 and s.livemode = $2
         and s.pattern in ('*', u.type, split_part(u.type, '.', 1) || '.*') order by 1) as endpoints
     from ${given}),
   written as (${insertFromHeld} e order by place),
   tracked as (
     insert into event_webhooks (account_id, livemode, event_id, wanted, pending, created)
     select $1, $2, id, cardinality(endpoints), cardinality(endpoints), created
     from e where cardinality(endpoints) > 0)
   select id as event, type, object_id as object, endpoints
   from e where cardinality(endpoints) > 0`,
);

/**
 * The same for events that nobody is thought to want, without looking who does: if one of these
 * patterns (`$11`) has been subscribed to after all, it is an error (a division by zero).
 */
export const insertUnwanted = rows(
  "events.insert_unwanted",
  `with ${held} ${insertFromHeld} ${given}
   where 1 = 1 / (not exists (
     select from event_subscriptions s where s.account_id = $1 and s.livemode = $2
       and s.pattern = any((select $11::text[])::text[])))::integer
   order by place`,
);

/** Events by id, made between `$4` and `$5`: the months to look into. */
export const load = rows<EventRow>(
  "events.load",
  `select ${columns} from unnest((select $3::text[])) as u (id)
   join events e on e.account_id = $1 and e.livemode = $2 and e.id = u.id
     and e.created between $4 and $5`,
);

/**
 * Deliveries have ended, one per entry of `$3`, and arrived or not (`$6`); the events were made
 * between `$4` and `$5`.
 */
export const deliveriesEnded = rows(
  "events.deliveries_ended",
  `update event_webhooks w set pending = w.pending - ended.count,
     delivered = w.delivered + case when $6::boolean then ended.count else 0 end
   from (select id, count(*)::integer as count from unnest((select $3::text[])) as u (id)
     group by id order by id) ended
   where w.account_id = $1 and w.livemode = $2 and w.event_id = ended.id
     and w.created between $4 and $5`,
);

/** One delivery that had ended is under way again; it had arrived (`$5`) or not. */
export const deliveryReopened = rows(
  "events.delivery_reopened",
  `update event_webhooks set pending = pending + 1,
     delivered = delivered - case when $5::boolean then 1 else 0 end
   where account_id = $1 and livemode = $2 and event_id = $3 and created = $4`,
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
