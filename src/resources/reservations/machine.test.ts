import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { tableText, walked } from "../../../test/machines.ts";
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

const machine = { states, facts, next };
const every = { from: "pending", length: 9 } as const;
const count = (done: readonly Effect[], ...wanted: Effect[]): number =>
  done.filter((one) => wanted.includes(one)).length;
const locked = (path: readonly Fact[]): boolean =>
  path.some((one) => one === "chosen" || one === "chosen_free");

describe("the life of a reservation", () => {
  it("is the table that was reviewed", () => {
    assert.equal(
      tableText(machine),
      readFileSync(join(import.meta.dirname, "machine.table.txt"), "utf8"),
    );
  });

  it("charges the fee at most once, and never what was released", () => {
    walked(machine, every, (path, done) => {
      assert.ok(count(done, "charge_fee", "release_fee") <= 1, path.join(" "));
      assert.ok(count(done, "place_hold") <= 1, path.join(" "));
    });
  });

  it("always releases or captures a hold, and a declined one holds nothing", () => {
    walked(machine, every, (path, done, end) => {
      if (isOpen(end)) assert.equal(count(done, "charge_fee", "release_fee"), 0, path.join(" "));
      if (isOpen(end) || count(done, "place_hold") === 0) return;
      const declined = path.includes("hold_declined");
      const ended = count(done, "charge_fee", "release_fee");
      assert.equal(ended, declined ? 0 : 1, path.join(" "));
    });
  });

  it("always lifts the lock of the connector, exactly when it ends", () => {
    walked(machine, every, (path, done, end) => {
      assert.equal(isLocking(end), locked(path) && isOpen(end), path.join(" "));
      assert.equal(count(done, "unlock"), locked(path) && !isOpen(end) ? 1 : 0, path.join(" "));
    });
  });

  it("leaves no charger that was asked keeping its connector", () => {
    walked(machine, every, (path, done, end) => {
      const asked = path.lastIndexOf("order_due") > path.lastIndexOf("rechosen");
      const settled = ["arrived", "order_refused"].some((one) => path.includes(one as Fact));
      if (isOpen(end) || !asked || settled) return;
      assert.ok(count(done, "withdraw_order") >= 1, path.join(" "));
    });
  });

  it("charges only who came too late to cancel, or not at all to a usable connector", () => {
    walked(machine, every, (path, done) => {
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
    walked(machine, every, (path, done, end) => {
      const ends = done.filter((one) => told.includes(one));
      assert.deepEqual(ends, isOpen(end) ? [] : [`emit_${statusOf(end)}`], path.join(" "));
    });
  });

  it("reaches every state and uses every fact and effect", () => {
    const reached = new Set<State>();
    const used = new Set<Effect>();
    const heard = new Set<Fact>();
    walked(machine, every, (path, done, end) => {
      reached.add(end);
      for (const one of done) used.add(one);
      for (const one of path) heard.add(one);
    });
    assert.deepEqual([...reached].sort(), [...states].sort());
    assert.deepEqual([...used].sort(), [...effects].sort());
    assert.deepEqual([...heard].sort(), [...facts].sort());
  });
});
