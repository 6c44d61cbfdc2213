// SQL of the watchdog: sessions that run, and what is known of those that nothing is told of.
import { rowsAcrossAccounts } from "../../../db/statement.ts";

/** The next `$2` sessions after this id whose chargers are to tell of them. */
export const sessions = rowsAcrossAccounts<{ id: string; heard_at: Date | null }>(
  "sessions.watched",
  `select id, heard_at from charging_sessions
   where state = 'charging' and network_kind = 'ocpp' and id > $1 order by id limit $2`,
);

/** Those of these sessions that are still watched, with what is known of their chargers. */
export const quiet = rowsAcrossAccounts<{
  account_id: string;
  livemode: boolean;
  id: string;
  heard_at: Date;
  online: boolean;
  online_since: Date | null;
  last_seen: Date | null;
  free_since: Date | null;
}>(
  "sessions.quiet",
  `select s.account_id, s.livemode, s.id, s.heard_at, c.online, c.online_since, c.last_seen,
     case when k.status in ('available', 'reserved') then k.status_at end as free_since
   from charging_sessions s
   join station_connections c on c.station_id = s.charging_station
   left join charging_station_connectors k
     on k.account_id = c.account_id and k.livemode = c.livemode
       and k.station_id = s.charging_station and k.id = s.connector
   where s.state = 'charging' and s.network_kind = 'ocpp' and s.id = any($1)`,
);
