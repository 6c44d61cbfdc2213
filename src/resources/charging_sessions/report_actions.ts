// What chargers report of transactions: which session a report belongs to, across accounts, and
// what it does to it. Told twice it has one effect; it is on disk when these resolve (design,
// "Facts first").
import type { Database, Work } from "../../db/work.ts";
import { violated } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { Refusal, refuse } from "../../lib/errors.ts";
import { fromReal } from "../../lib/time.ts";
import {
  type Fact,
  heard,
  type StationRef,
  type TokenStatus,
  type Told,
} from "../../networks/network.ts";
import * as stations from "../charging_stations/actions.ts";
import { apply, save } from "./actions.ts";
import * as cards from "./card_actions.ts";
import { isOpen } from "./machine.ts";
import { metered, readMeter } from "./meter_actions.ts";
import type { SessionRow } from "./schema.ts";
import { begin, check } from "./start_actions.ts";
import { isStopped, wantStopped } from "./stop_actions.ts";
import * as store from "./store.ts";
import { clamped } from "./usage.ts";

type Started = Extract<Fact, { kind: "transaction_started" }>;
type Metered = Extract<Fact, { kind: "metered" }>;
type Stopped = Extract<Fact, { kind: "transaction_stopped" }>;

/** A start. The number is the same for a start that is told twice. */
export async function started(
  database: Database,
  station: StationRef,
  fact: Started,
): Promise<Told> {
  const told = await toldBefore(database, station, fact);
  if (told !== null) return told;
  try {
    const [ordered] = await store.whoseTag(database.everyone(), [station.id, fact.idTag]);
    if (ordered === undefined) return await startedByCard(database, station, fact);
    const scope = { account: ordered.account_id, livemode: ordered.livemode };
    return await database.transaction(scope, (work) =>
      startedAsOrdered(work, ordered.id, station, fact),
    );
  } catch (error) {
    // Two connections told the same start at once; the other one's number counts.
    const twin =
      violated(error) === "station_transactions_once"
        ? await toldBefore(database, station, fact)
        : null;
    if (twin === null) throw error;
    return twin;
  }
}

async function toldBefore(
  database: Database,
  station: StationRef,
  fact: Started,
): Promise<Told | null> {
  const [known] = await store.knownTransaction(database.everyone(), [
    ...[station.id, fact.evse, fact.idTag, fact.at, fact.meterStartWh],
  ]);
  return known === undefined
    ? null
    : {
        ...heard,
        transactionId: known.transaction_id,
        token: known.token_status as TokenStatus,
      };
}

async function startedAsOrdered(
  work: Work,
  id: string,
  station: StationRef,
  fact: Started,
): Promise<Told> {
  const session = await store.lock(work, [id]);
  if (session !== null && isSameStart(session, fact)) {
    return { ...heard, transactionId: session.transaction_id, token: "accepted" };
  }
  const waiting = session !== null && isOpen(session.state) && session.transaction_id === null;
  if (session === null || !waiting) {
    if (session !== null) await apply(work, session, "started");
    return noted(work, station, fact, null, "invalid");
  }
  const told = await noted(work, station, fact, id, "accepted");
  await apply(work, session, "started", beginning(work, fact, told.transactionId, session.created));
  return told;
}

/** Told again with another time, as by a charger whose clock was set meanwhile. */
const isSameStart = (session: SessionRow, fact: Started): boolean =>
  isOpen(session.state) &&
  session.transaction_id !== null &&
  session.evse === fact.evse &&
  session.meter_start_wh === fact.meterStartWh;

/** A charger's time as the account's, after what is known already and not after now. */
const placed = (work: Work, at: Date, notBefore: Date): Date =>
  new Date(clamped(fromReal(work, at).getTime(), notBefore.getTime(), work.now.getTime()));

/** What a reported start makes known: number, meter, moment. */
function beginning(
  work: Work,
  fact: Started,
  transactionId: number | null,
  notBefore: Date,
): Partial<SessionRow> {
  const at = placed(work, fact.at, notBefore);
  return {
    transaction_id: transactionId,
    meter_start_wh: fact.meterStartWh,
    meter_last_wh: fact.meterStartWh,
    meter_last_at: at,
    meter_rose_at: at,
    session_started: at,
  };
}

async function noted(
  work: Work,
  station: StationRef,
  fact: Started,
  session: string | null,
  token: TokenStatus,
): Promise<Told> {
  const row = await store.insertTransaction(work, [
    ...[station.id, fact.evse, fact.idTag, fact.meterStartWh, fact.at, session, token, work.now],
  ]);
  const { transaction_id: transactionId } = present(row, "the number of a transaction");
  // Its network asks it to stop at once (networks/network.ts); this goes on where that is not
  // heard.
  if (token !== "accepted") await wantStopped(work, station, transactionId, refusedMs);
  return { ...heard, transactionId, token };
}

/** What a charger gets to end a refused transaction by itself. */
const refusedMs = 5000;

/** A start that nobody ordered: a card, which gets the checks that the API gets. */
async function startedByCard(
  database: Database,
  station: StationRef,
  fact: Started,
): Promise<Told> {
  const owner = await stations.ownerOf(database, station.id);
  const card = await cards.find(database, station, fact.idTag);
  if (card.status !== "accepted") {
    return database.transaction(owner, (work) => noted(work, station, fact, null, card.status));
  }
  const scope = { account: card.token.account_id, livemode: card.token.livemode };
  // A start that was authorised offline is believed by its own time, after what is known of the
  // EVSE.
  const [last] = await store.lastAtEvse(database.everyone(), [station.id, fact.evse]);
  try {
    return await database.transaction(scope, async (work) => {
      const place = { station: station.id, evse: fact.evse };
      const request = await cards.requestOf(work, card.token, place);
      const session = await begin(work, await check(work, request, "token"), "token");
      if (session.state !== "charging")
        refuse("payment_authorization_failed", "The payer was declined.");
      const told = await noted(work, station, fact, session.id, "accepted");
      const since = fromReal(work, last?.at ?? new Date(0));
      const began = beginning(work, fact, told.transactionId, since);
      const running = { ...session, ...began };
      await save(work, running);
      await cards.announceStart(work, running);
      return told;
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return database.transaction(owner, (work) =>
      noted(work, station, fact, null, cards.statusFor(error)),
    );
  }
}

/** Whose transaction it is; `id` is null for one that was refused. */
async function sessionOf(
  database: Database,
  station: StationRef,
  transactionId: number | null,
  evse: number | null,
): Promise<store.WhoseTransaction | null> {
  if (transactionId !== null) {
    const [known] = await store.whoseTransaction(database.everyone(), [transactionId, station.id]);
    if (known !== undefined) return known;
  }
  if (evse === null) return null;
  const [open] = await store.whoseEvse(database.everyone(), [station.id, evse]);
  return open ?? null;
}

/** Runs in the account of the transaction; `session` is null for a refused one. */
async function inTransaction(
  database: Database,
  whose: store.WhoseTransaction | null,
  run: (work: Work, session: SessionRow | null) => Promise<unknown>,
): Promise<Told> {
  if (whose === null) return heard;
  const scope = { account: whose.account_id, livemode: whose.livemode };
  await database.transaction(scope, async (work) => {
    await run(work, whose.id === null ? null : await store.lock(work, [whose.id]));
  });
  return heard;
}

export async function readings(
  database: Database,
  station: StationRef,
  fact: Metered,
): Promise<Told> {
  const whose = await sessionOf(database, station, fact.transactionId, fact.evse);
  return inTransaction(database, whose, async (work, session) => {
    if (session !== null) return metered(work, session, fact.samples);
    // Energy that is charged to nobody is kept as evidence (ruling 26).
    const last = Math.max(...fact.samples.map((one) => one.meterWh ?? 0));
    return store.noteMeter(work, [fact.transactionId, last]);
  });
}

/** A stop: the last readings, then the end. The first stop wins; later ones are evidence. */
export async function stopped(
  database: Database,
  station: StationRef,
  fact: Stopped,
): Promise<Told> {
  const whose = await sessionOf(database, station, fact.transactionId, fact.evse);
  return inTransaction(database, whose, async (work, session) => {
    await store.stopTransaction(work, [fact.transactionId, fact.meterStopWh, fact.at]);
    if (fact.transactionId !== null) await isStopped(work, fact.transactionId);
    if (session !== null) await endSession(work, session, fact);
  });
}

async function endSession(work: Work, session: SessionRow, fact: Stopped): Promise<void> {
  const final = { at: fact.at, meterWh: fact.meterStopWh, powerW: null };
  const last = { ...final, currentA: null, voltageV: null, socPercent: null };
  const counts = isOpen(session.state) || session.closed_by_timeout;
  const read = counts ? (await readMeter(work, session, [...fact.samples, last])).session : session;
  if (!isOpen(session.state)) {
    await apply(work, read, "stopped");
    return;
  }
  await apply(work, read, "stopped", {
    session_ended: placed(work, fact.at, session.session_started ?? new Date(0)),
    end_reason: session.end_reason ?? fact.reason,
  });
}
