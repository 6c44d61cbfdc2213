// Starts that chargers report: of sessions that were ordered, of cards, told again, told late, or
// in place of one whose end was never told. Told twice a start has one effect; it is on disk when
// this resolves.

import type { Database, Place, Work } from "../../db/work.ts";
import { violated } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { Refusal, refuse } from "../../lib/errors.ts";
import { type Fact, heard, type TokenStatus, type Told } from "../../networks/fact.ts";
import type { StationRef } from "../../networks/network.ts";
import { groupTold } from "../charge_tokens/group_actions.ts";
import * as stations from "../charging_stations/actions.ts";
import * as connections from "../station_connections/actions.ts";
import { apply, save } from "./actions.ts";
import * as cards from "./card_actions.ts";
import { takeEarly } from "./evidence/actions.ts";
import { isOpen } from "./machine.ts";
import { beginEarlier, readMeter } from "./meter_actions.ts";
import { freeName } from "./name_actions.ts";
import { timeOf } from "./reading.ts";
import { costOf, readings, stopped } from "./report_actions.ts";
import type { SessionRow } from "./schema.ts";
import { supersede } from "./stale_actions.ts";
import { begin, check } from "./start_actions.ts";
import * as stationTransactions from "./station_transactions/store.ts";
import { isStopped, wantStopped } from "./stop_actions.ts";
import * as store from "./store.ts";
import { clamped } from "./usage.ts";
import * as whose from "./whose/store.ts";

type Started = Extract<Fact, { kind: "transaction_started" }>;

/** A start, and what is known of who told it. */
type Report = {
  readonly station: StationRef;
  readonly fact: Started;
  readonly skewMs: number;
  readonly owner: stations.StationOwner;
};

/** A start. The number is the same for a start that is told twice. */
export async function started(
  database: Database,
  station: StationRef,
  fact: Started,
): Promise<Told> {
  const owner = await stations.ownerOf(database, station.id);
  const skewMs = await connections.skewMsOf(database, station.id);
  const report = { station, fact, skewMs, owner };
  if (fact.reference !== null) await freeName(database, station, fact);
  const again = await toldBefore(database, report);
  if (again !== null && fact.reference !== null) await amend(database, report);
  const told = again ?? (await makeWay(database, report));
  const answer = told ?? (await begun(database, report));
  if (fact.reference !== null) {
    await takeEarly(database, station, fact.reference, (early) =>
      early.kind === "metered"
        ? readings(database, station, early)
        : stopped(database, station, early),
    );
  }
  return answer;
}

async function begun(database: Database, report: Report): Promise<Told> {
  const { station, fact } = report;
  try {
    const [ordered] = await whose.tag(database.everyone(), [station.id, fact.idTag]);
    if (ordered === undefined) return await startedByCard(database, report);
    const scope = { account: ordered.account_id, livemode: ordered.livemode };
    return await database.transaction(scope, (work) => startedAsOrdered(work, ordered.id, report));
  } catch (error) {
    // Two connections told the same start at once; the other one's number counts.
    const once = ["station_transactions_once", "station_transactions_reference"];
    const twin = once.includes(violated(error) ?? "") ? await toldBefore(database, report) : null;
    if (twin === null) throw error;
    return twin;
  }
}

/** What is told of a session that goes on. */
const toldOf = (session: SessionRow, { owner }: Report): Told => ({
  ...heard,
  transactionId: session.transaction_id,
  token: "accepted",
  group: groupTold(session, owner),
  cost: costOf(session),
});

async function toldBefore(database: Database, report: Report): Promise<Told | null> {
  const { station, fact } = report;
  const [known] =
    fact.reference === null
      ? await stationTransactions.known(database.everyone(), [
          ...[station.id, fact.evse, fact.idTag, fact.at, fact.meterStartWh],
        ])
      : await stationTransactions.knownReference(database.everyone(), [
          ...[station.id, fact.reference, fact.at],
        ]);
  if (known === undefined) return null;
  const place: Place = { account: known.account_id, livemode: known.livemode };
  const reader = database.reader(place);
  const session = known.session === null ? null : await store.findAny(reader, [known.session]);
  return {
    ...heard,
    transactionId: known.transaction_id,
    token: known.token_status as TokenStatus,
    group: session === null ? null : groupTold(session, report.owner),
    cost: costOf(session),
  };
}

/** Told again under its name, a start may lie earlier: a message came late (network.ts). */
async function amend(database: Database, { station, fact, skewMs }: Report): Promise<void> {
  const [known] = await whose.reference(database.everyone(), [station.id, fact.reference]);
  if (known === undefined || known.id === null) return;
  const { id } = known;
  const place: Place = { account: known.account_id, livemode: known.livemode };
  await database.transaction(place, async (work) => {
    const session = await store.lock(work, [id]);
    if (session === null || !isOpen(session.state)) return;
    if (session.transaction_id !== known.transaction_id) return;
    await beginEarlier(work, session, fact.meterStartWh, timeOf(work, fact.at, skewMs));
  });
}

/** With the same card, a charger that rebooted may begin anew so soon, and means the same visit. */
const sameVisitMs = 10 * 60_000;

/**
 * Something runs on the EVSE already. Answers for a start that is that one told again, or that goes
 * on with it; else what runs there has ended without a word, and is closed.
 */
async function makeWay(database: Database, report: Report): Promise<Told | null> {
  const { station, fact } = report;
  const [open] = await whose.evse(database.everyone(), [station.id, fact.evse]);
  if (open === undefined) return null;
  const scope = { account: open.account_id, livemode: open.livemode };
  return database.transaction(scope, async (work) => {
    const session = await store.lock(work, [open.id]);
    const runs = session?.state === "charging" || session?.state === "stopping";
    if (!runs || session.transaction_id !== open.transaction_id) return null;
    const sameCard = open.id_tag.toUpperCase() === fact.idTag.toUpperCase();
    const sameStart = fact.reference === null && fact.meterStartWh === open.meter_start_wh;
    // Told again with another time, as by a charger whose clock was set meanwhile.
    if (sameCard && sameStart) return toldOf(session, report);
    const at = timeOf(work, fact.at, report.skewMs);
    // Told late, of a time before: not what runs now. A clock may err, both together do not.
    const isBefore = session.session_started !== null && at < session.session_started;
    if (isBefore && (fact.meterStartWh ?? 0) <= (open.meter_start_wh ?? 0)) return null;
    const lastAt = session.meter_last_at ?? session.created;
    const isSoon = at.getTime() - lastAt.getTime() <= sameVisitMs;
    if (sameCard && (session.trigger === "api" || isSoon)) return goOn(work, session, report);
    await supersede(work, session);
    return null;
  });
}

/** The charger has begun anew what it had under way: the session goes on in another transaction. */
async function goOn(work: Work, session: SessionRow, report: Report): Promise<Told> {
  const { station, fact, skewMs } = report;
  const { transactionId } = await noted(work, report, session.id, "accepted");
  const before = present(session.transaction_id, "the number of what ran");
  await stationTransactions.giveUp(work, [before, work.now]);
  await isStopped(work, before);
  const nothing = { powerW: null, currentA: null, voltageV: null, socPercent: null };
  const register = { at: fact.at, meterWh: fact.meterStartWh, ...nothing };
  const read = await readMeter(work, session, [register], { skewMs });
  const after = { ...read.session, transaction_id: transactionId, heard_at: work.realNow };
  await save(work, { ...after, updated: work.now });
  if (session.state === "stopping") {
    await wantStopped(work, station, present(transactionId, "the new number"));
  }
  return toldOf(after, report);
}

async function startedAsOrdered(work: Work, id: string, report: Report): Promise<Told> {
  const session = await store.lock(work, [id]);
  const waiting = session !== null && isOpen(session.state) && session.transaction_id === null;
  if (session === null || !waiting) {
    if (session !== null) await apply(work, session, "started");
    return noted(work, report, null, "invalid");
  }
  const told = await noted(work, report, id, "accepted");
  const began = beginning(work, report, told.transactionId, session.created);
  return toldOf(await apply(work, session, "started", began), report);
}

/** What a reported start makes known: number, meter, moment. */
function beginning(
  work: Work,
  { fact, skewMs }: Report,
  transactionId: number | null,
  notBefore: Date,
): Partial<SessionRow> {
  const told = timeOf(work, fact.at, skewMs).getTime();
  // After what is known already, and not after now (ruling 23).
  const at = new Date(clamped(told, notBefore.getTime(), work.now.getTime()));
  return {
    transaction_id: transactionId,
    meter_start_wh: fact.meterStartWh,
    meter_last_wh: fact.meterStartWh,
    meter_last_at: at,
    meter_rose_at: at,
    session_started: at,
    heard_at: work.realNow,
  };
}

async function noted(
  work: Work,
  { station, fact, skewMs }: Report,
  session: string | null,
  token: TokenStatus,
): Promise<Told> {
  const row = await stationTransactions.insert(work, [
    ...[station.id, fact.evse, fact.idTag, fact.meterStartWh, fact.at, session, token, work.now],
    ...[fact.reference, skewMs],
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
async function startedByCard(database: Database, report: Report): Promise<Told> {
  const { station, fact, owner } = report;
  // A start that was authorised offline is believed by its own time, after what is known of the
  // EVSE.
  const [last] = await stationTransactions.lastAtEvse(database.everyone(), [station.id, fact.evse]);
  const swipe: cards.Swipe = {
    ...{ station, owner, uid: fact.idTag, kind: fact.tokenKind, evse: fact.evse },
    at: { told: fact.at, skewMs: report.skewMs, notBefore: last?.at ?? null },
  };
  const card = await cards.find(database, swipe, "start");
  if (card.status !== "accepted") {
    await cards.noteUnusable(database, swipe, card);
    return database.transaction(owner, (work) => noted(work, report, null, card.status));
  }
  const scope = { account: card.token.account_id, livemode: card.token.livemode };
  try {
    return await database.transaction(scope, (work) =>
      cards.explained(work, swipe, card.token, async (asked) => {
        const request = await cards.requestOf(work, card.token, asked);
        const session = await begin(work, await check(work, request, "token"), "token");
        if (session.state !== "charging")
          refuse("payment_authorization_failed", "The payer was declined.");
        const told = await noted(work, report, session.id, "accepted");
        const began = beginning(work, report, told.transactionId, asked.notBefore);
        const running = { ...session, ...began };
        await save(work, running);
        await cards.announceStart(work, running);
        return toldOf(running, report);
      }),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return database.transaction(owner, (work) => noted(work, report, null, cards.statusFor(error)));
  }
}
