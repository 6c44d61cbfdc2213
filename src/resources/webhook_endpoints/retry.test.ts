import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isGivenUp, retryWaitMs } from "./retry.ts";

describe("retries of a delivery", () => {
  it("come after the waits of the contract, then never", () => {
    const waits = Array.from({ length: 11 }, (_, at) => retryWaitMs(at + 1, 0.5));
    const hours = [1, 3, 6, 12, 24, 24].map((count) => count * 3_600_000);
    assert.deepEqual(waits, [5000, 30_000, 120_000, 600_000, ...hours, null]);
  });

  it("move by up to a fifth either way", () => {
    assert.equal(retryWaitMs(1, 0), 4000);
    assert.equal(retryWaitMs(1, 1), 6000);
  });
});

describe("an endpoint that fails", () => {
  it("is given up after five days without a success, not before", () => {
    const since = new Date("2026-04-01T00:00:00.000Z");
    assert.equal(isGivenUp(null, since), false);
    assert.equal(isGivenUp(since, new Date("2026-04-05T23:59:59.999Z")), false);
    assert.equal(isGivenUp(since, new Date("2026-04-06T00:00:00.000Z")), true);
  });
});
