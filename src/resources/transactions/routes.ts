// Reading transactions; they are written only by the system (actions.ts).
import { cutPage } from "../../http/paging.ts";
import { get, list, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import { renderTransaction, statuses, Transaction, types } from "./schema.ts";
import * as store from "./store.ts";

export default resource("transactions", {
  about:
    "Money that moved: what a session cost, what was given back. Written by the platform only.",
  renders: [
    {
      prefix: "txn",
      object: "transaction",
      expandable: {
        charging_session: "cs",
        driver: "drv",
        fleet: "flt",
        payment_method: "pm",
        vehicle: "veh",
      },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderTransaction),
    },
  ],
  routes: {
    list: list(
      "/v1/transactions",
      {
        summary: "List transactions",
        query: s.object({
          driver: s.optional(s.id("drv", { about: "Only this driver's." })),
          fleet: s.optional(s.id("flt", { about: "Only those made for this fleet." })),
          vehicle: s.optional(s.id("veh", { about: "Only this vehicle's." })),
          charging_session: s.optional(s.id("cs", { about: "Only those of this session." })),
          payment_method: s.optional(s.id("pm", { about: "Only those paid by this method." })),
          status: s.optional(s.choice(statuses, { about: "Only those with this status." })),
          type: s.optional(s.choice(types, { about: "Only those of this type." })),
        }),
        answer: Transaction,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderTransaction),
    ),
    retrieve: get(
      "/v1/transactions/:transaction",
      { summary: "Retrieve a transaction", answer: Transaction },
      async (work, { transaction: id }) =>
        renderTransaction(found(await store.find(work, [id]), "transaction_not_found", id)),
    ),
  },
});
