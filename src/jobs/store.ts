// SQL of the queue. Jobs belong to an account and mode; taking and finishing them crosses accounts.
import { row, rows, rowsAcrossAccounts } from "../db/statement.ts";

export type JobRow = {
  id: number;
  account_id: string;
  livemode: boolean;
  task: string;
  queue: string | null;
  key: string | null;
  payload: Record<string, unknown>;
  attempts: number;
};

/**
 * A waiting job of the same task and key is moved, not doubled. One that runs is not touched: what
 * is new may have come too late for it, so another one waits for its end.
 */
export const insert = rows<{ id: number }>(
  "jobs.insert",
  `insert into jobs (account_id, livemode, task, queue, key, payload, run_at, real_time)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (account_id, livemode, task, key)
     where key is not null and locked_by is null and not failed
   do update set payload = excluded.payload, run_at = least(jobs.run_at, excluded.run_at)
   returning id`,
);

/**
 * As `insert`, many at once: arrays of the same length, which the planner need not know (see
 * events/store.ts).
 */
export const insertMany = rows(
  "jobs.insert_many",
  `insert into jobs (account_id, livemode, task, queue, key, payload, run_at, real_time)
   select $1, $2, task, queue, key, payload, run_at, real_time
   from unnest((select $3::text[]), (select $4::text[]), (select $5::text[]),
     (select $6::jsonb[]), (select $7::timestamptz[]), (select $8::boolean[]))
     as j (task, queue, key, payload, run_at, real_time)
   on conflict (account_id, livemode, task, key)
     where key is not null and locked_by is null and not failed
   do update set payload = excluded.payload, run_at = least(jobs.run_at, excluded.run_at)`,
);

export const cancel = rows(
  "jobs.cancel",
  `delete from jobs where account_id = $1 and livemode = $2 and task = $3 and key = $4
   and locked_by is null`,
);

/**
 * Takes due jobs for the process $1: of each task in $3 up to its number in $4, so that no task
 * waits behind the many jobs of another. Of a queue only its oldest waiting job may run, and only
 * while none of the queue runs; of a key only one runs. (A CTE, as a subquery that locks may be
 * run twice and take too many.)
 */
export const take = rowsAcrossAccounts<JobRow>(
  "jobs.take",
  `with due as materialized (
     select found.id from unnest($3::text[], $4::integer[]) as able (task, room)
     cross join lateral (
       select j.id from jobs j
       where j.locked_by is null and not j.failed and j.run_at <= $2 and j.task = able.task
         and (j.queue is null or not exists (
           select 1 from jobs o where o.queue = j.queue and not o.failed
             and (o.id < j.id or o.locked_by is not null)))
         and (j.key is null or not exists (
           select 1 from jobs o where o.account_id = j.account_id and o.livemode = j.livemode
             and o.task = j.task and o.key = j.key and o.locked_by is not null))
       order by j.run_at, j.id limit able.room
       for update skip locked) found)
   update jobs set locked_by = $1, attempts = attempts + 1 from due where jobs.id = due.id
   returning jobs.id, account_id, livemode, task, queue, key, payload, attempts`,
);

/** Answers no row when the job was taken away from this process meanwhile. */
export const finish = rows<{ id: number }>(
  "jobs.finish",
  `delete from jobs where account_id = $1 and livemode = $2 and id = $3 and locked_by = $4
   returning id`,
);

/**
 * A job that ran waits again. Where a newer one of its key came to wait meanwhile, that one stays,
 * at the earlier of the two times, and this one goes. It is written anew, since only an insert
 * can meet the newer one without a fault; it keeps its id, and so its place in its queue.
 */
const waitAgain = `
   insert into jobs (id, account_id, livemode, task, queue, key, payload, run_at, attempts,
     last_error, failed, real_time)
   overriding system value
   select id, account_id, livemode, task, queue, key, payload, run_at, attempts, last_error,
     failed, real_time
   from ran
   on conflict (account_id, livemode, task, key)
     where key is not null and locked_by is null and not failed
   do update set run_at = least(jobs.run_at, excluded.run_at)
   returning id`;

export const putBack = rowsAcrossAccounts<{ id: number }>(
  "jobs.put_back",
  `with gone as (delete from jobs where id = $1 and locked_by = $2 returning *),
   ran as (select id, account_id, livemode, task, queue, key, payload, attempts,
     $3::timestamptz as run_at, $4::text as last_error, $5::boolean as failed, real_time
     from gone)
   ${waitAgain}`,
);

/** Moves a job on and keeps it: for what runs again and again. No row: as with `finish`. */
export const repeat = rows<{ id: number }>(
  "jobs.repeat",
  `with gone as (delete from jobs
     where account_id = $1 and livemode = $2 and id = $3 and locked_by = $4 returning *),
   ran as (select id, account_id, livemode, task, queue, key, payload, 0 as attempts,
     $5::timestamptz as run_at, null as last_error, false as failed, real_time from gone)
   ${waitAgain}`,
);

/**
 * Frees the jobs of processes that no longer hold their advisory lock: they are dead. And of this
 * process ($1) those that it does not run ($2: what it runs): it took them on a connection that
 * broke before it heard of them.
 */
export const freeDead = rowsAcrossAccounts<{ id: number }>(
  "jobs.free_dead",
  `with holders as materialized (
     select distinct locked_by as node from jobs where locked_by is not null),
   dead as materialized (select node from holders where node <> $1
     and pg_try_advisory_xact_lock(hashtextextended('node:' || node, 0))),
   ran as (delete from jobs where locked_by in (select node from dead)
     or (locked_by = $1 and not (id = any($2::bigint[]))) returning *)
   ${waitAgain}`,
);

export const nextDue = rowsAcrossAccounts<{ run_at: Date | null }>(
  "jobs.next_due",
  `select min(run_at) as run_at from jobs where locked_by is null and not failed
   and task = any($1)`,
);

export type Depth = {
  task: string;
  waiting: number;
  running: number;
  failed: number;
  /** Seconds that the oldest due one has waited. */
  late: number;
};

/** The queue by task, at `$1`. */
export const depths = rowsAcrossAccounts<Depth>(
  "jobs.depths",
  `select task, count(*) filter (where not failed and locked_by is null) as waiting,
     count(*) filter (where locked_by is not null) as running,
     count(*) filter (where failed) as failed,
     coalesce(greatest(0, extract(epoch from $1::timestamptz
       - min(run_at) filter (where not failed and locked_by is null))), 0)::float8 as late
   from jobs group by task order by task`,
);

export const waiting = rowsAcrossAccounts<{ waiting: number; failed: number }>(
  "jobs.waiting",
  `select count(*) filter (where not failed) as waiting, count(*) filter (where failed) as failed
   from jobs`,
);

/** What waits for the account's own time; what met a fault waits in real time. */
const ownWaiting = `account_id = $1 and livemode = $2 and not real_time and not failed
  and locked_by is null and attempts = 0`;

/** The first of those from `$3` on. */
export const nextOwn = row<{ run_at: Date | null }>(
  "jobs.next_own",
  `select min(run_at) as run_at from jobs where ${ownWaiting} and run_at > $3`,
);

/** The account's time moves ahead by `$3` milliseconds: what waits for it comes sooner. */
export const bringForward = rows(
  "jobs.bring_forward",
  `update jobs set run_at = run_at - make_interval(secs => $3::float8 / 1000)
   where ${ownWaiting}`,
);

/** What fell due after `$4` by the account's time and is not done, unless it met `$5` faults. */
export const ownDue = row<{ id: number }>(
  "jobs.own_due",
  `select id from jobs
   where account_id = $1 and livemode = $2 and not real_time and not failed and attempts <= $5
     and run_at > $4 and (locked_by is not null or attempts > 0 or run_at <= $3)
   limit 1`,
);
