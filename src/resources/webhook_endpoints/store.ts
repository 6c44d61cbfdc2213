// SQL of webhook endpoints and of what is to be delivered to them.
import { listing } from "../../db/listing.ts";
import { row, rows } from "../../db/statement.ts";
import type { WebhookEndpointRow } from "./schema.ts";

const select = `select w.id, w.livemode, w.url, w.enabled_events, w.api_version, w.description,
    w.metadata, w.secret, w.old_secret, w.old_secret_until, w.status, w.failing_since, w.created
  from webhook_endpoints w where w.account_id = $1 and w.livemode = $2`;

export const find = row<WebhookEndpointRow>("webhook_endpoints.find", `${select} and w.id = $3`);
export const load = rows<WebhookEndpointRow>(
  "webhook_endpoints.load",
  `${select} and w.id = any($3)`,
);
export const lock = row<WebhookEndpointRow>(
  "webhook_endpoints.lock",
  `${select} and w.id = $3 for update`,
);

export const list = listing<WebhookEndpointRow>("webhook_endpoints.list", {
  prefix: "wh",
  select,
  id: "w.id",
  metadata: "pairs",
});

/** Answers the version: the account's where none was given. */
export const insert = row<{ api_version: string }>(
  "webhook_endpoints.insert",
  `insert into webhook_endpoints (account_id, livemode, id, url, enabled_events, api_version,
     description, metadata, secret, created)
   values ($1, $2, $3, $4, $5, coalesce($6, (select api_version from accounts where id = $1)),
     $7, $8, $9, $10)
   returning api_version`,
);

export const update = rows(
  "webhook_endpoints.update",
  `update webhook_endpoints set enabled_events = $4, status = $5, description = $6, metadata = $7,
     failing_since = $8
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const remove = row<{ id: string }>(
  "webhook_endpoints.remove",
  `delete from webhook_endpoints where account_id = $1 and livemode = $2 and id = $3 returning id`,
);

/** The old one signs too until `$6`; an older one is forgotten. Null: it ends at once. */
export const rollSecret = rows(
  "webhook_endpoints.roll_secret",
  `update webhook_endpoints set secret = $4, old_secret = $5, old_secret_until = $6
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** The first failure after a success, or ever; later ones change nothing. */
export const markFailing = rows(
  "webhook_endpoints.mark_failing",
  `update webhook_endpoints set failing_since = $4
   where account_id = $1 and livemode = $2 and id = $3 and failing_since is null`,
);

/**
 * Arrays of the same length: ids, endpoints, events, their types, lanes. Attempts are in real time
 * (`$8`), like receivers; what is made is made in the account's. Here and below, arrays
 * stand behind `select` so that their length is unknown to the planner and one plan does for all.
 */
export const insertDeliveries = rows(
  "webhook_deliveries.insert_many",
  `insert into webhook_deliveries (account_id, livemode, id, endpoint_id, event_id, event_type,
     lane, next_attempt, created)
   select $1, $2, id, endpoint_id, event_id, event_type, lane, $8, $9
   from unnest((select $3::text[]), (select $4::text[]), (select $5::text[]),
     (select $6::text[]), (select $7::smallint[])) as u (id, endpoint_id, event_id, event_type,
     lane)`,
);

export type DueDelivery = {
  id: string;
  event_id: string;
  /** The whole event of a test; null: it is in the log. */
  sample: string | null;
  attempts: number;
  next_attempt: Date;
  created: Date;
  /** Null for an endpoint that was deleted. */
  endpoint_status: WebhookEndpointRow["status"] | null;
  url: string;
  secret: string;
  old_secret: string | null;
  old_secret_until: Date | null;
  api_version: string;
  failing_since: Date | null;
};

/** What waits longest in these lanes (`$4`), due or not; up to `$5`. */
export const firstOfLanes = rows<DueDelivery>(
  "webhook_deliveries.first_of_lanes",
  `select d.id, d.event_id, d.sample, d.attempts, d.next_attempt, d.created,
     w.status as endpoint_status, w.url, w.secret, w.old_secret, w.old_secret_until,
     w.api_version, w.failing_since
   from unnest((select $4::smallint[])) as l (lane)
   cross join lateral (
     select * from webhook_deliveries p
     where p.account_id = $1 and p.livemode = $2 and p.endpoint_id = $3 and p.lane = l.lane
       and p.status = 'pending'
     order by p.next_attempt, p.id limit $5) d
   left join webhook_endpoints w
     on w.account_id = $1 and w.livemode = $2 and w.id = $3
   order by d.next_attempt, d.id limit $5`,
);

/**
 * Ends attempts that worked: arrays of the same length, all of one endpoint, of deliveries made
 * between `$11` and `$12`. What was recorded before by another process is left as it is, and
 * missing from the answer.
 */
export const succeed = rows<{ event_id: string }>(
  "webhook_deliveries.succeed",
  `with working as (
     update webhook_endpoints set failing_since = null
     where account_id = $1 and livemode = $2 and id = $3 and failing_since is not null)
   update webhook_deliveries d set status = 'succeeded', attempts = d.attempts + 1,
     next_attempt = null, last_error = null, finished = $10,
     tries = d.tries || jsonb_build_object('at', $10::timestamptz, 'status', u.status,
       'error', null, 'duration_ms', u.duration_ms, 'head', u.head)
   from unnest((select $4::text[]), (select $5::timestamptz[]), (select $6::integer[]),
     (select $7::integer[]), (select $8::integer[]), (select $9::text[]))
     as u (id, created, attempts, status, duration_ms, head)
   where d.account_id = $1 and d.livemode = $2 and d.id = u.id and d.created = u.created
     and d.created between $11 and $12 and d.attempts = u.attempts and d.status = 'pending'
   returning d.event_id`,
);

/** Ends an attempt that failed; `$11` is when the next one is due, null: never. */
export const failAttempt = row<{ id: string }>(
  "webhook_deliveries.fail_attempt",
  `update webhook_deliveries set
     status = case when $11::timestamptz is null then 'failed' else 'pending' end,
     attempts = attempts + 1, next_attempt = $11, last_error = $7,
     tries = tries || jsonb_build_object('at', $10::timestamptz, 'status', $6::integer,
       'error', $7::text, 'duration_ms', $8::integer, 'head', $9::text),
     finished = case when $11::timestamptz is null then $10::timestamptz end
   where account_id = $1 and livemode = $2 and id = $3 and created = $4 and attempts = $5
     and status = 'pending'
   returning id`,
);

/** Ends up to a thousand of these lanes that will not be tried any more; answers their events. */
export const giveUpLanes = rows<{ event_id: string }>(
  "webhook_deliveries.give_up_lanes",
  `update webhook_deliveries set status = 'failed', next_attempt = null, last_error = $5,
     finished = $6
   where account_id = $1 and livemode = $2 and status = 'pending' and (id, created) in (
     select id, created from webhook_deliveries
     where account_id = $1 and livemode = $2 and endpoint_id = $3 and lane = any($4::smallint[])
       and status = 'pending'
     order by next_attempt limit 1000)
   returning event_id`,
);
