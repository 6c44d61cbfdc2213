// When automatic reports begin and end.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endedPeriods, type Frequency, nextMidnight } from "./periods.ts";

const at = (text: string) => new Date(text);
const ended = (frequency: Frequency, zone: string, since: string, now: string) =>
  endedPeriods(frequency, zone, at(since), at(now)).map(({ from, until }) => [
    from.toISOString(),
    until.toISOString(),
  ]);

describe("the periods of automatic reports", () => {
  it("are days from midnight to midnight, of 23 and 25 hours when clocks are set", () => {
    const spring = ended("daily", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z");
    assert.deepEqual(spring, [
      ["2026-03-27T23:00:00.000Z", "2026-03-28T23:00:00.000Z"],
      ["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
    ]);
    const autumn = ended("daily", "Europe/Berlin", "2026-10-25T06:00:00Z", "2026-10-25T23:00:00Z");
    assert.deepEqual(autumn, [["2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"]]);
  });

  it("are weeks from Monday on, and months of any length", () => {
    assert.deepEqual(ended("weekly", "UTC", "2026-04-01T00:00:00Z", "2026-04-14T00:00:00Z"), [
      ["2026-03-30T00:00:00.000Z", "2026-04-06T00:00:00.000Z"],
      ["2026-04-06T00:00:00.000Z", "2026-04-13T00:00:00.000Z"],
    ]);
    const months = ended(
      "monthly",
      "America/New_York",
      "2026-01-31T12:00:00Z",
      "2026-04-01T04:00:00Z",
    );
    assert.deepEqual(months, [
      ["2026-01-01T05:00:00.000Z", "2026-02-01T05:00:00.000Z"],
      ["2026-02-01T05:00:00.000Z", "2026-03-01T05:00:00.000Z"],
      ["2026-03-01T05:00:00.000Z", "2026-04-01T04:00:00.000Z"],
    ]);
  });

  it("are told once: one that ended at the last look is not told at the next", () => {
    const midnight = "2026-04-02T00:00:00Z";
    assert.equal(ended("daily", "UTC", "2026-04-01T12:00:00Z", midnight).length, 1);
    assert.equal(ended("daily", "UTC", midnight, "2026-04-02T23:59:59Z").length, 0);
  });

  it("after a long sleep are the newest, not all", () => {
    const all = ended("daily", "UTC", "2020-01-01T00:00:00Z", "2026-04-01T00:00:00Z");
    assert.equal(all.length, 62);
    assert.equal(all.at(-1)?.[1], "2026-04-01T00:00:00.000Z");
  });

  it("end next at the first midnight of any zone", () => {
    const now = at("2026-04-01T12:00:00Z");
    assert.equal(nextMidnight(["UTC"], now).toISOString(), "2026-04-02T00:00:00.000Z");
    const zones = ["UTC", "Asia/Kolkata", "Pacific/Auckland", "UTC"];
    assert.equal(nextMidnight(zones, now).toISOString(), "2026-04-01T18:30:00.000Z");
  });
});
