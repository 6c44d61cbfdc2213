// What happens to endpoints and to deliveries: fanned out with the event, recorded after each
// attempt, given up with the endpoint. Sending itself is jobs.ts.
import type { Work } from "../../db/work.ts";
import { enqueueMany, type NewJob } from "../../jobs/queue.ts";
import { assert } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import { addMs } from "../../lib/time.ts";
import * as events from "../events/actions.ts";
import { announces } from "../events/announced.ts";
import type { Wanted } from "../events/store.ts";
import { isGivenUp, retryWaitMs } from "./retry.ts";
import { renderWebhookEndpoint, type WebhookEndpointRow } from "./schema.ts";
import * as store from "./store.ts";

export const deliverTask = "deliver_webhooks";

/** How many deliveries of one endpoint are under way at once, over all processes. */
export const lanes = 8;
/** A lane of its own for what a person waits for: tests and retries by hand. */
export const promptLane = 8;
/** Not a lane but a turn through all of them, one delivery at a time, while nothing arrives. */
export const trial = -1;

/** The lanes that a turn serves. */
export const lanesOf = (lane: number): readonly number[] =>
  lane === trial ? Array.from({ length: lanes }, (_, at) => at) : [lane];

/** Events of one object share a lane, so that they go out in their order while all is well. */
export function laneOf(object: string): number {
  let sum = 0;
  for (const letter of object) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return sum % lanes;
}

const wants = (pattern: string, type: string): boolean =>
  pattern === "*" || pattern === type || pattern === `${type.split(".", 1)[0]}.*`;

/** An endpoint is sent whole objects: each needs the right to read it (ruling 6). */
export function refuseUnreadable(work: Work, patterns: readonly string[]): void {
  if (work.caller.permissions === null) return;
  for (const [at, pattern] of patterns.entries()) {
    const mayNot = (word: string) => !work.references.mayRead(work.caller, word);
    const hidden = announces.find(({ type, shows }) => wants(pattern, type) && shows.some(mayNot));
    if (hidden === undefined) continue;
    refuse(
      "permission_denied",
      `This key cannot have '${hidden.type}' sent: it may not read what that event carries ` +
        `(${hidden.shows.find(mayNot)}).`,
      { param: `enabled_events.${at}` },
    );
  }
}

/** What a turn listens for; also the key of its job. */
export const laneName = (endpoint: string, lane: number): string => `${endpoint}:${lane}`;

/**
 * One waiting job per endpoint and lane: however much there is to deliver, the queue stays short.
 */
const laneJob = (endpoint: string, lane: number, realAt: Date): NewJob => ({
  task: deliverTask,
  key: laneName(endpoint, lane),
  payload: { endpoint, lane },
  realAt,
});

/** A delivery in the prompt lane is due. */
export const wakePrompt = (work: Work, endpoint: string): Promise<void> =>
  enqueueMany(work, [laneJob(endpoint, promptLane, work.realNow)]);

/** Writes the deliveries of new events, in the events' transaction. */
export async function fanOut(work: Work, wanted: readonly Wanted[]): Promise<void> {
  const all = wanted.flatMap(({ event, type, object, endpoints }) =>
    endpoints.map((endpoint) => ({ endpoint, event, type, lane: laneOf(object) })),
  );
  if (all.length === 0) return;
  await store.insertDeliveries(work, [
    all.map(() => work.newId("whd")),
    all.map(({ endpoint }) => endpoint),
    all.map(({ event }) => event),
    all.map(({ type }) => type),
    all.map(({ lane }) => lane),
    ...[work.realNow, work.now],
  ]);
  const jobs = new Map(
    all.map(({ endpoint, lane }) => [
      laneName(endpoint, lane),
      laneJob(endpoint, lane, work.realNow),
    ]),
  );
  for (const name of jobs.keys()) work.touches(name);
  // Sorted, so that two transactions that wake the same lanes cannot wait for each other.
  await enqueueMany(
    work,
    [...jobs.keys()].sort().map((key) => jobs.get(key) as NewJob),
  );
}

/**
 * The end of a lane's turn: it comes back when its next delivery is due, if there is one. While
 * nothing arrives at the endpoint, one turn at a time tries for all its lanes: however many dead
 * endpoints there are, each holds one place. Once something arrives, all lanes go on.
 */
export async function endTurn(work: Work, endpoint: string, lane: number): Promise<void> {
  // The turn's job row is deleted by now: whoever enqueued meanwhile has committed, and is seen
  // here.
  const [next] = await store.firstOfLanes(work, [endpoint, lanesOf(lane), 1]);
  if (next === undefined) return;
  if (lane === trial && next.failing_since === null) await wakeLanes(work, endpoint);
  else await enqueueMany(work, [laneJob(endpoint, nextTurn(lane, next), next.next_attempt)]);
}

const nextTurn = (lane: number, { failing_since: since }: store.DueDelivery): number =>
  since !== null && lane !== promptLane ? trial : lane;

/** Whether this turn is not to send now: another one tries for it, or it need not try any more. */
export const isPassedOn = (lane: number, { failing_since: since }: store.DueDelivery): boolean =>
  lane !== promptLane && (since !== null) !== (lane === trial);

export type Attempt = {
  readonly delivery: store.DueDelivery;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly head: string | null;
  readonly durationMs: number;
  /** Null when it worked. */
  readonly error: string | null;
  /** 0 to 1: see retryWaitMs. */
  readonly spread: number;
};

/** What waits for the next attempt of a delivery waits for this. */
export const attemptName = ({ id, attempts }: { id: string; attempts: number }): string =>
  `${id}.${attempts}`;

/** Writes how attempts at one endpoint went, each once. */
export async function recordAttempts(
  work: Work,
  endpoint: string,
  attempts: readonly Attempt[],
): Promise<void> {
  const worked = attempts.filter(({ error }) => error === null);
  const failed = attempts.filter(({ error }) => error !== null);
  for (const { delivery } of attempts) work.touches(attemptName(delivery));
  if (worked.length > 0) await recordSuccesses(work, endpoint, worked);
  for (const attempt of failed) await recordFailure(work, attempt);
  const last = failed.at(-1);
  if (last === undefined) return;
  await store.markFailing(work, [endpoint, work.realNow]);
  if (isGivenUp(last.delivery.failing_since, work.realNow)) await giveUp(work, endpoint);
}

async function recordSuccesses(
  work: Work,
  endpoint: string,
  worked: readonly Attempt[],
): Promise<void> {
  const made = worked.map(({ delivery }) => delivery.created);
  const times = made.map((one) => one.getTime());
  const ended = await store.succeed(work, [
    endpoint,
    worked.map(({ delivery }) => delivery.id),
    made,
    worked.map(({ delivery }) => delivery.attempts),
    worked.map(({ status }) => status),
    worked.map(({ durationMs }) => durationMs),
    worked.map(({ head }) => head),
    work.realNow,
    ...[made[times.indexOf(Math.min(...times))], made[times.indexOf(Math.max(...times))]],
  ]);
  await events.deliveriesEnded(work, eventsOf(ended), "arrived");
}

const eventsOf = (ended: readonly { event_id: string }[]): string[] =>
  ended.map(({ event_id: event }) => event);

async function recordFailure(work: Work, attempt: Attempt): Promise<void> {
  const { delivery, status, head, durationMs, error, spread } = attempt;
  const wait = retryWaitMs(delivery.attempts + 1, spread);
  const next = wait === null ? null : addMs(work.realNow, wait);
  const written = await store.failAttempt(work, [
    ...[delivery.id, delivery.created, delivery.attempts],
    ...[status, error, durationMs, head, work.realNow, next],
  ]);
  if (written === null || next !== null) return;
  await events.deliveriesEnded(work, [delivery.event_id], "failed");
}

/** Disables an endpoint that has only failed for too long, and says so. */
async function giveUp(work: Work, id: string): Promise<void> {
  const endpoint = await store.lock(work, [id]);
  // Another lane may have done it, or a delivery may have worked at last.
  if (endpoint?.status !== "enabled" || !isGivenUp(endpoint.failing_since, work.realNow)) return;
  const after = { ...endpoint, status: "disabled" as const };
  await change(work, endpoint, after);
  work.emit("webhook_endpoint.disabled", renderWebhookEndpoint(after, null));
}

/**
 * Lays a changed endpoint over the old one: who gets events, and what becomes of those that wait.
 */
export async function change(
  work: Work,
  before: WebhookEndpointRow,
  after: WebhookEndpointRow,
): Promise<void> {
  assert(before.id === after.id, "an endpoint keeps its id");
  const turned = before.status !== after.status;
  await store.update(work, [
    ...[after.id, after.enabled_events, after.status, after.description],
    ...[JSON.stringify(after.metadata), turned ? null : before.failing_since],
  ]);
  const enabled = after.status === "enabled";
  await events.setSubscription(work, after.id, enabled ? after.enabled_events : []);
  if (turned && !enabled) await wakeLanes(work, after.id);
}

export async function remove(work: Work, id: string): Promise<void> {
  found(await store.remove(work, [id]), "webhook_endpoint_not_found", id);
  await events.setSubscription(work, id, []);
  await wakeLanes(work, id);
}

/** Every lane looks at its endpoint again; if it is gone, what waited ends. */
const wakeLanes = (work: Work, endpoint: string): Promise<void> =>
  enqueueMany(
    work,
    [...lanesOf(trial), promptLane].map((lane) => laneJob(endpoint, lane, work.realNow)),
  );

/**
 * Ends deliveries of a lane whose endpoint is disabled or deleted: some of them, until none is
 * left.
 */
export async function giveUpLanes(
  work: Work,
  { endpoint, lane, why }: { endpoint: string; lane: number; why: string },
): Promise<void> {
  const ended = await store.giveUpLanes(work, [endpoint, lanesOf(lane), why, work.realNow]);
  await events.deliveriesEnded(work, eventsOf(ended), "failed");
}
