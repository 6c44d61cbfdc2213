// Making accounts and changing them. Standard networks are made by the noun that owns them, which
// hears of a new sub-account; keys are made with api_keys.
import type { Reader } from "../../db/statement.ts";
import type { ReadWork, Work } from "../../db/work.ts";
import { newestVersion } from "../../http/versions.ts";
import { present } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import { newId } from "../../lib/id.ts";
import { merged, same } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import type { Static } from "../../lib/schema.ts";
import { checker } from "../../lib/validate.ts";
import { AccountCreate, type AccountRow, type AccountUpdate, renderAccount } from "./schema.ts";
import * as store from "./store.ts";

declare module "../../db/work.ts" {
  interface Facts {
    /** A sub-account was made: later nouns give it what every account begins with. */
    "account.created": { readonly account: string };
    /** These accounts are about to be archived; later nouns may refuse. */
    "account.archiving": { readonly accounts: readonly string[] };
  }
}

export type NewAccount = Pick<Static<typeof AccountCreate>, "name" | "email" | "type">;
type Create = Static<typeof AccountCreate>;

const complete = checker(AccountCreate, "body");

/** Inserts an account without a parent, with the defaults of the contract; answers its id. */
export const create = (
  everyone: Pick<Reader, "query">,
  now: Date,
  input: NewAccount,
): Promise<string> => insert(everyone, now, { parent: null, account: complete({ ...input }) });

async function insert(
  everyone: Pick<Reader, "query">,
  now: Date,
  { parent, account }: { readonly parent: string | null; readonly account: Create },
): Promise<string> {
  const id = newId("acct", now);
  const { default_currency, default_payment_method: _none, ...preferences } = account.preferences;
  await store.insert(everyone, [
    ...[id, parent, account.name, account.email, account.type, account.business_type],
    ...[default_currency ?? account.default_currency, account.plan, account.metric_system],
    ...[account.contact, account.billing_details, account.description],
    ...[account.registration_number, preferences],
    ...[JSON.stringify(mergeMetadata({}, account.metadata)), newestVersion, now],
  ]);
  return id;
}

/** How many accounts may stand in one line, the topmost included: statuses are read up the line. */
const deepest = 5;

/** Makes an account below the caller's, with what every account begins with but no keys. */
export async function createChild(work: Work, input: Create): Promise<AccountRow> {
  const { default_payment_method: method } = input.preferences;
  if (method != null) {
    refuse("payment_method_not_found", "A new account has no payment method yet.", {
      param: "preferences.default_payment_method",
    });
  }
  const child = await work.acrossAccounts(async (everyone) => {
    const [line] = await store.depth(everyone, [work.account]);
    if (present(line, "the line above an account").depth >= deepest) {
      refuse("permission_denied", `Accounts may stand ${deepest} deep; this is the deepest level.`);
    }
    return insert(everyone, work.realNow, { parent: work.account, account: input });
  });
  await work.tell("account.created", { account: child });
  return present(await childOf(work, child), "a new sub-account");
}

/** A sub-account of the caller's account, as its parent sees it. */
export async function childOf(
  work: Pick<Work, "account" | "livemode" | "acrossAccounts">,
  id: string,
): Promise<AccountRow | null> {
  const [child] = await work.acrossAccounts((everyone) =>
    store.children(everyone, [work.account, work.livemode, [id]]),
  );
  return child ?? null;
}

/**
 * Changes the caller's account or one of its sub-accounts. The news stands in the account's own
 * log, and in its parent's where the parent did it.
 */
export async function update(
  work: Work,
  id: string,
  input: Static<typeof AccountUpdate>,
): Promise<AccountRow> {
  if (id === work.account) return updateOwn(work, id, input);
  found(await childOf(work, id), "account_not_found", id);
  const place = { account: id, livemode: work.livemode };
  const { before, after } = await work.actFor(place, (child) => change(child, input));
  work.emit("account.updated", renderAccount(after), renderAccount(before));
  if (before.status !== after.status) {
    if (after.status === "archived") await tellArchiving(work, id);
    // Whoever trusts its keys in this process asks again.
    work.touches(id);
  }
  return after;
}

async function updateOwn(
  work: Work,
  id: string,
  input: Static<typeof AccountUpdate>,
): Promise<AccountRow> {
  const { status } = present(await store.own(work), "the key's account");
  if (input.status !== undefined && input.status !== status) {
    refuse(
      "permission_denied",
      `An account cannot set its own status; the parent of '${id}' can, with a key of its own ` +
        "and without Charge-Account.",
      { param: "status" },
    );
  }
  return (await change(work, input)).after;
}

async function tellArchiving(work: Work, id: string): Promise<void> {
  const below = await work.acrossAccounts((everyone) => store.subtree(everyone, [id]));
  await work.tell("account.archiving", { accounts: below.map((one) => one.id) });
}

/** Changes the work's own account. */
async function change(
  work: Work,
  input: Static<typeof AccountUpdate>,
): Promise<{ before: AccountRow; after: AccountRow }> {
  const before = present(await store.lockOwn(work), "the account of the work");
  const { metadata, preferences, ...plain } = input;
  const { default_currency, default_payment_method, ...settings } = preferences ?? {};
  const after: AccountRow = merged(before, {
    ...plain,
    preferences: settings,
    default_currency: default_currency ?? plain.default_currency,
    default_payment_method,
  });
  after.metadata = mergeMetadata(before.metadata, metadata);
  if (after.default_payment_method !== before.default_payment_method) {
    await refuseUnusable(work, after.default_payment_method);
  }
  if (same(before, after)) return { before, after: before };
  after.updated = work.realNow;
  await store.update(work, [
    ...[after.name, after.email, after.type, after.business_type, after.default_currency],
    ...[after.plan, after.metric_system, after.contact, after.billing_details, after.description],
    ...[after.registration_number, after.preferences, JSON.stringify(after.metadata)],
    ...[after.updated, after.default_payment_method, after.status],
  ]);
  work.emit("account.updated", renderAccount(after), renderAccount(before));
  return { before, after };
}

/** An account pays with what belongs to no driver or fleet (ruling 15). */
async function refuseUnusable(work: Work, id: string | null): Promise<void> {
  if (id === null) return;
  const method = (await work.references.load(work, "pm", [id])).get(id);
  const param = "preferences.default_payment_method";
  if (method === undefined)
    refuse("payment_method_not_found", `No such payment method: '${id}'.`, { param });
  if (method["driver"] !== null || method["fleet"] !== null) {
    refuse(
      "payment_method_scope_invalid",
      "The payment method belongs to a driver or fleet, not to the account.",
      { param },
    );
  }
}

/** The strictest status of the account and those above it. */
export async function effectiveStatus(work: ReadWork): Promise<AccountRow["status"]> {
  const [line] = await work.acrossAccounts((everyone) =>
    store.effectiveStatus(everyone, [work.account]),
  );
  return present(line, "an account's line").status;
}

/** Refuses what costs money while the account, or one above it, is not active. */
export async function refuseInactive(work: Work): Promise<void> {
  const status = await effectiveStatus(work);
  if (status === "active") return;
  refuse("permission_denied", `This account is ${status}: it starts nothing that costs money.`);
}

/** A payment method that is gone, or somebody else's, can be no default. */
export async function forgetPaymentMethod(work: Work, method: string): Promise<void> {
  if ((await store.forgetPaymentMethod(work, [method])) === null) return;
  const after = present(await store.own(work), "the account of the work");
  const before = { ...after, default_payment_method: method };
  work.emit("account.updated", renderAccount(after), renderAccount(before));
}
