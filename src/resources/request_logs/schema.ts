// The line of the request log as it is shown (spec part 3, "Operating").
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";

/** Lines are shown for so long. */
export const keptMs = 30 * 24 * 3_600_000;

const body = (of: string, more: string, example: string) =>
  s.nullable(
    s.text(10_000, {
      about:
        `The body of the ${of} as text, up to 8192 characters, with card numbers, passwords and ` +
        `secrets struck out. ${more} Null for a restricted key.`,
      example,
    }),
  );

export const RequestLog = s.object({
  id: s.id("req", { about: "The `Request-Id` that the answer carried." }),
  object: s.literal("request_log"),
  acting_account: s.nullable(
    s.id("acct", { about: "The parent account whose key acted for this one, or null." }),
  ),
  api_key: s.id("key", { about: "The API key that asked." }),
  api_version: s.text(20, { about: "The version that the request spoke.", example: "2026-03-01" }),
  collapsed: s.integer(0, 2_147_483_647, {
    about:
      "On a 429: requests of this key that were refused like it since its last line, and have no " +
      "lines of their own. A key gets one such line a second from each node.",
    example: 0,
  }),
  created: s.timestamp({ about: "When the request arrived." }),
  duration_ms: s.integer(0, 2_147_483_647, {
    about: "Milliseconds until it was answered.",
    example: 12,
  }),
  error_code: s.nullable(
    s.text(60, { about: "The `code` of the error, or null.", example: "driver_not_found" }),
  ),
  idempotency_key: s.nullable(
    s.text(256, { about: "Its `Idempotency-Key`, or null.", example: "order-4711" }),
  ),
  idempotent_replayed: s.boolean({
    about: "The answer was that of an earlier request.",
    example: false,
  }),
  ip_address: s.nullable(s.text(60, { about: "Where it came from.", example: "203.0.113.7" })),
  livemode: s.boolean({ about: "False for test data.", example: false }),
  method: s.text(10, { about: "The HTTP method.", example: "POST" }),
  object_id: s.nullable(
    s.text(100, {
      about: "What it was about: the first id of its path, else the id of what it made.",
      example: "drv_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd",
    }),
  ),
  path: s.text(1001, { about: "The path, without its query.", example: "/v1/drivers" }),
  query: s.nullable(
    s.text(2001, {
      about: "The query, without its `?`; null for a restricted key.",
      example: "limit=3",
    }),
  ),
  request_body: body("request", "Null where there was none, or it was not read.", '{"name":"Ada"}'),
  response_body: body(
    "answer",
    "Null for a read that worked: it can be asked again.",
    '{"id":"drv_…"}',
  ),
  status: s.integer(100, 599, { about: "The HTTP status of the answer.", example: 200 }),
  user_agent: s.nullable(
    s.text(301, { about: "Its `User-Agent`, or null.", example: "fleet/1.0" }),
  ),
});

export type RequestLogRow = {
  id: string;
  livemode: boolean;
  method: string;
  path: string;
  query: string | null;
  status: number;
  duration_ms: number;
  api_key: string;
  acting_account: string | null;
  idempotency_key: string | null;
  idempotent_replayed: boolean;
  error_code: string | null;
  object_id: string | null;
  api_version: string;
  user_agent: string | null;
  ip_address: string | null;
  request_body: string | null;
  response_body: string | null;
  collapsed: number;
  created: Date;
};

/** Bodies and queries show objects of any noun: a restricted key does not see them (ruling 6). */
export const renderRequestLog = (row: RequestLogRow, whole: boolean) => ({
  id: row.id,
  object: "request_log" as const,
  acting_account: row.acting_account,
  api_key: row.api_key,
  api_version: row.api_version,
  collapsed: row.collapsed,
  created: timestamp(row.created),
  duration_ms: row.duration_ms,
  error_code: row.error_code,
  idempotency_key: row.idempotency_key,
  idempotent_replayed: row.idempotent_replayed,
  ip_address: row.ip_address,
  livemode: row.livemode,
  method: row.method,
  object_id: row.object_id,
  path: row.path,
  query: whole ? row.query : null,
  request_body: whole ? row.request_body : null,
  response_body: whole ? row.response_body : null,
  status: row.status,
  user_agent: row.user_agent,
});
