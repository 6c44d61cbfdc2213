// Reading what a charger told that an operator wants to know of.
import { cutPage } from "../../../http/paging.ts";
import { list } from "../../../http/resource.ts";
import * as s from "../../../lib/schema.ts";
import { addMs } from "../../../lib/time.ts";
import * as stations from "../../charging_stations/actions.ts";
import { keptMs, renderNotice, StationNotice, topics } from "./schema.ts";
import * as store from "./store.ts";

export const notices = list(
  "/v1/charging_stations/:charging_station/notices",
  {
    summary: "List a station's notices",
    about:
      "What the charger told beside charging: errors of connectors and states that nobody " +
      "knows (`connector`; once a day while they last), security events, monitored values, " +
      "firmware and log uploads, limits from elsewhere, messages of its vendor. Newest first, " +
      "for 90 days.",
    query: s.object({
      topic: s.optional(s.choice(topics, { about: "Only about this." })),
      severity: s.optional(
        s.integer(0, 9, { about: "Only as severe as this or worse (0 is worst).", example: 4 }),
      ),
    }),
    answer: StationNotice,
  },
  async (work, { charging_station: id, ...filters }, page) => {
    await stations.ownStation(work, id);
    const since = addMs(work.realNow, -keptMs);
    const rows = await store.list(work, page, { ...filters, station: id, since });
    return cutPage(rows, page, (row) => row.id, renderNotice);
  },
);
