// The endpoints of policies.
import { cutPage } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as actions from "./actions.ts";
import { Policy, PolicyCreate, PolicyUpdate, policyFilters, renderPolicy } from "./schema.ts";
import * as store from "./store.ts";

export default resource("policies", {
  about:
    "Rules on where, when and at what price may be charged. Bound to drivers, vehicles and " +
    "fleets, they are asked before every session.",
  renders: [
    {
      prefix: "pol",
      object: "policy",
      expandable: {},
      load: async (work, ids) => (await store.load(work, [ids])).map(renderPolicy),
    },
  ],
  routes: {
    create: post(
      "/v1/policies",
      {
        summary: "Create a policy",
        about: "Bind it through `policy_ids` of drivers, fleets and vehicles.",
        body: PolicyCreate,
        answer: Policy,
      },
      async (work, input) => renderPolicy(await actions.create(work, input)),
    ),
    list: list(
      "/v1/policies",
      { summary: "List policies", query: policyFilters, answer: Policy },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderPolicy),
    ),
    retrieve: get(
      "/v1/policies/:policy",
      { summary: "Retrieve a policy", answer: Policy },
      async (work, { policy }) =>
        renderPolicy(found(await store.find(work, [policy]), "policy_not_found", policy)),
    ),
    update: post(
      "/v1/policies/:policy",
      {
        summary: "Update a policy",
        about: "Parameters you omit keep their current values; `rules` is replaced whole.",
        body: PolicyUpdate,
        answer: Policy,
      },
      async (work, { policy, ...input }) => renderPolicy(await actions.update(work, policy, input)),
    ),
    remove: remove(
      "/v1/policies/:policy",
      {
        summary: "Delete a policy",
        about: "It disappears from every `policy_ids` at once.",
        object: "policy",
      },
      (work, { policy }) => actions.remove(work, policy),
    ),
  },
});
