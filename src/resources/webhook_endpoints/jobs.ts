// Sends events to endpoints. A job is a turn of one lane of one endpoint: it sends what is due, one
// after another, so that a slow endpoint holds at most its own few lanes and never another's.
import { type Outbound, OutboundClosed, OutboundFault } from "../../http/outbound.ts";
import type { Versions } from "../../http/versions.ts";
import { type Job, type Task, untilDone } from "../../jobs/runner.ts";
import type { Vault } from "../../lib/secret.ts";
import { elapsedMs } from "../../lib/time.ts";
import * as settings from "../accounts/settings/actions.ts";
import * as events from "../events/actions.ts";
import { type EventRow, renderEvent } from "../events/schema.ts";
import * as actions from "./actions.ts";
import { secretPurpose, signatureHeaders } from "./signing.ts";
import * as store from "./store.ts";

export type Dependencies = {
  readonly outbound: Outbound;
  readonly vault: Vault;
  readonly versions: Versions;
  /** Whether test-mode endpoints may be http and private, whatever the account has set. */
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

/** A turn ends after so long, that others come in between and a stopping process waits little. */
const turnMs = 2000;
/**
 * Outcomes are written together, but not later than this: what was not written is sent again after
 * a crash.
 */
const batch = 16;
const batchMs = 200;

type Turn = { readonly endpoint: string; readonly lane: number };

async function runTurn(deps: Dependencies, job: Job): Promise<void> {
  const turn = job.payload as Turn;
  const started = elapsedMs();
  let more = true;
  while (more && elapsedMs() - started < turnMs) more = await runBatch(deps, job, turn);
  await job.finish((work) => actions.endTurn(work, turn.endpoint, turn.lane));
}

/** Answers whether the lane may have more for now. */
async function runBatch(deps: Dependencies, job: Job, { endpoint, lane }: Turn): Promise<boolean> {
  const work = job.read();
  const waiting = await store.firstOfLane(work, [endpoint, lane, batch]);
  const status = waiting[0]?.endpoint_status;
  if (status === undefined) return false;
  if (status !== "enabled") {
    const why = `The endpoint was ${status ?? "deleted"}.`;
    await job.step((step) => actions.giveUpLane(step, { endpoint, lane, why }));
    return true;
  }
  const due = waiting.filter((one) => one.next_attempt.getTime() <= work.now.getTime());
  if (due.length === 0) return false;
  const { attempts, closed } = await attemptAll(deps, job, due);
  await job.step((step) => actions.recordAttempts(step, endpoint, attempts));
  if (closed !== null) throw closed;
  return true;
}

type Attempted = { readonly attempts: actions.Attempt[]; readonly closed: OutboundClosed | null };

/** One after another, until all are sent, the time is up, or the process is about to end. */
async function attemptAll(
  deps: Dependencies,
  job: Job,
  due: readonly store.DueDelivery[],
): Promise<Attempted> {
  const known = await events.load(
    job.read(),
    due.map((delivery) => delivery.event_id),
  );
  const attempts: actions.Attempt[] = [];
  const started = elapsedMs();
  for (const delivery of due) {
    if (attempts.length > 0 && elapsedMs() - started > batchMs) break;
    try {
      const sent = await send(deps, job, delivery, known.get(delivery.event_id) ?? null);
      attempts.push({ ...sent, delivery, spread: deps.random() });
    } catch (error) {
      if (error instanceof OutboundClosed) return { attempts, closed: error };
      throw error;
    }
  }
  return { attempts, closed: null };
}

const timeoutMs = 10_000;
const keepBytes = 1024;
const successes: ReadonlySet<number> = new Set([200, 201, 202, 204]);

type Sent = Pick<actions.Attempt, "status" | "head" | "durationMs" | "error">;

async function send(
  deps: Dependencies,
  job: Job,
  delivery: store.DueDelivery,
  event: EventRow | null,
): Promise<Sent> {
  if (event === null)
    return { status: null, head: null, durationMs: 0, error: "The event is gone." };
  const started = elapsedMs();
  const allowPrivate = deps.allowPrivate && !job.livemode;
  const allowHttp = allowPrivate || (await httpAllowed(job, delivery.url));
  try {
    const answer = await deps.outbound.send({
      ...{ url: delivery.url, ...signed(deps, job.read().now, delivery, event) },
      ...{ timeoutMs, keepBytes, allowHttp, allowPrivate },
    });
    return { ...answer, error: successes.has(answer.status) ? null : complaint(answer.status) };
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error;
    const durationMs = Math.round(elapsedMs() - started);
    return { status: null, head: null, durationMs, error: error.message };
  }
}

/** The account's setting; asked only where it matters. */
const httpAllowed = async (job: Job, url: string): Promise<boolean> =>
  new URL(url).protocol === "http:" && settings.webhookHttpAllowed(job.read());

/** The event in the endpoint's version, signed afresh. */
function signed(deps: Dependencies, at: Date, delivery: store.DueDelivery, event: EventRow) {
  const body = JSON.stringify(deps.versions.shown(renderEvent(event), delivery.api_version));
  const secret = deps.vault.decrypt(secretPurpose, delivery.secret);
  const headers = {
    ...signatureHeaders({ id: event.id, body, at, secrets: [secret] }),
    "content-type": "application/json",
    "user-agent": "Charge-Webhooks/1",
  };
  return { body, headers };
}

const complaint = (status: number): string =>
  status >= 300 && status < 400
    ? `The endpoint answered with a redirect (${status}); redirects are not followed.`
    : `The endpoint answered ${status}; expected 200, 201, 202 or 204.`;
