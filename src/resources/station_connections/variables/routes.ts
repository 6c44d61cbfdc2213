// Reading what a charger is set to.
import { cutPage } from "../../../http/paging.ts";
import { list } from "../../../http/resource.ts";
import * as s from "../../../lib/schema.ts";
import * as stations from "../../charging_stations/actions.ts";
import { renderVariable, StationVariable } from "./schema.ts";
import * as store from "./store.ts";

export const variables = list(
  "/v1/charging_stations/:charging_station/variables",
  {
    summary: "List a station's variables",
    about:
      "What the charger is set to, as it last told: after the commands `get_variables` and " +
      "`set_variables`, and where it reports by itself. In OCPP 1.6 these are its configuration " +
      "keys.",
    query: s.object({
      component: s.optional(
        s.text(50, { about: "Only of this component.", example: "OCPPCommCtrlr" }),
      ),
      name: s.optional(s.text(500, { about: "Only of this name.", example: "HeartbeatInterval" })),
      evse: s.optional(s.integer(0, 10_000, { about: "Only of this EVSE.", example: 1 })),
    }),
    answer: StationVariable,
  },
  async (work, { charging_station: id, ...filters }, page) => {
    await stations.ownStation(work, id);
    const rows = await store.list(work, page, { ...filters, station: id });
    return cutPage(rows, page, (row) => row.id, renderVariable);
  },
);
