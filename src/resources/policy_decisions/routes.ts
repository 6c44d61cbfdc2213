// The endpoints of decision records (spec part 3).
import { cutPage } from "../../http/paging.ts";
import { get, list, post, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as actions from "./actions.ts";
import { DecisionCreate, decisionFilters, PolicyDecision, renderDecision } from "./schema.ts";
import * as store from "./store.ts";

export default resource("policy_decisions", {
  about: "The stored reasons of every evaluation of policies: what was compared with what.",
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
    create: post(
      "/v1/policy_decisions",
      {
        summary: "Check policies without starting anything",
        about:
          "Asks all that a session would be asked, and answers the stored decision: `blocked` is " +
          "an answer here, not an error. The fleet is the one that a session of this driver and " +
          "vehicle would be for.",
        body: DecisionCreate,
        refuses: [
          "driver_not_found",
          "vehicle_not_found",
          "charging_station_not_found",
          "driver_fleet_conflict",
        ],
        answer: PolicyDecision,
      },
      async (work, input) => renderDecision(await actions.check(work, input)),
    ),
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
