// Sends events to endpoints. A job is a turn of one lane of one endpoint: it sends what is due, one
// after another, so that a slow endpoint holds at most its own few lanes and never another's.

import type { Pulse } from "../../db/pulse.ts";
import type { Rendered } from "../../db/work.ts";
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
  /** Hears of what is due in a lane (`actions.laneName`) as it commits in this process. */
  readonly pulse: Pick<Pulse, "listen">;
};

export const tasks = (deps: Dependencies): Task[] => [
  {
    name: actions.deliverTask,
    retryMs: untilDone,
    // Turns mostly wait for strangers: many at once cost little. A dead endpoint holds one, so
    // that it takes a thousand of them to fill these places.
    concurrency: 1024,
    run: (job) => runTurn(deps, job),
  },
];

/**
 * A turn ends after so long if others wait for its place. The change of turns holds a lane up for
 * some 100 ms, because whoever adds to the lane locks the row of the next turn: at one every three
 * seconds that was the slowest hundredth of all deliveries.
 */
const turnMs = 3000;
/**
 * Outcomes are written together, but not later than this: what was not written is sent again after
 * a crash. At 200 ms a busy process broke most batches off after eight, and read the rest again.
 */
const batch = 32;
const batchMs = 1000;

type Turn = { readonly endpoint: string; readonly lane: number };

/**
 * An empty lane is watched for so long before its turn ends. Beginning and ending a turn costs two
 * transactions: under a steady stream of events that was most of what a delivery cost.
 */
const lingerMs = 100;

async function runTurn(deps: Dependencies, job: Job): Promise<void> {
  const turn = job.payload as Turn;
  const started = elapsedMs();
  const news = deps.pulse.listen(actions.laneName(turn.endpoint, turn.lane));
  try {
    let more = true;
    while (more && !(job.crowded() && elapsedMs() - started > turnMs)) {
      more = await runBatch(deps, job, turn);
      if (more) continue;
      await news.next(lingerMs);
      more = await runBatch(deps, job, turn);
    }
  } finally {
    news.close();
  }
  await job.finish((work) => actions.endTurn(work, turn.endpoint, turn.lane));
}

/** Answers whether the lane may have more for now. */
async function runBatch(deps: Dependencies, job: Job, { endpoint, lane }: Turn): Promise<boolean> {
  const work = job.read();
  const waiting = await store.firstOfLanes(work, [endpoint, actions.lanesOf(lane), batch]);
  const status = waiting[0]?.endpoint_status;
  if (status === undefined) return false;
  if (status !== "enabled") {
    const why = `The endpoint was ${status ?? "deleted"}.`;
    await job.step((step) => actions.giveUpLanes(step, { endpoint, lane, why }));
    return true;
  }
  if (waiting[0] !== undefined && actions.isPassedOn(lane, waiting[0])) return false;
  const due = waiting.filter((one) => one.next_attempt.getTime() <= work.realNow.getTime());
  if (due.length === 0) return false;
  const { attempts, closed } = await attemptAll(deps, job, { due, lane });
  await job.step((step) => actions.recordAttempts(step, endpoint, attempts));
  if (closed !== null) throw closed;
  return true;
}

type Attempted = { readonly attempts: actions.Attempt[]; readonly closed: OutboundClosed | null };

/**
 * One after another, until all are sent, the time is up, or the process is about to end. A trial
 * ends with what arrives: all lanes go on then.
 */
async function attemptAll(
  deps: Dependencies,
  job: Job,
  { due, lane }: { due: readonly store.DueDelivery[]; lane: number },
): Promise<Attempted> {
  const known = await events.load(
    job.read(),
    due.map((delivery) => delivery.event_id),
  );
  const attempts: actions.Attempt[] = [];
  const started = elapsedMs();
  const open = opener(deps.vault);
  for (const delivery of due) {
    if (attempts.length > 0 && elapsedMs() - started > batchMs) break;
    try {
      const sent = await send(
        { ...deps, open },
        job,
        delivery,
        known.get(delivery.event_id) ?? null,
      );
      attempts.push({ ...sent, delivery, spread: deps.random() });
      if (lane === actions.trial && sent.error === null) break;
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

/** Opens sealed secrets, each once: a batch is one endpoint's. */
function opener(vault: Vault): (sealed: string) => string {
  const known = new Map<string, string>();
  return (sealed) => {
    const secret = known.get(sealed) ?? vault.decrypt(secretPurpose, sealed);
    known.set(sealed, secret);
    return secret;
  };
}

type Sender = Dependencies & { readonly open: (sealed: string) => string };

async function send(
  deps: Sender,
  job: Job,
  delivery: store.DueDelivery,
  event: EventRow | null,
): Promise<Sent> {
  const told = toldBy(delivery, event);
  if (told === null)
    return { status: null, head: null, durationMs: 0, error: "The event is gone." };
  const started = elapsedMs();
  const allowPrivate = deps.allowPrivate && !job.livemode;
  const allowHttp = allowPrivate || (await httpAllowed(job, delivery.url));
  try {
    const answer = await deps.outbound.send({
      ...{ url: delivery.url, ...signed(deps, job.read().realNow, delivery, told) },
      ...{ timeoutMs, keepBytes, allowHttp, allowPrivate },
    });
    return { ...answer, error: successes.has(answer.status) ? null : complaint(answer.status) };
  } catch (error) {
    if (!(error instanceof OutboundFault)) throw error;
    const durationMs = Math.round(elapsedMs() - started);
    return { status: null, head: null, durationMs, error: error.message };
  }
}

/** The event itself, or the sample that the delivery carries. */
function toldBy({ sample }: store.DueDelivery, event: EventRow | null): Rendered | null {
  if (sample !== null) return JSON.parse(sample) as Rendered;
  return event === null ? null : renderEvent(event);
}

/** The account's setting; asked only where it matters. */
const httpAllowed = async (job: Job, url: string): Promise<boolean> =>
  new URL(url).protocol === "http:" && settings.webhookHttpAllowed(job.read());

/** The event in the endpoint's version, signed afresh. */
function signed(deps: Sender, at: Date, delivery: store.DueDelivery, told: Rendered) {
  const body = JSON.stringify(deps.versions.shown(told, delivery.api_version));
  const { old_secret: old, old_secret_until: until } = delivery;
  const valid = [delivery.secret, ...(old !== null && until !== null && at < until ? [old] : [])];
  const secrets = valid.map(deps.open);
  const headers = {
    ...signatureHeaders({ id: delivery.event_id, body, at, secrets }),
    "content-type": "application/json",
    "user-agent": "Charge-Webhooks/1",
    ...(delivery.sample === null ? {} : { "charge-test": "true" }),
  };
  return { body, headers };
}

const complaint = (status: number): string =>
  status >= 300 && status < 400
    ? `The endpoint answered with a redirect (${status}); redirects are not followed.`
    : `The endpoint answered ${status}; expected 200, 201, 202 or 204.`;
