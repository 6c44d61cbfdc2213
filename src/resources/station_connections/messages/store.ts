// SQL of the frame trace. Frames of all accounts are written together.
import { listing } from "../../../db/listing.ts";
import { rowsAcrossAccounts } from "../../../db/statement.ts";
import type { MessageRow } from "./schema.ts";

/** `$1`: frames as a JSON array. Those of a station that is gone go with it. */
export const insertMany = rowsAcrossAccounts<{ id: string }>(
  "messages.insert_many",
  `insert into station_messages (account_id, livemode, station_id, id, connection, direction, kind,
     action, message_id, text, bytes, findings, created)
   select s.account_id, s.livemode, s.id, frame.id, frame.connection, frame.direction, frame.kind,
     frame.action, frame.message_id, frame.text, frame.bytes, frame.findings, frame.created
   from json_to_recordset($1::json) as frame (station text, id text, connection text,
     direction text, kind text, action text, message_id text, text text, bytes integer,
     findings jsonb, created timestamptz)
   join charging_stations s on s.id = frame.station`,
);

export const list = listing<MessageRow>("messages.list", {
  prefix: "msg",
  select: `select id, station_id, connection, direction, kind, action, message_id, text, bytes,
     findings, created
   from station_messages where account_id = $1 and livemode = $2`,
  id: "id",
  filters: {
    station: "station_id = ?",
    since: "created > ?",
    direction: "direction = ?",
    action: "action = ?",
    kind: "kind = ?",
    found: "findings is not null",
    clean: "findings is null",
  },
});
