import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Bucket, fullBucket, refill, secondsToToken, take } from "./bucket.ts";

const allowance = { rate: 10, burst: 5 };

describe("a token bucket", () => {
  it("gives its burst at once and its rate after that", () => {
    const bucket = fullBucket(allowance, 0);
    const taken = (at: number, tries: number) =>
      Array.from({ length: tries }, () => take(bucket, allowance, at)).filter(Boolean).length;
    assert.equal(taken(0, 20), 5);
    assert.equal(taken(99, 5), 0);
    assert.equal(taken(100, 5), 1);
    assert.equal(taken(1100, 50), 5);
  });

  it("pays its debts before it gives again, and says how long that takes", () => {
    const bucket: Bucket = { tokens: -19, at: 0 };
    assert.equal(secondsToToken(bucket, allowance), 2);
    assert.equal(take(bucket, allowance, 1999), false);
    assert.equal(secondsToToken(bucket, allowance), 1);
    assert.equal(take(bucket, allowance, 2000), true);
  });

  it("does not go back with a time that does", () => {
    const bucket: Bucket = { tokens: 0, at: 1000 };
    refill(bucket, allowance, 500);
    refill(bucket, allowance, 1000);
    assert.equal(bucket.tokens, 0);
  });
});
