// What the OpenAPI document promises of an answer, for the tests' client: a refusal carries one of
// the codes that its operation declares. Kept apart from the server, which knows no such check.
import assert from "node:assert/strict";
import { openApiText } from "../src/app.ts";

type Json = Record<string, unknown>;

type Known = { readonly path: RegExp; readonly method: string; readonly codes: Set<string> };

type Document = {
  readonly paths: Record<string, Record<string, { operationId: string; responses: Json }>>;
  readonly components: { readonly responses: Record<string, Json> };
};

export const document = (): Document => JSON.parse(openApiText()) as Document;

/** The codes of one response, whether it stands there or is one of the shared ones. */
function codesOf(response: Json, shared: Readonly<Record<string, Json>>): readonly string[] {
  const target = response["$ref"];
  const own = typeof target === "string" ? shared[target.split("/").at(-1) as string] : response;
  const content = own?.["content"] as { "application/json": { schema: { allOf?: Json[] } } };
  const enumerated = content["application/json"].schema.allOf?.[1]?.["properties"] as
    | { code: { enum: string[] } }
    | undefined;
  return enumerated?.code.enum ?? [];
}

/** Operation id → every code that it declares. */
export function declaredCodes(from: Document): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    Object.values(from.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId, responses }) => [
        operationId,
        new Set(
          Object.entries(responses)
            .filter(([status]) => status !== "200" && status !== "default")
            .flatMap(([, response]) => codesOf(response as Json, from.components.responses)),
        ),
      ]),
    ),
  );
}

/** Codes that are answered before an operation is found, or instead of one. */
export const outsideCodes = (from: Document): readonly string[] =>
  codesOf({ $ref: "#/components/responses/error" }, from.components.responses);

let known: { operations: readonly Known[]; outside: ReadonlySet<string> } | null = null;

function table() {
  if (known !== null) return known;
  const from = document();
  const codes = declaredCodes(from);
  const operations = Object.entries(from.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
      method: method.toUpperCase(),
      codes: new Set(codes.get(operationId)),
    })),
  );
  known = { operations, outside: new Set(outsideCodes(from)) };
  return known;
}

/** Fails where an operation of the API answers with a code that it does not declare. */
export function assertDeclared(method: string, url: string, body: Readonly<Json>): void {
  const { code, object } = body;
  const { pathname } = new URL(url, "http://localhost");
  if (object !== "error" || typeof code !== "string" || !pathname.startsWith("/v1/")) return;
  const { operations, outside } = table();
  if (outside.has(code)) return;
  const wanted = method === "HEAD" ? "GET" : method;
  const own = operations.filter((one) => one.method === wanted && one.path.test(pathname));
  // Without a key every path is 401, also one that no operation has.
  if (own.length === 0) return;
  assert.ok(
    own.some(({ codes }) => codes.has(code)),
    `${method} ${pathname} answered ${code}, which its route does not declare: add it to its ` +
      "`refuses` in routes.ts",
  );
}
