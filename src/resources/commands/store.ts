// SQL of commands.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { CommandRow } from "./schema.ts";

const columns = `account_id, livemode, id, station_id, connector, number, type, parameters, sealed,
  status, reason, message, answer, progress, expires_at, wait_until, sent_at, completed_at, created,
  updated`;
const select = `select ${columns} from commands where account_id = $1 and livemode = $2`;

export const find = row<CommandRow>("commands.find", `${select} and id = $3`);
export const lock = row<CommandRow>("commands.lock", `${select} and id = $3 for update`);
export const load = rows<CommandRow>("commands.load", `${select} and id = any($3)`);

/** The newest of the station that its charger may call by this number: numbers begin anew. */
export const lockByNumber = row<CommandRow>(
  "commands.lock_by_number",
  `${select} and station_id = $3 and number = $4 order by id desc limit 1 for update`,
);

/** The newest of a type that its charger has and that has not ended. */
export const lockLastSent = row<CommandRow>(
  "commands.lock_last_sent",
  `${select} and station_id = $3 and type = $4 and sent_at is not null
     and status in ('pending', 'accepted') order by id desc limit 1 for update`,
);

/**
 * What has changed the profiles of a session's transaction since it began (`$5`), newest first: set
 * for it, or cleared at its station.
 */
export const profilesOf = rows<CommandRow>(
  "commands.profiles_of",
  `${select} and station_id = $3 and status = 'succeeded' and created >= $5
     and (type = 'clear_charging_profile'
       or (type = 'set_charging_profile'
         and parameters #>> '{charging_session}' = $4))
   order by id desc limit 100`,
);

/** Those of a type that its charger has put off, oldest first. */
export const accepted = rows<CommandRow>(
  "commands.accepted",
  `${select} and station_id = $3 and type = $4 and status = 'accepted' order by id`,
);
/** Stations, of many, that have accepted a command of a type and not done it yet. */
export const acceptedAt = rows<{ station_id: string }>(
  "commands.accepted_at",
  `select distinct station_id from commands
   where account_id = $1 and livemode = $2 and station_id = any($3) and type = $4
     and status = 'accepted'`,
);
export const lockAccepted = rows<CommandRow>(
  "commands.lock_accepted",
  `${select} and station_id = $3 and type = $4 and status = 'accepted' order by id for update`,
);

export const list = listing<CommandRow>("commands.list", {
  prefix: "cmd",
  select,
  id: "id",
  filters: { station: "station_id = ?", status: "status = ?", type: "type = ?" },
});

export const insert = row<CommandRow>(
  "commands.insert",
  `insert into commands (account_id, livemode, id, station_id, connector, type, parameters, sealed,
     expires_at, wait_until, created, updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) returning ${columns}`,
);

/** `$4`: when, or null where it turned out that it could not be sent. */
export const markSent = rows(
  "commands.mark_sent",
  "update commands set sent_at = $4 where account_id = $1 and livemode = $2 and id = $3",
);

/** What was sealed is gone from here on. */
export const update = row<CommandRow>(
  "commands.update",
  `update commands set status = $4, reason = $5, message = $6, answer = $7, progress = $8,
     completed_at = $9, updated = $10, sealed = null
   where account_id = $1 and livemode = $2 and id = $3 returning ${columns}`,
);

export type Waiting = { account_id: string; livemode: boolean; station_id: string; id: string };

/** Commands that wait for the chargers of these stations, oldest first. */
export const waitingAt = rowsAcrossAccounts<Waiting>(
  "commands.waiting_at",
  `select w.* from unnest((select $1::text[])) f (station)
   cross join lateral (
     select account_id, livemode, station_id, id from commands
     where station_id = f.station and status = 'pending' order by id limit 100) w`,
);
