// What a session needs done outside and later: orders to the station, and the ends that nobody
// reports.

import type { Job, Task } from "../../jobs/runner.ts";
import { untilDone } from "../../jobs/runner.ts";
import { addMs } from "../../lib/time.ts";
import {
  type Answer,
  bootNotAccepted,
  type Network,
  type StartOrder,
  type StopOrder,
} from "../../networks/network.ts";
import * as stations from "../charging_stations/actions.ts";
import { apply, save, tellCompleted } from "./actions.ts";
import type { Fact, State } from "./machine.ts";
import type { Failure, SessionRow } from "./schema.ts";
import * as stationTransactions from "./station_transactions/store.ts";
import { patienceMs, stopTask } from "./stop_actions.ts";
import * as store from "./store.ts";

export type Networks = { readonly simulator: Network; readonly ocpp: Network };

const idOf = (job: Job): string => String(job.payload["session"]);

export const connectorOf = (session: SessionRow) => ({
  id: session.connector,
  evse: session.evse,
  type: session.connector_type,
  powerKw: session.connector_kw,
});

export const startOrderOf = (session: SessionRow): StartOrder => ({
  station: { id: session.charging_station, identity: session.identity },
  connector: connectorOf(session),
  session: session.id,
  idTag: session.id_tag,
  vehicle: { batteryWh: session.battery_wh, socPercent: session.battery_level },
});

/** Of a session whose transaction has not begun: it has neither number nor name yet. */
const takeBackOf = (session: SessionRow): StopOrder => ({
  station: { id: session.charging_station, identity: session.identity },
  session: session.id,
  ...{ transactionId: session.transaction_id, reference: null },
  connector: connectorOf(session),
});

const factOf: Readonly<Record<Answer["outcome"], Fact>> = {
  accepted: "accepted",
  rejected: "rejected",
  offline: "offline",
  timeout: "timed_out",
};

/** Why a station could not be asked. */
const sentences: Readonly<Record<string, string>> = {
  offline: "The station is offline.",
  [bootNotAccepted]: "The station's boot is not accepted: its connection says why.",
};

function failureOf(answer: Answer): Failure | null {
  if (answer.outcome === "accepted") return null;
  if (answer.outcome === "timeout") {
    return {
      code: "charging_station_timeout",
      message: "The station did not answer in time.",
      details: {},
    };
  }
  const reason = answer.outcome === "offline" ? "offline" : answer.reason;
  const message = sentences[reason] ?? "The station refused the start.";
  return { code: "charging_station_rejected", message, details: { reason } };
}

/**
 * Lays a fact over the session and ends the job, in one transaction. `change` belongs to the state
 * that the fact is meant for; elsewhere it came too late to say anything.
 */
const conclude = (
  job: Job,
  fact: Fact,
  meantFor: State,
  change: (now: Date) => Partial<SessionRow>,
) =>
  job.finish(async (work) => {
    const session = await store.lock(work, [idOf(job)]);
    if (session === null) return;
    await apply(work, session, fact, session.state === meantFor ? change(work.now) : {});
  });

/** How long a charger may take to say something of a start (spec part 2, charging_session). */
const answerMs = 30_000;

async function orderStart(networks: Networks, job: Job): Promise<void> {
  const session = await store.findAny(job.read(), [idOf(job)]);
  // A process that died after the order went out: the charger's own report may have come meanwhile.
  if (session === null || session.state !== "starting") return job.finish(async () => undefined);
  if (session.ordered_at !== null && session.network_kind === "ocpp") {
    return awaitReport(job, session.ordered_at);
  }
  await job.step((work) => store.markOrdered(work, [session.id, work.now]));
  const answer = await networks[session.network_kind].start(startOrderOf(session));
  // A charger that began all the same, before it answered, has not failed.
  await conclude(job, factOf[answer.outcome], "starting", (now) =>
    answer.outcome === "accepted" ? { accepted_at: now } : { failure: failureOf(answer) },
  );
}

/**
 * The process died while a real charger had the order: it is not sent again. Either the charger
 * reports the transaction in time, or nobody knows and the start has timed out.
 */
async function awaitReport(job: Job, orderedAt: Date): Promise<void> {
  const { now } = job.read();
  if (now.getTime() - orderedAt.getTime() < answerMs) return job.repeatAt(addMs(now, 1000));
  const failure = failureOf({ outcome: "timeout" });
  await conclude(job, "timed_out", "starting", () => ({ failure }));
}

/** Takes back an order that still waits for its plug. */
async function takeBack(networks: Networks, job: Job): Promise<void> {
  const session = await store.findAny(job.read(), [idOf(job)]);
  if (session !== null) await networks[session.network_kind].stop(takeBackOf(session));
  await job.finish(async () => undefined);
}

type StopPayload = { transaction: number; station: string; identity: string | null; until: string };

/** One try to stop a transaction at its charger; the job stays until the stop is reported. */
async function stopTransaction(networks: Networks, job: Job): Promise<void> {
  const { transaction, station, identity, until } = job.payload as StopPayload;
  const work = job.read();
  const known = await stationTransactions.find(work, [transaction]);
  if (known === null || known.stopped_at !== null || work.realNow.toISOString() > until) {
    return job.finish(async () => undefined);
  }
  const [session] = await store.ofTransaction(work, [transaction]);
  const connector = session === undefined ? unknownConnector : connectorOf(session);
  const order = { station: { id: station, identity }, session: session?.id ?? "", connector };
  const network = identity === null ? networks.simulator : networks.ocpp;
  await network.stop({ ...order, transactionId: transaction, reference: known.reference });
  const { now, realNow } = job.read();
  await job.repeatAt(addMs(now, patienceMs(realNow, new Date(until))));
}

/** A transaction is stopped by its number; networks need the connector only where there is none. */
const unknownConnector = { id: "", evse: 0, type: "other", powerKw: 0 };

/** A plug that a charger without a line could not report yet is waited for up to an hour. */
const longestPlugMs = 3_600_000;
const lookAgainMs = 15_000;

async function plugTimeout(job: Job): Promise<void> {
  const work = job.read();
  const session = await store.findAny(work, [idOf(job)]);
  if (session?.state === "waiting" && session.network_kind === "ocpp") {
    const station = await stations.forSession(work, session.charging_station);
    const waited = work.now.getTime() - (session.accepted_at ?? session.created).getTime();
    if (station?.online === false && waited < longestPlugMs) {
      return job.repeatAt(addMs(work.now, lookAgainMs));
    }
  }
  await conclude(job, "plug_timed_out", "waiting", () => ({ end_reason: "not_plugged_in" }));
}

export const tasks = (networks: Networks): Task[] => [
  {
    name: "start_station",
    retryMs: untilDone,
    concurrency: 200,
    run: (job) => orderStart(networks, job),
  },
  {
    name: "stop_station",
    retryMs: untilDone,
    concurrency: 50,
    run: (job) => takeBack(networks, job),
  },
  {
    name: stopTask,
    retryMs: untilDone,
    concurrency: 100,
    run: (job) => stopTransaction(networks, job),
  },
  {
    name: "plug_timeout",
    retryMs: untilDone,
    concurrency: 20,
    run: plugTimeout,
  },
  {
    name: "stop_timeout",
    retryMs: untilDone,
    concurrency: 20,
    run: (job) =>
      conclude(job, "stop_timed_out", "stopping", (now) => ({
        session_ended: now,
        closed_by_timeout: true,
      })),
  },
  {
    name: "tell_completed",
    retryMs: untilDone,
    concurrency: 20,
    run: (job) =>
      job.finish(async (work) => {
        const session = await store.lock(work, [idOf(job)]);
        if (session !== null) await save(work, await tellCompleted(work, session));
      }),
  },
  {
    name: "forget_session",
    retryMs: untilDone,
    concurrency: 5,
    run: (job) => job.finish(async (work) => void (await store.forget(work, [idOf(job)]))),
  },
];
