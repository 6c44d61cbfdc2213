import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Prepared } from "../../db/flight.ts";
import type { Reader } from "../../db/statement.ts";
import { openKeyUses } from "./use_actions.ts";

/** What would be written, by statement; the first `failures` are lost on the way. */
function line(failures: number) {
  const written: unknown[][] = [];
  let left = failures;
  const reader: Pick<Reader, "query"> = {
    async query(_statement: Prepared, values: readonly unknown[]) {
      if (left-- > 0) throw new Error("the database is away");
      written.push([...values]);
      return [];
    },
  };
  return { written, reader };
}

describe("the uses of keys", () => {
  it("are one write for all keys, with the last use of each, and none where nothing was", async () => {
    const uses = openKeyUses();
    const { written, reader } = line(0);
    uses.note("key_b", new Date(1));
    uses.note("key_a", new Date(2));
    uses.note("key_b", new Date(3));
    await uses.write(reader);
    await uses.write(reader);
    assert.deepEqual(written, [
      [
        ["key_a", "key_b"],
        [new Date(2), new Date(3)],
      ],
    ]);
  });

  it("are kept for the next time where they cannot be written", async () => {
    const uses = openKeyUses();
    const { written, reader } = line(1);
    uses.note("key_a", new Date(1));
    await assert.rejects(uses.write(reader));
    await uses.write(reader);
    assert.deepEqual(written, [[["key_a"], [new Date(1)]]]);
  });
});
