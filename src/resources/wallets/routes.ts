// The endpoints of wallets: what is in them, what moved, and how they fill themselves up.
import { cutPage } from "../../http/paging.ts";
import { get, list, post, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import * as actions from "./actions.ts";
import { renderEntry, renderWallet, Wallet, WalletEntry, WalletUpdate } from "./schema.ts";
import * as store from "./store.ts";

export default resource("wallets", {
  about:
    "What an account, a fleet or a driver has paid in advance, one wallet each. Sessions hold " +
    "what they may cost and take what they did cost; top-ups fill it. `wallet_balance` of the " +
    "owner is this balance.",
  renders: [
    {
      prefix: "wal",
      object: "wallet",
      expandable: { driver: "drv", fleet: "flt", "auto_top_up.payment_method": "pm" },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderWallet),
    },
  ],
  listens: {
    "payment_method.released": async (work, { method }) => {
      await store.forgetMethod(work, [method]);
    },
  },
  routes: {
    list: list(
      "/v1/wallets",
      {
        summary: "List wallets",
        query: s.object({
          account: s.optional(s.id("acct", { about: "Only the account's own." })),
          driver: s.optional(s.id("drv", { about: "Only this driver's." })),
          fleet: s.optional(s.id("flt", { about: "Only this fleet's." })),
        }),
        answer: Wallet,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderWallet),
    ),
    retrieve: get(
      "/v1/wallets/:wallet",
      { summary: "Retrieve a wallet", answer: Wallet },
      async (work, { wallet: id }) =>
        renderWallet(found(await store.find(work, [id]), "wallet_not_found", id)),
    ),
    update: post(
      "/v1/wallets/:wallet",
      {
        summary: "Update a wallet",
        about:
          "Sets the automatic top-up: whenever less than `threshold` is available, `amount` is " +
          "collected, one at a time. After a failure the next try waits an hour, then ever longer.",
        body: WalletUpdate,
        example: { auto_top_up: null },
        answer: Wallet,
        refuses: [
          "payment_method_not_found",
          "payment_method_scope_invalid",
          "payment_method_invalid_input",
          "wallet_state_conflict",
        ],
      },
      async (work, { wallet: id, auto_top_up }) =>
        renderWallet(await actions.update(work, id, auto_top_up)),
    ),
    listEntries: list(
      "/v1/wallets/:wallet/entries",
      {
        summary: "List a wallet's entries",
        about:
          "The lines of the wallet's account in the ledger, newest first, each with the balance " +
          "after it. Holds are no entries: they only lower what is available.",
        answer: WalletEntry,
      },
      async (work, { wallet: id }, page) => {
        const { owner } = found(await store.find(work, [id]), "wallet_not_found", id);
        const rows = await store.listEntries(work, owner, page);
        return cutPage(rows, page, (row) => row.sequence, renderEntry);
      },
    ),
  },
});
