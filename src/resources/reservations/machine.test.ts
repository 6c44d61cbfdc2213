import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  type Effect,
  effects,
  type Fact,
  facts,
  isLocking,
  isOpen,
  next,
  type State,
  states,
  statusOf,
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

/** Walks every sequence of facts up to a length, with what was done on the way. */
function walk(
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
  go("pending", [], []);
}

const longest = 9;
const count = (done: readonly Effect[], ...wanted: Effect[]): number =>
  done.filter((one) => wanted.includes(one)).length;
const locked = (path: readonly Fact[]): boolean =>
  path.some((one) => one === "chosen" || one === "chosen_free");

describe("the life of a reservation", () => {
  it("is the table that was reviewed", () => {
    assert.equal(asText(), readFileSync(join(import.meta.dirname, "machine.table.txt"), "utf8"));
  });

  it("charges the fee at most once, and never what was released", () => {
    walk(longest, (path, done) => {
      assert.ok(count(done, "charge_fee", "release_fee") <= 1, path.join(" "));
      assert.ok(count(done, "place_hold") <= 1, path.join(" "));
    });
  });

  it("always releases or captures a hold, and a declined one holds nothing", () => {
    walk(longest, (path, done, end) => {
      if (isOpen(end)) assert.equal(count(done, "charge_fee", "release_fee"), 0, path.join(" "));
      if (isOpen(end) || count(done, "place_hold") === 0) return;
      const declined = path.includes("hold_declined");
      const ended = count(done, "charge_fee", "release_fee");
      assert.equal(ended, declined ? 0 : 1, path.join(" "));
    });
  });

  it("always lifts the lock of the connector, exactly when it ends", () => {
    walk(longest, (path, done, end) => {
      assert.equal(isLocking(end), locked(path) && isOpen(end), path.join(" "));
      assert.equal(count(done, "unlock"), locked(path) && !isOpen(end) ? 1 : 0, path.join(" "));
    });
  });

  it("leaves no charger that was asked keeping its connector", () => {
    walk(longest, (path, done, end) => {
      const asked = path.lastIndexOf("order_due") > path.lastIndexOf("rechosen");
      const settled = ["arrived", "order_refused"].some((one) => path.includes(one as Fact));
      if (isOpen(end) || !asked || settled) return;
      assert.ok(count(done, "withdraw_order") >= 1, path.join(" "));
    });
  });

  it("charges only who came too late to cancel, or not at all to a usable connector", () => {
    walk(longest, (path, done) => {
      if (count(done, "charge_fee") === 0) return;
      const unused = path.includes("ended") && path.includes("began_usable");
      assert.ok(unused || path.includes("cancelled_late"), path.join(" "));
      assert.ok(!path.includes("began_unusable") && !path.includes("arrived"), path.join(" "));
    });
  });

  it("tells its end once, and by the name of the status that it ends with", () => {
    const told: readonly Effect[] = [
      "emit_completed",
      "emit_cancelled",
      "emit_failed",
      "emit_expired",
    ];
    walk(longest, (path, done, end) => {
      const ends = done.filter((one) => told.includes(one));
      assert.deepEqual(ends, isOpen(end) ? [] : [`emit_${statusOf(end)}`], path.join(" "));
    });
  });

  it("reaches every state and uses every fact and effect", () => {
    const reached = new Set<State>();
    const used = new Set<Effect>();
    const heard = new Set<Fact>();
    walk(longest, (path, done, end) => {
      reached.add(end);
      for (const one of done) used.add(one);
      for (const one of path) heard.add(one);
    });
    assert.deepEqual([...reached].sort(), [...states].sort());
    assert.deepEqual([...used].sort(), [...effects].sort());
    assert.deepEqual([...heard].sort(), [...facts].sort());
  });
});
