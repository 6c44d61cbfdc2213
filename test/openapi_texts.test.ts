// The reference is complete: every operation, parameter and key says what it is, shows an example
// that its own schema takes, and names its limits; every error code has its operations.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { errorCodes } from "../src/lib/errors.ts";
import { declaredCodes, document as documentOf, outsideCodes, schemaChecks } from "./documented.ts";

type Json = Record<string, unknown>;

const document = documentOf() as unknown as Json & {
  readonly tags: { name: string; description?: string }[];
  readonly webhooks: Record<string, { post: Json & { requestBody: unknown } }>;
};

/** A schema's place in the document and how a person finds it. */
type Place = { readonly at: readonly string[]; readonly name: string; readonly schema: Json };

const entries = (value: unknown): [string, Json][] =>
  Object.entries((value ?? {}) as Record<string, Json>);

const operations = entries(document["paths"]).flatMap(([path, methods]) =>
  entries(methods).map(([method, operation]) => ({
    at: ["paths", path, method],
    name: `${operation["operationId"]}`,
    operation,
  })),
);

const bodies: readonly Place[] = operations.flatMap(({ at, name, operation }) => {
  const content = (operation["requestBody"] as Json | undefined)?.["content"] as Json | undefined;
  const media = content?.["application/json"] as Json | undefined;
  const place = [...at, "requestBody", "content", "application/json", "schema"];
  return media === undefined ? [] : [{ at: place, name, schema: media["schema"] as Json }];
});

const answers: readonly Place[] = entries((document["components"] as Json)["schemas"]).map(
  ([name, schema]) => ({ at: ["components", "schemas", name], name, schema }),
);

/** Every property of a schema and of what is inside it. */
function properties({ at, name, schema }: Place): Place[] {
  const own = entries(schema["properties"]).flatMap(([key, inner]) => {
    const place = { at: [...at, "properties", key], name: `${name}.${key}`, schema: inner };
    return [place, ...properties(place)];
  });
  const items = schema["items"] as Json | undefined;
  const listed =
    items === undefined
      ? []
      : properties({ at: [...at, "items"], name: `${name}[]`, schema: items });
  return [...own, ...listed];
}

/** Made of properties that have examples of their own. */
function isComposed(schema: Json): boolean {
  const items = schema["items"] as Json | undefined;
  return "properties" in schema || (items !== undefined && ("$ref" in items || isComposed(items)));
}

const typesOf = ({ type }: Json): readonly unknown[] => (Array.isArray(type) ? type : [type]);
const hasOne = (schema: Json, keys: readonly string[]): boolean =>
  keys.some((key) => key in schema);

/** Whether a value that comes in is bounded. */
function isBounded(schema: Json): boolean {
  const types = typesOf(schema);
  if ("enum" in schema || "const" in schema) return true;
  if (types.includes("string")) return hasOne(schema, ["maxLength", "format", "pattern"]);
  if (types.includes("integer") || types.includes("number")) {
    return "minimum" in schema && "maximum" in schema;
  }
  if (types.includes("array")) return "maxItems" in schema || "x-expandable" in schema;
  return true;
}

const parameters: readonly Place[] = [
  ...operations.flatMap(({ at, name, operation }) =>
    (operation["parameters"] as Json[])
      .map((one, index) => ({ at: [...at, "parameters", String(index)], one }))
      .filter(({ one }) => !("$ref" in one))
      .map(({ at: place, one }) => ({ at: place, name: `${name}?${one["name"]}`, schema: one })),
  ),
  ...entries((document["components"] as Json)["parameters"]).map(([name, schema]) => ({
    ...{ at: ["components", "parameters", name], name, schema },
  })),
];

const isSentence = (text: unknown): boolean =>
  typeof text === "string" && /^.{4,}[.)]$/s.test(text);

const checkAt = schemaChecks(document);

function assertTakes(at: readonly string[], value: unknown, name: string): void {
  const check = checkAt(at);
  const why = () => JSON.stringify([value, check.errors]);
  assert.ok(check(value), `${name}: its example does not fit its own schema: ${why()}`);
}

describe("the reference", () => {
  it("says what every operation and every noun is", () => {
    for (const { name, operation } of operations) {
      assert.ok(String(operation["summary"]).length > 5, `${name} has no summary`);
      const told = operation["description"];
      assert.ok(told === undefined || isSentence(told), `${name}: 'about' is not a sentence`);
    }
    for (const { name, description } of document.tags) {
      assert.ok(isSentence(description), `${name}: give resource("${name}", { about: "…" })`);
    }
  });

  it("has a sentence, an example and limits for every parameter", () => {
    for (const { name, schema } of parameters) {
      assert.ok(isSentence(schema["description"]), `${name}: say what it is (about)`);
      assert.ok("example" in schema, `${name}: give an example`);
      assert.ok(isBounded(schema["schema"] as Json), `${name}: give its limits`);
    }
  });

  it("has a sentence and an example for every key of every body and answer", () => {
    for (const { name, schema } of [...bodies, ...answers].flatMap(properties)) {
      assert.ok(isSentence(schema["description"]), `${name}: say what it is (about)`);
      if (isComposed(schema) || typesOf(schema).includes("object")) continue;
      assert.ok("examples" in schema, `${name}: give an example`);
    }
  });

  it("bounds every value that comes in", () => {
    for (const { name, schema } of bodies.flatMap(properties)) {
      assert.ok(isBounded(schema), `${name}: give its limits`);
    }
  });

  it("shows only examples that their own schemas take", () => {
    for (const { at, name, schema } of [...bodies, ...answers].flatMap(properties)) {
      for (const example of (schema["examples"] as unknown[] | undefined) ?? []) {
        assertTakes(at, example, name);
      }
    }
    for (const { at, name, schema } of parameters) {
      assertTakes([...at, "schema"], schema["example"], name);
    }
    for (const { at, name } of bodies) {
      const media = at.slice(0, -1).reduce((place: unknown, key) => (place as Json)[key], document);
      assertTakes(at, (media as Json)["example"], name);
    }
  });

  it("shows every contract object as its sample is", () => {
    const folder = join(import.meta.dirname, "samples");
    const known = new Set(answers.map(({ name }) => name));
    for (const file of readdirSync(folder)) {
      const word = file.slice(0, -5);
      if (!known.has(word)) continue;
      const text = readFileSync(join(folder, file), "utf8");
      assertTakes(["components", "schemas", word], JSON.parse(text), word);
    }
  });

  it("explains every format that is not a standard one", () => {
    const standard = new Set(["date-time", "email", "uri"]);
    const told = document["x-formats"] as Json;
    for (const [, format] of JSON.stringify(document).matchAll(/"format":"([^"]+)"/g)) {
      if (standard.has(format as string)) continue;
      assert.ok(isSentence(`${told[format as string]}.`), `nothing explains the format ${format}`);
    }
  });

  it("has a webhook with a sentence for every type of event", () => {
    const event = answers.find(({ name }) => name === "event") as Place;
    const { type } = event.schema["properties"] as { type: { enum: string[] } };
    assert.deepEqual(Object.keys(document.webhooks), type.enum);
    for (const [name, { post }] of Object.entries(document.webhooks)) {
      assert.ok(isSentence(post["summary"]), `${name}: say what has happened`);
    }
  });
});

describe("error codes in the reference", () => {
  const declared = declaredCodes(documentOf());
  const outside = new Set(outsideCodes(documentOf()));
  const used = new Set([...declared.values()].flatMap((codes) => [...codes]));

  /** The program's own text, all but the list of codes. */
  const source = sources(join(import.meta.dirname, "../src"));

  it("stand at the operations that answer them, and at none if nothing in the code does", () => {
    for (const code of Object.keys(errorCodes)) {
      // What every operation can answer is the kernel's, whichever file says so.
      if (outside.has(code) || [...declared.values()].every((codes) => codes.has(code))) continue;
      const thrown = source.includes(`"${code}"`);
      const why = thrown ? "is used, but no route's `refuses` names it" : "is named, but not used";
      assert.equal(used.has(code), thrown, `${code} ${why}`);
    }
  });

  it("stand under their own status", () => {
    for (const { name, operation } of operations) {
      for (const [status, response] of entries(operation["responses"])) {
        const schema = JSON.stringify(response["content"] ?? "");
        for (const [, list] of schema.matchAll(/"code":\{"enum":\[([^\]]*)\]/g)) {
          for (const code of JSON.parse(`[${list}]`) as (keyof typeof errorCodes)[]) {
            assert.equal(errorCodes[code].status, Number(status), `${name} ${code}`);
          }
        }
      }
    }
  });

  it("include those of the id in the path", () => {
    assert.ok(declared.get("drivers_retrieve")?.has("driver_not_found"));
    assert.ok(declared.get("charging_sessions_create")?.has("charging_station_timeout"));
    assert.ok(!declared.get("drivers_list")?.has("idempotency_key_in_use"));
    assert.ok(declared.get("drivers_list")?.has("page_token_invalid"));
  });
});

function sources(folder: string): string {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && one.name.endsWith(".ts") && !one.name.endsWith(".test.ts"))
      .filter((one) => one.name !== "errors.ts" && !/http\/(openapi|docs)/.test(one.parentPath))
      .map((one) => readFileSync(join(one.parentPath, one.name), "utf8"))
      .join("\n")
      // Lists of codes declare; they do not refuse.
      .replaceAll(/(refuses:|=) \[(\s*"[a-z_]+",?)*\s*\]/g, "")
  );
}
