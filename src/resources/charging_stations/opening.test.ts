import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { closedSpans } from "./opening.ts";
import type { OpeningHours } from "./schema.ts";

const berlin = { always: false, zone: "Europe/Berlin" };
const hours = (...texts: readonly string[]): OpeningHours[] =>
  texts.map((text) => {
    const [day, from, until] = text.split(/[ -]/) as ["mon", string, string];
    return { day, from, until };
  });
/** 2026-11-20 is a Friday; the clock changes in the night to 25 October. */
const closed = (texts: readonly string[], from: string, until: string, more: object = {}) =>
  closedSpans(
    { hours: hours(...texts), ...berlin, ...more },
    { from: Date.parse(from), until: Date.parse(until) },
  ).map((one) => `${new Date(one.from).toISOString()} ${new Date(one.until).toISOString()}`);

describe("a station's opening hours", () => {
  const office = ["fri 09:00-18:00", "mon 09:00-12:00"];

  it("say in its local time when it is closed, over days on which it does not open", () => {
    assert.deepEqual(closed(office, "2026-11-20T07:00Z", "2026-11-23T10:00Z"), [
      "2026-11-20T07:00:00.000Z 2026-11-20T08:00:00.000Z",
      "2026-11-20T17:00:00.000Z 2026-11-23T08:00:00.000Z",
    ]);
    assert.deepEqual(closed(office, "2026-11-20T08:00Z", "2026-11-20T17:00Z"), []);
    assert.deepEqual(closed(office, "2026-11-21T08:00Z", "2026-11-21T17:00Z"), [
      "2026-11-21T08:00:00.000Z 2026-11-21T17:00:00.000Z",
    ]);
  });

  it("may run past midnight, join at it, and fill a day", () => {
    const night = ["fri 22:00-02:00"];
    assert.deepEqual(closed(night, "2026-11-20T21:00Z", "2026-11-21T02:00Z"), [
      "2026-11-21T01:00:00.000Z 2026-11-21T02:00:00.000Z",
    ]);
    const days = ["fri 00:00-24:00", "sat 00:00-12:00"];
    assert.deepEqual(closed(days, "2026-11-20T00:00Z", "2026-11-21T11:00Z"), []);
    assert.equal(closed(days, "2026-11-20T00:00Z", "2026-11-21T11:01Z").length, 1);
  });

  it("follow the clock when it is set back", () => {
    assert.deepEqual(closed(["sun 04:00-05:00"], "2026-10-25T00:00Z", "2026-10-25T03:30Z"), [
      "2026-10-25T00:00:00.000Z 2026-10-25T03:00:00.000Z",
    ]);
  });

  it("close nothing where none are known, or the station is open at all times", () => {
    assert.deepEqual(closed([], "2026-11-21T08:00Z", "2026-11-21T17:00Z"), []);
    const always = { always: true };
    assert.deepEqual(closed(office, "2026-11-21T08:00Z", "2026-11-21T17:00Z", always), []);
  });
});
