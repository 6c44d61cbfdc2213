// Reading what stands behind a session; part of the noun's routes.
import { get } from "../../../http/resource.ts";
import { found } from "../../../lib/errors.ts";
import { addMs } from "../../../lib/time.ts";
import * as sessions from "../store.ts";
import { mostReports, renderEvidence, SessionEvidence } from "./schema.ts";
import * as store from "./store.ts";

/** What waited at a charger without a line comes days later. */
const afterwardsMs = 7 * 24 * 3_600_000;

export const evidence = get(
  "/v1/charging_sessions/:charging_session/evidence",
  {
    summary: "Retrieve a session's evidence",
    about:
      "Why it ended, what was odd about its readings, which transactions its charger reported, " +
      "and what the charger told besides that no bill rests on.",
    answer: SessionEvidence,
  },
  async (work, { charging_session: id }) => {
    const session = found(await sessions.find(work, [id]), "charging_session_not_found", id);
    const order = session.trigger === "api" ? session.id_tag : null;
    const its = await store.transactions(work, [id, session.charging_station, order]);
    const until = addMs(session.session_ended ?? work.now, afterwardsMs);
    const reports = await store.reports(work, [
      ...[session.charging_station, its.map((one) => one.transaction_id)],
      ...[its.flatMap((one) => one.reference ?? []), session.created, until, mostReports],
    ]);
    return renderEvidence(session, its, reports);
  },
);
