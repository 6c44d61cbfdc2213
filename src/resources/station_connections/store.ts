// SQL of the lines to chargers, and of the strangers that knocked.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { RegistrationStatus } from "../../networks/fact.ts";
import type { ConnectionRow } from "./schema.ts";

const select = `
  select c.id, c.station_id, c.identity, c.online, c.protocol, c.security_profile, c.vendor,
    c.model,
    c.serial, c.firmware, c.last_boot, c.last_boot_status, c.last_seen, c.clock_skew_ms,
    c.registration_status, c.message_checks, c.minimum_security_profile,
    c.password_digest is not null as has_password, c.password_status,
    c.reached_security_profile, c.created
  from station_connections c where c.account_id = $1 and c.livemode = $2`;

export const ofStation = row<ConnectionRow>(
  "connections.of_station",
  `${select} and c.station_id = $3`,
);
export const load = rows<ConnectionRow>("connections.load", `${select} and c.id = any($3)`);

export const list = listing<ConnectionRow>("connections.list", {
  prefix: "conn",
  select,
  id: "c.id",
  filters: { online: "c.online = ?" },
});

/** Of no mode: what will be made of a stranger is not known. */
export const pending = listing<ConnectionRow>("connections.pending", {
  prefix: "conn",
  select: `
    select c.id, null as station_id, c.identity, false as online, null as protocol,
      null::integer as security_profile, null as vendor, null as model, null as serial,
        null as firmware,
      null::timestamptz as last_boot, null as last_boot_status, c.last_seen,
        null::bigint as clock_skew_ms, 'accepted' as registration_status,
        'lenient' as message_checks, null::integer as minimum_security_profile,
        false as has_password, null as password_status,
        null::integer as reached_security_profile,
      c.created
    from pending_connections c where c.account_id = $1 and $2::boolean is not null`,
  id: "c.id",
});

/** The station's line, made or given another identity. */
export const identify = rows(
  "connections.identify",
  `insert into station_connections as c (account_id, livemode, id, station_id, identity, created,
    updated)
   values ($1, $2, $3, $4, $5, $6, $6)
   on conflict (account_id, livemode, station_id) do update
     set identity = excluded.identity, online = false, connection = null,
       last_boot_status = null, reached_security_profile = null,
       updated = excluded.updated`,
);

/** How its charger is let in and listened to. */
export const configure = row<{ connection: string | null }>(
  "connections.configure",
  `update station_connections set message_checks = $4, minimum_security_profile = $5,
     registration_status = $6, updated = $7,
     reached_security_profile = least(reached_security_profile, $5)
   where account_id = $1 and livemode = $2 and station_id = $3
   returning connection`,
);

export const remove = rows(
  "connections.remove",
  "delete from station_connections where account_id = $1 and livemode = $2 and station_id = $3",
);

/**
 * The password that the charger came with last, or has taken since, stays good until it comes with
 * the new one. Rolled again before that, one between that it never had is forgotten.
 */
export const rollPassword = rows(
  "connections.roll_password",
  `update station_connections set
     old_password_salt =
       case when password_taken then password_salt
         else coalesce(old_password_salt, password_salt) end,
     old_password_digest =
       case when password_taken then password_digest
         else coalesce(old_password_digest, password_digest) end,
     password_salt = $4, password_digest = $5, password_taken = false, password_status = $7,
     updated = $6
   where account_id = $1 and livemode = $2 and station_id = $3`,
);

/** Not of one that the charger has come with since. */
export const passwordAnswered = rows(
  "connections.password_answered",
  `update station_connections set password_taken = $5 = 'accepted', password_status = $5
   where account_id = $1 and livemode = $2 and station_id = $3 and password_salt = $4
     and password_status is distinct from 'in_use'`,
);

/** Answers the socket that was current before, and the process that holds it. */
export const connected = row<Socket>(
  "connections.connected",
  `update station_connections c set online = true, connection = $4, protocol = $5,
    remote_address = $6, security_profile = $9,
    reached_security_profile = greatest(reached_security_profile, $9),
    last_seen = $7, online_since = $7, updated = $7, node = $8
   from (select id, node, connection from station_connections
     where account_id = $1 and livemode = $2 and station_id = $3 for update) old
   where c.account_id = $1 and c.livemode = $2 and c.id = old.id
   returning old.node, old.connection`,
);

export type FreeLine = Socket & {
  readonly station_id: string;
  readonly registration_status: RegistrationStatus;
};

/** The lines of these stations that nobody is just changing, held until the transaction ends. */
export const lockFree = rows<FreeLine>(
  "connections.lock_free",
  `select station_id, node, connection, registration_status from station_connections
   where account_id = $1 and livemode = $2 and station_id = any($3)
   for no key update skip locked`,
);

/** `connected` of many lines; `$3` are their stations. */
export const connectedTogether = rows(
  "connections.connected_together",
  `update station_connections c set online = true, connection = t.connection,
     protocol = t.protocol, remote_address = t.address, security_profile = t.profile,
     reached_security_profile = greatest(c.reached_security_profile, t.profile),
     last_seen = $8, online_since = $8, updated = $8, node = $9
   from unnest((select $3::text[]), (select $4::text[]), (select $5::text[]),
     (select $6::text[]), (select $7::integer[]))
     t (station, connection, protocol, address, profile)
   where c.account_id = $1 and c.livemode = $2 and c.station_id = any($3)
     and c.station_id = t.station`,
);

/** Of lines that are held: their sockets are the current ones. */
export const disconnectedTogether = rows(
  "connections.disconnected_together",
  `update station_connections set online = false, connection = null, updated = $4
   where account_id = $1 and livemode = $2 and station_id = any($3)`,
);

export const bootedTogether = rows(
  "connections.booted_together",
  `update station_connections c set vendor = t.vendor, model = t.model, serial = t.serial,
     firmware = t.firmware, last_boot = $8, last_boot_status = c.registration_status,
     last_seen = $8, updated = $8
   from unnest((select $3::text[]), (select $4::text[]), (select $5::text[]),
     (select $6::text[]), (select $7::text[])) t (station, vendor, model, serial, firmware)
   where c.account_id = $1 and c.livemode = $2 and c.station_id = any($3)
     and c.station_id = t.station`,
);

/** A charger's socket: its name, and the process that holds it. */
export type Socket = { readonly node: string | null; readonly connection: string | null };

/** Which process holds the socket of a station. */
export const holder = rowsAcrossAccounts<{ node: string | null }>(
  "connections.holder",
  "select node from station_connections where station_id = $1 and online",
);

export type Line = {
  account_id: string;
  livemode: boolean;
  station_id: string;
  connection: string | null;
};

/** Lines that are said to be up at processes that are dead: nobody has their advisory lock. */
export const ofDeadNodes = rowsAcrossAccounts<Line>(
  "connections.of_dead_nodes",
  `with nodes as materialized (
     select distinct node from station_connections where online and node is not null),
   dead as materialized (select node from nodes
     where pg_try_advisory_xact_lock(hashtextextended('node:' || node, 0)))
   select account_id, livemode, station_id, connection from station_connections
   where online and node in (select node from dead)`,
);

/** Only of the socket that is current: a stale one says nothing of the charger. */
export const disconnected = row<{ id: string }>(
  "connections.disconnected",
  `update station_connections set online = false, connection = null, updated = $5
   where account_id = $1 and livemode = $2 and station_id = $3 and connection = $4 returning id`,
);

/**
 * Only as long as it has told nothing since `$5`. It keeps its socket's name: if that one lives
 * after all, it is heard of again.
 */
export const silenced = row<{ id: string }>(
  "connections.silenced",
  `update station_connections set online = false, updated = $6
   where account_id = $1 and livemode = $2 and station_id = $3
     and connection is not distinct from $4 and online
     and (last_seen is null or last_seen < $5)
   returning id`,
);

/** Lines that are said to be up and have told nothing since `$1`. */
export const silentSince = rowsAcrossAccounts<Line>(
  "connections.silent_since",
  `select account_id, livemode, station_id, connection from station_connections
   where online and (last_seen is null or last_seen < $1)`,
);

export const clock = rows(
  "connections.clock",
  `update station_connections set clock_skew_ms = $4, updated = $5
   where account_id = $1 and livemode = $2 and station_id = $3`,
);

/** How far a station's clock is ahead, whoever's station it is. */
export const skewOf = rowsAcrossAccounts<{ clock_skew_ms: number | null }>(
  "connections.skew_of",
  "select clock_skew_ms from station_connections where station_id = $1",
);

/** Answers how the charger is to be answered, which holds until it boots again. */
export const booted = row<{ registration_status: RegistrationStatus }>(
  "connections.booted",
  `update station_connections set vendor = $4, model = $5, serial = $6, firmware = $7,
     last_boot = $8, last_boot_status = registration_status, last_seen = $8, updated = $8
   where account_id = $1 and livemode = $2 and station_id = $3
   returning registration_status`,
);

/** Whether the line was taken for gone before; a socket that is not the current one is nobody. */
export const seen = row<{ was_online: boolean }>(
  "connections.seen",
  `update station_connections c set last_seen = $4, online = true
   from (select id, online from station_connections
     where account_id = $1 and livemode = $2 and station_id = $3 and connection = $5
     for update) old
   where c.account_id = $1 and c.livemode = $2 and c.id = old.id
   returning old.online as was_online`,
);

/**
 * Of many lines of whatever accounts, where that tells no more than when they were last seen.
 * Answers which: a line that was taken for gone, that somebody is just changing, or that has
 * another socket by now, is not among them.
 */
export const seenTogether = rowsAcrossAccounts<{ station_id: string }>(
  "connections.seen_together",
  `update station_connections c set last_seen = greatest(c.last_seen, old.at)
   from (select l.account_id, l.livemode, l.id, t.at from station_connections l
     join unnest($1::text[], $2::text[], $3::timestamptz[]) t (station, connection, at)
       on l.station_id = t.station and l.connection = t.connection
     where l.station_id = any($1) and l.online for no key update of l skip locked) old
   where c.account_id = old.account_id and c.livemode = old.livemode and c.id = old.id
   returning c.station_id`,
);

/** The clocks of many chargers; answers whose were written, as `seenTogether` does. */
export const clocksTogether = rowsAcrossAccounts<{ station_id: string }>(
  "connections.clocks_together",
  `update station_connections c set clock_skew_ms = old.skew_ms, updated = $3
   from (select l.account_id, l.livemode, l.id, t.skew_ms from station_connections l
     join unnest($1::text[], $2::bigint[]) t (station, skew_ms) on l.station_id = t.station
     where l.station_id = any($1) for no key update of l skip locked) old
   where c.account_id = old.account_id and c.livemode = old.livemode and c.id = old.id
   returning c.station_id`,
);
