// One's own account, the accounts below it, and the settings.
import type { ReadWork } from "../../db/work.ts";
import { cutPage } from "../../http/paging.ts";
import { get, list, post, resource } from "../../http/resource.ts";
import { present } from "../../lib/assert.ts";
import { found } from "../../lib/errors.ts";
import * as actions from "./actions.ts";
import {
  Account,
  AccountCreate,
  type AccountRow,
  AccountUpdate,
  accountFilters,
  renderAccount,
} from "./schema.ts";
import * as settings from "./settings/actions.ts";
import { renderSettings, Settings, SettingsUpdate } from "./settings/schema.ts";
import * as store from "./store.ts";

const own = async (work: ReadWork): Promise<AccountRow> =>
  present(await store.own(work), "the key's account");

async function visible(work: ReadWork, ids: readonly string[]): Promise<AccountRow[]> {
  const rows = ids.includes(work.account) ? [await own(work)] : [];
  const others = ids.filter((id) => id !== work.account);
  if (others.length === 0) return rows;
  const children = await work.acrossAccounts((everyone) =>
    store.children(everyone, [work.account, work.livemode, others]),
  );
  return [...rows, ...children];
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
      load: async (work, ids) => (await visible(work, ids)).map(renderAccount),
    },
  ],
  routes: {
    own: get(
      "/v1/account",
      { summary: "Retrieve the key's account", answer: Account },
      async (work) => renderAccount(await own(work)),
    ),
    settings: get(
      "/v1/account/settings",
      {
        summary: "Retrieve the account's settings",
        about: "Those of the key's mode. They have no id of their own: `id` is the account's.",
        answer: Settings,
      },
      async (work) => renderSettings(work, await settings.settingsOf(work)),
    ),
    updateSettings: post(
      "/v1/account/settings",
      {
        summary: "Update the account's settings",
        about:
          "Those of the key's mode. Parameters you omit keep their current values; maps merge " +
          "key by key, and a key set to null falls back to the built-in value.",
        body: SettingsUpdate,
        answer: Settings,
      },
      async (work, input) => renderSettings(work, await settings.update(work, input)),
    ),
    create: post(
      "/v1/accounts",
      {
        summary: "Create a sub-account",
        about:
          "Makes an account below the key's own. It has no keys yet: act for it with the header " +
          "`Charge-Account`, also to make its first key with `POST /v1/api_keys`. The header " +
          "reaches an account's own sub-accounts, not those further down.",
        body: AccountCreate,
        answer: Account,
        refuses: ["payment_method_not_found"],
      },
      async (work, input) => {
        const account = renderAccount(await actions.createChild(work, input));
        work.emit("account.created", account);
        return account;
      },
    ),
    list: list(
      "/v1/accounts",
      {
        summary: "List sub-accounts",
        about: "Those directly below the key's account, which is not among them.",
        query: accountFilters,
        answer: Account,
      },
      async (work, filters, page) => {
        const { account, livemode } = work;
        const rows = await work.acrossAccounts(({ query }) =>
          store.listChildren({ account, livemode, query }, page, filters),
        );
        return cutPage(rows, page, (row) => row.id, renderAccount);
      },
    ),
    retrieve: get(
      "/v1/accounts/:account",
      {
        summary: "Retrieve an account",
        about:
          "The key's own account or one of its sub-accounts. Neither its parent nor a sibling. A " +
          "sub-account's payment method is expanded only with `Charge-Account`.",
        answer: Account,
      },
      async (work, { account: id }) => {
        const [account] = await visible(work, [id]);
        return renderAccount(found(account, "account_not_found", id));
      },
    ),
    update: post(
      "/v1/accounts/:account",
      {
        summary: "Update an account",
        about:
          "Updates the key's own account or one of its sub-accounts. Parameters you omit keep " +
          "their current values. `status` is for the parent to set; it takes effect at once in " +
          "the process that answers, within a second in the others of a cluster.",
        body: AccountUpdate,
        refuses: [
          ...(["payment_method_not_found", "payment_method_scope_invalid"] as const),
          "charging_session_conflict",
        ],
        answer: Account,
      },
      async (work, { account, ...input }) =>
        renderAccount(await actions.update(work, account, input)),
    ),
  },
});
