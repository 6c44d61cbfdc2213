// SQL of charge tokens.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { TokenRow } from "./schema.ts";

const columns = `account_id, livemode, id, uid, type, driver, vehicle, payment_method, status,
  expires_at, card_group, master_pass, metadata, created, updated`;
const select = `select ${columns} from charge_tokens where account_id = $1 and livemode = $2`;

export const find = row<TokenRow>("charge_tokens.find", `${select} and id = $3`);
export const lock = row<TokenRow>("charge_tokens.lock", `${select} and id = $3 for update`);
export const load = rows<TokenRow>("charge_tokens.load", `${select} and id = any($3)`);

export const list = listing<TokenRow>("charge_tokens.list", {
  prefix: "ctk",
  select,
  id: "charge_tokens.id",
  metadata: "pairs",
  filters: { driver: "driver = ?", status: "status = ?", uid: "uid_upper = upper(?)" },
});

/** The account's own card with this number. */
export const ofUid = row<TokenRow>("charge_tokens.of_uid", `${select} and uid_upper = upper($3)`);

export const insert = rows(
  "charge_tokens.insert",
  `insert into charge_tokens (account_id, livemode, id, uid, type, driver, vehicle,
     payment_method, status, expires_at, metadata, created, updated, card_group, master_pass)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14)`,
);

export const update = rows(
  "charge_tokens.update",
  `update charge_tokens set vehicle = $4, payment_method = $5, status = $6, expires_at = $7,
     metadata = $8, updated = $9, card_group = $10, master_pass = $11
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const remove = row<{ id: string }>(
  "charge_tokens.remove",
  "delete from charge_tokens where account_id = $1 and livemode = $2 and id = $3 returning id",
);

/**
 * Cards with this number that could charge at a station of account $2 and mode $3: the owner's own,
 * and, where the station is shared ($4), everybody's. A charger knows nothing of accounts.
 */
export const byUid = rowsAcrossAccounts<TokenRow>(
  "charge_tokens.by_uid",
  `select ${columns} from charge_tokens
   where (uid_plain = upper($1) or uid_plain = replace(upper($1), '-', '') and type = 'emaid')
     and livemode = $3 and (account_id = $2 or $4)
   order by (account_id = $2) desc, id limit 2`,
);

/**
 * Cards that a charger may be told of, those first that are good at `$4`, then the newest: of the
 * account $1, or of everybody ($3) unless two people hold the same number.
 */
export const atStation = rowsAcrossAccounts<TokenRow>(
  "charge_tokens.at_station",
  `select ${columns} from charge_tokens t
   where t.livemode = $2 and (t.account_id = $1 or $3) and not t.master_pass
     and (t.account_id = $1 or not exists (select 1 from charge_tokens o
       where o.uid_plain = t.uid_plain and o.livemode = t.livemode
         and o.account_id <> t.account_id))
   order by (t.status = 'active' and (t.expires_at is null or t.expires_at > $4)) desc, t.id desc
   limit $5`,
);
