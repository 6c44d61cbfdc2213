// SQL of tariffs. What is shared can be read by every account of the mode.
import { row, rows } from "../../db/statement.ts";
import type { Tariff } from "../../pricing/tariff.ts";

export type TariffRow = { id: string; tariff: Tariff };

/** The columns of a tariff as src/pricing takes it. */
export const tariffJson = (alias: string): string => `
  jsonb_build_object('currency', ${alias}.currency, 'elements', ${alias}.elements,
    'min_price', ${alias}.min_price, 'max_price', ${alias}.max_price)`;

export const find = row<TariffRow>(
  "tariffs.find",
  `select t.id, ${tariffJson("t")} as tariff from tariffs t
   where (t.account_id = $1 or t.shared) and t.livemode = $2 and t.id = $3`,
);

export const load = rows<TariffRow>(
  "tariffs.load",
  `select t.id, ${tariffJson("t")} as tariff from tariffs t
   where (t.account_id = $1 or t.shared) and t.livemode = $2 and t.id = any($3)`,
);

export const insert = row(
  "tariffs.insert",
  `insert into tariffs (account_id, livemode, id, shared, currency, elements, min_price,
    max_price, created, updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
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
