import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { askedMs, isPassing, pauseMs } from "./retry.ts";

describe("retries", () => {
  it("are for what passes, and not for what was decided", () => {
    const passing = [408, 429, 500, 502, 503, 504, null].filter((status) =>
      isPassing({ status, code: null }),
    );
    assert.equal(passing.length, 7);
    assert.ok(isPassing({ status: 409, code: "idempotency_key_in_use" }));
    for (const status of [400, 401, 402, 403, 404, 409, 413, 415, 422]) {
      assert.ok(!isPassing({ status, code: "whatever" }), String(status));
    }
  });

  it("leave a charger's silence alone: the stored 504 would come again", () => {
    assert.ok(!isPassing({ status: 504, code: "charging_station_timeout" }));
  });

  it("wait ever longer up to a cap, anywhere between nothing and that", () => {
    const longest = [1, 2, 3, 4, 5, 6, 40].map((failures) => pauseMs(failures, null, 1));
    assert.deepEqual(longest, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
    assert.equal(pauseMs(3, null, 0), 0);
    assert.equal(pauseMs(3, null, 0.25), 500);
  });

  it("wait for as long as they are asked to, and not in step with each other", () => {
    assert.equal(pauseMs(1, 3000, 0), 3000);
    assert.equal(pauseMs(1, 3000, 1), 3500);
  });

  it("give up where the platform asks for more than a minute", () => {
    assert.equal(pauseMs(1, 60_000, 0), 60_000);
    assert.equal(pauseMs(1, 61_000, 0), null);
  });

  it("read Retry-After in seconds and as a date", () => {
    const now = new Date("2026-04-01T00:00:00Z");
    const asked = (text: string) => askedMs(new Headers({ "retry-after": text }), now);
    assert.equal(asked("7"), 7000);
    assert.equal(asked("Wed, 01 Apr 2026 00:00:05 GMT"), 5000);
    assert.equal(asked("Tue, 31 Mar 2026 00:00:00 GMT"), 0);
    assert.equal(asked("soon"), null);
    assert.equal(askedMs(new Headers(), now), null);
  });
});
