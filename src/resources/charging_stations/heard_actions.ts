// What the chargers of many stations say at the same time, written with a few statements for all.
// In the account and mode of their owner.
import type { Work } from "../../db/work.ts";
import * as bookings from "./bookings/store.ts";
import { afterHearing, type ConnectorReport, type Heard, usedAt } from "./heard.ts";
import { announceChange } from "./news/actions.ts";
import type { StationRow } from "./schema.ts";
import * as store from "./store.ts";

/** By id; one that somebody is just changing is missing, as one that is deleted. */
export async function lockFree(
  work: Work,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StationRow>> {
  if (ids.length === 0) return new Map();
  const locked = await store.lockFree(work, [ids, work.now]);
  return new Map(locked.map((row) => [row.id, row]));
}

type Change = { readonly before: StationRow; readonly heard: Heard };
type Reported = { readonly before: StationRow; readonly report: ConnectorReport };

/** Of stations that are locked, each of them once. */
export async function hearTogether(work: Work, changes: readonly Change[]): Promise<void> {
  const reported = changes.flatMap(({ before, heard }): Reported[] =>
    "online" in heard || heard.evse === 0 ? [] : [{ before, report: heard }],
  );
  if (reported.length > 0) reportConnectors(work, reported);
  const afters = changes.map(({ before, heard }) => afterHearing(before, heard));
  const news = await Promise.all(
    changes.map(({ before }, at) => announceChange(work, before, afters[at] as StationRow)),
  );
  const isReported = changes.map(({ heard }) => !("online" in heard) && heard.evse === 0);
  const moved = changes.flatMap((one, at) => {
    const changed = one.before.online !== afters[at]?.online || isReported[at] || news[at];
    return changed ? [at] : [];
  });
  if (moved.length === 0) return;
  const after = moved.map((at) => afters[at] as StationRow);
  work.sent(
    store.changeTogether(work, [
      ...[after.map(({ id }) => id), after.map(({ online }) => online)],
      ...[after.map((one) => one.hardware_status), moved.map((at) => isReported[at])],
      ...[moved.map((at) => news[at]), work.now],
    ]),
  );
}

function reportConnectors(work: Work, reported: readonly Reported[]): void {
  const reports = reported.map(({ report }) => report);
  work.sent(
    store.reportConnectorsTogether(work, [
      ...[reported.map(({ before }) => before.id), reports.map(({ evse }) => evse)],
      ...[reports.map(({ status }) => status), reports.map(({ error }) => error)],
      ...[reported.map(({ before, report }) => usedAt(before, report.evse)), work.now],
    ]),
  );
  const occupied = reported.filter(({ report }) => report.status === "occupied");
  if (occupied.length === 0) return;
  work.sent(
    bookings.showAtEvses(work, [
      occupied.map(({ before }) => before.id),
      occupied.map(({ report }) => report.evse),
    ]),
  );
}
