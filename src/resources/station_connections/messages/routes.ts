// Reading the frame trace of a station of one's own.
import { cutPage } from "../../../http/paging.ts";
import { list } from "../../../http/resource.ts";
import * as s from "../../../lib/schema.ts";
import { addMs } from "../../../lib/time.ts";
import * as stations from "../../charging_stations/actions.ts";
import { directions, keptMs, kinds, renderMessage, StationMessage } from "./schema.ts";
import * as store from "./store.ts";

const query = s.object({
  direction: s.optional(s.choice(directions, { about: "Only frames from the charger, or to it." })),
  action: s.optional(
    s.text(255, { about: "Only this message and its answers.", example: "MeterValues" }),
  ),
  kind: s.optional(s.choice(kinds, { about: "Only frames of this kind." })),
  with_findings: s.optional(
    s.boolean({ about: "True: only what does not fit the protocol. False: only what does." }),
  ),
});

export const messages = list(
  "/v1/charging_stations/:charging_station/messages",
  {
    summary: "List a station's messages",
    about:
      "What the platform and the charger said to each other, newest first, for 14 days, with " +
      "secrets struck out. A frame appears about a second after it went by. Under extreme load " +
      "frames may be missing here; nothing else depends on them.",
    query,
    answer: StationMessage,
  },
  async (work, { charging_station: id, with_findings: found, ...filters }, page) => {
    await stations.ownStation(work, id);
    const rows = await store.list(work, page, {
      ...{ ...filters, station: id, since: addMs(work.realNow, -keptMs) },
      ...(found === undefined ? {} : { [found ? "found" : "clean"]: true }),
    });
    return cutPage(rows, page, (row) => row.id, renderMessage);
  },
);
