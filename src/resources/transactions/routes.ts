// Reading transactions, which are written only by the system (actions.ts), and giving back what
// they collected. A refund waits for the processor, not for ever.
import { cutPage } from "../../http/paging.ts";
import { Awaited, get, list, post, resource, type Waiter } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import { refund } from "./refunds/actions.ts";
import { renderTransaction, statuses, Transaction, types } from "./schema.ts";
import * as store from "./store.ts";

/** What the processor has not answered by then is shown as it stands: `pending`. */
const longestWaitMs = 20_000;

const refundOutcome: Waiter = async (work, id, waitedMs) => {
  const row = found(await store.find(work, [id]), "transaction_not_found", id);
  return row.status === "pending" && waitedMs < longestWaitMs ? null : renderTransaction(row);
};

const RefundCreate = s.object({
  amount: s.optional(
    s.integer(1, Number.MAX_SAFE_INTEGER, {
      about: "How much goes back, smallest currency unit; left out: all that can.",
      example: 500,
    }),
  ),
  reason: s.optional(
    s.text(500, { about: "Why, in words; the refund's description.", example: "Faulty charger" }),
  ),
});

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
  waits: { refund: refundOutcome },
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
    refund: post(
      "/v1/transactions/:transaction/refund",
      {
        summary: "Refund a transaction",
        about:
          "Gives back a charge, in part or whole, to the card, bank account or wallet that paid; " +
          "a top-up as far as its wallet has it available. Never more than was collected in all. " +
          "Answers the refund's own transaction; `failed` where the processor refused.",
        body: RefundCreate,
        example: { amount: 500 },
        answer: Transaction,
        refuses: ["transaction_state_conflict", "parameter_invalid"],
      },
      async (work, { transaction: id, ...input }) => {
        const row = await refund(work, id, input);
        return row.status === "pending"
          ? new Awaited({ wait: "refund", id: row.id })
          : renderTransaction(row);
      },
    ),
  },
});
