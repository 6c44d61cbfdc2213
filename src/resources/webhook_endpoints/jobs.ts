// Sends events to endpoints. A job is a turn of one lane of one endpoint: it sends what is due, one
// after another, so that a slow endpoint holds at most its own few lanes and never another's.
import { type Outbound, OutboundFault } from "../../http/outbound.ts";
import { inVersion } from "../../http/versions.ts";
import { type Job, type Task, untilDone } from "../../jobs/runner.ts";
import type { Vault } from "../../lib/secret.ts";
import { elapsedMs } from "../../lib/time.ts";
import { renderEvent } from "../events/schema.ts";
import * as events from "../events/store.ts";
import * as actions from "./actions.ts";
import { secretPurpose, signatureHeaders } from "./signing.ts";
import * as store from "./store.ts";

export type Dependencies = {
  readonly outbound: Outbound;
  readonly vault: Vault;
  /** Whether test-mode endpoints may be http and private. */
  readonly allowPrivate: boolean;
  /** 0 to 1, spreads retries. */
  readonly random: () => number;
};

export const tasks = (deps: Dependencies): Task[] => [
  {
    name: actions.deliverTask,
    retryMs: untilDone,
    // Lanes mostly wait for strangers: many at once cost little, and sixty dead endpoints fill
    // them.
    concurrency: 512,
    run: (job) => runTurn(deps, job),
  },
];

/** A turn ends after so much, that others come in between and a stopping process waits little. */
const turnDeliveries = 50;
const turnMs = 2000;

async function runTurn(deps: Dependencies, job: Job): Promise<void> {
  const { endpoint, lane } = job.payload as { endpoint: string; lane: number };
  const started = elapsedMs();
  for (let done = 0; done < turnDeliveries && elapsedMs() - started < turnMs; done++) {
    const work = job.read();
    const delivery = await store.firstOfLane(work, [endpoint, lane]);
    if (delivery === null) break;
    if (delivery.endpoint_status !== "enabled") {
      const why = `The endpoint was ${delivery.endpoint_status ?? "deleted"}.`;
      await job.step((step) => actions.giveUpLane(step, { endpoint, lane, why }));
      continue;
    }
    if (delivery.next_attempt.getTime() > work.now.getTime()) break;
    const attempt = await send(deps, job, delivery);
    const spread = deps.random();
    await job.step((step) =>
      actions.recordAttempt(step, { ...attempt, delivery, endpoint, spread }),
    );
  }
  await job.finish((work) => actions.endTurn(work, endpoint, lane));
}

const timeoutMs = 10_000;
const keepBytes = 1024;
const successes: ReadonlySet<number> = new Set([200, 201, 202, 204]);

type Sent = Pick<actions.Attempt, "status" | "head" | "durationMs" | "error">;

async function send(deps: Dependencies, job: Job, delivery: store.DueDelivery): Promise<Sent> {
  const work = job.read();
  const event = await events.find(work, [delivery.event_id, delivery.created]);
  const started = elapsedMs();
  if (event === null)
    return { status: null, head: null, durationMs: 0, error: "The event is gone." };
  const { api_version: version } = delivery;
  const body = JSON.stringify(inVersion({ ...renderEvent(event), api_version: version }, version));
  const secret = deps.vault.decrypt(secretPurpose, delivery.secret);
  const signed = signatureHeaders({ id: event.id, body, at: work.now, secrets: [secret] });
  const headers = {
    ...signed,
    "content-type": "application/json",
    "user-agent": "Charge-Webhooks/1",
  };
  const allowPrivate = deps.allowPrivate && !job.livemode;
  try {
    const answer = await deps.outbound.send({
      ...{ url: delivery.url, headers, body },
      ...{ timeoutMs, keepBytes, allowPrivate },
    });
    return { ...answer, error: successes.has(answer.status) ? null : complaint(answer.status) };
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error;
    const durationMs = Math.round(elapsedMs() - started);
    return { status: null, head: null, durationMs, error: error.message };
  }
}

const complaint = (status: number): string =>
  status >= 300 && status < 400
    ? `The endpoint answered with a redirect (${status}); redirects are not followed.`
    : `The endpoint answered ${status}; expected 200, 201, 202 or 204.`;
