// A charger's clock is measured from what it says live, so that its first charge may have begun
// before anything was known of it: hours early, by a clock that is hours behind. What was told
// live is put right once the clock is known (ruling 23).
import type { Database, Work } from "../../db/work.ts";
import type { StationRef } from "../../networks/network.ts";
import { price } from "../../pricing/price.ts";
import { save } from "./actions.ts";
import { isRunning, periodOf } from "./meter_actions.ts";
import * as periods from "./periods/store.ts";
import { timeOf } from "./reading.ts";
import type { SessionRow } from "./schema.ts";
import * as stationTransactions from "./station_transactions/store.ts";
import * as store from "./store.ts";
import { clamped } from "./usage.ts";

/** What was told live lies as far from its receipt as the clock is off; lines have their delays. */
const liveWithinMs = 10_000;

/** The clock of the charger is known now, or anew. */
export async function clockMeasured(
  database: Database,
  station: StationRef,
  skewMs: number,
): Promise<void> {
  const live = await stationTransactions.toldLive(database.everyone(), [
    ...[station.id, skewMs, liveWithinMs],
  ]);
  for (const told of live) {
    const scope = { account: told.account_id, livemode: told.livemode };
    await database.transaction(scope, async (work) => {
      const session = await store.lock(work, [told.session]);
      const { transaction_id: number } = told;
      if (session === null || !isRunning(session) || session.transaction_id !== number) return;
      await stationTransactions.setSkew(work, [number, skewMs]);
      const began = timeOf(work, told.started_at, skewMs);
      await beganLater(work, session, began, told.skew_ms - skewMs);
    });
  }
}

/** What was read since lies as much later as the start does, and not after now. */
async function beganLater(
  work: Work,
  session: SessionRow,
  told: Date,
  byMs: number,
): Promise<void> {
  const { session_started: started, meter_last_at, meter_rose_at, meter_doubt_at } = session;
  if (started === null) return;
  const now = work.now.getTime();
  const began = new Date(clamped(told.getTime(), started.getTime(), now));
  const moved = (at: Date): Date =>
    at.getTime() <= started.getTime() ? began : new Date(Math.min(at.getTime() + byMs, now));
  const rows = (await periods.of(work, [[session.id]])).map((one) => ({
    ...one,
    ...{ starts: moved(one.starts), ends: moved(one.ends) },
  }));
  await periods.put(work, [
    ...[rows.map((one) => one.session), rows.map((one) => one.position)],
    ...[rows.map((one) => one.starts), rows.map((one) => one.ends)],
    ...[rows.map((one) => one.energy_wh), rows.map((one) => one.charging)],
  ]);
  const usage = { periods: rows.map(periodOf) };
  const { totalMinor: amount_due, lines: price_lines } = price(session.tariff, usage, session.zone);
  await save(work, {
    ...{ ...session, session_started: began, amount_due, price_lines, updated: work.now },
    meter_last_at: meter_last_at && moved(meter_last_at),
    meter_rose_at: meter_rose_at && moved(meter_rose_at),
    meter_doubt_at: meter_doubt_at && moved(meter_doubt_at),
  });
}
