// What happens to policies themselves, and binding them to drivers, fleets and vehicles; what a
// rule means stands in rules.ts.
import type { Work } from "../../db/work.ts";
import { found } from "../../lib/errors.ts";
import { merged, same } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import type { Static } from "../../lib/schema.ts";
import {
  type PolicyCreate,
  type PolicyRow,
  type PolicyUpdate,
  renderPolicy,
  storedRules,
} from "./schema.ts";
import * as store from "./store.ts";

export async function create(work: Work, input: Static<typeof PolicyCreate>): Promise<PolicyRow> {
  const { metadata, rules, ...plain } = input;
  const policy: PolicyRow = {
    ...plain,
    id: work.newId("pol"),
    rules: storedRules(rules),
    metadata: mergeMetadata({}, metadata),
    created: work.now,
  };
  await store.insert(work, [
    ...[policy.id, policy.name, policy.description, policy.mode, policy.rules, policy.status],
    ...[JSON.stringify(policy.metadata), policy.created],
  ]);
  work.emit("policy.created", renderPolicy(policy));
  return policy;
}

/** Rules are replaced whole; everything else that was left out stays. */
export async function update(
  work: Work,
  id: string,
  input: Static<typeof PolicyUpdate>,
): Promise<PolicyRow> {
  const before = found(await store.lock(work, [id]), "policy_not_found", id);
  const { metadata, rules, ...plain } = input;
  const after: PolicyRow = {
    ...merged(before, plain),
    rules: rules === undefined ? before.rules : storedRules(rules),
    metadata: mergeMetadata(before.metadata, metadata),
  };
  if (same(renderPolicy(before), renderPolicy(after))) return before;
  await store.update(work, [
    ...[id, after.name, after.description, after.mode, after.rules, after.status],
    JSON.stringify(after.metadata),
  ]);
  work.emit("policy.updated", renderPolicy(after), renderPolicy(before));
  return after;
}

/** Gone from every `policy_ids` at once; decisions that it had a part in keep its id and name. */
export async function remove(work: Work, id: string): Promise<string> {
  const policy = found(await store.lock(work, [id]), "policy_not_found", id);
  await store.remove(work, [id]);
  work.emit("policy.deleted", renderPolicy(policy));
  return id;
}

/** Makes `policy_ids` the owner's bindings. An unknown one is 404, and nothing was written. */
export async function bind(work: Work, owner: string, policyIds: readonly string[]): Promise<void> {
  if (policyIds.length > 0) await refuseUnknown(work, policyIds);
  await store.removeBindings(work, [owner]);
  if (policyIds.length > 0) await store.insertBindings(work, [owner, policyIds]);
}

async function refuseUnknown(work: Work, policyIds: readonly string[]): Promise<void> {
  const known = new Set((await store.holdKnown(work, [policyIds])).map(({ id }) => id));
  for (const [at, id] of policyIds.entries()) {
    if (!known.has(id)) found(null, "policy_not_found", id, `policy_ids.${at}`);
  }
}
