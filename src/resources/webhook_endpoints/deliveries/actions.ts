// What the owner of an endpoint does with deliveries: tries the endpoint out with a sample, and has
// one sent again, whatever became of it.
import type { ReadWork, Rendered, Work } from "../../../db/work.ts";
import { Awaited, type Waiter } from "../../../http/resource.ts";
import { found, refuse } from "../../../lib/errors.ts";
import { isId, timeOfId } from "../../../lib/id.ts";
import { timestamp } from "../../../lib/time.ts";
import * as events from "../../events/actions.ts";
import { objectOf } from "../../events/announced.ts";
import { type EventType, keptSince } from "../../events/schema.ts";
import { attemptName, promptLane, wakePrompt } from "../actions.ts";
import type { WebhookEndpointRow } from "../schema.ts";
import { type DeliveryRow, renderDelivery } from "./schema.ts";
import * as store from "./store.ts";

/** By object word; null where no noun shows such objects yet. */
export type SampleOf = (word: string) => Rendered | null;

const isKept = (id: string, now: Date): boolean =>
  isId("whd", id) && (timeOfId(id) ?? keptSince(now)) > keptSince(now);

const mine = (row: DeliveryRow | null, endpoint: string): DeliveryRow | null =>
  row?.endpoint_id === endpoint ? row : null;

/** The endpoint's delivery; gone after 30 days. */
export async function get(work: ReadWork, endpoint: string, id: string): Promise<DeliveryRow> {
  const kept = isKept(id, work.realNow);
  const row = kept ? await store.find(work, [id, timeOfId(id)]) : null;
  return found(mine(row, endpoint), "webhook_delivery_not_found", id);
}

/** Where `expand` and references name some. */
export async function load(work: ReadWork, ids: readonly string[]): Promise<Rendered[]> {
  const kept = ids.filter((id) => isKept(id, work.realNow)).sort();
  const [first, last] = [kept[0], kept.at(-1)];
  if (first === undefined || last === undefined) return [];
  const rows = await store.load(work, [kept, timeOfId(first), timeOfId(last)]);
  return rows.map(renderDelivery);
}

function refuseDisabled({ status }: WebhookEndpointRow): void {
  if (status === "enabled") return;
  refuse(
    "webhook_endpoint_state_conflict",
    "The endpoint is disabled and gets nothing; enable it first.",
  );
}

/** So many attempts are kept with a delivery. */
const mostAttempts = 50;

/** Sends it again now. What had arrived counts as under way until it has arrived once more. */
export async function retry(work: Work, endpoint: WebhookEndpointRow, id: string) {
  const kept = isKept(id, work.realNow);
  const row = kept ? await store.lock(work, [id, timeOfId(id)]) : null;
  const delivery = found(mine(row, endpoint.id), "webhook_delivery_not_found", id);
  refuseDisabled(endpoint);
  if (delivery.attempts >= mostAttempts) {
    const message = `The delivery has had ${delivery.attempts} attempts; it takes no more.`;
    refuse("webhook_delivery_state_conflict", message);
  }
  await store.reopen(work, [id, delivery.created, promptLane, work.realNow]);
  if (delivery.status !== "pending") {
    await events.deliveryReopened(work, delivery.event_id, delivery.status === "succeeded");
  }
  await wakePrompt(work, endpoint.id);
  return awaited(delivery);
}

/** Sends an event of this type with a sample as its object, to this endpoint only. */
export async function test(
  work: Work,
  endpoint: WebhookEndpointRow,
  { type, sampleOf }: { readonly type: EventType; readonly sampleOf: SampleOf },
) {
  refuseDisabled(endpoint);
  const sample = sampleOf(objectOf(type));
  if (sample === null) {
    const message = `There is no sample of a ${objectOf(type)} yet: no event of this type is made.`;
    refuse("parameter_invalid", message, { param: "type" });
  }
  // As in any event, which others may read.
  const object = "secret" in sample ? { ...sample, secret: null } : sample;
  const event = sampleEvent(work, endpoint, type, object);
  const id = work.newId("whd");
  await store.insertSample(work, [
    ...[id, endpoint.id, event.id, type, JSON.stringify(event), promptLane],
    ...[work.realNow, work.now],
  ]);
  await wakePrompt(work, endpoint.id);
  return awaited({ id, attempts: 0 });
}

/** It is test data, whatever the mode. */
const sampleEvent = (
  work: Work,
  endpoint: WebhookEndpointRow,
  type: EventType,
  object: Rendered,
) => ({
  id: work.newId("evt"),
  object: "event" as const,
  api_version: endpoint.api_version,
  created: timestamp(work.now),
  data: { object, previous_attributes: type.endsWith(".updated") ? {} : null },
  livemode: false,
  pending_webhooks: 1,
  request: { id: work.request.id, idempotency_key: work.request.idempotencyKey },
  type,
});

/** Longer than an attempt may take, with what lies before it. */
const patienceMs = 13_000;

const awaited = (delivery: { id: string; attempts: number }): Awaited =>
  new Awaited({ wait: "webhook_attempt", id: attemptName(delivery) });

/** Until the attempt has been made, or for a while: then the delivery is still pending. */
export const attempted: Waiter = async (work, name, waitedMs) => {
  const [id = "", attempts] = name.split(".");
  const row = found(await store.find(work, [id, timeOfId(id)]), "webhook_delivery_not_found", id);
  const isOver = row.attempts > Number(attempts) || row.status !== "pending";
  return isOver || waitedMs > patienceMs ? renderDelivery(row) : null;
};
