// What chargers report of transactions that go on or end: what it does to the session that it
// belongs to. Told twice it has one effect; it is on disk when these resolve (design, "Facts
// first"). Starts are begun_actions.ts's.

import type { Database, Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { heard, type Told } from "../../networks/fact.ts";
import type { StationRef } from "../../networks/network.ts";
import * as connections from "../station_connections/actions.ts";
import { apply } from "./actions.ts";
import * as cards from "./card_actions.ts";
import { type Metered, noteEvidence, noteNobodys, type Stopped } from "./evidence/actions.ts";
import { isOpen } from "./machine.ts";
import { metered, readMeter, storeValues } from "./meter_actions.ts";
import { timeOf } from "./reading.ts";
import type { SessionRow } from "./schema.ts";
import * as stationTransactions from "./station_transactions/store.ts";
import { isStopped } from "./stop_actions.ts";
import * as store from "./store.ts";
import { clamped } from "./usage.ts";
import { type Owned, type Report, type Whose, whoseReadings, whoseStop } from "./whose/actions.ts";

export const costOf = (session: SessionRow | null): Told["cost"] =>
  session === null ? null : { amountMinor: session.amount_due, currency: session.currency };

type Session = SessionRow | null;

/** Runs in the account of the transaction; `session` is null for a refused one. */
async function inTransaction(
  database: Database,
  whose: Whose,
  run: (work: Work, session: Session) => Promise<Session>,
): Promise<Told> {
  const scope = { account: whose.account_id, livemode: whose.livemode };
  const { id } = whose;
  const session = await database.transaction(scope, async (work) =>
    run(work, id === null ? null : await store.lock(work, [id])),
  );
  return { ...heard, cost: costOf(session) };
}

export async function readings(
  database: Database,
  station: StationRef,
  fact: Metered,
): Promise<Told> {
  const [owned] = await whoseReadings(database, [{ station, fact }]);
  return readingsOf(database, { station, fact }, present(owned, "the owner of a reading"));
}

/** Of whom it is known already. */
export async function readingsOf(
  database: Database,
  { station, fact }: Report,
  { whose, skewMs }: Owned,
): Promise<Told> {
  if (whose === "early") await noteNobodys(database, station, fact, "early");
  if (whose === null || whose === "early") return heard;
  return inTransaction(database, whose, async (work, session) => {
    const { transaction_id: number } = whose;
    if (session === null) {
      // Energy that is charged to nobody is kept as evidence (ruling 26).
      const last = Math.max(...fact.samples.map((one) => one.meterWh ?? 0));
      await stationTransactions.noteMeter(work, [number, last]);
      return null;
    }
    if (session.transaction_id === number) return metered(work, session, fact.samples, { skewMs });
    await storeValues(work, session, fact.samples, skewMs);
    return session;
  });
}

/** A stop: the last readings, then the end. The first stop wins; later ones are evidence. */
export async function stopped(
  database: Database,
  station: StationRef,
  fact: Stopped,
): Promise<Told> {
  const whose = await whoseStop(database, station, fact);
  const card = fact.idTag === null ? {} : await cards.atStop(database, station, fact.idTag);
  if (whose === null || whose === "early") {
    await noteNobodys(database, station, fact, whose === null ? "unknown" : "early");
    return { ...heard, ...card };
  }
  const skewMs = await connections.skewMsOf(database, station.id);
  const told = await inTransaction(database, whose, async (work, session) => {
    const { transaction_id: number } = whose;
    const first = await stationTransactions.stop(work, [number, fact.meterStopWh, fact.at]);
    await isStopped(work, number);
    if (first === null) {
      await noteRepeated(work, station, number, fact);
      return session;
    }
    // The session went on in another transaction of its charger.
    if (session === null || session.transaction_id !== number) return session;
    return endSession(work, { session, station, fact, skewMs });
  });
  return { ...told, ...card };
}

/** A later stop: evidence, unless it says the same to the letter. */
async function noteRepeated(
  work: Work,
  station: StationRef,
  number: number,
  fact: Stopped,
): Promise<void> {
  const known = await stationTransactions.stopOf(work, [number]);
  const isSame =
    known?.meter_stop_wh === fact.meterStopWh && known.stopped_at.getTime() === fact.at.getTime();
  if (!isSame) await noteEvidence(work, station.id, fact, "repeated");
}

type Ending = {
  readonly session: SessionRow;
  readonly station: StationRef;
  readonly fact: Stopped;
  readonly skewMs: number;
};

async function endSession(work: Work, ending: Ending): Promise<SessionRow> {
  const { session, fact, skewMs } = ending;
  const counts = isOpen(session.state) || session.closed_by_timeout;
  const read = counts ? await readLast(work, ending) : session;
  if (!isOpen(session.state)) return apply(work, read, "stopped");
  const since = (read.meter_last_at ?? read.session_started ?? read.created).getTime();
  const ended = clamped(timeOf(work, fact.at, skewMs).getTime(), since, work.now.getTime());
  return apply(work, read, "stopped", {
    session_ended: new Date(ended),
    end_reason: session.end_reason ?? fact.reason,
  });
}

/** The stop's own register is the last reading. One that comes late ends where the next began. */
async function readLast(work: Work, { session, station, fact, skewMs }: Ending) {
  const final = { at: fact.at, meterWh: fact.meterStopWh, powerW: null };
  const last = { ...final, currentA: null, voltageV: null, socPercent: null };
  const { id, evse, transaction_id: number, state } = session;
  const next = isOpen(state)
    ? null
    : await work.acrossAccounts((all) =>
        stationTransactions.nextStart(all, [station.id, evse, number, id]),
      );
  const telling = { skewMs, mostWh: next?.[0]?.meter_wh ?? null };
  return (await readMeter(work, session, [...fact.samples, last], telling)).session;
}
