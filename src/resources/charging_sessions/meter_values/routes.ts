// The series of a session's meter and its live view; part of the noun's routes.
import { cutPage } from "../../../http/paging.ts";
import { list, stream } from "../../../http/resource.ts";
import { found } from "../../../lib/errors.ts";
import * as sessions from "../store.ts";
import { MeterValue, renderValue, SessionProgress } from "./schema.ts";
import * as store from "./store.ts";
import { follow } from "./stream_actions.ts";

export const meterValueRoutes = {
  listMeterValues: list(
    "/v1/charging_sessions/:charging_session/meter_values",
    {
      summary: "List a session's meter values",
      about:
        "Every reading as the charger gave it, newest first: energy, power, current, voltage and " +
        "state of charge. `created` filters by the time of the reading.",
      answer: MeterValue,
    },
    async (work, { charging_session: id }, page) => {
      const session = found(await sessions.find(work, [id]), "charging_session_not_found", id);
      const rows = await store.list(work, page, { session: id });
      return cutPage(rows, page, (row) => row.id, renderValue(session));
    },
  ),
  stream: stream(
    "/v1/charging_sessions/:charging_session/stream",
    {
      summary: "Follow a charging session live",
      about:
        "Server-sent events named `charging_session.progress`: at once the session as it is, " +
        "then each change with the readings since. `id` is the last reading's: a client that " +
        "comes back with `Last-Event-ID` gets what it missed; with the session's own id, all " +
        "readings. The stream ends after the message that shows the session's end.",
      answer: SessionProgress,
    },
    follow,
  ),
};
