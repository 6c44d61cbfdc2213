// One event on its way to one endpoint, as its owner sees it.
import * as s from "../../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../../lib/time.ts";
import { type EventType, eventTypes } from "../../events/schema.ts";

const statuses = ["pending", "succeeded", "failed"] as const;
type Status = (typeof statuses)[number];

const Attempt = s.object({
  created: s.timestamp({ about: "When its end was written down." }),
  duration_ms: s.integer(0, 1_000_000, {
    about: "Milliseconds from the first step to the last byte.",
    example: 87,
  }),
  error: s.nullable(
    s.text(500, {
      about: "Why it failed; null when it worked.",
      example: "The endpoint answered 500; expected 200, 201, 202 or 204.",
    }),
  ),
  response_head: s.nullable(
    s.text(1024, {
      ...{ min: 0, example: "Internal Server Error" },
      about: "The first KiB of the answer's body; null where none came.",
    }),
  ),
  response_status: s.nullable(
    s.integer(0, 999, {
      about: "The answer's HTTP status; null where none came.",
      example: 500,
    }),
  ),
});

export const WebhookDelivery = s.object({
  id: s.id("whd", { about: "Unique identifier." }),
  object: s.literal("webhook_delivery"),
  attempts: s.list(Attempt, { about: "Oldest first." }),
  created: s.timestamp({ about: "When the event happened." }),
  error: s.nullable(
    s.text(500, {
      about: "Why it is not there: the last attempt's, or why there is no other.",
      example: "The endpoint answered 500; expected 200, 201, 202 or 204.",
    }),
  ),
  event: s.id("evt", { about: "The event; of a test, one that is in no log." }),
  event_type: s.choice(eventTypes, { about: "The event's type." }),
  finished: s.nullable(s.timestamp({ about: "When it ended, either way." })),
  livemode: s.boolean({ about: "False for test data." }),
  next_attempt: s.nullable(s.timestamp({ about: "When it is tried again; null: never." })),
  status: s.choice(statuses, { about: "Failed: it will not be tried again by itself." }),
  test: s.boolean({ about: "True for a sample that was asked for." }),
  webhook_endpoint: s.id("wh", { about: "Where it goes." }),
});

export const deliveryFilters = s.object({
  status: s.optional(s.choice(statuses, { about: "Only deliveries in this status." })),
  event: s.optional(s.id("evt", { about: "Only deliveries of this event." })),
});

export const DeliveryTest = s.object({
  type: s.choice(eventTypes, {
    about: "The type of the event; its object is a sample.",
    example: "driver.created",
  }),
});

type Try = {
  readonly at: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly duration_ms: number;
  readonly head: string | null;
};

export type DeliveryRow = {
  id: string;
  livemode: boolean;
  endpoint_id: string;
  event_id: string;
  event_type: EventType;
  status: Status;
  attempts: number;
  tries: readonly Try[];
  next_attempt: Date | null;
  last_error: string | null;
  test: boolean;
  created: Date;
  finished: Date | null;
};

export const renderDelivery = (row: DeliveryRow) => ({
  id: row.id,
  object: "webhook_delivery" as const,
  attempts: row.tries.map((one) => ({
    created: timestamp(new Date(one.at)),
    duration_ms: one.duration_ms,
    error: one.error,
    response_head: one.head,
    response_status: one.status,
  })),
  created: timestamp(row.created),
  error: row.status === "succeeded" ? null : row.last_error,
  event: row.event_id,
  event_type: row.event_type,
  finished: timestampOrNull(row.finished),
  livemode: row.livemode,
  next_attempt: timestampOrNull(row.next_attempt),
  status: row.status,
  test: row.test,
  webhook_endpoint: row.endpoint_id,
});
