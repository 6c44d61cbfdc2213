import assert from "node:assert/strict";
import { it } from "node:test";
import { patienceMs } from "./stop_actions.ts";

it("a charger that will not stop is asked every 15 s at first, and ever more rarely, up to 5 min", () => {
  const asked = Date.UTC(2026, 3, 1);
  const until = new Date(asked + 24 * 3_600_000);
  const after = (seconds: number) => patienceMs(new Date(asked + seconds * 1000), until) / 1000;
  assert.deepEqual([0, 60, 120, 600, 3600, 80_000].map(after), [15, 15, 30, 150, 300, 300]);
});
