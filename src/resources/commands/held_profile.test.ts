// The last word on a transaction's profile.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChargingProfile } from "../../networks/commands.ts";
import { type Change, heldProfile } from "./held_profile.ts";

const profile = (id: number, level = 0): ChargingProfile => ({
  ...{ id, stack_level: level, purpose: "transaction", kind: "relative" },
  schedule: { unit: "A", periods: [{ start: 0, limit: id }] },
});
const set = (id: number): Change => ({
  ...{ type: "set_charging_profile", number: 90 },
  parameters: { charging_session: "cs_1", profile: profile(id) },
});
const clear = (parameters: object): Change => ({
  ...{ type: "clear_charging_profile", number: 91, parameters },
});

test("a transaction has the profile of its start, until a command sets or clears it", () => {
  const rows: [own: number | null, changes: Change[], held: number | null][] = [
    [null, [], null],
    [5, [], 5],
    [5, [set(6)], 6],
    [5, [set(6), set(7)], 7],
    [5, [clear({})], null],
    [5, [clear({ id: 5 })], null],
    [5, [clear({ id: 4 })], 5],
    [5, [clear({ purpose: "default" })], 5],
    [5, [clear({ purpose: "transaction", stack_level: 0 })], null],
    [5, [clear({ stack_level: 1 })], 5],
    [5, [clear({}), set(6)], 6],
  ];
  for (const [own, changes, held] of rows) {
    const found = heldProfile(own === null ? null : profile(own), changes);
    assert.equal(found?.id ?? null, held, JSON.stringify(changes));
  }
});

test("a profile without a number has the command's", () => {
  const { id: _, ...rest } = profile(1);
  const parameters = { charging_session: "cs_1", profile: rest };
  const [change] = [{ type: "set_charging_profile", number: 90, parameters } as const];
  assert.equal(heldProfile(null, [change])?.id, 90);
});
