import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  type Effect,
  effects,
  type Fact,
  facts,
  isOpen,
  next,
  type State,
  states,
} from "./machine.ts";

/** Every row as aligned text, for a person in billing to review. */
function asText(): string {
  const lines: string[] = [];
  for (const state of states) {
    for (const fact of facts) {
      const step = next(state, fact);
      if (step === null) continue;
      const does = step.effects.length === 0 ? "-" : step.effects.join(",");
      lines.push(`${state.padEnd(12)}${fact.padEnd(16)}${step.to.padEnd(12)}${does}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Walks every sequence of facts up to a length from a state, with what was done on the way. */
function walk(
  state: State,
  length: number,
  seen: (path: readonly Fact[], done: readonly Effect[], end: State) => void,
) {
  const go = (at: State, path: Fact[], done: Effect[]): void => {
    seen(path, done, at);
    if (path.length === length) return;
    for (const fact of facts) {
      const step = next(at, fact);
      if (step !== null) go(step.to, [...path, fact], [...done, ...step.effects]);
    }
  };
  go(state, [], []);
}

const count = (done: readonly Effect[], effect: Effect): number =>
  done.filter((one) => one === effect).length;

describe("the life of a session", () => {
  it("is the table that was reviewed", () => {
    assert.equal(asText(), readFileSync(join(import.meta.dirname, "machine.table.txt"), "utf8"));
  });

  for (const born of ["authorising", "charging"] as const) {
    it(`settles at most once, and never after a release, when born ${born}`, () => {
      walk(born, 6, (path, done) => {
        assert.ok(count(done, "settle") <= 1, path.join(" "));
        assert.ok(count(done, "settle") + count(done, "release_hold") <= 1, path.join(" "));
      });
    });

    it(`frees the connector exactly when it ends, when born ${born}`, () => {
      walk(born, 6, (path, done, end) => {
        assert.equal(count(done, "free"), isOpen(end) ? 0 : 1, path.join(" "));
      });
    });

    it(`leaves no hold behind: settled, released or declined, when born ${born}`, () => {
      walk(born, 6, (path, done, end) => {
        if (isOpen(end) || end === "declined") return;
        assert.equal(count(done, "settle") + count(done, "release_hold"), 1, path.join(" "));
      });
    });
  }

  it("never sends power to a session that has ended", () => {
    walk("authorising", 6, (path, done, end) => {
      const late = path.at(-1) === "started" && !isOpen(end) && end !== "completed";
      if (late) assert.equal(done.at(-1), "refuse_charger", path.join(" "));
    });
  });

  it("reaches every state and uses every effect", () => {
    const reached = new Set<State>();
    const used = new Set<Effect>();
    walk("authorising", 6, (_path, done, end) => {
      reached.add(end);
      for (const one of done) used.add(one);
    });
    assert.deepEqual([...reached].sort(), [...states].sort());
    assert.deepEqual([...used].sort(), [...effects].sort());
  });
});
