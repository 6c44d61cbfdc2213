// SQL of the request log. Lines of all accounts are written together.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { RequestLogRow } from "./schema.ts";

const columns = `account_id, livemode, id, method, path, query, status, duration_ms, api_key,
  acting_account, idempotency_key, idempotent_replayed, error_code, object_id, api_version,
  user_agent, ip_address, request_body, response_body, collapsed, created`;

/** `$1`: lines as a JSON array. */
export const insertMany = rowsAcrossAccounts(
  "request_logs.insert_many",
  `insert into request_logs (${columns})
   select ${columns} from json_to_recordset($1::json) as line (account_id text, livemode boolean,
     id text, method text, path text, query text, status smallint, duration_ms integer,
     api_key text, acting_account text, idempotency_key text, idempotent_replayed boolean,
     error_code text, object_id text, api_version text, user_agent text, ip_address text,
     request_body text, response_body text, collapsed integer, created timestamptz)`,
);

/** The month is part of the key: `$4` is the time of the id. Nothing from before `$5`. */
export const find = row<RequestLogRow>(
  "request_logs.find",
  `select ${columns} from request_logs
   where account_id = $1 and livemode = $2 and id = $3 and created = $4 and created > $5`,
);

/** Lines by id, made after `$4`. */
export const load = rows<RequestLogRow>(
  "request_logs.load",
  `select ${columns} from request_logs
   where account_id = $1 and livemode = $2 and id = any($3::text[]) and created > $4`,
);

export const list = listing<RequestLogRow>("request_logs.list", {
  prefix: "req",
  select: `select ${columns} from request_logs where account_id = $1 and livemode = $2`,
  id: "id",
  filters: {
    since: "created > ?",
    method: "method = ?",
    path: "path = ?",
    status: "status = ?",
    // As the index of errors says it.
    error_status: "status >= 400 and status = ?",
    class: "status / 100 = ?",
    error_class: "status >= 400 and status / 100 = ?",
    error_code: "status >= 400 and error_code = ?",
    api_key: "api_key = ?",
    idempotency_key: "idempotency_key = ?",
    object_id: "object_id = ?",
  },
});
