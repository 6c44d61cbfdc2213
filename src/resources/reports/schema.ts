// The report as the contract shows it (spec/samples/report.json), and what a create may say.
import * as s from "../../lib/schema.ts";
import { addMs, timestamp, timestampOrNull } from "../../lib/time.ts";

export const kinds = [
  "charging_summary",
  "sessions",
  "transactions",
  "energy",
  "reservations",
] as const;
export const groupings = [
  "vehicle",
  "driver",
  "fleet",
  "charging_station",
  "operator",
  "day",
  "month",
] as const;
export const statuses = ["pending", "processing", "succeeded", "failed"] as const;
export const fileTypes = ["csv", "pdf"] as const;

export type Kind = (typeof kinds)[number];
export type Grouping = (typeof groupings)[number];

/** Three years, so that a year can be held against those before it. */
export const longestDays = 1_100;

const kind = s.choice(kinds, {
  about:
    "`sessions`, `transactions` and `reservations` list what was made in the period, " +
    "`charging_summary` adds sessions up with their money, `energy` without.",
});
const grouping = s.choice(groupings, {
  about:
    "One row per group, and per currency where there is money; days and months in the fleet's " +
    "time zone, else UTC. Null: the rows themselves, of a summary one row in all.",
});
const ids = (prefix: string, about: string) => s.list(s.id(prefix), { max: 100, about });

const filters = {
  vehicle: ids("veh", "Only these vehicles."),
  driver: ids("drv", "Only these drivers."),
  charging_station: ids("chst", "Only at these stations."),
  operator: s.list(s.text(200), {
    max: 100,
    about: "Only at stations of these operators, by id or display name.",
    example: ["example_operator"],
  }),
};
const filtersAbout = {
  about: "What the report is about; all must hold. Unknown ids give an empty report.",
};
const start = {
  about: "Begin of the period, included. What was created in the period belongs to it.",
  example: "2025-04-01T00:00:00.000Z",
};
const end = {
  about: `End of the period, excluded; at most ${longestDays} days after its begin.`,
  example: "2025-05-01T00:00:00.000Z",
};

export const ReportCreate = s.object({
  parameters: s.object(
    {
      type: kind,
      period_start: s.timestamp(start),
      period_end: s.timestamp(end),
      group_by: s.optional(s.nullable(grouping)),
      filters: s.optional(
        s.object(
          {
            vehicle: s.optional(filters.vehicle),
            driver: s.optional(filters.driver),
            charging_station: s.optional(filters.charging_station),
            operator: s.optional(filters.operator),
          },
          filtersAbout,
        ),
      ),
    },
    { about: "What the report tells, of which time." },
  ),
  fleet: s.optional(s.nullable(s.id("flt", { about: "Only what was done for this fleet." }))),
  type: s.defaulted(
    s.choice(fileTypes, {
      about: "`csv`: all rows, for programs. `pdf`: sums and charts, for people.",
    }),
    "csv",
  ),
});

export const Report = s.object({
  id: s.id("rpt", { about: "Unique identifier." }),
  object: s.literal("report"),
  account: s.id("acct", { about: "Whose report it is." }),
  created: s.timestamp(),
  fleet: s.nullable(s.id("flt")),
  parameters: s.object({
    filters: s.object(
      {
        vehicle: s.optional(filters.vehicle),
        driver: s.optional(filters.driver),
        charging_station: s.optional(filters.charging_station),
        operator: s.optional(filters.operator),
      },
      filtersAbout,
    ),
    group_by: s.nullable(grouping),
    period_end: s.timestamp(end),
    period_start: s.timestamp(start),
    type: kind,
  }),
  size: s.nullable(
    s.integer(0, Number.MAX_SAFE_INTEGER, {
      about: "Bytes of the file; null before it is made.",
      example: 48_312,
    }),
  ),
  status: s.choice(statuses, {
    about: "`pending` until a worker takes it up, `processing` while it is made.",
  }),
  succeeded_at: s.nullable(s.timestamp({ about: "When the file was complete, or null." })),
  type: s.choice(fileTypes),
  url: s.nullable(
    s.url({
      about:
        "Where the file is, for seven days from this answer on; each read gives a new link. " +
        "Needs no key. Null before the file is made, 90 days after, and for a key that may not " +
        "read what is in it.",
      example:
        "https://charge.example.com/files/reports/rpt_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd.csv" +
        "?expires=1778286140&signature=mXq3cUuJ2v0cWk1rYp7b6A",
    }),
  ),
});

export type Filters = {
  readonly vehicle?: readonly string[];
  readonly driver?: readonly string[];
  readonly charging_station?: readonly string[];
  readonly operator?: readonly string[];
};

export type Parameters = {
  readonly filters: Filters;
  readonly group_by: Grouping | null;
  readonly period_end: string;
  readonly period_start: string;
  readonly type: Kind;
};

export type ReportRow = {
  account_id: string;
  livemode: boolean;
  id: string;
  status: (typeof statuses)[number];
  type: (typeof fileTypes)[number];
  parameters: Parameters;
  fleet: string | null;
  timezone: string;
  shows: string[];
  size: number | null;
  succeeded_at: Date | null;
  file: string | null;
  created: Date;
};

const keptMs = 90 * 24 * 3_600_000;

/** Files of reports that were made before this are no longer linked to. */
export const keptSince = (now: Date): Date => addMs(now, -keptMs);

/** The file's name while it may be had. */
export const fileOf = ({ file, succeeded_at: made }: ReportRow, now: Date): string | null =>
  file !== null && made !== null && made > keptSince(now) ? file : null;

export const renderReport = (row: ReportRow, url: string | null) => ({
  id: row.id,
  object: "report" as const,
  account: row.account_id,
  created: timestamp(row.created),
  fleet: row.fleet,
  parameters: {
    filters: row.parameters.filters,
    group_by: row.parameters.group_by,
    period_end: row.parameters.period_end,
    period_start: row.parameters.period_start,
    type: row.parameters.type,
  },
  size: row.size,
  status: row.status,
  succeeded_at: timestampOrNull(row.succeeded_at),
  type: row.type,
  url,
});
