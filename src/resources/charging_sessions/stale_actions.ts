// Sessions whose end nobody tells: closed on their last reading, with a reason. A stop that comes
// after all corrects the price once (ruling 29).

import type { Database, Work } from "../../db/work.ts";
import type { Log } from "../../lib/log.ts";
import { addMs } from "../../lib/time.ts";
import { apply } from "./actions.ts";
import type { SessionRow } from "./schema.ts";
import { backlogMs, type Patience, type Quiet, staleness } from "./stale.ts";
import * as stationTransactions from "./station_transactions/store.ts";
import { isStopped } from "./stop_actions.ts";
import * as store from "./store.ts";

/** It ended when it was last known to go on: nobody pays for time that nothing is known of. */
const closing = (session: SessionRow, reason: string): Partial<SessionRow> => ({
  session_ended: session.meter_last_at ?? session.session_started ?? session.created,
  end_reason: session.end_reason ?? reason,
  flags: [...new Set([...session.flags, reason])],
  closed_by_timeout: true,
});

/** Another transaction has begun on its EVSE: it has ended without a word. */
export async function supersede(work: Work, session: SessionRow): Promise<void> {
  const { transaction_id: number } = session;
  await apply(work, session, "superseded", closing(session, "superseded"));
  if (number === null) return;
  await stationTransactions.giveUp(work, [number, work.now]);
  await isStopped(work, number);
}

/** The watchdog's round: closes what is stale. A charger that is there is told to stop it, too. */
export async function closeStale(
  database: Database,
  log: Log,
  patience: Patience,
): Promise<number> {
  const now = database.clock.now();
  const quiet = await store.quietSince(database.everyone(), [addMs(now, -backlogMs)]);
  let closed = 0;
  for (const one of quiet) {
    const known: Quiet = {
      ...{ heardAt: one.heard_at, online: one.online, onlineSince: one.online_since },
      ...{ lastSeen: one.last_seen, freeSince: one.free_since },
    };
    const reason = staleness(known, now, patience);
    if (reason === null) continue;
    const scope = { account: one.account_id, livemode: one.livemode };
    const done = await database.transaction(scope, async (work) => {
      const session = await store.lock(work, [one.id]);
      const isQuiet = session?.heard_at?.getTime() === one.heard_at.getTime();
      if (session?.state !== "charging" || !isQuiet) return false;
      await apply(work, session, "went_stale", closing(session, reason));
      return true;
    });
    if (!done) continue;
    closed += 1;
    log.warn({ session: one.id, reason }, "a session that nobody told the end of was closed");
  }
  return closed;
}
