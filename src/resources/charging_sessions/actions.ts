// The shell of the machine: lays a fact over a session and performs the effects that the table
// names, in one transaction. Starting, metering and settling have files of their own.

import type { Work } from "../../db/work.ts";
import { cancelJob, enqueue } from "../../jobs/queue.ts";
import { refuse } from "../../lib/errors.ts";
import { addMs } from "../../lib/time.ts";
import * as stations from "../charging_stations/actions.ts";
import * as drivers from "../drivers/actions.ts";
import * as decisions from "../policy_decisions/actions.ts";
import * as reservations from "../reservations/visit_actions.ts";
import * as money from "../transactions/actions.ts";
import * as telemetry from "../vehicle_telemetries/actions.ts";
import * as vehicles from "../vehicles/actions.ts";
import { type Effect, type Fact, isOpen, next, statusOf } from "./machine.ts";
import { renderSession, type SessionRow } from "./schema.ts";
import { adjustLate, settle } from "./settle_actions.ts";
import { wantStopped } from "./stop_actions.ts";
import * as store from "./store.ts";

/** A car must be plugged in this long after the charger accepted the start. */
export const plugTimeoutMs = 120_000;
/** A charger's final reading is waited for this long after the stop was asked for. */
export const stopTimeoutMs = 30_000;
/**
 * A session that nobody was to see is kept this long, for the request that waits for its outcome.
 */
const forgetMs = 600_000;

type Perform = (work: Work, session: SessionRow) => Promise<SessionRow>;

/** What events have said of the session so far. */
export const asTold = (session: SessionRow): SessionRow => ({
  ...session,
  told_wh: session.energy_consumed,
  told_due: session.amount_due,
  told_paid: session.amount_paid,
});

const announce =
  (type: string): Perform =>
  async (work, session) => {
    work.emit(type, renderSession(session));
    return asTold(session);
  };

/** The driver's own reservation has served its purpose. */
export async function arrive(work: Work, session: SessionRow): Promise<SessionRow> {
  const { id, reservation, session_started: at } = session;
  if (reservation === null) return session;
  await reservations.began(work, { reservation, session: id }, at ?? work.now);
  return session;
}

/** How long the news of the end waits for the money, so that it can say what was paid. */
const settlementMs = 60_000;

/** Tells that the session is completed, once. */
export async function tellCompleted(work: Work, session: SessionRow): Promise<SessionRow> {
  if (session.completed_told) return session;
  await cancelJob(work, "tell_completed", session.id);
  return { ...(await announce("charging_session.completed")(work, session)), completed_told: true };
}

const order =
  (task: string, delayMs: number): Perform =>
  async (work, session) => {
    await enqueue(work, {
      task,
      key: session.id,
      payload: { session: session.id },
      // A charger lives in real time, whatever the account's.
      realAt: addMs(work.realNow, delayMs),
    });
    return session;
  };

const perform: Readonly<Record<Effect, Perform>> = {
  order_start: order("start_station", 0),
  async order_stop(work, session) {
    const { transaction_id: transaction, charging_station: id, identity } = session;
    if (transaction === null) return order("stop_station", 0)(work, session);
    await wantStopped(work, { id, identity }, transaction);
    return session;
  },
  async suggest(work, session) {
    await decisions.announceSuggestion(work, session.id);
    return session;
  },
  async show(work, session) {
    await stations.showBooked(work, session.id);
    return session;
  },
  watch_plug: order("plug_timeout", plugTimeoutMs),
  watch_stop: order("stop_timeout", stopTimeoutMs),
  forget: order("forget_session", forgetMs),
  async release_hold(work, session) {
    if (session.hold_id !== null) await money.releaseHold(work, session.hold_id);
    return session;
  },
  async free(work, session) {
    await stations.unbook(work, session.id);
    await telemetry.recordChargeEnded(work, session.vehicle, work.now);
    await drivers.countActive(work, session.driver, session.fleet, -1);
    await vehicles.countActive(work, session.vehicle, -1);
    const { reservation } = session;
    if (reservation !== null) await reservations.left(work, { reservation, session: session.id });
    return session;
  },
  arrive,
  settle,
  adjust_late: adjustLate,
  // The charger is told in the answer to its report, and its network stops it
  // (networks/network.ts).
  refuse_charger: async (_work, session) => session,
  emit_started: announce("charging_session.started"),
  emit_completed: (work, session) =>
    session.settled
      ? tellCompleted(work, session)
      : order("tell_completed", settlementMs)(work, session),
  emit_cancelled: announce("charging_session.cancelled"),
  emit_failed: announce("charging_session.failed"),
};

/**
 * What a fact makes of a locked session. `change` is what the fact itself brings (a reading, a
 * reason). A fact that the state has no row for changes nothing: it came twice, or too late.
 */
export async function apply(
  work: Work,
  session: SessionRow,
  fact: Fact,
  change: Partial<SessionRow> = {},
): Promise<SessionRow> {
  const step = next(session.state, fact);
  if (step === null) return session;
  const quiet = step.to === session.state && Object.keys(change).length === 0;
  const moved = { ...session, ...change, state: step.to, status: statusOf(step.to) };
  let after: SessionRow = quiet ? session : { ...moved, updated: work.now };
  for (const effect of step.effects) after = await perform[effect](work, after);
  // What came twice, or too late to matter, leaves no trace in the session.
  if (after === session) return session;
  after = { ...after, updated: work.now };
  await save(work, after);
  return after;
}

export async function save(work: Work, row: SessionRow): Promise<void> {
  work.touches(row.id);
  await store.save(work, [
    ...[row.id, row.state, row.status, row.hold_id, row.held, row.raise_asked, row.transaction_id],
    ...[
      row.meter_start_wh,
      row.meter_last_wh,
      row.meter_last_at,
      row.meter_rose_at,
      row.energy_consumed,
    ],
    ...[row.amount_due, row.amount_paid, JSON.stringify(row.price_lines), row.flags, row.failure],
    ...[row.end_reason, row.closed_by_timeout, row.settled, row.accepted_at, row.session_started],
    ...[row.session_ended, row.last_update_event, row.updated, row.settled_wh, row.settled_amount],
    ...[row.told_wh, row.told_due, row.told_paid, row.completed_told],
    ...[row.meter_offset_wh, row.meter_doubt_wh, row.meter_doubt_at, row.heard_at],
  ]);
}

/** Asks a session to end, for the API. Answers what is to be waited for. */
export async function end(work: Work, id: string): Promise<SessionRow> {
  const session = await store.lock(work, [id]);
  if (session === null || session.status === null) {
    refuse("charging_session_not_found", `No such charging session: '${id.slice(0, 60)}'.`);
  }
  if (!isOpen(session.state)) {
    refuse(
      "charging_session_state_conflict",
      `The session is ${session.status}; only an active one can be ended.`,
    );
  }
  return apply(work, session, "stop_asked", { end_reason: session.end_reason ?? "remote" });
}

/** Lays a money fact over the session that it is about; others' facts are passed by. */
export async function hear(
  work: Work,
  source: string,
  fact: Fact | null,
  change: (session: SessionRow) => Partial<SessionRow>,
): Promise<SessionRow | null> {
  if (!source.startsWith("cs_")) return null;
  const session = await store.lock(work, [source]);
  if (session === null) return null;
  if (fact !== null) return apply(work, session, fact, change(session));
  const after = { ...session, ...change(session), updated: work.now };
  await save(work, after);
  return after;
}
