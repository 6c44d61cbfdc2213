// The endpoints of top-ups. A card is waited for; a bank account takes days, so its top-up is
// answered as `pending`.
import { cutPage } from "../../http/paging.ts";
import { Awaited, get, list, post, resource, type Waiter } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import * as actions from "./actions.ts";
import { renderTopUp, statuses, TopUp, TopUpCreate } from "./schema.ts";
import * as store from "./store.ts";

/** What has not ended by then is answered as it stands; an event tells the end. */
const longestWaitMs = 20_000;

const outcome: Waiter = async (work, id, waitedMs) => {
  const row = found(await store.find(work, [id]), "top_up_not_found", id);
  return row.status === "pending" && waitedMs < longestWaitMs ? null : renderTopUp(row);
};

export default resource("top_ups", {
  about:
    "Money from a card or a bank account that becomes a wallet's. It is no charge: invoices do " +
    "not speak of it, and its transaction can be refunded up to what the wallet has available.",
  renders: [
    {
      prefix: "tu",
      object: "top_up",
      expandable: {
        driver: "drv",
        fleet: "flt",
        payment_method: "pm",
        transaction: "txn",
        wallet: "wal",
      },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderTopUp),
    },
  ],
  waits: { top_up: outcome },
  listens: {
    "hold.deciding": (work, { source }) => actions.lockFor(work, source),
    "payment.succeeded": actions.credit,
    "payment.failed": (work, { source, code, message }) =>
      actions.fail(work, source, { code, message }),
    "wallet.lowered": (work, { owner }) => actions.watchIfAutomatic(work, owner),
    "wallet.watched": (work, { owner }) => actions.watch(work, owner),
    "driver.deleting": (work, { driver }) => actions.refuseUnderWay(work, driver, "driver"),
    "fleet.deleted": (work, { fleet }) => actions.refuseUnderWay(work, fleet, "fleet"),
  },
  routes: {
    create: post(
      "/v1/top_ups",
      {
        summary: "Create a top-up",
        about:
          "Collects the amount and credits the wallet. A card answers within seconds: " +
          "`succeeded` or `failed`, with the reason in `failure`. A bank account takes days: " +
          "`pending` until `top_up.succeeded` or `top_up.failed`.",
        body: TopUpCreate,
        answer: TopUp,
        costs: true,
        refuses: [
          "owner_scope_invalid",
          "driver_not_found",
          "fleet_not_found",
          "account_not_found",
          "driver_state_conflict",
          "fleet_state_conflict",
          "payment_method_not_found",
          "payment_method_scope_invalid",
          "payment_method_invalid_input",
        ],
      },
      async (work, input) => {
        const { row, takesDays } = await actions.create(work, input);
        const waits = row.status === "pending" && !takesDays;
        return waits ? new Awaited({ wait: "top_up", id: row.id }) : renderTopUp(row);
      },
    ),
    list: list(
      "/v1/top_ups",
      {
        summary: "List top-ups",
        query: s.object({
          account: s.optional(s.id("acct", { about: "Only those of the account's own wallet." })),
          driver: s.optional(s.id("drv", { about: "Only those of this driver's wallet." })),
          fleet: s.optional(s.id("flt", { about: "Only those of this fleet's wallet." })),
          status: s.optional(s.choice(statuses, { about: "Only those with this status." })),
        }),
        answer: TopUp,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderTopUp),
    ),
    retrieve: get(
      "/v1/top_ups/:top_up",
      { summary: "Retrieve a top-up", answer: TopUp },
      async (work, { top_up: id }) =>
        renderTopUp(found(await store.find(work, [id]), "top_up_not_found", id)),
    ),
  },
});
