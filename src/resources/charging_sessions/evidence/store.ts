// SQL that reads what stands behind a session. It is written by the parent folder.
import { listing } from "../../../db/listing.ts";
import { rows } from "../../../db/statement.ts";
import type { ListedRow, ReportRow, TransactionRow } from "./schema.ts";

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

export const list = listing<ListedRow>("evidence.list", {
  prefix: "sev",
  select: `select public_id, charging_station, transaction_id, reference, reason, report, applied,
     created
   from station_evidence where account_id = $1 and livemode = $2`,
  id: "public_id",
  filters: { station: "charging_station = ?", reason: "reason = ?" },
});
