// One's own account: reading and updating it. Sub-accounts are made elsewhere.
import type { ReadWork, Work } from "../../db/work.ts";
import { get, post, resource } from "../../http/resource.ts";
import { present } from "../../lib/assert.ts";
import { refuse } from "../../lib/errors.ts";
import { merged, same } from "../../lib/merge.ts";
import { mergeMetadata } from "../../lib/metadata.ts";
import type { Static } from "../../lib/schema.ts";
import { Account, type AccountRow, AccountUpdate, renderAccount } from "./schema.ts";
import * as store from "./store.ts";

const summary = "Retrieve an account";

async function ownAccount(work: ReadWork, id: string): Promise<AccountRow> {
  if (id !== work.account) refuse("account_not_found", `No such account: '${id.slice(0, 60)}'.`);
  return present(await store.own(work), "the key's account");
}

async function update(
  work: Work,
  id: string,
  input: Static<typeof AccountUpdate>,
): Promise<AccountRow> {
  await ownAccount(work, id);
  const before = present(await store.lockOwn(work), "the key's account");
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
  if (same(before, after)) return before;
  after.updated = work.now;
  await store.update(work, [
    ...[
      after.name,
      after.email,
      after.type,
      after.business_type,
      after.default_currency,
      after.plan,
    ],
    ...[after.metric_system, after.contact, after.billing_details, after.description],
    ...[
      after.registration_number,
      after.preferences,
      JSON.stringify(after.metadata),
      after.updated,
    ],
    after.default_payment_method,
  ]);
  work.emit("account.updated", renderAccount(after), renderAccount(before));
  return after;
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

export default resource("accounts", {
  about:
    "Who you are to the platform: name, contact, currency, preferences. Everything that is made " +
    "with an account's keys belongs to it, separately in test and in live mode.",
  renders: [
    {
      prefix: "acct",
      object: "account",
      expandable: { "preferences.default_payment_method": "pm" },
      load: async (work, ids) => {
        const own = ids.includes(work.account) ? await store.own(work) : null;
        return own === null ? [] : [renderAccount(own)];
      },
    },
  ],
  routes: {
    own: get(
      "/v1/account",
      { summary: "Retrieve the key's account", answer: Account },
      async (work) => renderAccount(await ownAccount(work, work.account)),
    ),
    retrieve: get(
      "/v1/accounts/:account",
      { summary, answer: Account },
      async (work, { account }) => renderAccount(await ownAccount(work, account)),
    ),
    update: post(
      "/v1/accounts/:account",
      {
        summary: "Update an account",
        about: "Updates the key's own account. Parameters you omit keep their current values.",
        body: AccountUpdate,
        refuses: ["payment_method_not_found", "payment_method_scope_invalid"],
        answer: Account,
      },
      async (work, { account, ...input }) => renderAccount(await update(work, account, input)),
    ),
  },
});
