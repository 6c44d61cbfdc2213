// SQL of policies and of the bindings behind every `policy_ids`.
import { row, rows, type Reader } from "../../db/statement.ts";
import { refuse } from "../../lib/errors.ts";

const firstUnknown = row<{ id: string }>(
  "policies.first_unknown",
  `select w.id from unnest($3::text[]) with ordinality as w (id, place)
   where not exists (select 1 from policies p where p.account_id = $1 and p.livemode = $2 and p.id = w.id)
   order by place limit 1`,
);

const removeBindings = rows(
  "policies.remove_bindings",
  "delete from policy_bindings where account_id = $1 and livemode = $2 and owner_id = $3",
);

const insertBindings = rows(
  "policies.insert_bindings",
  `insert into policy_bindings (account_id, livemode, owner_id, policy_id, position)
   select $1, $2, $3, id, place from unnest($4::text[]) with ordinality as w (id, place)`,
);

/** Makes `policy_ids` the owner's bindings. An unknown one is 404, and nothing was written. */
export async function bind(work: Reader, owner: string, policyIds: readonly string[]): Promise<void> {
  await refuseUnknown(work, policyIds);
  await removeBindings(work, [owner]);
  if (policyIds.length > 0) await insertBindings(work, [owner, policyIds]);
}

export async function refuseUnknown(work: Reader, policyIds: readonly string[]): Promise<void> {
  if (policyIds.length === 0) return;
  const unknown = await firstUnknown(work, [policyIds]);
  if (unknown !== null) {
    refuse("policy_not_found", `No such policy: '${unknown.id.slice(0, 60)}'.`, { param: "policy_ids" });
  }
}
