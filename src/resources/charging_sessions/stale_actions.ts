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
import * as watched from "./watched/store.ts";

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

/** As many are looked at in a minute: 50 000 within ten. */
const atOnce = 5000;

/** How far the watchdog has come on its round; null: it is at its end. */
export type Reached = string | null;

/**
 * A part of the watchdog's round: looks at some more running sessions and closes what is stale. A
 * charger that is there is told to stop it, too.
 */
export async function closeStale(
  database: Database,
  log: Log,
  patience: Patience,
  { after = null, most = atOnce }: { readonly after?: Reached; readonly most?: number } = {},
): Promise<{ readonly closed: number; readonly reached: Reached }> {
  const now = database.clock.now();
  const everyone = database.everyone();
  const some = await watched.sessions(everyone, [after ?? "", most]);
  const since = addMs(now, -backlogMs);
  const silent = some.filter(({ heard_at: at }) => at !== null && at < since).map(({ id }) => id);
  const quiet = silent.length === 0 ? [] : await watched.quiet(everyone, [silent]);
  let closed = 0;
  for (const one of quiet) {
    const known: Quiet = {
      ...{ heardAt: one.heard_at, online: one.online, onlineSince: one.online_since },
      ...{ lastSeen: one.last_seen, freeSince: one.free_since },
    };
    const reason = staleness(known, now, patience);
    if (reason === null) continue;
    const isClosed = await closeOne(database, one, reason).catch((error: unknown) => {
      // One that cannot be closed must not keep the others from it.
      log.error({ err: error, session: one.id }, "a stale session was not closed");
      return false;
    });
    if (!isClosed) continue;
    closed += 1;
    log.warn({ session: one.id, reason }, "a session that nobody told the end of was closed");
  }
  return { closed, reached: some.length < most ? null : (some.at(-1)?.id ?? null) };
}

type Silent = Awaited<ReturnType<typeof watched.quiet>>[number];

/** False: it was told of meanwhile. */
async function closeOne(database: Database, one: Silent, reason: string): Promise<boolean> {
  const scope = { account: one.account_id, livemode: one.livemode };
  return database.transaction(scope, async (work) => {
    const session = await store.lock(work, [one.id]);
    const isQuiet = session?.heard_at?.getTime() === one.heard_at.getTime();
    if (session?.state !== "charging" || !isQuiet) return false;
    await apply(work, session, "went_stale", closing(session, reason));
    return true;
  });
}
