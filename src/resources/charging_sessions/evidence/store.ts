// SQL of what stands behind a session, and of reports that no bill rests on.
import { rows, rowsAcrossAccounts } from "../../../db/statement.ts";
import type { ReportRow, TransactionRow } from "./schema.ts";

export const transactions = rows<TransactionRow>(
  "evidence.transactions",
  `select transaction_id, evse, reference, skew_ms, meter_start_wh, meter_stop_wh, started_at,
     stopped_at
   from station_transactions where account_id = $1 and livemode = $2 and session = $3
   order by transaction_id limit 100`,
);

/** Of these transactions, and at the station in this time of nobody's. */
export const reports = rows<ReportRow>(
  "evidence.reports",
  `select transaction_id, reference, reason, report, applied, created
   from station_evidence
   where account_id = $1 and livemode = $2 and charging_station = $3
     and (transaction_id = any($4) or reference = any($5)
       or (reason = 'unknown' and created between $6 and $7))
   order by id limit $8`,
);

export const insert = rows(
  "evidence.insert",
  `insert into station_evidence (account_id, livemode, charging_station, transaction_id, reference,
     reason, report, created)
   select $1, $2, $3, $4, $5, $6, $7, $8
   where (select count(*) from (
     select created from station_evidence
     where account_id = $1 and livemode = $2 and charging_station = $3 order by id desc limit $9
   ) as newest where created > $8::timestamptz - interval '1 day') < $9`,
);

/** What no bill rests on any more. */
export const forget = rowsAcrossAccounts(
  "evidence.forget",
  "delete from station_evidence where created < $1",
);

export type EarlyReport = { account_id: string; livemode: boolean; id: number; report: unknown };

/** What was told of a transaction before its start, in the order of its telling. */
export const early = rowsAcrossAccounts<EarlyReport>(
  "evidence.early",
  `select account_id, livemode, id, report from station_evidence
   where charging_station = $1 and reference = $2 and reason = 'early' and applied is null
   order by id`,
);

export const applied = rows(
  "evidence.applied",
  `update station_evidence set applied = $4
   where account_id = $1 and livemode = $2 and id = $3`,
);
