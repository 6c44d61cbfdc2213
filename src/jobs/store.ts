// SQL of the queue. Jobs belong to an account and mode; taking and finishing them crosses accounts.
import { rows, rowsAcrossAccounts } from "../db/statement.ts";

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

/** A waiting job of the same task and key is moved, not doubled. */
export const insert = rows<{ id: number }>(
  "jobs.insert",
  `insert into jobs (account_id, livemode, task, queue, key, payload, run_at)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (account_id, livemode, task, key) where key is not null and not failed
   do update set payload = excluded.payload, run_at = least(jobs.run_at, excluded.run_at)
   returning id`,
);

/** As `insert`, many at once: arrays of the same length. */
export const insertMany = rows(
  "jobs.insert_many",
  `insert into jobs (account_id, livemode, task, queue, key, payload, run_at)
   select $1, $2, task, queue, key, payload, run_at
   from unnest($3::text[], $4::text[], $5::text[], $6::jsonb[], $7::timestamptz[]) as j
     (task, queue, key, payload, run_at)
   on conflict (account_id, livemode, task, key) where key is not null and not failed
   do update set payload = excluded.payload, run_at = least(jobs.run_at, excluded.run_at)`,
);

export const cancel = rows(
  "jobs.cancel",
  `delete from jobs where account_id = $1 and livemode = $2 and task = $3 and key = $4
   and locked_by is null`,
);

/**
 * Takes up to $2 due jobs for the process $1. Of a queue only its oldest waiting job may run, and
 * only while none of the queue runs.
 */
export const take = rowsAcrossAccounts<JobRow>(
  "jobs.take",
  `update jobs set locked_by = $1, attempts = attempts + 1
   where id in (
     select id from jobs j
     where locked_by is null and not failed and run_at <= $3 and task = any($4)
       and (queue is null or not exists (
         select 1 from jobs o where o.queue = j.queue and not o.failed and o.id < j.id))
     order by run_at, id limit $2
     for update skip locked)
   returning id, account_id, livemode, task, queue, key, payload, attempts`,
);

/** Answers no row when the job was taken away from this process meanwhile. */
export const finish = rows<{ id: number }>(
  "jobs.finish",
  `delete from jobs where account_id = $1 and livemode = $2 and id = $3 and locked_by = $4
   returning id`,
);

export const putBack = rowsAcrossAccounts(
  "jobs.put_back",
  `update jobs set locked_by = null, run_at = $3, last_error = $4, failed = $5
   where id = $1 and locked_by = $2`,
);

/** Moves a job on and keeps it: for what runs again and again. */
export const repeat = rows(
  "jobs.repeat",
  `update jobs set locked_by = null, run_at = $5, attempts = 0, last_error = null
   where account_id = $1 and livemode = $2 and id = $3 and locked_by = $4`,
);

/** Frees the jobs of processes that no longer hold their advisory lock: they are dead. */
export const freeDead = rowsAcrossAccounts<{ freed: number }>(
  "jobs.free_dead",
  `with holders as (select distinct locked_by as node from jobs where locked_by is not null),
   dead as (select node from holders where node <> $1
     and pg_try_advisory_xact_lock(hashtextextended('node:' || node, 0)))
   update jobs set locked_by = null from dead where jobs.locked_by = dead.node returning 1
     as freed`,
);

export const nextDue = rowsAcrossAccounts<{ run_at: Date | null }>(
  "jobs.next_due",
  `select min(run_at) as run_at from jobs where locked_by is null and not failed
   and task = any($1)`,
);

export const waiting = rowsAcrossAccounts<{ waiting: number; failed: number }>(
  "jobs.waiting",
  `select count(*) filter (where not failed) as waiting, count(*) filter (where failed) as failed
   from jobs`,
);
