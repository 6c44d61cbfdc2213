// The parameters of an operation as OpenAPI shows them: ids in the path, filters, paging, what to
// expand, and the headers that every request may carry. Pure.
import type { TSchema } from "../../lib/schema.ts";
import { mostMetadataFilters, pagingQuery, streamQuery } from "../input.ts";
import type { NamedRoute, Rendering } from "../resource.ts";
import type { Versions } from "../versions.ts";
import { pathNames } from "./refusals.ts";
import { exampleIdPart as exampleId, type Json, plainSchema } from "./schemas.ts";
import { withExamples } from "./texts.ts";

export function parametersOf(route: NamedRoute, renders: readonly Rendering[]): Json[] {
  const paging = queryOf({ properties: pagingQuery(route) } as unknown as TSchema);
  return [
    ...pathNames(route.path).map((name) => pathParameter(name, renders)),
    ...queryOf(route.query),
    ...paging,
    ...(route.paged ? metadataParameter(route) : []),
    ...(route.follow === null ? [] : streamParameters()),
    ...expandParameter(route, renders),
    ...(route.method === "POST" ? [{ $ref: "#/components/parameters/idempotency_key" }] : []),
    { $ref: "#/components/parameters/charge_version" },
    { $ref: "#/components/parameters/charge_account" },
  ];
}

function pathParameter(name: string, renders: readonly Rendering[]): Json {
  const prefix = renders.find(({ object }) => object === name)?.prefix;
  const words = name.replaceAll("_", " ");
  return {
    name,
    in: "path",
    required: true,
    description: `Id of the ${words}.`,
    schema: { type: "string", minLength: 1, maxLength: 100 },
    example: pathExamples[name] ?? (prefix === undefined ? name : `${prefix}_${exampleId}`),
  };
}

/** Ids that people can read. */
const pathExamples: Readonly<Record<string, string>> = { operator: "example_operator" };

function queryOf(query: TSchema | null): Json[] {
  const schema = query === null ? {} : withExamples(plainSchema(query, "input"));
  const properties = (schema["properties"] ?? {}) as Record<string, Json>;
  const required = (schema["required"] ?? []) as string[];
  return Object.entries(properties).map(([name, { description, examples, ...plain }]) => ({
    name,
    in: "query",
    ...(required.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
    schema: plain,
    ...(Array.isArray(examples) ? { example: examples[0] } : {}),
  }));
}

const shownProperties = (route: NamedRoute): Record<string, { const?: unknown }> =>
  (route.answer as { properties?: Record<string, { const?: unknown }> }).properties ?? {};

const metadataParameter = (route: NamedRoute): Json[] =>
  "metadata" in shownProperties(route)
    ? [
        {
          name: "metadata",
          in: "query",
          style: "deepObject",
          explode: true,
          description:
            "Only objects whose metadata have these values: `metadata[cost_centre]=4711`. " +
            `At most ${mostMetadataFilters} at once.`,
          schema: {
            type: "object",
            maxProperties: mostMetadataFilters,
            propertyNames: { pattern: "^[^\\[\\]]{1,40}$" },
            additionalProperties: { type: "string" },
          },
          example: { cost_centre: "4711" },
        },
      ]
    : [];

function expandParameter(route: NamedRoute, renders: readonly Rendering[]): Json[] {
  const word = shownProperties(route)["object"]?.const;
  const paths = Object.keys(renders.find(({ object }) => object === word)?.expandable ?? {});
  if (paths.length === 0 || route.method === "DELETE") return [];
  const shown = paths.map((path) => `\`${path}\``).join(", ");
  const heads = paths.map((path) => path.replaceAll(".", "\\.")).join("|");
  return [
    {
      name: "expand",
      in: "query",
      description:
        `Ids to replace by their objects, repeated for several: ${shown}. A dotted path goes ` +
        "on inside what it names, to depth 4.",
      style: "form",
      explode: true,
      schema: {
        type: "array",
        items: { type: "string", pattern: `^(${heads})(\\.[a-z_]+)*$` },
        "x-expandable": paths,
      },
      example: [paths[0]],
    },
  ];
}

const header = (name: string, description: string, schema: Json, example: string): Json => ({
  ...{ name, in: "header", description, schema, example },
});

const streamParameters = (): Json[] => [
  ...queryOf({ properties: streamQuery } as unknown as TSchema),
  header(
    "Last-Event-ID",
    "The id of the last message that the client has seen: what came after it is sent first.",
    { type: "string", minLength: 1, maxLength: 100 },
    `evt_${exampleId}`,
  ),
];

/** The headers that requests carry, as components. */
export const requestHeaders = ({ known, current }: Versions): Json => ({
  idempotency_key: header(
    "Idempotency-Key",
    "A key of your own, up to 255 characters: the same request under the same key has its effect " +
      "once, for 24 hours.",
    { type: "string", minLength: 1, maxLength: 255 },
    "3f29c0de-order-4711",
  ),
  charge_version: header(
    "Charge-Version",
    "The version of the API for this request; default: the account's.",
    { type: "string", enum: [...known] },
    current,
  ),
  charge_account: header(
    "Charge-Account",
    "A sub-account that the request acts for; default: the key's own account.",
    { type: "string", pattern: "^acct_[0-9A-Za-z]{32}$", minLength: 37, maxLength: 37 },
    `acct_${exampleId}`,
  ),
});

const answerHeader = (description: string, schema: Json, example: unknown): Json => ({
  ...{ description, schema, example },
});

/** The headers that answers carry, as components. */
export const answerHeaders = ({ known, current }: Versions): Json => ({
  request_id: answerHeader(
    "The request's id: in the request log, in errors, and what to quote when you ask.",
    { type: "string", pattern: "^req_[0-9A-Za-z]{32}$" },
    `req_${exampleId}`,
  ),
  charge_version: answerHeader(
    "The version that the answer is rendered in.",
    { type: "string", enum: [...known] },
    current,
  ),
  idempotent_replayed: answerHeader(
    "`true` where the answer is that of an earlier request with the same Idempotency-Key.",
    { type: "string", enum: ["true"] },
    "true",
  ),
  rate_limit: answerHeader(
    "How many requests the key has left (`r`), and over how many seconds to spread them (`t`).",
    { type: "string" },
    '"default";r=199;t=2',
  ),
  rate_limit_policy: answerHeader(
    "The key's limit: requests (`q`) in a window of seconds (`w`).",
    { type: "string" },
    '"default";q=200;w=2',
  ),
  retry_after: answerHeader(
    "Seconds to wait before the next request.",
    { type: "integer", minimum: 1 },
    1,
  ),
});

const headerReference = (name: string): Json => ({ $ref: `#/components/headers/${name}` });

/** What every answer carries; a replay is marked where there can be one. */
export const headersOf = (method: string): Json => ({
  "Request-Id": headerReference("request_id"),
  "Charge-Version": headerReference("charge_version"),
  RateLimit: headerReference("rate_limit"),
  "RateLimit-Policy": headerReference("rate_limit_policy"),
  ...(method === "POST" ? { "Idempotent-Replayed": headerReference("idempotent_replayed") } : {}),
});
