// Making, changing, rolling and revoking API keys. A key is answered once and only its digest is
// kept. No key grants more than it has, in rights or in time (ruling 6), and an account that has a
// secret key keeps one.
import type { Reader } from "../../db/statement.ts";
import type { Work } from "../../db/work.ts";
import { found, refuse } from "../../lib/errors.ts";
import { newId, randomText } from "../../lib/id.ts";
import { same } from "../../lib/merge.ts";
import { sha256 } from "../../lib/secret.ts";
import { addMs, parseTimestamp, timestamp } from "../../lib/time.ts";
import { beyond, type Granted } from "./rights.ts";
import { type ApiKeyRow, statusAt } from "./schema.ts";
import * as store from "./store.ts";

/** A key's text; `ch_rk_` where it is restricted. */
function newKey(livemode: boolean, permissions: Granted) {
  const kind = permissions === null ? "sk" : "rk";
  const prefix = `ch_${kind}_${livemode ? "live" : "test"}_`;
  const key = `${prefix}${randomText(32)}`;
  return { key, prefix, last4: key.slice(-4), digest: sha256(key) };
}

/** The first secret key of an account that nobody can call for yet. */
export async function createSecretKey(
  everyone: Pick<Reader, "query">,
  now: Date,
  account: string,
  livemode: boolean,
): Promise<string> {
  const { key, prefix, last4, digest } = newKey(livemode, null);
  await store.insertFirst(everyone, [
    ...[account, livemode, newId("key", now), "First key", digest, prefix, last4, null, null, now],
  ]);
  return key;
}

export type Made = { readonly row: ApiKeyRow; readonly key: string };

type Wanted = Pick<ApiKeyRow, "name" | "permissions" | "expires_at">;

async function insert(work: Work, wanted: Wanted): Promise<Made> {
  const { key, prefix, last4, digest } = newKey(work.livemode, wanted.permissions);
  const row: ApiKeyRow = {
    ...{ ...wanted, id: newId("key", work.realNow), livemode: work.livemode, prefix, last4 },
    ...{ status: "active", last_used: null, replaced_by: null, created: work.realNow },
  };
  await store.insert(work, [
    ...[row.id, row.name, digest, prefix, last4, row.permissions, row.expires_at, work.realNow],
  ]);
  return { row, key };
}

export async function create(
  work: Work,
  input: { readonly name: string | null; permissions: Granted; expires_at: string | null },
): Promise<Made> {
  const expires_at = expiryOf(work, input.expires_at);
  refuseBeyond(work, input.permissions, "make");
  refuseOutliving(work, expires_at);
  return insert(work, { name: input.name, permissions: input.permissions, expires_at });
}

export type Changes = {
  readonly name?: string | null;
  readonly permissions?: NonNullable<Granted>;
  readonly expires_at?: string | null;
};

export async function update(work: Work, id: string, changes: Changes): Promise<ApiKeyRow> {
  const { before, secret } = await lockUsable(work, id, "change");
  const after = changed(work, before, changes);
  if (same(before, after)) return before;
  refuseBeyond(work, after.permissions, "change");
  if (!same(before.expires_at, after.expires_at)) {
    refuseOutliving(work, after.expires_at);
    refuseLast(work, secret, after);
  }
  await save(work, after);
  return after;
}

function changed(work: Work, before: ApiKeyRow, changes: Changes): ApiKeyRow {
  const { name = before.name, permissions, expires_at } = changes;
  if (permissions !== undefined && before.permissions === null) {
    refuse(
      "parameter_invalid",
      "Invalid permissions: a secret key stays one; make a restricted key instead.",
      { param: "permissions" },
    );
  }
  return {
    ...{ ...before, name },
    permissions: permissions === undefined ? before.permissions : joined(before, permissions),
    expires_at: expires_at === undefined ? before.expires_at : expiryOf(work, expires_at),
  };
}

const joined = (before: ApiKeyRow, permissions: NonNullable<Granted>): Granted => ({
  ...before.permissions,
  ...permissions,
});

/** A new key with the same rights; the old one goes on for `expiresIn` seconds. */
export async function roll(work: Work, id: string, expiresIn: number): Promise<Made> {
  const { before } = await lockUsable(work, id, "roll");
  refuseOutliving(work, before.expires_at);
  const made = await insert(work, before);
  const end = addMs(work.realNow, expiresIn * 1000);
  const sooner = before.expires_at !== null && before.expires_at < end ? before.expires_at : end;
  await save(work, { ...before, expires_at: sooner, replaced_by: made.row.id });
  return made;
}

/** From now on the key is not valid; it stays listed. Again changes nothing. */
export async function revoke(work: Work, id: string): Promise<void> {
  const secret = await store.lockSecret(work);
  const before = found(await store.lock(work, [id]), "api_key_not_found", id);
  refuseBeyond(work, before.permissions, "revoke");
  if (before.status === "revoked") return;
  const after: ApiKeyRow = { ...before, status: "revoked" };
  refuseLast(work, secret, after);
  await save(work, after);
}

/** The key, locked together with all that it may be the last of, as one that can be changed. */
async function lockUsable(work: Work, id: string, verb: string) {
  // Always in this order, so that two changes at once cannot wait for each other.
  const secret = await store.lockSecret(work);
  const before = found(await store.lock(work, [id]), "api_key_not_found", id);
  refuseBeyond(work, before.permissions, verb);
  const status = statusAt(before, work.realNow);
  if (status !== "active") {
    refuse("api_key_state_conflict", `The key is ${status}; only an active key can be changed.`);
  }
  if (before.replaced_by !== null) {
    refuse(
      "api_key_state_conflict",
      `The key was rolled: change ${before.replaced_by}, which took its place. ` +
        "To end this one sooner, delete it.",
    );
  }
  return { before, secret };
}

async function save(work: Work, row: ApiKeyRow): Promise<void> {
  await store.update(work, [
    ...[row.id, row.name, row.permissions, row.status, row.expires_at, row.replaced_by],
  ]);
  // Whoever trusts it in this process asks again (http/auth.ts).
  work.touches(row.id);
}

/** A time to come, or null. */
function expiryOf(work: Work, text: string | null): Date | null {
  if (text === null) return null;
  const at = parseTimestamp(text);
  if (at !== null && at > work.realNow) return at;
  refuse("parameter_invalid", "Invalid expires_at: expected a time to come, or null.", {
    param: "expires_at",
  });
}

function refuseBeyond(work: Work, wanted: Granted, verb: string): void {
  const own = work.caller.permissions;
  if (own === null) return;
  if (wanted === null) {
    refuse("permission_denied", `A restricted key cannot ${verb} a secret key.`, {
      param: "permissions",
    });
  }
  const noun = beyond(own, wanted);
  if (noun === null) return;
  refuse(
    "permission_denied",
    `This key cannot ${verb} a key that may do more than itself: ` +
      `it lacks the right '${noun}: ${wanted[noun]}'.`,
    { param: `permissions.${noun}` },
  );
}

/** A key that ends, such as a rolled one, makes none that lives on after it. */
function refuseOutliving(work: Work, expiresAt: Date | null): void {
  const end = work.caller.expiresAt;
  if (end === null || (expiresAt !== null && expiresAt <= end)) return;
  refuse(
    "permission_denied",
    `This key ends at ${timestamp(end)}; it can give no key a later end, or none.`,
    { param: "expires_at" },
  );
}

/** `secret` are the secret keys as they were; `after` is what one of them is to become. */
function refuseLast(work: Work, secret: readonly ApiKeyRow[], after: ApiKeyRow): void {
  const valid = secret.filter((one) => statusAt(one, work.realNow) === "active");
  const left = valid.map((one) => (one.id === after.id ? after : one));
  const lasting = (rows: readonly ApiKeyRow[]) => rows.filter((one) => one.expires_at === null);
  const stays = left.filter((one) => statusAt(one, work.realNow) === "active");
  const isLast = valid.length > 0 && stays.length === 0;
  if (!isLast && (lasting(valid).length === 0 || lasting(stays).length > 0)) return;
  refuse(
    "api_key_state_conflict",
    "This is the account's last secret key in this mode: it cannot be revoked or given an end. " +
      "Make another one first, or roll it.",
  );
}
