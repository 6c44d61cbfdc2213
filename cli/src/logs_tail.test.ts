import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { describe, it } from "node:test";
import { type LogLine, openSieve } from "./logs_tail.ts";

const line = (id: number, time: number): LogLine => ({
  ...{ id: `req_${String(id).padStart(6, "0")}`, created: new Date(time).toISOString() },
  ...{ method: "GET", path: "/", status: 200, duration_ms: 1, error_code: null },
});

/** A generator whose numbers its seed decides. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("following the log of requests", () => {
  const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));

  it(`shows every line once, however late it appears (seed ${seed})`, () => {
    const next = chance(seed);
    const sieve = openSieve();
    sieve.fresh([line(0, 0)]);
    const lines: { line: LogLine; appears: number }[] = [];
    const shown: string[] = [];
    const endMs = 300_000;
    for (let look = 1; look * 1000 <= endMs + 360_000; look++) {
      const nowMs = look * 1000;
      for (let more = next() * 6; more > 1 && nowMs <= endMs; more--) {
        const arrived = nowMs - Math.floor(next() * 1000);
        // Most are answered at once, some wait for a charger.
        const took = next() < 0.05 ? next() * 240_000 : next() * 300;
        lines.push({ line: line(lines.length + 1, arrived), appears: arrived + took + 1000 });
      }
      const since = sieve.since(look % 15 === 0 ? 300_000 : 10_000);
      const asked = lines
        .filter(({ appears }) => appears <= nowMs)
        .map((one) => one.line)
        .filter(({ created }) => since === null || created >= since);
      const fresh = sieve.fresh(asked);
      const times = fresh.map(({ created }) => created);
      assert.deepEqual(times, [...times].sort());
      shown.push(...fresh.map(({ id }) => id));
    }
    assert.ok(lines.length > 300);
    assert.equal(new Set(shown).size, shown.length);
    assert.deepEqual([...shown].sort(), lines.map((one) => one.line.id).sort());
  });
});
