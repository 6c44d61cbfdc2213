import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PolicyDay, TimeWindow } from "./windows.ts";
import { coveredUntil, isOpen } from "./windows.ts";

const berlin = "Europe/Berlin";
const workdays: readonly PolicyDay[] = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const windowOf = (days: readonly PolicyDay[], start: string, end: string): TimeWindow => ({
  days_of_week: days,
  start_time: start,
  end_time: end,
});
const office = windowOf(workdays, "09:00", "18:00");
const night = windowOf(["friday"], "22:00", "06:00");
const untilMidnight = windowOf(["saturday"], "20:00", "24:00");
const wholeDay = windowOf(["sunday"], "00:00", "00:00");
const smallHours = windowOf(["sunday"], "02:00", "03:00");

// 2026-11-20 is a Friday. The clock changes on 29 March and 25 October, both Sundays.
const table = `
  office         Fri 08:59   2026-11-20T08:59+01:00   closed
  office         Fri 09:00   2026-11-20T09:00+01:00   open
  office         Fri 17:59   2026-11-20T17:59:59+01:00 open
  office         Fri 18:00   2026-11-20T18:00+01:00   closed
  office         Sat 10:00   2026-11-21T10:00+01:00   closed
  night          Fri 21:59   2026-11-20T21:59+01:00   closed
  night          Fri 22:00   2026-11-20T22:00+01:00   open
  night          Sat 05:59   2026-11-21T05:59+01:00   open
  night          Sat 06:00   2026-11-21T06:00+01:00   closed
  night          Fri 05:00   2026-11-20T05:00+01:00   closed
  night          Sat 22:00   2026-11-21T22:00+01:00   closed
  untilMidnight  Sat 23:59   2026-11-21T23:59+01:00   open
  untilMidnight  Sun 00:00   2026-11-22T00:00+01:00   closed
  wholeDay       Sat 23:59   2026-11-21T23:59+01:00   closed
  wholeDay       Sun 00:00   2026-11-22T00:00+01:00   open
  wholeDay       Sun 23:59   2026-11-22T23:59+01:00   open
  wholeDay       Mon 00:00   2026-11-23T00:00+01:00   closed
  smallHours     before_gap  2026-03-29T00:59:59Z     closed
  smallHours     after_gap   2026-03-29T01:00:00Z     closed
  smallHours     first_2:30  2026-10-25T00:30:00Z     open
  smallHours     again_2:30  2026-10-25T01:30:00Z     open
  smallHours     3:00        2026-10-25T02:00:00Z     closed
  office         summer_9:00 2026-06-19T07:00:00Z     open
  office         winter_8:00 2026-11-20T07:00:00Z     closed
`;
const windows: Readonly<Record<string, TimeWindow>> = {
  office,
  night,
  untilMidnight,
  wholeDay,
  smallHours,
};

for (const row of table.trim().split("\n")) {
  const [name = "", ...rest] = row.trim().split(/\s+/);
  const [instant = "", expected] = rest.slice(-2);
  test(`${name} is ${expected} at ${instant}`, () => {
    const open = isOpen(windows[name] as TimeWindow, Date.parse(instant), berlin);
    assert.equal(open ? "open" : "closed", expected);
  });
}

test("windows that follow one another cover a span together", () => {
  const [from, until] = [
    Date.parse("2026-11-20T17:00+01:00"),
    Date.parse("2026-11-21T05:00+01:00"),
  ];
  const evening = windowOf(["friday"], "18:00", "22:00");
  assert.equal(coveredUntil([office], from, until, berlin), Date.parse("2026-11-20T18:00+01:00"));
  const all = coveredUntil([office, evening, night], from, until, berlin);
  assert.ok(all !== null && all >= until);
  assert.equal(coveredUntil([night], from, until, berlin), null);
});

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`);
const someWindow = fc
  .tuple(fc.subarray([...workdays, "saturday", "sunday"] as PolicyDay[]), time, time)
  .map(([days, start, end]) => windowOf(days, start, end));

test("a span is covered exactly when some window is open at each of its minutes", () => {
  const zone = fc.constantFrom(berlin, "America/New_York", "Asia/Beirut", "UTC");
  const start = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2026-12-31") });
  const nearChange = fc.constantFrom(
    Date.parse("2026-03-28T18:00Z"),
    Date.parse("2026-10-24T18:00Z"),
  );
  fc.assert(
    fc.property(
      fc.array(someWindow, { minLength: 1, maxLength: 4 }),
      fc.oneof(start, nearChange).map((at) => at - (at % 60_000)),
      fc.integer({ min: 1, max: 1440 }),
      zone,
      (list, from, minutes, where) => {
        const until = from + minutes * 60_000;
        let expected = true;
        for (let at = from; at < until && expected; at += 60_000) {
          expected = list.some((window) => isOpen(window, at, where));
        }
        const covered = coveredUntil(list, from, until, where);
        assert.equal(covered !== null && covered >= until, expected);
      },
    ),
    { numRuns: 500 },
  );
});
