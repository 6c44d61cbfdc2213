import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Refusal } from "./errors.ts";
import * as s from "./schema.ts";
import { checker } from "./validate.ts";

/** What the first problem says. */
function told(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return "taken";
}

describe("a query", () => {
  const schema = s.object({
    power: s.optional(s.number(-100, 100)),
    limit: s.optional(s.integer(1, 100)),
    free: s.optional(s.boolean()),
    name: s.optional(s.text(20)),
  });
  const check = checker(schema, "query");

  it("gives numbers and booleans in plain spelling, and text as it is", () => {
    const given = { power: "-12.50", limit: "7", free: "false", name: "05" };
    assert.deepEqual(check(given), { power: -12.5, limit: 7, free: false, name: "05" });
    assert.deepEqual(check({ power: "0", free: "true" }), { power: 0, free: true });
  });

  it("refuses every other spelling of a number or a boolean", () => {
    for (const power of ["1e1", "05", "5.", ".5", "+5", " 5", "0x5", "", "Infinity", "5,0"]) {
      assert.match(
        told(() => check({ power })),
        /expected a number/,
        power,
      );
    }
    for (const free of ["1", "True", "yes", "", "null"]) {
      assert.match(
        told(() => check({ free })),
        /expected a boolean/,
        free,
      );
    }
  });
});

describe("a text of a certain form", () => {
  it("is refused with an example, not with a regular expression", () => {
    const check = checker(s.object({ at: s.timeOfDay() }), "body");
    const message = told(() => check({ at: "9 o'clock" }));
    assert.equal(
      message,
      `Invalid at: does not have the expected form, for instance 09:00, got "9 o'clock".`,
    );
    const bare = checker(s.object({ id: s.text(5, { pattern: "^[a-z]+$" }) }), "body");
    assert.equal(
      told(() => bare({ id: "A" })),
      'Invalid id: does not have the expected form, got "A".',
    );
  });
});
