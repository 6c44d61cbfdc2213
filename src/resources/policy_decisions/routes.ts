// The endpoints of decision records (spec part 3).
import { cutPage } from "../../http/paging.ts";
import { get, list, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import { decisionFilters, PolicyDecision, renderDecision } from "./schema.ts";
import * as store from "./store.ts";

export default resource("policy_decisions", {
  renders: [
    {
      prefix: "dec",
      object: "policy_decision",
      expandable: {
        charging_session: "cs",
        charging_station: "chst",
        driver: "drv",
        fleet: "flt",
        vehicle: "veh",
      },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderDecision),
    },
  ],
  routes: {
    list: list(
      "/v1/policy_decisions",
      {
        summary: "List policy decisions",
        about: "Why charges were allowed or blocked, newest first.",
        query: decisionFilters,
        answer: PolicyDecision,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderDecision),
    ),
    retrieve: get(
      "/v1/policy_decisions/:policy_decision",
      { summary: "Retrieve a policy decision", answer: PolicyDecision },
      async (work, { policy_decision: id }) =>
        renderDecision(found(await store.find(work, [id]), "policy_decision_not_found", id)),
    ),
  },
});
