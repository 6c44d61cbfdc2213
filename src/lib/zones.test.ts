import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { instantOf, isZone, localParts, nextLocalTime, offsetSpan } from "./zones.ts";

const utc = (text: string): number => Date.parse(text);
const iso = (at: number): string => new Date(at).toISOString();
const berlin = "Europe/Berlin";

/** What Intl itself says, the slow way. */
function wallByIntl(zone: string, at: number): string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return format.format(at);
}

function wallByUs(zone: string, at: number): string {
  const p = localParts(zone, at);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${p.year}-${two(p.month)}-${two(p.day)} ${two(p.hour)}:${two(p.minute)}:${two(p.second)}`;
}

test("IANA names and aliases are zones, offsets and inventions are not", () => {
  for (const name of ["UTC", berlin, "Europe/Kyiv", "Europe/Kiev", "America/Port-au-Prince"]) {
    assert.equal(isZone(name), true, name);
  }
  for (const name of ["+02:00", "", "Mars/Base", "Europe/", "../etc", "Europe/Berlin ", "GMT+25"]) {
    assert.equal(isZone(name), false, name);
  }
});

test("local parts are what Intl says, at any instant in any zone", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  const instant = fc.integer({ min: utc("1975-01-01"), max: utc("2045-01-01") });
  fc.assert(
    fc.property(fc.constantFrom(...zones), instant, (zone, at) => {
      assert.equal(wallByUs(zone, at), wallByIntl(zone, at), `${zone} ${iso(at)}`);
    }),
    { numRuns: 1500 },
  );
});

test("a weekday is counted from Monday", () => {
  assert.equal(localParts(berlin, utc("2026-11-22T22:59:00Z")).weekday, 6);
  assert.equal(localParts(berlin, utc("2026-11-22T23:00:00Z")).weekday, 0);
});

test("a wall time in the gap moves on by the jump, one that is doubled is the first", () => {
  const at = (day: number, month: number, hour: number): string =>
    iso(instantOf(berlin, { year: 2026, month, day, hour, minute: 30 }));
  assert.equal(at(29, 3, 1), "2026-03-29T00:30:00.000Z");
  assert.equal(at(29, 3, 2), "2026-03-29T01:30:00.000Z");
  assert.equal(at(29, 3, 3), "2026-03-29T01:30:00.000Z");
  assert.equal(at(25, 10, 2), "2026-10-25T00:30:00.000Z");
  assert.equal(at(25, 10, 3), "2026-10-25T02:30:00.000Z");
});

test("the instant of an instant's wall time is that instant, or the first of its double", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  const second = fc.integer({ min: utc("2015-01-01") / 1000, max: utc("2035-01-01") / 1000 });
  fc.assert(
    fc.property(fc.constantFrom(...zones), second, (zone, seconds) => {
      const at = seconds * 1000;
      const back = instantOf(zone, localParts(zone, at));
      assert.ok(back <= at, `${zone} ${iso(at)}`);
      assert.equal(wallByUs(zone, back), wallByUs(zone, at), `${zone} ${iso(at)}`);
    }),
    { numRuns: 1500 },
  );
});

test("the next time of day is reached, or jumped over, never missed", () => {
  const rows: [string, string, number, string][] = [
    [berlin, "2026-06-01T10:00:00Z", 17 * 60, "2026-06-01T15:00:00Z"],
    [berlin, "2026-06-01T15:00:00Z", 17 * 60, "2026-06-02T15:00:00Z"],
    [berlin, "2026-06-01T10:00:00Z", 1440, "2026-06-01T22:00:00Z"],
    // 02:30 does not exist on 29 March: the moment of the jump stands for it.
    [berlin, "2026-03-29T00:15:00Z", 150, "2026-03-29T01:00:00Z"],
    [berlin, "2026-03-29T00:15:00Z", 180, "2026-03-29T01:00:00Z"],
    // 02:30 exists twice on 25 October.
    [berlin, "2026-10-25T00:15:00Z", 150, "2026-10-25T00:30:00Z"],
    [berlin, "2026-10-25T00:30:00Z", 150, "2026-10-25T01:30:00Z"],
    [berlin, "2026-10-25T00:30:00Z", 120, "2026-10-25T01:00:00Z"],
    // Midnight is jumped over in Beirut.
    ["Asia/Beirut", "2026-03-28T20:00:00Z", 0, "2026-03-28T22:00:00Z"],
  ];
  for (const [zone, after, minute, expected] of rows) {
    assert.equal(iso(nextLocalTime(zone, utc(after), minute)), iso(utc(expected)), after);
  }
});

test("between an instant and its next time of day the clock never shows that time", () => {
  const zones = ["Europe/Berlin", "Africa/Casablanca", "Australia/Lord_Howe", "America/Havana"];
  const minutes = fc.integer({ min: utc("2025-01-01") / 6e4, max: utc("2027-01-01") / 6e4 });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      minutes,
      fc.integer({ min: 0, max: 1440 }),
      (zone, m, minuteOfDay) => {
        const next = nextLocalTime(zone, m * 6e4, minuteOfDay);
        assert.ok(next > m * 6e4 && next - m * 6e4 <= 26 * 36e5);
        for (let at = (m + 1) * 6e4; at < next; at += 6e4) {
          const p = localParts(zone, at);
          assert.notEqual(p.hour * 60 + p.minute, minuteOfDay % 1440, `${zone} ${iso(at)}`);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test("offset spans join without a gap and hold their offset", () => {
  let at = utc("2022-01-01");
  const offsets: number[] = [];
  while (at < utc("2024-12-01")) {
    const span = offsetSpan("Africa/Casablanca", at);
    assert.ok(span.from <= at && at < span.until);
    if (offsets.at(-1) !== span.offsetMs) offsets.push(span.offsetMs);
    at = span.until;
  }
  // Morocco leaves UTC+1 for Ramadan each year.
  assert.deepEqual(
    offsets.map((ms) => ms / 36e5),
    [1, 0, 1, 0, 1, 0, 1],
  );
});
