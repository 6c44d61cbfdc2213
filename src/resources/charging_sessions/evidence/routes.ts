// Reading what stands behind a session, and what a station's charger told that nothing rests on;
// part of the noun's routes.
import { cutPage } from "../../../http/paging.ts";
import { get, list } from "../../../http/resource.ts";
import { found } from "../../../lib/errors.ts";
import * as s from "../../../lib/schema.ts";
import { addMs } from "../../../lib/time.ts";
import * as stations from "../../charging_stations/actions.ts";
import * as sessions from "../store.ts";
import {
  mostReports,
  reasons,
  renderEvidence,
  renderListed,
  SessionEvidence,
  StationEvidence,
} from "./schema.ts";
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

export const stationEvidence = list(
  "/v1/charging_stations/:charging_station/evidence",
  {
    summary: "List what a station's charger told in vain",
    about:
      "Readings and stops that no bill rests on: of transactions that nobody knows, that had not " +
      "begun, or that had ended. Newest first; the first 1000 of a day, for 400 days. Only of " +
      "one's own stations.",
    query: s.object({
      reason: s.optional(s.choice(reasons, { about: "Only what did not count for this." })),
    }),
    answer: StationEvidence,
  },
  async (work, { charging_station: id, ...filters }, page) => {
    await stations.ownStation(work, id);
    const rows = await store.list(work, page, { ...filters, station: id });
    return cutPage(rows, page, (row) => row.public_id, renderListed);
  },
);
