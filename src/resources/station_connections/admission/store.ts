// SQL of letting chargers in: how they are known, and the strangers that knocked.
import { rows, rowsAcrossAccounts } from "../../../db/statement.ts";
import type { RegistrationStatus } from "../../../networks/fact.ts";

export type Lock = {
  account_id: string;
  livemode: boolean;
  station_id: string;
  identity: string;
  password_salt: string | null;
  password_digest: string | null;
  old_password_salt: string | null;
  old_password_digest: string | null;
  message_checks: "strict" | "lenient";
  minimum_security_profile: number | null;
  last_boot_status: RegistrationStatus | null;
  password_status: string | null;
  reached_security_profile: number | null;
  /** It knocked before it had a station. */
  was_pending: boolean;
};

/** Chargers that connect say nothing but their identity. Of many at once. */
export const byIdentity = rowsAcrossAccounts<Lock>(
  "connections.by_identity",
  `select account_id, livemode, station_id, identity, password_salt, password_digest,
    old_password_salt, old_password_digest, message_checks, minimum_security_profile,
    last_boot_status, password_status, reached_security_profile,
    exists (select 1 from pending_connections p where p.identity = c.identity) as was_pending
   from station_connections c where identity = any($1)`,
);

/** The charger has come with the newest one: the one before is good no longer. */
export const passwordUsed = rows(
  "connections.password_used",
  `update station_connections set old_password_salt = null, old_password_digest = null,
     password_status = 'in_use'
   where account_id = $1 and livemode = $2 and station_id = $3`,
);

/**
 * Strangers by identity (`$3`, none of them twice; `$2`: their ids). `$5`: how many are remembered
 * in all; one that knocks on and on is written once a minute.
 */
export const notePending = rowsAcrossAccounts(
  "connections.note_pending",
  `insert into pending_connections as p (account_id, id, identity, last_seen, created)
   select $1, t.id, t.identity, $4, $4
   from (select id, identity, row_number() over (partition by is_known order by identity) as nth,
       is_known
     from (select u.id, u.identity, exists (
         select 1 from pending_connections known where known.identity = u.identity) as is_known
       from unnest($2::text[], $3::text[]) u (id, identity)) told) t
   where t.is_known
     or (select count(*) from pending_connections where account_id = $1) + t.nth <= $5
   order by t.identity
   on conflict (identity) do update set last_seen = excluded.last_seen
     where p.last_seen < excluded.last_seen - interval '1 minute'`,
);

export const forgetPending = rowsAcrossAccounts(
  "connections.forget_pending",
  "delete from pending_connections where identity = $1",
);

/** A stranger that the installation's account made a station for waits no longer. */
export const approve = rows(
  "connections.approve",
  `delete from pending_connections where account_id = $1 and $2::boolean is not null
    and identity = $3`,
);
