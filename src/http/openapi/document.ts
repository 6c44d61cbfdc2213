// The OpenAPI 3.1 document, made from the routes that the server declares and the schemas that it
// validates with. Pure; the same routes give the same bytes.
import { assert } from "../../lib/assert.ts";
import { formatSentences } from "../../lib/validate.ts";
import type { NamedRoute, Resource } from "../resource.ts";
import type { Versions } from "../versions.ts";
import { errorSchema } from "./error_object.ts";
import { webhooksOf } from "./hooks.ts";
import { answerHeaders, headersOf, parametersOf, requestHeaders } from "./parameters.ts";
import { failuresOf, operationId, sharedFailures } from "./refusals.ts";
import { type Components, type Json, openComponents, plainSchema } from "./schemas.ts";
import { exampleBody, withExamples } from "./texts.ts";

const about = `An API platform for charging electric fleets: drivers, vehicles and fleets, the
policies that bind them, the stations they charge at, sessions, and the money that these cost.

Requests and answers are JSON. Every answer carries the request's id, every refusal is one error
object with a \`code\`. The [guides](/docs) say how keys, lists, idempotency, webhooks and money
work; [Errors](/docs/errors) says what each code means and which operations answer it.`;

/** What the formats mean that JSON Schema does not know. */
const ownFormats = (): Json =>
  Object.fromEntries(
    Object.entries(formatSentences).filter(
      ([format]) => !["line", "lines", "http-url", "date-time", "email"].includes(format),
    ),
  );

const describedTags = (resources: readonly Resource[]): Json[] =>
  resources
    .filter(({ routes }) => routes.length > 0)
    .map(({ name, about: sentence }) => ({
      name,
      ...(sentence === "" ? {} : { description: sentence }),
    }));

export function openApi(resources: readonly Resource[], versions: Versions): Json {
  const components = openComponents(resources);
  const paths: Record<string, Json> = {};
  const known = new Set<string>();
  for (const resource of resources) {
    for (const route of resource.routes) {
      const operation = operationOf({ resource, route, resources, components });
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
      summary: "An API platform for charging electric fleets.",
      description: about,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "The server that this document came from." }],
    security: [{ api_key: [] }],
    tags: describedTags(resources),
    paths,
    webhooks: webhooksOf(resources, components),
    "x-formats": ownFormats(),
    components: {
      schemas: { ...sorted(components.all), error: errorSchema },
      parameters: requestHeaders(versions),
      headers: answerHeaders(versions),
      responses: sharedFailures(),
      securitySchemes: {
        api_key: {
          type: "http",
          scheme: "bearer",
          description:
            "A secret key (`ch_sk_test_…`, `ch_sk_live_…`) or a restricted one (`ch_rk_…`). The " +
            "key decides account and mode.",
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
  readonly resources: readonly Resource[];
  readonly components: Components;
};

function operationOf({ resource, route, resources, components }: Described): Json {
  const renders = resources.flatMap((one) => one.renders);
  return {
    operationId: operationId(resource.name, route),
    tags: [resource.name],
    // What a restricted key needs; a route below another resource's path may belong to its own.
    "x-permission": `${resource.name}: ${route.right}`,
    summary: route.summary,
    ...(route.about === null ? {} : { description: route.about }),
    parameters: parametersOf(route, renders),
    ...(route.body === null ? {} : { requestBody: bodyOf(route) }),
    responses: {
      200: {
        description: answered(route),
        headers: headersOf(route.method),
        content: contentOf(route, components),
      },
      ...failuresOf(route),
    },
  };
}

function contentOf(route: NamedRoute, components: Components): Json {
  // Bytes need no schema (OpenAPI 3.1, "Considerations for File Uploads").
  if (route.serves !== null) return { [route.serves.type]: {} };
  const schema = route.paged ? components.page(route.answer) : components.answer(route.answer);
  return { [route.follow === null ? "application/json" : "text/event-stream"]: { schema } };
}

function answered(route: NamedRoute): string {
  if (route.serves !== null) return "The file.";
  if (route.follow !== null) {
    return "Messages for as long as the client stays; this is the `data` of each.";
  }
  return route.paged ? "A page of the list." : "The object as it is now.";
}

function bodyOf(route: NamedRoute): Json {
  const schema = withExamples(plainSchema(route.body ?? {}, "input"));
  const required = Array.isArray(schema["required"]);
  const example = route.example ?? exampleBody(schema);
  return { required, content: { "application/json": { schema, example } } };
}
