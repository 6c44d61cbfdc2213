import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { tableText, walked } from "../../../test/machines.ts";
import { type Effect, effects, facts, isOpen, next, type State, states } from "./machine.ts";

const machine = { states, facts, next };
const count = (done: readonly Effect[], effect: Effect): number =>
  done.filter((one) => one === effect).length;

describe("the life of a session", () => {
  it("is the table that was reviewed", () => {
    assert.equal(
      tableText(machine),
      readFileSync(join(import.meta.dirname, "machine.table.txt"), "utf8"),
    );
  });

  for (const born of ["authorising", "charging"] as const) {
    it(`settles at most once, and never after a release, when born ${born}`, () => {
      walked(machine, { from: born, length: 6 }, (path, done) => {
        assert.ok(count(done, "settle") <= 1, path.join(" "));
        assert.ok(count(done, "settle") + count(done, "release_hold") <= 1, path.join(" "));
      });
    });

    it(`frees the connector exactly when it ends, when born ${born}`, () => {
      walked(machine, { from: born, length: 6 }, (path, done, end) => {
        assert.equal(count(done, "free"), isOpen(end) ? 0 : 1, path.join(" "));
      });
    });

    it(`leaves no hold behind: settled, released or declined, when born ${born}`, () => {
      walked(machine, { from: born, length: 6 }, (path, done, end) => {
        if (isOpen(end) || end === "declined") return;
        assert.equal(count(done, "settle") + count(done, "release_hold"), 1, path.join(" "));
      });
    });
  }

  it("never sends power to a session that has ended", () => {
    walked(machine, { from: "authorising", length: 6 }, (path, done, end) => {
      const late = path.at(-1) === "started" && !isOpen(end) && end !== "completed";
      if (late) assert.equal(done.at(-1), "refuse_charger", path.join(" "));
    });
  });

  it("reaches every state and uses every effect", () => {
    const reached = new Set<State>();
    const used = new Set<Effect>();
    walked(machine, { from: "authorising", length: 6 }, (_path, done, end) => {
      reached.add(end);
      for (const one of done) used.add(one);
    });
    assert.deepEqual([...reached].sort(), [...states].sort());
    assert.deepEqual([...used].sort(), [...effects].sort());
  });
});
