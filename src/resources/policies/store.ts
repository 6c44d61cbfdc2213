// SQL of policies and of the bindings behind every `policy_ids`.
import { listing } from "../../db/listing.ts";
import { row, rows } from "../../db/statement.ts";
import type { PolicyRow } from "./schema.ts";

const select = `
  select p.id, p.name, p.description, p.mode, p.rules, p.status, p.metadata, p.created
  from policies p where p.account_id = $1 and p.livemode = $2`;

export const find = row<PolicyRow>("policies.find", `${select} and p.id = $3`);
export const lock = row<PolicyRow>("policies.lock", `${select} and p.id = $3 for update of p`);
export const load = rows<PolicyRow>("policies.load", `${select} and p.id = any($3)`);

export const list = listing<PolicyRow>("policies.list", {
  prefix: "pol",
  select,
  id: "p.id",
  metadata: "pairs",
  filters: { status: "p.status = ?", mode: "p.mode = ?" },
});

export const insert = rows(
  "policies.insert",
  `insert into policies (account_id, livemode, id, name, description, mode, rules, status,
     metadata, created)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

export const update = rows(
  "policies.update",
  `update policies set name = $4, description = $5, mode = $6, rules = $7, status = $8,
     metadata = $9
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Takes the policy out of every `policy_ids` in the same statement (the bindings cascade). */
export const remove = rows(
  "policies.remove",
  "delete from policies where account_id = $1 and livemode = $2 and id = $3",
);

export type BindingRow = PolicyRow & { owner_id: string };

/** What binds these drivers, vehicles and fleets and is active: one row per owner and policy. */
export const activeOf = rows<BindingRow>(
  "policies.active_of",
  `select b.owner_id, p.id, p.name, p.description, p.mode, p.rules, p.status, p.metadata, p.created
   from policy_bindings b
   join policies p on p.account_id = b.account_id and p.livemode = b.livemode and p.id = b.policy_id
   where b.account_id = $1 and b.livemode = $2 and b.owner_id = any($3) and p.status = 'active'
   order by array_position($3::text[], b.owner_id), b.position`,
);

/** Those of the ids that exist, held against deletion until the transaction ends. */
export const holdKnown = rows<{ id: string }>(
  "policies.hold_known",
  `select p.id from policies p where p.account_id = $1 and p.livemode = $2 and p.id = any($3)
   order by p.id for key share`,
);

export const removeBindings = rows(
  "policies.remove_bindings",
  "delete from policy_bindings where account_id = $1 and livemode = $2 and owner_id = $3",
);

export const insertBindings = rows(
  "policies.insert_bindings",
  `insert into policy_bindings (account_id, livemode, owner_id, policy_id, position)
   select $1, $2, $3, id, place from unnest($4::text[]) with ordinality as w (id, place)`,
);
