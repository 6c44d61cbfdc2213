// SQL of tariffs. What is shared can be priced by in every account of the mode; what an account
// lists and changes is what it made itself.
import { listing } from "../../db/listing.ts";
import { row, rows } from "../../db/statement.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import type { TariffRow } from "./schema.ts";

export type PricedRow = { id: string; tariff: Tariff };

/** The columns of a tariff as src/pricing takes it. */
export const tariffJson = (alias: string): string => `
  jsonb_build_object('currency', ${alias}.currency, 'elements', ${alias}.elements,
    'min_price', ${alias}.min_price, 'max_price', ${alias}.max_price)`;

export const find = row<PricedRow>(
  "tariffs.find",
  `select t.id, ${tariffJson("t")} as tariff from tariffs t
   where (t.account_id = $1 or t.shared) and t.livemode = $2 and t.id = $3`,
);

export const loadPriced = rows<PricedRow>(
  "tariffs.load_priced",
  `select t.id, ${tariffJson("t")} as tariff from tariffs t
   where (t.account_id = $1 or t.shared) and t.livemode = $2 and t.id = any($3)`,
);

const select = `
  select id, currency, elements, min_price, max_price, name, metadata, created, updated
  from tariffs where account_id = $1 and livemode = $2 and listed`;

export const loadListed = rows<TariffRow>("tariffs.load_listed", `${select} and id = any($3)`);
export const findListed = row<TariffRow>("tariffs.find_listed", `${select} and id = $3`);
export const lock = row<TariffRow>("tariffs.lock", `${select} and id = $3 for update`);

export const list = listing<TariffRow>("tariffs.list", {
  prefix: "trf",
  select,
  id: "tariffs.id",
  metadata: "pairs",
});

export const insert = row(
  "tariffs.insert",
  `insert into tariffs (account_id, livemode, id, shared, listed, currency, elements, min_price,
    max_price, name, metadata, created, updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`,
);

export const update = row(
  "tariffs.update",
  `update tariffs set elements = $4, min_price = $5, max_price = $6, name = $7, metadata = $8,
     updated = $9
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** The foreign key of connectors refuses it while one of them has the tariff. */
export const remove = row<{ id: string }>(
  "tariffs.remove",
  `delete from tariffs where account_id = $1 and livemode = $2 and id = $3 and listed
   returning id`,
);

/** Shared from now on, where `$4` says so. Held until the transaction ends: a connector gets it. */
export const give = row<{ id: string }>(
  "tariffs.give",
  `update tariffs set shared = shared or $4
   where account_id = $1 and livemode = $2 and id = $3 and listed returning id`,
);

/** Makes the default unless it is there already; either way its id. */
export const insertDefault = row<{ id: string }>(
  "tariffs.insert_default",
  `with made as (
     insert into tariffs (account_id, livemode, id, shared, currency, elements, default_of,
       current, created, updated)
     select $1, $2, $3, n.shared, $4, $5, n.id, $7, $8, $8
     from networks n where n.account_id = $1 and n.livemode = $2 and n.id = $6
     on conflict (account_id, livemode, default_of, current) where default_of is not null do nothing
     returning id)
   select id from made
   union all
   select id from tariffs where account_id = $1 and livemode = $2 and default_of = $6
     and current = $7
   limit 1`,
);

export const findDefault = row<{ id: string }>(
  "tariffs.find_default",
  `select id from tariffs where account_id = $1 and livemode = $2 and default_of = $3
    and current = $4`,
);
