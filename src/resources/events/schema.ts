// The event as the contract shows it (spec/samples/event.json), and the list of all types.
import * as s from "../../lib/schema.ts";
import { addMs, timestamp } from "../../lib/time.ts";

/** Every type that is ever emitted (spec part 2 "event", ruling 34). A test proves it complete. */
export const eventTypes = [
  "account.created",
  "account.updated",
  "driver.created",
  "driver.updated",
  "driver.deleted",
  "driver.attached",
  "driver.detached",
  "fleet.created",
  "fleet.updated",
  "fleet.deleted",
  "vehicle.created",
  "vehicle.updated",
  "vehicle.deleted",
  "vehicle.attached",
  "vehicle.detached",
  "policy.created",
  "policy.updated",
  "policy.deleted",
  "policy.suggestion",
  "charging_station.updated",
  "charging_session.started",
  "charging_session.updated",
  "charging_session.completed",
  "charging_session.cancelled",
  "charging_session.failed",
  "charge.succeeded",
  "charge.failed",
  "charge.refunded",
  "reservation.created",
  "reservation.updated",
  "reservation.confirmed",
  "reservation.completed",
  "reservation.cancelled",
  "reservation.failed",
  "reservation.expired",
  "invoice.created",
  "invoice.updated",
  "invoice.finalized",
  "invoice.paid",
  "invoice.payment_failed",
  "invoice.overdue",
  "invoice.voided",
  "payment_method.created",
  "payment_method.updated",
  "payment_method.attached",
  "payment_method.detached",
  "payment_method.deleted",
  "report.succeeded",
  "report.failed",
  "top_up.succeeded",
  "top_up.failed",
  "command.succeeded",
  "command.failed",
  "webhook_endpoint.disabled",
  "test_clock.ready",
] as const;

export type EventType = (typeof eventTypes)[number];

const families = new Set(eventTypes.map((type) => `${type.split(".", 1)[0]}.*`));

/** What one may ask for: a type, a family such as `driver.*`, or `*` for all. */
export const eventPatterns: readonly string[] = ["*", ...families, ...eventTypes];

const keptMs = 30 * 24 * 3_600_000;

/** What was made before this time is no longer shown, whether it is still there or not. */
export const keptSince = (now: Date): Date => addMs(now, -keptMs);

export const Event = s.object({
  id: s.id("evt", { about: "Unique identifier." }),
  object: s.literal("event"),
  api_version: s.text(20, {
    about: "The version that `data.object` is rendered in.",
    example: "2026-03-01",
  }),
  created: s.timestamp({ about: "When it happened." }),
  data: s.object(
    {
      object: s.unknown({
        about: "The object as it was right after the change.",
        example: { id: "drv_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd", object: "driver", name: "Ada" },
      }),
      previous_attributes: s.unknown({
        about: "The old values of what an update changed; null unless something was updated.",
        example: { name: "Adah" },
      }),
    },
    { about: "What has changed." },
  ),
  livemode: s.boolean({ about: "False for test data." }),
  pending_webhooks: s.integer(0, 1_000_000, {
    about: "Deliveries that are not finished yet.",
    example: 1,
  }),
  request: s.object(
    {
      id: s.nullable(s.id("req", { about: "The request that caused it, or null." })),
      idempotency_key: s.nullable(
        s.text(255, {
          about: "That request's idempotency key, or null.",
          example: "3f29c0de-order-4711",
        }),
      ),
    },
    { about: "Where the change came from; nulls where no request caused it." },
  ),
  type: s.choice(eventTypes, { about: "What happened." }),
});

export type EventRow = {
  id: string;
  livemode: boolean;
  type: string;
  api_version: string;
  object: string;
  previous: string | null;
  request_id: string | null;
  idempotency_key: string | null;
  pending_webhooks: number;
  created: Date;
};

export const renderEvent = (row: EventRow) => ({
  id: row.id,
  object: "event" as const,
  api_version: row.api_version,
  created: timestamp(row.created),
  data: {
    object: JSON.parse(row.object) as unknown,
    previous_attributes: row.previous === null ? null : (JSON.parse(row.previous) as unknown),
  },
  livemode: row.livemode,
  pending_webhooks: row.pending_webhooks,
  request: { id: row.request_id, idempotency_key: row.idempotency_key },
  type: row.type,
});
