// The webhook endpoint as the contract shows it (spec/samples/webhook_endpoint.json), and what a
// create or an update may say.
import type { Versions } from "../../http/versions.ts";
import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";
import { eventPatterns } from "../events/schema.ts";

const statuses = ["enabled", "disabled"] as const;

const enabledEvents = () =>
  s.list(s.choice(eventPatterns), {
    min: 1,
    max: 100,
    unique: true,
    about: "Which events are delivered: types, a family such as `driver.*`, or `*` for all.",
    example: ["charging_session.completed", "driver.*"],
  });
const description = () =>
  s.nullable(s.text(500, { about: "What the endpoint is for.", example: "Billing" }));

export const webhookEndpointCreate = ({ known, current }: Versions) =>
  s.object({
    url: s.url({
      about:
        "Where events are sent by POST. https only, and no private address, in live mode; test " +
        "mode takes others where the operator allows it.",
      example: "https://example.com/webhook/endpoint",
    }),
    enabled_events: enabledEvents(),
    api_version: s.optional(
      s.choice(known, {
        about: "The version that events are rendered in; default: the account's.",
        example: current,
      }),
    ),
    description: s.defaulted(description(), null),
    metadata: s.optional(s.metadataInput()),
  });

export type WebhookEndpointCreate = s.Static<ReturnType<typeof webhookEndpointCreate>>;

export const WebhookEndpointUpdate = s.object({
  enabled_events: s.optional(enabledEvents()),
  status: s.optional(
    s.choice(statuses, {
      about:
        "A disabled endpoint gets nothing, and what still waited for it ends as failed. Enabled " +
        "again, it gets what happens from then on; what it missed can be retried one by one.",
    }),
  ),
  description: s.optional(description()),
  metadata: s.optional(s.metadataInput()),
});

export const SecretRoll = s.object({
  expires_in: s.defaulted(
    s.integer(0, 7 * 86_400, {
      about:
        "Seconds for which the old secret signs too, so that receivers can change over; up to a " +
        "week. 0: it ends at once.",
      example: 3600,
    }),
    86_400,
  ),
});

export const WebhookEndpoint = s.object({
  id: s.id("wh", { about: "Unique identifier." }),
  object: s.literal("webhook_endpoint"),
  api_version: s.text(20, { about: "The version that events are rendered in." }),
  application: s.nullable(s.text(100, { about: "Always null.", example: null })),
  created: s.timestamp(),
  description: s.nullable(s.text(500)),
  enabled_events: s.list(s.text(60), { about: "Which events are delivered." }),
  livemode: s.boolean({ about: "False for test data." }),
  metadata: s.metadata(),
  secret: s.nullable(
    s.text(100, {
      about:
        "Signs every delivery; null inside events, and for a restricted key without the right " +
        "'webhook_endpoints: write'.",
      example: "whsec_b5YszBNO5VEYUYlqK3fZ6IkhmgDQ4dLA",
    }),
  ),
  status: s.choice(statuses, { about: "Whether events are delivered." }),
  url: s.url({ about: "Where events are sent." }),
});

export type WebhookEndpointRow = {
  id: string;
  livemode: boolean;
  url: string;
  enabled_events: string[];
  api_version: string;
  description: string | null;
  metadata: Metadata;
  /** Encrypted. */
  secret: string;
  /** The one before, encrypted, while it still signs. */
  old_secret: string | null;
  old_secret_until: Date | null;
  status: (typeof statuses)[number];
  failing_since: Date | null;
  created: Date;
};

/** `secret` is the opened one, or null where it must not be seen. */
export const renderWebhookEndpoint = (row: WebhookEndpointRow, secret: string | null) => ({
  id: row.id,
  object: "webhook_endpoint" as const,
  api_version: row.api_version,
  application: null,
  created: timestamp(row.created),
  description: row.description,
  enabled_events: row.enabled_events,
  livemode: row.livemode,
  metadata: row.metadata,
  secret,
  status: row.status,
  url: row.url,
});
