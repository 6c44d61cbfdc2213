// The OpenAPI 3.1 document, made from the routes that the server declares and the schemas that it
// validates with. Pure; the same routes give the same bytes.
import { assert } from "../lib/assert.ts";
import { type ErrorCode, errorCodes } from "../lib/errors.ts";
import type { TSchema } from "../lib/schema.ts";
import { pagingQuery } from "./input.ts";
import { type Components, type Json, openComponents, plainSchema } from "./openapi_schemas.ts";
import type { NamedRoute, Rendering, Resource } from "./resource.ts";
import type { Versions } from "./versions.ts";

export function openApi(resources: readonly Resource[], versions: Versions): Json {
  const renders = resources.flatMap((one) => one.renders);
  const components = openComponents(renders);
  const paths: Record<string, Json> = {};
  const known = new Set<string>();
  for (const resource of resources) {
    for (const route of resource.routes) {
      const operation = operationOf({ resource, route, renders, components });
      const id = operation["operationId"] as string;
      assert(!known.has(id), `two operations are called ${id}`);
      known.add(id);
      const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation };
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Charge",
      version: versions.current,
      description: "An API platform for charging electric fleets.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ api_key: [] }],
    tags: resources.filter(({ routes }) => routes.length > 0).map(({ name }) => ({ name })),
    paths,
    components: {
      schemas: { ...sorted(components.all), error: errorSchema },
      parameters: headers(versions),
      responses: failures,
      securitySchemes: {
        api_key: {
          type: "http",
          scheme: "bearer",
          description: "A secret or restricted key: `ch_sk_test_…`, `ch_rk_live_…`.",
        },
      },
    },
  };
}

/** The document as it is served and committed. */
export const openApiText = (resources: readonly Resource[], versions: Versions): string =>
  `${JSON.stringify(openApi(resources, versions), null, 2)}\n`;

const sorted = (map: Json): Json =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

type Described = {
  readonly resource: Resource;
  readonly route: NamedRoute;
  readonly renders: readonly Rendering[];
  readonly components: Components;
};

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (big) => `_${big.toLowerCase()}`);

function operationOf({ resource, route, renders, components }: Described): Json {
  const answer = route.paged ? components.page(route.answer) : components.answer(route.answer);
  return {
    operationId: `${resource.name}_${snake(route.operation)}`,
    tags: [resource.name],
    summary: route.summary,
    ...(route.about === null ? {} : { description: route.about }),
    parameters: parametersOf(route, renders),
    ...(route.body === null ? {} : { requestBody: bodyOf(route.body) }),
    responses: {
      200: {
        description: "What was asked for.",
        content: { "application/json": { schema: answer } },
      },
      ...failuresOf(route),
    },
  };
}

function bodyOf(body: TSchema): Json {
  const schema = plainSchema(body, "input");
  const required = Array.isArray(schema["required"]);
  return { required, content: { "application/json": { schema } } };
}

function parametersOf(route: NamedRoute, renders: readonly Rendering[]): Json[] {
  const names = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] as string);
  const own = queryOf(route.query);
  const paging = route.paged ? queryOf({ properties: pagingQuery } as unknown as TSchema) : [];
  return [
    ...names.map((name) => pathParameter(name, renders)),
    ...own,
    ...paging,
    ...(route.paged ? metadataParameter(route) : []),
    ...expandParameter(route, renders),
    ...(route.method === "POST" ? [{ $ref: "#/components/parameters/idempotency_key" }] : []),
    { $ref: "#/components/parameters/charge_version" },
    { $ref: "#/components/parameters/charge_account" },
  ];
}

function pathParameter(name: string, renders: readonly Rendering[]): Json {
  const prefix = renders.find(({ object }) => object === name)?.prefix;
  return {
    name,
    in: "path",
    required: true,
    description: `Id of the ${name.replaceAll("_", " ")}.`,
    schema: { type: "string", minLength: 1, maxLength: 100 },
    ...(prefix === undefined ? {} : { example: `${prefix}_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd` }),
  };
}

function queryOf(query: TSchema | null): Json[] {
  const schema = query === null ? {} : plainSchema(query, "input");
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
            "Only objects whose metadata have these values: `metadata[cost_centre]=4711`.",
          schema: { type: "object", additionalProperties: { type: "string" } },
        },
      ]
    : [];

function expandParameter(route: NamedRoute, renders: readonly Rendering[]): Json[] {
  const word = shownProperties(route)["object"]?.const;
  const paths = Object.keys(renders.find(({ object }) => object === word)?.expandable ?? {});
  if (paths.length === 0 || route.method === "DELETE") return [];
  const shown = paths.map((path) => `\`${path}\``).join(", ");
  return [
    {
      name: "expand",
      in: "query",
      description: `Ids to replace by their objects, repeated for several: ${shown}; to depth 4.`,
      schema: { type: "array", items: { type: "string" } },
      example: [paths[0]],
    },
  ];
}

const header = (name: string, description: string, schema: Json, example: string): Json => ({
  ...{ name, in: "header", description, schema, example },
});

const headers = ({ known, current }: Versions): Json => ({
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
    "A sub-account that the request acts for.",
    { type: "string" },
    "acct_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd",
  ),
});

const word = (description: string): Json => ({ type: "string", description });

const errorSchema: Json = {
  type: "object",
  required: ["code", "doc_url", "message", "object", "param", "request", "status", "type"],
  properties: {
    code: { type: "string", enum: Object.keys(errorCodes), description: "What went wrong." },
    details: {
      type: ["object", "array"],
      items: { type: "object" },
      description: "Machine-readable reasons; only some codes carry them.",
    },
    doc_url: { type: "string", format: "uri", description: "Where the code is explained." },
    message: word("What was wrong and what was expected."),
    object: { const: "error", type: "string" },
    param: {
      type: ["string", "null"],
      description: "The parameter to blame, as a dotted path, or null.",
    },
    request: word("Id of the request."),
    status: { type: "integer", description: "The HTTP status." },
    type: {
      type: "string",
      enum: [...new Set(Object.values(errorCodes).map(({ type }) => type))],
      description: "The kind of error.",
    },
  },
  additionalProperties: false,
};

const failure = (description: string): Json => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/error" } } },
});

/** What the platform itself answers to any operation, by status. */
const general: Readonly<Record<number, readonly ErrorCode[]>> = {
  400: [
    ...(["body_invalid", "parameter_missing", "parameter_unknown", "parameter_invalid"] as const),
    ...(["page_token_invalid", "version_invalid", "unsupported_expand_value"] as const),
    "idempotency_key_invalid",
  ],
  401: ["api_key_missing", "api_key_invalid"],
  403: ["permission_denied", "https_required"],
  409: ["idempotency_key_in_use"],
  413: ["payload_too_large"],
  415: ["unsupported_media_type"],
  422: ["idempotency_key_reused"],
  429: ["rate_limit_exceeded"],
  500: ["internal_error"],
  503: ["service_unavailable"],
};

const codesText = (codes: readonly ErrorCode[]): string =>
  codes.map((code) => `\`${code}\`: ${errorCodes[code].about}`).join("\n\n");

const failures: Json = {
  ...Object.fromEntries(
    Object.entries(general).map(([status, codes]) => [
      `error_${status}`,
      failure(codesText(codes)),
    ]),
  ),
  error: failure("Any other refusal; `code` tells which."),
};

const forAll = [400, 401, 403, 429, 500, 503];
const forChanges = [409, 413, 415, 422];

function failuresOf(route: NamedRoute): Json {
  const statuses = route.method === "POST" ? [...forAll, ...forChanges] : forAll;
  const names = [...route.path.matchAll(/:(\w+)/g)].map((match) => `${match[1]}_not_found`);
  const missing = names.filter((name): name is ErrorCode => name in errorCodes);
  return {
    ...Object.fromEntries(
      statuses.map((status) => [status, { $ref: `#/components/responses/error_${status}` }]),
    ),
    ...(missing.length === 0 ? {} : { 404: failure(codesText(missing)) }),
    default: { $ref: "#/components/responses/error" },
  };
}
