import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { validate } from "@readme/openapi-parser";
import { Validator } from "@seriousme/openapi-schema-validator";
import { errorCodes } from "../src/lib/errors.ts";
import { openApiText } from "../src/opening.ts";
import { sample } from "./sample.ts";

type Json = Record<string, unknown>;
type Operation = {
  operationId: string;
  summary: string;
  parameters: Json[];
  responses: Json;
  requestBody?: { content: { "application/json": { schema: Json } } };
};

const samples = readdirSync(join(import.meta.dirname, "samples")).map((file) => file.slice(0, -5));
const text = openApiText();
const fresh = (): Json => JSON.parse(text) as Json;
const document = fresh() as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; parameters: Json; responses: Json };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe("the OpenAPI document", () => {
  it("is committed as the code makes it (npm run openapi)", () => {
    assert.equal(readFileSync(join(import.meta.dirname, "../openapi.json"), "utf8"), text);
  });

  it("satisfies two validators", async () => {
    const first = await new Validator().validate(fresh());
    assert.ok(first.valid, JSON.stringify(first.errors));
    const second = await validate(fresh() as unknown as Parameters<typeof validate>[0]);
    assert.ok(second.valid, JSON.stringify(second));
  });

  it("gives every operation an id of its own and a summary", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.includes("drivers_create") && ids.includes("webhook_endpoints_remove"));
    for (const { operation } of operations) assert.notEqual(operation.summary, "");
  });

  it("says something of every parameter", () => {
    for (const { path, method, operation } of operations) {
      for (const parameter of operation.parameters) {
        const told = "$ref" in parameter || String(parameter["description"] ?? "").length > 4;
        assert.ok(told, `${method} ${path} ${parameter["name"]}`);
      }
    }
  });

  it("has the keys of every contract object that has a sample, in their order", () => {
    const words = samples.filter((word) => word in document.components.schemas);
    assert.ok(words.includes("driver") && words.includes("charging_session"));
    for (const word of words) {
      const { properties } = document.components.schemas[word] as { properties: Json };
      const keys = Object.keys(properties).filter((key) => key !== "details");
      assert.deepEqual(keys, Object.keys(sample(word)), word);
    }
  });

  it("asks for nothing in a body that has a default, and for nothing at all in an update", () => {
    const body = (path: string) =>
      document.paths[path]?.["post"]?.requestBody?.content["application/json"].schema;
    assert.deepEqual(body("/v1/drivers")?.["required"], ["name", "email"]);
    assert.equal(body("/v1/drivers/{driver}")?.["required"], undefined);
  });

  it("gives an object that is shown in two forms two names that say so", () => {
    const { schemas } = document.components;
    const { properties } = schemas["api_key_with_key"] as { properties: Json };
    assert.ok("key" in properties);
    assert.ok(!("key" in (schemas["api_key"] as { properties: Json }).properties));
    assert.ok("station_connection_with_password" in schemas);
    assert.deepEqual(
      Object.keys(schemas).filter((name) => /_\d+(_|$)/.test(name)),
      [],
    );
  });

  it("shows the object beside the id where expand may put it", () => {
    const driver = document.components.schemas["driver"] as { properties: Record<string, Json> };
    const fleets = driver.properties["fleets"] as { items: { anyOf: Json[] } };
    assert.deepEqual(fleets.items.anyOf[1], { $ref: "#/components/schemas/fleet" });
  });

  it("has no reference that leads nowhere", () => {
    for (const [, target] of text.matchAll(/"\$ref": "#\/([^"]+)"/g)) {
      const found = (target as string).split("/").reduce((place: unknown, key) => {
        return typeof place === "object" && place !== null ? (place as Json)[key] : undefined;
      }, document);
      assert.ok(found !== undefined, target);
    }
  });

  it("names every error code", () => {
    const schema = document.components.schemas["error"] as {
      properties: { code: { enum: string[] } };
    };
    assert.deepEqual(schema.properties.code.enum, Object.keys(errorCodes));
  });
});
