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
    const check = checker(
      s.object({ at: s.text(9, { pattern: "^\\d+:\\d+$", example: "9:00" }) }),
      "body",
    );
    const message = told(() => check({ at: "noon" }));
    assert.equal(
      message,
      'Invalid at: does not have the expected form, for instance 9:00, got "noon".',
    );
    const bare = checker(s.object({ id: s.text(5, { pattern: "^[a-z]+$" }) }), "body");
    assert.equal(
      told(() => bare({ id: "A" })),
      'Invalid id: does not have the expected form, got "A".',
    );
  });
});

describe("a text", () => {
  const check = checker(
    s.object({ name: s.optional(s.text(200)), note: s.optional(s.text(500)) }),
    "body",
  );

  it("holds something visible, in any script", () => {
    for (const name of [
      "-",
      "Ådå 王 \u{1f697}",
      "\u{1f468}\u200d\u{1f469}",
      "e\u0301",
      "می\u200cخواهم",
    ]) {
      assert.deepEqual(check({ name, note: name }), { name, note: name });
    }
    for (const name of ["   ", "\u00a0", "\u202e", "\u200b\u200d", "\u3164", "\ufeff", "\u2800"]) {
      assert.match(
        told(() => check({ name })),
        /^Invalid name: expected text with something visible in it/,
        JSON.stringify(name),
      );
    }
  });

  it("holds no control characters; a long one may have tabs and lines", () => {
    for (const text of ["a\u0001", "\u007fb", "a\u0085b", "a\u001b[31m"]) {
      for (const body of [{ name: text }, { note: text }]) {
        assert.match(
          told(() => check(body)),
          /control characters/,
          JSON.stringify(body),
        );
      }
    }
    const note = "one\ttwo\r\nthree";
    assert.deepEqual(check({ note }), { note });
    assert.match(
      told(() => check({ name: note })),
      /on one line/,
    );
  });
});

describe("an email address", () => {
  const check = checker(s.object({ email: s.email() }), "body");

  it("is taken in its common forms", () => {
    for (const email of [
      "ada@example.com",
      "a.b+c@mail.example.co.uk",
      "o'brien@example.ie",
      "a@xn--bcher-kva.example",
      "a@example.xn--p1ai",
    ]) {
      assert.deepEqual(check({ email }), { email });
    }
  });

  it("is refused in full-width letters, at an address in brackets or a broken domain", () => {
    for (const email of [
      "\uff41@example.com",
      "a@\uff45xample.com",
      "a@-b.de",
      "a@b-.de",
      "a@[1.2.3.4]",
      "a@1.2.3.4",
      "a@b",
      "a@b..de",
      "a..b@c.de",
      ".a@c.de",
      "a b@c.de",
      "a@@c.de",
      `${"a".repeat(65)}@c.de`,
    ]) {
      assert.match(
        told(() => check({ email })),
        /expected an email address/,
        email,
      );
    }
  });
});

describe("a body with a hundred thousand mistakes", () => {
  const check = checker(s.object({ name: s.text(10), tags: s.list(s.text(5)) }), "body");
  const problemsOf = (value: unknown): readonly { code: string; param: string }[] => {
    try {
      check(value);
    } catch (error) {
      return (error as { details: { code: string; param: string }[] }).details;
    }
    return assert.fail("it was taken");
  };

  it("is told a hundred of them, those of unknown and missing parameters first", () => {
    const tags = Array.from({ length: 100_000 }, () => 1);
    const told = problemsOf({ tags, colour: 1 });
    assert.equal(told.length, 100);
    assert.deepEqual(
      told.slice(0, 3).map(({ code, param }) => [code, param]),
      [
        ["parameter_unknown", "colour"],
        ["parameter_missing", "name"],
        ["parameter_invalid", "tags.0"],
      ],
    );
  });
});

describe("what a refusal says back", () => {
  const check = checker(
    s.object({
      name: s.optional(s.text(40)),
      price: s.optional(s.integer(1, 100)),
      tags: s.optional(s.list(s.text(5), { min: 1, max: 3 })),
    }),
    "body",
  );
  const refusedFor = (body: object): string => told(() => check(body));

  it("is no key or secret of ours, wherever it was put", () => {
    const name = `ch_sk_live_${"a".repeat(32)}`;
    assert.equal(
      refusedFor({ name }),
      "Invalid name: must have at most 40 characters, got a secret that is not repeated here.",
    );
    assert.doesNotMatch(refusedFor({ price: "whsec_abcdefgh" }), /abcdefgh/);
  });

  it("calls a number that JSON cannot hold too large, not null", () => {
    const body = JSON.parse('{"price": 1e400}');
    const message = "Invalid price: expected an integer, got a number that is too large.";
    assert.equal(refusedFor(body), message);
  });

  it("counts what is too much or too little of it", () => {
    const many = refusedFor({ tags: Array.from({ length: 9 }, (_, n) => `t${n}`) });
    assert.equal(many, "Invalid tags: must have at most 3 items, got 9.");
    assert.equal(refusedFor({ tags: [] }), "Invalid tags: must have at least 1 item, got 0.");
  });

  it("ends with no half of a letter", () => {
    for (const name of ["\u{1f697}".repeat(60), `a${"\u{1f697}".repeat(60)}`]) {
      const message = refusedFor({ name });
      assert.ok(message.isWellFormed(), JSON.stringify(message));
      assert.match(message, /\u{1f697}\.\.\.\.$/u);
    }
    const cutByAnyone = new Refusal("driver_not_found", "\u{1f697}".slice(0, 1), null, null);
    assert.equal(cutByAnyone.message, "\ufffd");
  });

  it("is not a name as long as the body", () => {
    const key = "k".repeat(500_000);
    const message = refusedFor({ [key]: 1 });
    assert.equal(message, `Received unknown parameter: ${"k".repeat(197)}....`);
  });
});

describe("one word of a few", () => {
  const check = checker(s.object({ checks: s.optional(s.choice(["strict", "lenient"])) }), "body");

  it("is named with the others, whatever else was given", () => {
    for (const checks of [null, 7, "slack"]) {
      const sentence = `expected one of "strict", "lenient", got ${JSON.stringify(checks)}.`;
      assert.equal(
        told(() => check({ checks })),
        `Invalid checks: ${sentence}`,
      );
    }
  });
});
