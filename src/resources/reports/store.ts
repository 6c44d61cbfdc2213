// SQL of reports. What stands in them is read by rows/store.ts.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { ReportRow } from "./schema.ts";

const select = `
  select account_id, livemode, id, status, type, parameters, fleet, timezone, shows, size,
    succeeded_at, file, created
  from reports where account_id = $1 and livemode = $2`;

export const find = row<ReportRow>("reports.find", `${select} and id = $3`);
export const load = rows<ReportRow>("reports.load", `${select} and id = any($3)`);
export const lock = row<ReportRow>("reports.lock", `${select} and id = $3 for update`);

export const list = listing<ReportRow>("reports.list", {
  prefix: "rpt",
  select,
  id: "id",
  filters: { status: "status = ?", fleet: "fleet = ?" },
});

/** Values: id, type, parameters, fleet, timezone, shows, now. */
export const insert = row<ReportRow>(
  "reports.insert",
  `insert into reports (account_id, livemode, id, status, type, parameters, fleet, timezone, shows,
     created)
   values ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, $9)
   returning account_id, livemode, id, status, type, parameters, fleet, timezone, shows, size,
     succeeded_at, file, created`,
);

export const begin = rows(
  "reports.begin",
  `update reports set status = 'processing'
   where account_id = $1 and livemode = $2 and id = $3 and status = 'pending'`,
);

/** Null where it has ended already. */
export const succeed = row<ReportRow>(
  "reports.succeed",
  `update reports set status = 'succeeded', size = $4, succeeded_at = $5, file = $6
   where account_id = $1 and livemode = $2 and id = $3 and status in ('pending', 'processing')
   returning account_id, livemode, id, status, type, parameters, fleet, timezone, shows, size,
     succeeded_at, file, created`,
);

/** Null where it has ended already. */
export const fail = row<ReportRow>(
  "reports.fail",
  `update reports set status = 'failed'
   where account_id = $1 and livemode = $2 and id = $3 and status in ('pending', 'processing')
   returning account_id, livemode, id, status, type, parameters, fleet, timezone, shows, size,
     succeeded_at, file, created`,
);

/** Null where there is none. */
export const remove = row<Pick<ReportRow, "id" | "type">>(
  "reports.remove",
  `delete from reports where account_id = $1 and livemode = $2 and id = $3 returning id, type`,
);

export type Old = { account_id: string; livemode: boolean; id: string; file: string };

/** Files that were made before $1, the oldest of them. */
export const oldFiles = rowsAcrossAccounts<Old>(
  "reports.old_files",
  `select account_id, livemode, id, file from reports
   where file is not null and succeeded_at < $1 order by succeeded_at limit 100`,
);

/** The file is gone. */
export const forgetFile = rowsAcrossAccounts(
  "reports.forget_file",
  `update reports set file = null
   where account_id = $1 and livemode = $2 and id = $3 and file = $4`,
);

export type Owner = {
  /** Null: the account itself. */
  fleet: string | null;
  timezone: string;
  frequency: "daily" | "weekly" | "monthly";
  created: Date;
};

/** Who has reports made by itself: the account, and its fleets. */
export const owners = rows<Owner>(
  "reports.owners",
  `with account as (
     select a.id, a.created, a.preferences ->> 'report_frequency' as frequency from accounts a
     where a.id = $1 and a.status <> 'archived'
       and (a.preferences ->> 'reporting_enabled')::boolean)
   select null as fleet, 'UTC' as timezone, account.frequency, account.created from account
   where account.frequency <> 'never'
   union all
   select f.id, f.timezone, f.preferences ->> 'report_frequency', f.created
   from fleets f, account
   where f.account_id = $1 and f.livemode = $2 and f.deleted is null and f.status <> 'archived'
     and f.preferences ->> 'report_frequency' <> 'never'`,
);

/** Of these spans (arrays of fleet, first id, id after the last) those with a session in them. */
export const charged = rows<{ at: number }>(
  "reports.charged",
  `select (spans.at - 1)::integer as at
   from unnest($3::text[], $4::text[], $5::text[]) with ordinality
     as spans (fleet, first, after, at)
   where exists (select 1 from charging_sessions s
     where s.account_id = $1 and s.livemode = $2 and s.status is not null
       and s.id >= spans.first and s.id < spans.after
       and (spans.fleet is null or s.fleet = spans.fleet))
   order by spans.at`,
);
