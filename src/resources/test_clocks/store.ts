// SQL of test clocks. How far the account's time is ahead is src/db/store.ts's.
import { listing } from "../../db/listing.ts";
import { row, rows } from "../../db/statement.ts";
import type { ClockRow } from "./schema.ts";

const select = `select id, name, advancing_to, created, updated from test_clocks
  where account_id = $1 and livemode = $2`;

export const find = row<ClockRow>("test_clocks.find", `${select} and id = $3`);
export const load = rows<ClockRow>("test_clocks.load", `${select} and id = any($3)`);
export const lock = row<ClockRow>("test_clocks.lock", `${select} and id = $3 for update`);

export const list = listing<ClockRow>("test_clocks.list", {
  prefix: "clk",
  select,
  id: "test_clocks.id",
});

/** Violates `test_clocks_one` where the account has a clock already. */
export const insert = rows(
  "test_clocks.insert",
  `insert into test_clocks (account_id, livemode, id, name, created, updated)
   values ($1, $2, $3, $4, $5, $5)`,
);

export const aim = rows(
  "test_clocks.aim",
  `update test_clocks set advancing_to = $4, updated = $5
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const remove = rows(
  "test_clocks.remove",
  "delete from test_clocks where account_id = $1 and livemode = $2 and id = $3",
);
