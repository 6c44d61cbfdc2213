// What a session needs done outside and later: orders to the station, and the ends that nobody
// reports.
import type { Job, Task } from "../../jobs/runner.ts";
import { untilDone } from "../../jobs/runner.ts";
import type { Answer, Network, StartOrder, StopOrder } from "../../networks/network.ts";
import { apply, save, tellCompleted } from "./actions.ts";
import type { Fact, State } from "./machine.ts";
import type { Failure, SessionRow } from "./schema.ts";
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

const stopOrderOf = (session: SessionRow): StopOrder => ({
  station: { id: session.charging_station, identity: session.identity },
  session: session.id,
  transactionId: session.transaction_id,
  connector: connectorOf(session),
});

const factOf: Readonly<Record<Answer["outcome"], Fact>> = {
  accepted: "accepted",
  rejected: "rejected",
  offline: "offline",
  timeout: "timed_out",
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
  const message =
    answer.outcome === "offline" ? "The station is offline." : "The station refused the start.";
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

async function orderStart(networks: Networks, job: Job): Promise<void> {
  const session = await store.findAny(job.read(), [idOf(job)]);
  // A process that died after the order went out: the charger's own report may have come meanwhile.
  if (session === null || session.state !== "starting") return job.finish(async () => undefined);
  const answer = await networks[session.network_kind].start(startOrderOf(session));
  // A charger that began all the same, before it answered, has not failed.
  await conclude(job, factOf[answer.outcome], "starting", (now) =>
    answer.outcome === "accepted" ? { accepted_at: now } : { failure: failureOf(answer) },
  );
}

/** How often a station that refuses to stop is asked again; the session is closed by then. */
const stopTries = 5;

async function orderStop(networks: Networks, job: Job): Promise<void> {
  const session = await store.findAny(job.read(), [idOf(job)]);
  if (session === null || session.state === "completed") return job.finish(async () => undefined);
  const answer = await networks[session.network_kind].stop(stopOrderOf(session));
  if (answer.outcome !== "accepted" && job.attempts < stopTries) {
    throw new Error(`the station did not take the stop: ${answer.outcome}`);
  }
  await job.finish(async () => undefined);
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
    retryMs: () => 5000,
    concurrency: 200,
    run: (job) => orderStop(networks, job),
  },
  {
    name: "plug_timeout",
    retryMs: untilDone,
    concurrency: 20,
    run: (job) =>
      conclude(job, "plug_timed_out", "waiting", () => ({ end_reason: "not_plugged_in" })),
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
