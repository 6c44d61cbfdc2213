// What the generator makes of the OpenAPI document, and of documents to come.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { errorCodes as platformCodes } from "../../src/lib/errors.ts";
import { eventTypes } from "../../src/resources/events/schema.ts";
import { documentFile, generate, generatedFolder } from "../generate.ts";
import { type Document, operationsOf } from "../generator/document.ts";
import { Charge } from "../src/charge.ts";
import { errorCodes } from "../src/generated/codes.ts";
import type { EventType } from "../src/generated/events.ts";
import { operations } from "../src/generated/operations.ts";

const read = (): Document => JSON.parse(readFileSync(documentFile, "utf8")) as Document;

describe("the generated client", () => {
  it("is committed as the generator makes it (npm run sdk)", () => {
    const files = generate(read());
    assert.deepEqual(readdirSync(generatedFolder).sort(), Object.keys(files).sort());
    for (const [name, text] of Object.entries(files)) {
      assert.equal(readFileSync(join(generatedFolder, name), "utf8"), text, name);
    }
  });

  it("knows every error code of the platform", () => {
    assert.deepEqual(errorCodes, Object.keys(platformCodes));
  });

  it("knows every type of event", () => {
    const known: readonly EventType[] = eventTypes;
    const text = generate(read())["events.ts"] as string;
    for (const type of known) assert.ok(text.includes(`  "${type}": `), type);
  });

  it("expands what the document says that can be expanded, and nothing else", () => {
    let compared = 0;
    for (const [path, item] of Object.entries(read().paths)) {
      for (const [http, { parameters = [] }] of Object.entries(item)) {
        const row = operations.find((one) => one.path === path && one.http.toLowerCase() === http);
        const expand = parameters.find((one) => "name" in one && one.name === "expand");
        const schema = (expand as { schema?: Record<string, unknown> } | undefined)?.schema;
        const heads = (schema?.["x-expandable"] ?? []) as string[];
        assert.deepEqual(row?.expand.toSorted(), heads.toSorted(), `${http} ${path}`);
        compared += heads.length;
      }
    }
    assert.ok(compared > 50);
  });

  it("has a method for every operation of the document", () => {
    const document = read();
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    assert.equal(operations.length, ids.length);
    const charge = new Charge("ch_sk_test_x", { baseUrl: "http://localhost" });
    for (const { resource, method } of operations) {
      const methods = Reflect.get(charge, resource) as Record<string, unknown>;
      assert.equal(typeof methods?.[method], "function", `${resource}.${method}`);
    }
  });
});

/** A document with what the platform does not have yet. */
function futureDocument(): Document {
  const document = read();
  const operation = (operationId: string, content: object, more: object = {}) => ({
    ...{ operationId, tags: [operationId.split("_")[0] as string], summary: "Anew" },
    ...{ responses: { "200": { content } }, ...more },
  });
  const driver = { $ref: "#/components/schemas/driver" };
  const hook = {
    post: {
      operationId: "driver_promoted",
      summary: "A driver was promoted.",
      requestBody: {
        content: {
          "application/json": {
            schema: { properties: { data: { properties: { object: driver } } } },
          },
        },
      },
    },
  };
  const filter = { name: "type", in: "query", schema: { type: "string" } };
  return {
    ...document,
    paths: {
      ...document.paths,
      "/v1/events/stream": {
        get: operation(
          "events_stream",
          { "text/event-stream": { schema: { $ref: "#/components/schemas/event" } } },
          { parameters: [filter, { name: "Last-Event-ID", in: "header" }] },
        ),
      },
      "/v1/odd/{odd}/pdf": {
        get: operation(
          "odd_pdf_file",
          { "application/pdf": {} },
          { parameters: [{ name: "odd", in: "path", required: true }] },
        ),
      },
      "/v1/odd": {
        get: operation("odd_own", { "application/json": { schema: { not: {} } } }),
      },
    },
    webhooks: { "driver.promoted": hook },
  } as unknown as Document;
}

describe("the generator", () => {
  const files = generate(futureDocument());
  const resources = files["resources.ts"] as string;

  it("makes a live stream of what answers text/event-stream", () => {
    const start = resources.indexOf("  stream(\n");
    const method = resources.slice(start, resources.indexOf("  }\n", start));
    assert.match(method, /params: EventsStreamParams = \{\}/);
    assert.match(method, /\): EventStream<Event> \{/);
    const params = /interface EventsStreamParams \{[^}]*\}/.exec(files["parameters.ts"] as string);
    assert.match(String(params), /readonly type\?: string;/);
    assert.match(String(params), /readonly lastEventId\?: string;/);
  });

  it("hands over as bytes what is no JSON", () => {
    assert.match(resources, /pdfFile\(\s+odd: string,[^)]*\): Promise<Uint8Array<ArrayBuffer>>/);
  });

  it("says unknown where it does not understand", () => {
    assert.match(resources, /own\(\s+options\?: RequestOptions,\s+\): Promise<unknown>/);
  });

  it("takes the objects of events from the document's webhooks", () => {
    const events = files["events.ts"] as string;
    assert.match(events, /\/\*\* A driver was promoted. \*\/\n {2}"driver.promoted": Driver;/);
    assert.match(events, /"charge.succeeded": Transaction;/);
  });

  it("gives an object that is shown in two forms two names that say so", () => {
    const objects = files["objects.ts"] as string;
    const of = (name: string) =>
      new RegExp(`interface ${name} \\{[\\s\\S]*?\\n\\}`).exec(objects)?.[0] ?? "";
    assert.match(of("StationConnectionWithPassword"), /^ {2}password: /m);
    assert.doesNotMatch(of("StationConnection"), /^ {2}password: /m);
    assert.match(resources, /Promise<Expanded<"station_connection_with_password", E>>/);
    assert.doesNotMatch(objects, /interface \w+2 /);
  });

  it("names no operation twice", () => {
    const names = operationsOf(futureDocument()).map((one) => `${one.resource}.${one.method}`);
    assert.equal(new Set(names).size, names.length);
  });
});
