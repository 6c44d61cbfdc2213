import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ClockSkew, saidIn } from "./clock_skew.ts";

const start = Date.UTC(2026, 10, 21, 10, 0, 0);
const second = 1000;
const hour = 3_600_000;

/** What is measured after messages written at `said` and heard at `heard`, in ms from the start. */
function measured(messages: readonly (readonly [said: number, heard: number])[]): number | null {
  const skew = new ClockSkew();
  let last: number | null = null;
  for (const [said, heard] of messages) {
    last = skew.hear(new Date(start + said), new Date(start + heard)) ?? last;
  }
  return last;
}

describe("a charger's clock", () => {
  it("that is hours ahead or behind is measured from what it says live", () => {
    for (const skew of [3 * hour, -7 * hour, 0]) {
      const live = [0, 30, 60, 95].map((at) => [at * second + skew, at * second + 80] as const);
      assert.equal(measured(live), skew - 80);
    }
  });

  it("is not measured from one message, nor from several of one moment", () => {
    assert.equal(measured([[3 * hour, 0]]), null);
    const burst = [0, 5, 9, 20].map((ms) => [3 * hour, ms] as const);
    assert.equal(measured(burst), null);
  });

  it("is not measured from a queue that empties after an outage", () => {
    const queue = Array.from({ length: 360 }, (_, i) => [-hour + i * 10_000, i * 40] as const);
    assert.equal(measured(queue), null);
    const many = Array.from({ length: 40 }, (_, i) => [-hour, i * 700] as const);
    assert.equal(measured(many), null, "four connectors that wrote at one moment");
  });

  it("is measured again once the queue is empty", () => {
    const queue = Array.from({ length: 60 }, (_, i) => [-600_000 + i * 10_000, i * 40] as const);
    const live = [10, 20, 30].map((at) => [at * second + 5 * second, at * second] as const);
    assert.equal(measured([...queue, ...live]), 5 * second);
  });

  it("is the median: a line that stutters moves it little", () => {
    const heard = [0, 12, 25, 38, 50].map((at, i) => {
      const delay = i === 2 ? 2_900 : 100;
      return [at * second + hour, at * second + delay] as const;
    });
    assert.equal(measured(heard), hour - 100);
  });

  it("that was set is followed, and what was said before the boot is forgotten", () => {
    const skew = new ClockSkew();
    const hear = (said: number, heard: number) =>
      skew.hear(new Date(start + said), new Date(start + heard));
    assert.equal(hear(hour, 0), null);
    assert.equal(hear(hour + 20_000, 20_000), hour);
    skew.forget();
    assert.equal(hear(30_000, 30_000), null);
    assert.equal(hear(45_000, 45_000), 0);
    assert.equal(hear(60_500, 60_000), null, "half a second is no news");
    // Set by two seconds alone: what it said before would count half, were it not forgotten.
    skew.forget();
    assert.equal(hear(72_500, 70_000), null);
    assert.equal(hear(83_500, 81_000), 2_500);
  });

  it("is read from where each message has it, and not from what says that it was offline", () => {
    const at = "2026-11-21T10:00:00.000Z";
    const says = (payload: unknown) => saidIn(payload)?.toISOString() ?? null;
    assert.equal(says({ timestamp: at }), at);
    assert.equal(says({ generatedAt: at }), at);
    const meterValue = [{ timestamp: "2026-11-21T09:00:00Z" }, { timestamp: at }];
    assert.equal(says({ meterValue }), at);
    assert.equal(says({ timestamp: at, offline: true }), null);
    for (const nothing of [null, "x", {}, { timestamp: 5 }, { meterValue: [null] }, []]) {
      assert.equal(says(nothing), null);
    }
  });
});
