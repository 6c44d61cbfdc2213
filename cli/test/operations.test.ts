// Every operation of the API is a command: it has help, and its arguments come to the right place.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { type Field, operations } from "../../sdk/src/table.ts";
import { everywhere, speaking } from "../src/command.ts";
import { fieldsOf, verbOf } from "../src/operations.ts";
import { commandOf } from "../src/resource_command.ts";
import { inside } from "./program.ts";

type Seen = { method: string; url: URL; body: Record<string, unknown> };

/** Text that a flag takes for a field, and what it must arrive as. */
function sample(field: Field): { text: string; value: unknown } {
  if (field.choices !== undefined) {
    const value = field.choices[0];
    return { text: String(value), value };
  }
  switch (field.type) {
    case "integer":
      return { text: "7", value: 7 };
    case "number":
      return { text: "7.5", value: 7.5 };
    case "boolean":
      return { text: "false", value: false };
    case "array": {
      const inner = sample(field.items ?? { name: "", type: "string" });
      return { text: JSON.stringify([inner.value]), value: [inner.value] };
    }
    case "object":
    case "any":
      return { text: '{"a":"b"}', value: { a: "b" } };
    default:
      return { text: "text ü", value: "text ü" };
  }
}

/** Everything that stands in a body or query, as `path → text`. */
const flat = (value: unknown, before = ""): [string, string][] =>
  typeof value !== "object" || value === null
    ? [[before, String(value)]]
    : Object.entries(value).flatMap(([key, one]) =>
        flat(one, Array.isArray(value) ? before : before === "" ? key : `${before}[${key}]`),
      );

describe("the commands of the API's operations", () => {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString("utf8");
    const url = new URL(request.url ?? "", "http://x");
    const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    seen.push({ method: request.method ?? "", url, body });
    if (request.headers.accept === "text/event-stream") return response.writeHead(204).end();
    response.setHeader("content-type", "application/json");
    response.end(
      '{"id":"x_1","object":"x","data":[],"next_page_url":null,"previous_page_url":null}',
    );
  });
  let env: Record<string, string>;
  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    env = { CHARGE_API_KEY: "ch_sk_test_x", CHARGE_BASE_URL: `http://127.0.0.1:${port}` };
  });
  after(() => server.close());

  for (const operation of operations) {
    const { resource, http, path, ids } = operation;
    const parameters = fieldsOf(operation);
    const words = [resource, verbOf(operation)];

    it(`explains ${words.join(" ")}`, async () => {
      const { code, out } = await inside([...words, "--help"]);
      assert.equal(code, 0);
      assert.ok(out.startsWith(operation.summary));
      assert.ok(out.includes(`${http} ${path}`));
      for (const { name } of parameters) assert.ok(out.includes(`--${name}`), name);
    });

    it(`sends what ${words.join(" ")} was given to ${http} ${path}`, async () => {
      seen.length = 0;
      const samples = parameters.map((field) => ({ field, ...sample(field) }));
      const flags = samples.flatMap(({ field, text }) => [`--${field.name}`, text]);
      const places = ids.map((_id, at) => `id_${at}`);
      const { code, err } = await inside([...words, ...places, ...flags, "--json"], { env });
      assert.equal(code, 0, err);
      assert.equal(seen.length, 1);
      const [{ method, url, body }] = seen as [Seen];
      let next = 0;
      const expected = path.replace(/\{\w+\}/g, () => `id_${next++}`);
      assert.deepEqual([method, url.pathname], [http, expected]);
      const wanted = Object.fromEntries(samples.map(({ field, value }) => [field.name, value]));
      if (http === "POST") assert.deepEqual(body, wanted);
      else assert.deepEqual([...url.searchParams].sort(), flat(wanted).sort());
    });

    it(`says what is missing in ${words.join(" ")}`, async () => {
      seen.length = 0;
      const required = parameters.filter((one) => one.required === true);
      if (ids.length + required.length === 0) return;
      const { code, err } = await inside(words, { env });
      assert.equal(code, 2);
      for (const { name } of ids.slice(0, 1)) assert.ok(err.includes(name), err);
      assert.deepEqual(seen, []);
    });

    it(`keeps the flags of ${words.join(" ")} and its parameters apart`, () => {
      const short = ["account", "api_version"];
      const own = [...commandOf(operation).flags, ...everywhere, ...speaking];
      const names = own.map(({ name }) => name.replaceAll("-", "_"));
      for (const { name } of parameters) {
        assert.ok(short.includes(name) || !names.includes(name), name);
      }
    });
  }

  it("reaches every verb with - for _, and deletes by remove, too", async () => {
    const spelled = await inside(["charging-sessions", "list", "--help"]);
    assert.match(spelled.out, /^List charging sessions/);
    const removed = await inside(["drivers", "remove", "--help"]);
    assert.match(removed.out, /DELETE \/v1\/drivers\/\{driver\}/);
  });

  it("is complete: the document has no other operation", async () => {
    const { default: document } = await import("../../openapi.json", { with: { type: "json" } });
    const all = Object.entries(document.paths as Record<string, object>).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const reached = operations.map(({ http, path }) => `${http} ${path}`);
    assert.deepEqual(reached.sort(), all.filter((one) => one.includes("/v1/")).sort());
  });
});
