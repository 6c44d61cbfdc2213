// Holds answers against the contract's samples: exactly their keys, in their order, of their types.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer } from "./platform.ts";

const kind = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

/** The sample of a contract object. */
export const sample = (object: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(import.meta.dirname, "samples", `${object}.json`), "utf8"));

/**
 * Fails with the path of the first difference. A null on either side fits any type: nullability is
 * the schema's affair. Maps of free keys (metadata) are passed over.
 */
export function assertLike(actual: unknown, expected: unknown, path = "$"): void {
  if (path.endsWith(".metadata") || actual === null || expected === null) return;
  assert.equal(kind(actual), kind(expected), `${path} has another type`);
  if (Array.isArray(actual)) {
    const first = (expected as unknown[])[0];
    if (first !== undefined) for (const item of actual) assertLike(item, first, `${path}[]`);
  } else if (typeof actual === "object") {
    const wanted = expected as Record<string, unknown>;
    assert.deepEqual(
      Object.keys(actual),
      Object.keys(wanted),
      `${path} has other keys, or another order`,
    );
    for (const [key, value] of Object.entries(actual))
      assertLike(value, wanted[key], `${path}.${key}`);
  }
}

export const assertSample = (actual: Record<string, unknown>): void =>
  assertLike(actual, sample(String(actual["object"])));

/** Status, code and parameter of a refusal, which must be a complete error object. */
export function refused(answer: Answer): [number, unknown, unknown] {
  const { details: _details, ...body } = answer.body;
  assert.deepEqual(Object.keys(body), Object.keys(sample("error")), answer.text);
  assert.equal(body["status"], answer.status);
  assert.equal(body["request"], answer.headers.get("request-id"));
  assert.match(String(body["doc_url"]), /^http.*\/docs\/errors#\w+$/);
  assert.ok(String(body["message"]).length > 10);
  return [answer.status, body["code"], body["param"]];
}
