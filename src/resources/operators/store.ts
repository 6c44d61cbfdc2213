// SQL of operators: there is no table, they are what the visible stations say.
import { row, rows } from "../../db/statement.ts";
import type { OperatorRow } from "./schema.ts";

const visible = "(s.account_id = $1 or s.shared) and s.livemode = $2 and s.deleted is null";
/** `query` is a piece of the id or, whatever its case, of the name; it is escaped for `like`. */
const asked = `($3::text is null or s.operator_id like '%' || $4 || '%'
  or s.operator ilike '%' || $3 || '%')`;

const about = `
  select s.operator_id as id, count(*)::integer as stations,
    mode() within group (order by s.operator collate "C") as name,
    array_agg(distinct s.address ->> 'country' order by s.address ->> 'country') as countries
  from charging_stations s where ${visible}`;

export const find = row<OperatorRow>(
  "operators.find",
  `${about} and s.operator_id = $3 group by s.operator_id`,
);

/** By id, after `$5`. Values: query, query as a slug, cursor, limit. */
export const listAfter = rows<OperatorRow>(
  "operators.list_after",
  `${about} and ${asked} and ($5::text is null or s.operator_id > $5)
   group by s.operator_id order by s.operator_id limit $6`,
);

export const listBefore = rows<OperatorRow>(
  "operators.list_before",
  `${about} and ${asked} and s.operator_id < $5
   group by s.operator_id order by s.operator_id desc limit $6`,
);
