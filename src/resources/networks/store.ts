// SQL of networks. Readers answer the account's own: what is shared of another's are its stations.
import { listing } from "../../db/listing.ts";
import { row, rows, rowsAcrossAccounts } from "../../db/statement.ts";
import type { NetworkKind, NetworkRow } from "./schema.ts";

const select = `
  select n.id, n.kind, n.name, n.operator, n.status, n.shared, n.created, n.updated
  from networks n where n.account_id = $1 and n.livemode = $2`;

export const find = row<NetworkRow>("networks.find", `${select} and n.id = $3`);
export const lock = row<NetworkRow>("networks.lock", `${select} and n.id = $3 for update of n`);
export const load = rows<NetworkRow>("networks.load", `${select} and n.id = any($3)`);

export const list = listing<NetworkRow>("networks.list", {
  prefix: "net",
  select,
  id: "n.id",
  filters: { kind: "n.kind = ?", status: "n.status = ?" },
});

export const insert = rows(
  "networks.insert",
  `insert into networks (account_id, livemode, id, kind, name, operator, status, shared, created,
    updated)
   values ($1, $2, $3, $4, $5, $6, $7, false, $8, $8)`,
);

export const update = rows(
  "networks.update",
  `update networks set name = $4, operator = $5, status = $6, updated = $7
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const insertFor = rowsAcrossAccounts(
  "networks.insert_for",
  `insert into networks (account_id, livemode, id, kind, name, operator, status, shared, created,
    updated)
   values ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $8)`,
);

/** The network that command-line imports fill unless told otherwise, with its account. */
export const installation = rowsAcrossAccounts<{
  id: string;
  account_id: string;
  livemode: boolean;
}>(
  "networks.installation",
  "select id, account_id, livemode from networks where shared and kind = 'simulator'",
);

export const findAnywhere = rowsAcrossAccounts<{
  id: string;
  account_id: string;
  livemode: boolean;
  kind: NetworkKind;
}>("networks.find_anywhere", "select id, account_id, livemode, kind from networks where id = $1");
