// SQL of estimations.
import { oneOf, row, rows } from "../../db/statement.ts";
import type { EstimationRow } from "./schema.ts";

export const load = rows<EstimationRow>(
  "estimations.load",
  `select id, vehicle, charging_station, battery_level, battery_target_level, currency, energy_wh,
     duration_seconds, total_cost, cost_breakdown, valid_until, created
   from estimations where account_id = $1 and livemode = $2 and id = any($3)`,
);
export const find = oneOf(load);

export const insert = row(
  "estimations.insert",
  `insert into estimations (account_id, livemode, id, vehicle, charging_station, connector,
     battery_level, battery_target_level, currency, energy_wh, duration_seconds, total_cost,
     cost_breakdown, valid_until, created)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
);
