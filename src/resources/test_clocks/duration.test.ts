import assert from "node:assert/strict";
import { it } from "node:test";
import { later } from "./duration.ts";

it("a duration is added in calendar terms, and what is none is told", () => {
  const after = (from: string, by: string): string | null =>
    later(new Date(`${from}Z`), by)
      ?.toISOString()
      .slice(0, 19) ?? null;
  const rows: [string, string, string | null][] = [
    ["2026-01-31T10:00:00", "P1M", "2026-02-28T10:00:00"],
    ["2028-01-31T10:00:00", "P1M", "2028-02-29T10:00:00"],
    ["2026-12-15T00:00:00", "P1M", "2027-01-15T00:00:00"],
    ["2028-02-29T00:00:00", "P1Y", "2029-02-28T00:00:00"],
    ["2026-01-31T00:00:00", "P1M1D", "2026-03-01T00:00:00"],
    ["2026-03-28T12:00:00", "P1D", "2026-03-29T12:00:00"],
    ["2026-01-01T00:00:00", "P2W", "2026-01-15T00:00:00"],
    ["2026-01-01T00:00:00", "P3DT12H", "2026-01-04T12:00:00"],
    ["2026-01-01T00:00:00", "PT90M", "2026-01-01T01:30:00"],
    ["2026-01-01T00:00:00", "PT1S", "2026-01-01T00:00:01"],
    ["2026-01-01T00:00:00", "P", null],
    ["2026-01-01T00:00:00", "PT", null],
    ["2026-01-01T00:00:00", "P1DT", null],
    ["2026-01-01T00:00:00", "-P1D", null],
    ["2026-01-01T00:00:00", "P1.5D", null],
    ["2026-01-01T00:00:00", "1 month", null],
  ];
  for (const [from, by, want] of rows) assert.equal(after(from, by), want, `${from} + ${by}`);
});
