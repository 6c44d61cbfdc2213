// SQL of API keys. Looking one up crosses accounts: the key is what says whose it is.
import { rowsAcrossAccounts } from "../../db/statement.ts";

export type KeyOwner = {
  id: string;
  account_id: string;
  livemode: boolean;
  permissions: Record<string, "none" | "read" | "write"> | null;
  status: "active" | "suspended" | "archived";
  api_version: string;
};

/** By SHA-256 digest; revoked and expired keys do not exist. */
export const findByDigest = rowsAcrossAccounts<KeyOwner>(
  "api_keys.find_by_digest",
  `select k.id, k.account_id, k.livemode, k.permissions, a.status, a.api_version
   from api_keys k join accounts a on a.id = k.account_id
   where k.digest = $1 and k.status = 'active' and (k.expires_at is null or k.expires_at > $2)`,
);

export const insert = rowsAcrossAccounts(
  "api_keys.insert",
  `insert into api_keys (id, account_id, livemode, name, digest, prefix, last4, permissions,
     created)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
