// Telling whom it concerns that a station or one of its connectors changed its status (ruling 13):
// the account at work at once, the others of a shared station by a job.
import type { Work } from "../../../db/work.ts";
import { enqueue } from "../../../jobs/queue.ts";
import { same } from "../../../lib/merge.ts";
import { renderStation, type StationRow } from "../schema.ts";

export const tellTask = "charging_stations.tell";

export type News = {
  readonly station: string;
  readonly owner: string;
  /** Has been told. */
  readonly told: string;
  /** Rendered, as text: jsonb would lose the order of the keys. */
  readonly before: string;
  readonly after: string;
};

/** A booking that is not shown yet is no news (ruling 25). */
const shown = (row: StationRow): StationRow => ({
  ...row,
  bookings: row.bookings.filter((one) => one.shown),
});

/** Emits `charging_station.updated` if a status changed. Answers whether it did. */
export async function announceChange(
  work: Work,
  was: StationRow,
  is: StationRow,
): Promise<boolean> {
  const before = renderStation(shown(was), work.now);
  const after = renderStation(shown(is), work.now);
  if (before.status === after.status && same(before.connectors, after.connectors)) return false;
  work.emit("charging_station.updated", after, before);
  if (is.shared) {
    const payload: News = {
      ...{ station: is.id, owner: is.account_id, told: work.account },
      ...{ before: JSON.stringify(before), after: JSON.stringify(after) },
    };
    await enqueue(work, { task: tellTask, payload, queue: `${tellTask}:${is.id}` });
  }
  return true;
}
