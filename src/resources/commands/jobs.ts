// Sends commands to chargers and writes down what they say. One at a time per station. A process
// that dies on the way leaves behind that it had sent: only what is harmless is sent again.

import type { ReadWork } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { type Job, type Task, untilDone } from "../../jobs/runner.ts";
import type { Vault } from "../../lib/secret.ts";
import { addMs } from "../../lib/time.ts";
import type { ConnectorRef, Network } from "../../networks/network.ts";
import type { StationRow } from "../charging_stations/schema.ts";
import * as stations from "../charging_stations/store.ts";
import * as actions from "./actions.ts";
import * as follow from "./follow_actions.ts";
import { type Added, type Cards, orderOf } from "./orders.ts";
import { isOver, type Outcome, outcomeOf, without } from "./outcome.ts";
import { type Given, harmless } from "./parameters.ts";
import type { CommandRow } from "./schema.ts";
import * as store from "./store.ts";

export type Dependencies = {
  readonly simulator: Network;
  readonly ocpp: Network;
  readonly vault: Vault;
  /** All cards that may charge at the station, and a sentence on them. */
  readonly cardsAt: (work: ReadWork, station: StationRow) => Promise<Cards>;
  /** The transaction that a session has at its charger, and at which connector. */
  readonly transactionOf: (
    work: ReadWork,
    session: string,
  ) => Promise<(NonNullable<Added["transaction"]> & { readonly connector: string }) | null>;
};

/** As long as a charger may take for its answer. */
const answerMs = 30_000;
/** What was accepted is told of within a day, or a day after it was to begin. */
const outcomeMs = 24 * 3_600_000;

const finish = (job: Job, outcome: Outcome, given: CommandRow | null = null) =>
  job.finish(async (work) => {
    const isTaken = outcome.status === "succeeded" || outcome.status === "accepted";
    const ofAvailability = isTaken && given?.type === "change_availability" ? given : null;
    // Before the row, as whoever tells of a status does.
    if (ofAvailability !== null) await follow.lockStation(work, ofAvailability.station_id);
    const row = await store.lock(work, [String(job.payload["command"])]);
    if (row === null || isOver(row)) return keepAnswer(work, row, outcome);
    await actions.conclude(work, row, outcome);
    if (ofAvailability !== null) await follow.availabilityAnswered(work, ofAvailability);
    if (outcome.status !== "accepted") return;
    const payload = { command: row.id };
    const realAt = addMs(work.realNow, outcomeMs + aheadMs(row, work.now));
    await enqueue(work, { task: actions.giveUpTask, key: row.id, payload, realAt });
  });

/** The charger told of the end before it answered: its answer is kept beside. */
async function keepAnswer(
  work: Parameters<typeof actions.conclude>[0],
  row: CommandRow | null,
  { answer }: Outcome,
): Promise<void> {
  if (row === null || answer === null || row.answer !== null) return;
  const { reason, message } = row;
  const status = row.status as Outcome["status"];
  await actions.conclude(work, row, { status, reason, message, answer });
}

/** How long until the charger is to begin at all. */
function aheadMs({ type, parameters }: CommandRow, now: Date): number {
  if (type !== "update_firmware") return 0;
  const { retrieve_at, install_at } = parameters as Given["update_firmware"];
  const latest = Math.max(...[retrieve_at, install_at].map((at) => (at ? Date.parse(at) : 0)));
  return Math.max(0, latest - now.getTime());
}

async function send(deps: Dependencies, job: Job): Promise<void> {
  const work = job.read();
  const row = await store.find(work, [String(job.payload["command"])]);
  // Taken twice by a charger that came back, or ended by what it told.
  if (row === null || row.status !== "pending") return job.finish(async () => undefined);
  if (row.sent_at !== null && !harmless.has(row.type)) return afterDeath(job, row.sent_at);
  const station = await stations.find(work, [row.station_id, work.now]);
  if (station === null) return finish(job, without("station_deleted"));
  const ref = { id: station.id, identity: station.ocpp_identity };
  const network = deps[station.network_kind === "simulator" ? "simulator" : "ocpp"];
  // Another process may hold its socket.
  if (!station.online && !network.online(ref)) return waitForLine(job, row, "offline");
  const added = await addedOf(deps, work, row, station);
  if (typeof added === "string") return finish(job, without(added));
  await job.step((own) => store.markSent(own, [row.id, own.realNow]));
  const answer = await network.command(
    orderOf(opened(deps.vault, row), { ...added, station: ref }),
  );
  if (answer.outcome === "offline" || answer.outcome === "held") {
    await job.step((own) => store.markSent(own, [row.id, null]));
    const isOffline = answer.outcome === "offline";
    return waitForLine(job, row, isOffline ? "offline" : "boot_not_accepted");
  }
  await finish(job, outcomeOf(answer, added.cards?.note), row);
}

const opened = (vault: Vault, row: CommandRow): CommandRow =>
  row.sealed === null
    ? row
    : { ...row, parameters: JSON.parse(vault.decrypt(actions.sealPurpose, row.sealed)) };

/** The process died while the charger had it. Its late answer is nobody's: time tells. */
async function afterDeath(job: Job, sentAt: Date): Promise<void> {
  const { now, realNow } = job.read();
  const waitedMs = realNow.getTime() - sentAt.getTime();
  if (waitedMs < answerMs) return job.repeatAt(addMs(now, answerMs - waitedMs));
  await finish(job, without("unknown_outcome"));
}

/** Until it is here, or its boot is accepted. */
async function waitForLine(
  job: Job,
  row: CommandRow,
  awaited: "offline" | "boot_not_accepted",
): Promise<void> {
  const { now, realNow } = job.read();
  const leftMs = row.wait_until.getTime() - realNow.getTime();
  if (leftMs <= 0) return finish(job, without(awaited));
  // A charger that comes back hurries it; this is for one whose coming nobody heard of.
  const waitedMs = now.getTime() - row.created.getTime();
  const pauseMs = Math.min(15_000, Math.max(1000, waitedMs / 4), leftMs);
  await job.repeatAt(addMs(now, pauseMs));
}

type Unsendable = "connector_removed" | "session_not_charging";

async function addedOf(
  deps: Dependencies,
  work: ReadWork,
  row: CommandRow,
  station: StationRow,
): Promise<Omit<Added, "station"> | Unsendable> {
  const connector = connectorOf(station, row.connector);
  if (connector === undefined) return "connector_removed";
  const none = { connector, cards: null, transaction: null };
  if (row.type === "send_local_list") {
    const { tokens } = row.parameters as Given["send_local_list"];
    return tokens === undefined ? { ...none, cards: await deps.cardsAt(work, station) } : none;
  }
  if (row.type !== "set_charging_profile") return none;
  const { charging_session: session } = row.parameters as Given["set_charging_profile"];
  if (session === undefined) return none;
  const known = await deps.transactionOf(work, session);
  if (known === null) return "session_not_charging";
  const { connector: its, ...transaction } = known;
  return { ...none, connector: connectorOf(station, its) ?? connector, transaction };
}

/** Undefined where it is gone. */
function connectorOf(station: StationRow, id: string | null): ConnectorRef | null | undefined {
  if (id === null) return null;
  const known = station.connectors.find((one) => one.id === id);
  if (known === undefined) return undefined;
  const { evse, type, power: powerKw } = known;
  const siblings = station.connectors.filter((one) => one.evse === evse);
  const plug = siblings.length > 1 ? { plug: siblings.indexOf(known) + 1 } : {};
  return { id, evse, type, powerKw, ...plug };
}

const giveUp = (job: Job) =>
  job.finish(async (work) => {
    const row = await store.lock(work, [String(job.payload["command"])]);
    if (row?.status === "accepted") await actions.conclude(work, row, without("no_outcome"));
  });

export const tasks = (deps: Dependencies): Task[] => [
  {
    name: actions.sendTask,
    retryMs: untilDone,
    concurrency: 200,
    run: (job) => send(deps, job),
  },
  { name: actions.giveUpTask, retryMs: untilDone, concurrency: 5, run: giveUp },
];
