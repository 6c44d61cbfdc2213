// SQL of API keys. Looking one up crosses accounts: the key is what says whose it is.
import { listing } from "../../db/listing.ts";
import { type Reader, row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { Granted } from "./rights.ts";
import type { ApiKeyRow } from "./schema.ts";

export type KeyOwner = {
  id: string;
  account_id: string;
  livemode: boolean;
  permissions: Granted;
  expires_at: Date | null;
  status: "active" | "suspended" | "archived";
  api_version: string;
};

/** By SHA-256 digest; revoked and expired keys do not exist. */
export const findByDigest = rowsAcrossAccounts<KeyOwner>(
  "api_keys.find_by_digest",
  `select k.id, k.account_id, k.livemode, k.permissions, k.expires_at,
     effective_status(a.id) as status, a.api_version
   from api_keys k join accounts a on a.id = k.account_id
   where k.digest = $1 and k.status = 'active' and (k.expires_at is null or k.expires_at > $2)`,
);

const insertKey = `
  insert into api_keys (account_id, livemode, id, name, digest, prefix, last4, permissions,
    expires_at, created)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

export const insert = rows("api_keys.insert", insertKey);
export const insertFirst = rowsAcrossAccounts("api_keys.insert_first", insertKey);

const select = `
  select k.id, k.livemode, k.name, k.prefix, k.last4, k.permissions, k.status, k.expires_at,
    k.last_used, k.replaced_by, k.created
  from api_keys k where k.account_id = $1 and k.livemode = $2`;

export const find = row<ApiKeyRow>("api_keys.find", `${select} and k.id = $3`);
export const load = rows<ApiKeyRow>("api_keys.load", `${select} and k.id = any($3)`);
export const lock = row<ApiKeyRow>("api_keys.lock", `${select} and k.id = $3 for update`);

const holdSecret = rows(
  "api_keys.hold_secret",
  `select id from api_keys where account_id = $1 and livemode = $2 and permissions is null
     and status = 'active' order by id for update`,
);
const secret = rows<ApiKeyRow>(
  "api_keys.secret",
  `${select} and k.permissions is null and k.status = 'active'`,
);

/**
 * The secret keys that are not revoked, locked, so that who may go is decided one after another.
 * Read after the lock: a roll may have made one meanwhile.
 */
export async function lockSecret(work: Reader): Promise<ApiKeyRow[]> {
  const [, locked] = await Promise.all([holdSecret(work), secret(work)]);
  return locked;
}

export const list = listing<ApiKeyRow>("api_keys.list", {
  prefix: "key",
  select,
  id: "k.id",
});

export const update = rows(
  "api_keys.update",
  `update api_keys set name = $4, permissions = $5, status = $6, expires_at = $7, replaced_by = $8
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Arrays of the same length: keys and when each was last used. A later time is never undone. */
export const noteUses = rowsAcrossAccounts(
  "api_keys.note_uses",
  `update api_keys k set last_used = u.at
   from unnest($1::text[], $2::timestamptz[]) as u (id, at)
   where k.id = u.id and (k.last_used is null or k.last_used < u.at)`,
);
