// The endpoints of payment methods. A card's number is given to the processor before the
// transaction begins and goes no further (ruling 14).
import { cutPage } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import * as actions from "./actions.ts";
import { MethodCreate, MethodUpdate, Owner, PaymentMethod, renderMethod, types } from "./schema.ts";
import type { Create } from "./source.ts";
import * as store from "./store.ts";
import { type Dependencies, tokenised } from "./token_actions.ts";

type Prepared = {
  readonly source: actions.Tokenised;
  readonly billing_details: Create["billing_details"];
};

const scope = {
  driver: s.optional(s.id("drv", { about: "Only what is attached to this driver." })),
  fleet: s.optional(s.id("flt", { about: "Only what is attached to this fleet." })),
};

const refuseBoth = (owner: actions.OwnerInput): void => {
  if (owner.driver !== undefined && owner.fleet !== undefined) actions.oneOwner(owner);
};

export default (deps: Dependencies) =>
  resource("payment_methods", {
    about:
      "A card, a bank account or a wallet, attached to the driver or fleet that pays with it. " +
      "Numbers go to the processor and are never kept.",
    renders: [
      {
        prefix: "pm",
        object: "payment_method",
        expandable: { driver: "drv", fleet: "flt" },
        load: async (work, ids) => (await store.load(work, [ids])).map(renderMethod),
      },
    ],
    listens: {
      "driver.deleted": (work, { driver }) => actions.detachAll(work, driver),
      "fleet.deleted": (work, { fleet }) => actions.detachAll(work, fleet),
    },
    routes: {
      create: post(
        "/v1/payment_methods",
        {
          summary: "Create a payment method",
          about:
            "Attach it to a driver or fleet before it pays for sessions. No card number is kept.",
          body: MethodCreate,
          example: {
            type: "card",
            card: { number: "4242424242424242", exp_month: 12, exp_year: 2030, cvc: "123" },
          },
          refuses: ["payment_method_invalid_input", "service_unavailable"],
          answer: PaymentMethod,
          prepare: async (input, asker) => ({
            source: await tokenised(deps, input as Create, asker),
            billing_details: input.billing_details,
          }),
        },
        async (work, input) => {
          const { source, billing_details: details } = input as unknown as Prepared;
          return renderMethod(await actions.create(work, source, details));
        },
      ),
      list: list(
        "/v1/payment_methods",
        {
          summary: "List payment methods",
          query: s.object({
            ...scope,
            type: s.optional(s.choice(types, { about: "Only methods of this type." })),
          }),
          answer: PaymentMethod,
          refuses: ["payment_method_scope_invalid"],
        },
        async (work, filters, page) => {
          refuseBoth(filters);
          return cutPage(
            await store.list(work, page, filters),
            page,
            (row) => row.id,
            renderMethod,
          );
        },
      ),
      retrieve: get(
        "/v1/payment_methods/:payment_method",
        {
          summary: "Retrieve a payment method",
          about: "With `driver` or `fleet`: only if it is attached to them.",
          query: s.object(scope),
          answer: PaymentMethod,
          refuses: ["payment_method_scope_invalid", "payment_method_scope_not_found"],
        },
        async (work, { payment_method: id, ...owner }) => {
          refuseBoth(owner);
          const method = found(await store.find(work, [id]), "payment_method_not_found", id);
          const foreign =
            (owner.driver !== undefined && owner.driver !== method.driver) ||
            (owner.fleet !== undefined && owner.fleet !== method.fleet);
          if (foreign) actions.refuseScope(owner);
          return renderMethod(method);
        },
      ),
      update: post(
        "/v1/payment_methods/:payment_method",
        {
          summary: "Update a payment method",
          about: "Billing details, a card's expiry, a bank account's name and currency.",
          body: MethodUpdate,
          example: { card: { exp_month: 12, exp_year: 2031 } },
          refuses: ["payment_method_invalid_input"],
          answer: PaymentMethod,
        },
        async (work, { payment_method: id, ...input }) =>
          renderMethod(await actions.update(work, id, input)),
      ),
      remove: remove(
        "/v1/payment_methods/:payment_method",
        {
          summary: "Delete a payment method",
          about: "Not while it pays for an active session. Transactions keep its id.",
          object: "payment_method",
          refuses: ["charging_session_conflict", "payment_method_state_conflict"],
        },
        (work, { payment_method: id }) => actions.remove(work, id),
      ),
      attach: post(
        "/v1/payment_methods/:payment_method/attach",
        {
          summary: "Attach a payment method to a driver or fleet",
          about: "One owner at a time: attaching elsewhere moves it.",
          body: Owner,
          refuses: ["payment_method_scope_invalid", "payment_method_owner_not_found"],
          answer: PaymentMethod,
        },
        async (work, { payment_method: id, ...owner }) =>
          renderMethod(await actions.attach(work, id, owner)),
      ),
      detach: post(
        "/v1/payment_methods/:payment_method/detach",
        {
          summary: "Detach a payment method from its driver or fleet",
          about: "It cannot pay for sessions until it is attached again.",
          body: Owner,
          refuses: [
            "payment_method_scope_invalid",
            "payment_method_owner_not_found",
            "payment_method_scope_not_found",
          ],
          answer: PaymentMethod,
        },
        async (work, { payment_method: id, ...owner }) =>
          renderMethod(await actions.detach(work, id, owner)),
      ),
    },
  });
