// What the OpenAPI document promises of an answer, for the tests' client: it has the shape that its
// operation documents, and a refusal carries one of the codes that it declares. Kept apart from the
// server, which knows no such check.
import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { openApiText } from "../src/opening.ts";

type Json = Record<string, unknown>;

type Known = {
  readonly id: string;
  readonly path: RegExp;
  readonly method: string;
  /** What it answers with status 200 is JSON, and no file. */
  readonly json: boolean;
  readonly codes: ReadonlySet<string>;
  /** Checks an answer with status 200; made when it is first needed. */
  readonly fits: () => ValidateFunction;
};

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

/** A pointer into the document, as a schema refers to it. */
export const pointer = (at: readonly string[]): string =>
  at
    .map((step) => `/${encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))}`)
    .join("");

/** Compiles schemas where they stand in the document. */
export function schemaChecks(from: object): (at: readonly string[]) => ValidateFunction {
  const validator = new Ajv2020({ strict: false, validateFormats: false });
  validator.addSchema(from, "document");
  return (at) => validator.compile({ $ref: `document#${pointer(at)}` });
}

function table() {
  if (known !== null) return known;
  const from = document();
  const codes = declaredCodes(from);
  const check = schemaChecks(from);
  const operations = Object.entries(from.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId: id, responses }]): Known => {
      const { content } = responses["200"] as { content: Json };
      const at = ["paths", path, method, "responses", "200", "content"];
      let made: ValidateFunction | null = null;
      return {
        ...{ id, method: method.toUpperCase(), codes: codes.get(id) ?? new Set() },
        json: !Object.keys(content).some((type) => !/^(application\/json|text\/event-)/.test(type)),
        path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
        fits() {
          made ??= check([...at, "application/json", "schema"]);
          return made;
        },
      };
    }),
  );
  // What is written out stands before what has a parameter in the same place.
  operations.sort((a, b) => (a.path.source < b.path.source ? 1 : -1));
  known = { operations, outside: new Set(outsideCodes(from)) };
  return known;
}

export type Answered = {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly body: Readonly<Json>;
};

/** Fails where an operation of the API answers otherwise than it is documented. */
export function assertDocumented({ method, url, status, body }: Answered): void {
  const { pathname } = new URL(url, "http://localhost");
  if (!pathname.startsWith("/v1/") || method === "HEAD") return;
  const { operations, outside } = table();
  const own = operations.find((one) => one.method === method && one.path.test(pathname));
  // Without a key every path is 401, also one that no operation has.
  if (own === undefined) return;
  if (status === 200) {
    if (!own.json) return;
    const check = own.fits();
    const why = () => `${own.id} answered otherwise than documented: ${told(check)}`;
    assert.ok(check(body), why());
    return;
  }
  const code = String(body["code"]);
  assert.ok(
    outside.has(code) || own.codes.has(code),
    `${own.id} answered ${code}, which its route does not declare: add it to its \`refuses\``,
  );
}

const told = ({ errors }: ValidateFunction): string =>
  (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join("; ");
