// The endpoints of estimations.
import { get, post, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as actions from "./actions.ts";
import { Estimation, EstimationCreate, renderEstimation } from "./schema.ts";
import * as store from "./store.ts";

export default resource("estimations", {
  about:
    "What a charge would take: energy, time and cost, by the tariff and the pricing that a " +
    "session at that connector has.",
  renders: [
    {
      prefix: "est",
      object: "estimation",
      expandable: { charging_station: "chst", vehicle: "veh" },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderEstimation),
    },
  ],
  routes: {
    create: post(
      "/v1/estimations",
      {
        summary: "Create an estimation",
        about:
          "For a session that starts now. AC is taken at the lesser of the connector's power and " +
          "11 kW, DC at the connector's power up to 50 %, then less and less; what is lost on " +
          "the way to the battery (10 % of AC, 6 % of DC) is in the energy.",
        body: EstimationCreate,
        refuses: ["vehicle_not_found", "charging_station_not_found", "estimation_validation_error"],
        answer: Estimation,
      },
      async (work, input) => renderEstimation(await actions.create(work, input)),
    ),
    retrieve: get(
      "/v1/estimations/:estimation",
      {
        summary: "Retrieve an estimation",
        about: "As it was made: it is never recalculated, and stays after `valid_until`.",
        answer: Estimation,
      },
      async (work, { estimation: id }) =>
        renderEstimation(found(await store.find(work, [id]), "estimation_not_found", id)),
    ),
  },
});
