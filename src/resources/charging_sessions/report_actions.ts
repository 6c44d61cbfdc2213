// What chargers report of transactions: which session a report belongs to, across accounts, and
// what it does to it. Told twice it has one effect; it is on disk when these resolve (design,
// "Facts first").
import type { Database, Work } from "../../db/work.ts";
import { violated } from "../../db/work.ts";
import { Refusal, refuse } from "../../lib/errors.ts";
import type { Fact, StationRef, TokenStatus, Told } from "../../networks/network.ts";
import * as stations from "../charging_stations/actions.ts";
import { apply, save } from "./actions.ts";
import * as cards from "./card_actions.ts";
import { isOpen } from "./machine.ts";
import { metered, readMeter } from "./meter_actions.ts";
import type { SessionRow } from "./schema.ts";
import { begin, check } from "./start_actions.ts";
import * as store from "./store.ts";
import { clamped } from "./usage.ts";

type Started = Extract<Fact, { kind: "transaction_started" }>;
type Metered = Extract<Fact, { kind: "metered" }>;
type Stopped = Extract<Fact, { kind: "transaction_stopped" }>;

const nothing: Told = { transactionId: null, token: null };

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
    : { transactionId: known.transaction_id, token: known.token_status as TokenStatus };
}

async function startedAsOrdered(
  work: Work,
  id: string,
  station: StationRef,
  fact: Started,
): Promise<Told> {
  const session = await store.lock(work, [id]);
  const waiting = session !== null && isOpen(session.state) && session.transaction_id === null;
  if (session === null || !waiting) {
    if (session !== null) await apply(work, session, "started");
    return noted(work, station, fact, null, "invalid");
  }
  const told = await noted(work, station, fact, id, "accepted");
  await apply(work, session, "started", beginning(work, session, fact, told.transactionId));
  return told;
}

/** What a reported start makes known: number, meter, moment. */
function beginning(
  work: Work,
  session: SessionRow,
  fact: Started,
  transactionId: number | null,
): Partial<SessionRow> {
  const at = new Date(clamped(fact.at.getTime(), session.created.getTime(), work.now.getTime()));
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
  return { transactionId: row?.transaction_id ?? null, token };
}

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
  try {
    return await database.transaction(scope, async (work) => {
      const seen = await stations.forSession(work, station.id);
      const connector = seen?.connectors.find((one) => one.evse === fact.evse) ?? null;
      const request = await cards.requestOf(work, card.token, station.id, connector?.id ?? null);
      const session = await begin(work, await check(work, request, "token"), "token");
      if (session.state !== "charging")
        refuse("payment_authorization_failed", "The payer was declined.");
      const told = await noted(work, station, fact, session.id, "accepted");
      const running = { ...session, ...beginning(work, session, fact, told.transactionId) };
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

/** Whose transaction it is; null for one that was refused, or that we never heard of. */
async function sessionOf(
  database: Database,
  station: StationRef,
  transactionId: number | null,
  evse: number | null,
): Promise<store.Whose | null> {
  if (transactionId !== null) {
    const [known] = await store.whoseTransaction(database.everyone(), [transactionId, station.id]);
    if (known !== undefined) return known.id === null ? null : { ...known, id: known.id };
  }
  if (evse === null) return null;
  const [open] = await store.whoseEvse(database.everyone(), [station.id, evse]);
  return open ?? null;
}

async function inSession(
  database: Database,
  whose: store.Whose | null,
  run: (work: Work, session: SessionRow) => Promise<SessionRow>,
): Promise<Told> {
  if (whose === null) return nothing;
  const scope = { account: whose.account_id, livemode: whose.livemode };
  await database.transaction(scope, async (work) => {
    const session = await store.lock(work, [whose.id]);
    if (session !== null) await run(work, session);
  });
  return nothing;
}

export async function readings(
  database: Database,
  station: StationRef,
  fact: Metered,
): Promise<Told> {
  const whose = await sessionOf(database, station, fact.transactionId, fact.evse);
  return inSession(database, whose, (work, session) => metered(work, session, fact.samples));
}

/** A stop: the last readings, then the end. The first stop wins; later ones are evidence. */
export async function stopped(
  database: Database,
  station: StationRef,
  fact: Stopped,
): Promise<Told> {
  const whose = await sessionOf(database, station, fact.transactionId, fact.evse);
  return inSession(database, whose, async (work, session) => {
    await store.stopTransaction(work, [fact.transactionId, fact.meterStopWh, fact.at]);
    const final = { at: fact.at, meterWh: fact.meterStopWh, powerW: null };
    const last = { ...final, currentA: null, voltageV: null, socPercent: null };
    const counts = isOpen(session.state) || session.closed_by_timeout;
    const read = counts
      ? (await readMeter(work, session, [...fact.samples, last])).session
      : session;
    if (!isOpen(session.state)) return apply(work, read, "stopped");
    const at = clamped(
      fact.at.getTime(),
      session.session_started?.getTime() ?? 0,
      work.now.getTime(),
    );
    return apply(work, read, "stopped", {
      session_ended: new Date(at),
      end_reason: session.end_reason ?? fact.reason,
    });
  });
}
