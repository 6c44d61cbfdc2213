// Reads the served OpenAPI document: its operations, what each takes, and the checks that each of
// its answers must pass. Nothing here knows any operation by name.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

export type Schema = Readonly<Record<string, unknown>>;

export type Parameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly style?: string;
  readonly schema: Schema;
  readonly example?: unknown;
};

export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  /** Whether a body is one that the document allows. */
  readonly takes: (body: unknown) => boolean;
  /** Whether a parameter has a value that the document allows. */
  readonly allows: (parameter: Parameter, value: unknown) => boolean;
  /** Whether a body is a documented error that no operation lists as its own. */
  readonly isOutside: (body: unknown) => boolean;
  /** What is documented for a status, or null where nothing is. */
  answer(status: number): DocumentedAnswer | null;
};

export type DocumentedAnswer = {
  /** Media type → what is wrong with a body, or null. */
  readonly problems: Readonly<Record<string, (body: unknown) => string | null>>;
};

export type ApiDocument = {
  readonly operations: readonly Operation[];
  /** What a schema means, its reference followed. */
  plain(schema: Schema): Schema;
};

type Json = Record<string, unknown>;

const pointerPart = (text: string): string => text.replaceAll("~", "~0").replaceAll("/", "~1");

export function readDocument(document: Json): ApiDocument {
  // Formats are the server's own affair: what is not a shape is not told by a shape.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema(document, "openapi");
  const follow = (pointer: string): unknown =>
    pointer
      .split("/")
      .slice(1)
      .reduce(
        (at: unknown, key) => (at as Json)[key.replaceAll("~1", "/").replaceAll("~0", "~")],
        document,
      );
  const plain = <T extends Json>(one: T): T =>
    typeof one["$ref"] === "string" ? plain(follow(one["$ref"].slice(1)) as T) : one;
  const compiled = new Map<string, ValidateFunction>();
  const checkAt = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` });
    compiled.set(pointer, known);
    return known;
  };
  const answerAt = (pointer: string): DocumentedAnswer => {
    const response = follow(pointer) as Json;
    if (typeof response["$ref"] === "string") return answerAt(response["$ref"].slice(1));
    const content = Object.entries((response["content"] ?? {}) as Record<string, Json>);
    return {
      problems: Object.fromEntries(
        content.map(([type, { schema }]) => {
          // A file: its bytes are of no shape.
          if (schema === undefined) return [type, () => null];
          const place = `${pointer}/content/${pointerPart(type)}/schema`;
          return [type, (body: unknown) => problemOf(checkAt(place), body)];
        }),
      ),
    };
  };

  const errorAt = "/components/schemas/error";
  const ownCodes = new Set(codesIn(document["paths"]));
  const isOutside = (body: unknown): boolean =>
    checkAt(errorAt)(body) && !ownCodes.has(String((body as Json)["code"]));

  function operationOf(path: string, method: string, raw: Json): Operation {
    const place = `/paths/${pointerPart(path)}/${method}`;
    const responses = raw["responses"] as Json;
    const content = (plain((raw["requestBody"] ?? {}) as Json)["content"] ?? {}) as Json;
    const body = (content["application/json"] as Json | undefined)?.["schema"] as Schema;
    const bodyAt = `${place}/requestBody/content/application~1json/schema`;
    const parameters = ((raw["parameters"] ?? []) as Json[]).map(
      (one) => plain(one) as unknown as Parameter,
    );
    const checks = new Map(parameters.map((one) => [one, ajv.compile(one.schema as object)]));
    const answers = new Map<string, DocumentedAnswer>();
    return {
      id: String(raw["operationId"]),
      method: method.toUpperCase(),
      path,
      parameters,
      body: body ?? null,
      isOutside,
      takes: (value) => body === undefined || checkAt(bodyAt)(value),
      allows: (parameter, value) => checks.get(parameter)?.(value) ?? true,
      answer(status) {
        const key = String(status) in responses ? String(status) : "default";
        if (!(key in responses)) return null;
        const known = answers.get(key) ?? answerAt(`${place}/responses/${key}`);
        answers.set(key, known);
        return known;
      },
    };
  }

  return {
    plain,
    operations: Object.entries(document["paths"] as Record<string, Json>).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, raw]) => operationOf(path, method, raw as Json)),
    ),
  };
}

/** The error codes that the operations list, each for its answers. */
function codesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const words = key === "code" ? (one as Json | null)?.["enum"] : null;
    return Array.isArray(words) ? words.map(String) : codesIn(one);
  });
}

function problemOf(check: ValidateFunction, body: unknown): string | null {
  if (check(body)) return null;
  const [first] = check.errors ?? [];
  return `${first?.instancePath} ${first?.message} ${JSON.stringify(first?.params)}`;
}
