// Transactions that are to end at the charger: wanted until the charger has reported the stop,
// across outages, reboots and refusals, because a car that goes on charging for nobody is
// somebody's loss (spec part 2 "end stops power", ruling 26).

import type { Database, Work } from "../../db/work.ts";
import { cancelJob, enqueue } from "../../jobs/queue.ts";
import { addMs } from "../../lib/time.ts";
import type { StationRef } from "../../networks/network.ts";
import * as stationTransactions from "./station_transactions/store.ts";

export const stopTask = "stop_transaction";

/** What is asked again and again is given up after this long: then nobody is there any more. */
const wantedMs = 24 * 3_600_000;

/** How long to wait before asking again: 15 s at first, then more the longer it is wanted. */
export function patienceMs(now: Date, until: Date): number {
  const wantedForMs = wantedMs - (until.getTime() - now.getTime());
  return Math.min(300_000, Math.max(15_000, Math.floor(wantedForMs / 4)));
}

const keyOf = (transactionId: number): string => String(transactionId);

/** Orders the stop, now or after `delayMs`, until the charger reports it. */
export async function wantStopped(
  work: Work,
  station: StationRef,
  transactionId: number,
  delayMs = 0,
): Promise<void> {
  const until = addMs(work.realNow, wantedMs).toISOString();
  await enqueue(work, {
    task: stopTask,
    key: keyOf(transactionId),
    payload: { transaction: transactionId, station: station.id, identity: station.identity, until },
    realAt: addMs(work.realNow, delayMs),
  });
}

/** The charger has reported the stop. */
export const isStopped = (work: Work, transactionId: number) =>
  cancelJob(work, stopTask, keyOf(transactionId));

/**
 * Chargers came back: what was to end at them is to be asked for at once. Answers who does that,
 * for each.
 */
export async function hurryStops(
  database: Database,
  stations: readonly StationRef[],
): Promise<(station: StationRef) => Promise<void>> {
  const unwanted = await stationTransactions.unwantedAt(database.everyone(), [
    stations.map(({ id }) => id),
  ]);
  const byStation = Map.groupBy(unwanted, (one) => one.charging_station);
  return async (station) => {
    for (const one of byStation.get(station.id) ?? []) {
      const scope = { account: one.account_id, livemode: one.livemode };
      await database.transaction(scope, (work) => wantStopped(work, station, one.transaction_id));
    }
  };
}
