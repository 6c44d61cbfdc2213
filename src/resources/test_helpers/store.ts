// SQL of what testers do at virtual chargers.
import { row, rows } from "../../db/statement.ts";
import type { ActionRow } from "./schema.ts";

export const find = row<ActionRow>(
  "test_helpers.find",
  `select id, action, charging_station, connector, token_status, done, created
   from test_helper_actions where account_id = $1 and livemode = $2 and id = $3`,
);

/** Forgets what was made before `$8`. */
export const insert = rows(
  "test_helpers.insert",
  `with old as (
     delete from test_helper_actions where account_id = $1 and livemode = $2 and created < $8)
   insert into test_helper_actions (account_id, livemode, id, action, charging_station, connector,
     created)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);

export const finish = rows(
  "test_helpers.finish",
  `update test_helper_actions set done = $4, token_status = $5
   where account_id = $1 and livemode = $2 and id = $3`,
);
