// A test clock, which moves the time of an account's test mode. An extension object (spec part 3).
import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";
import { durationPattern } from "./duration.ts";

export const furthestMs = 2 * 366 * 86_400_000;

export const ClockCreate = s.object({
  name: s.defaulted(
    s.nullable(s.text(100, { about: "For your own use.", example: "Billing month" })),
    null,
  ),
  now: s.optional(
    s.timestamp({
      about:
        "Begin by advancing to this time: later than the account's present time, at most two " +
        "years from the real one. Left out: the clock begins where the account's time is.",
      example: "2026-05-01T00:00:00.000Z",
    }),
  ),
});

export const ClockAdvance = s.object({
  to: s.optional(
    s.timestamp({
      about:
        "The time to advance to: later than the account's present time, at most two years from " +
        "the real one. Either this or `by`.",
      example: "2026-05-01T00:00:00.000Z",
    }),
  ),
  by: s.optional(
    s.text(40, {
      about:
        "How far to advance, as an ISO 8601 duration: `P1M` is a calendar month in UTC, " +
        "`P3DT12H` three and a half days. Either this or `to`.",
      pattern: durationPattern,
      example: "P1M",
    }),
  ),
});

export const TestClock = s.object({
  id: s.id("clk", { about: "Unique identifier." }),
  object: s.literal("test_clock"),
  advancing_to: s.nullable(
    s.timestamp({ about: "Where the time is being advanced to; null while `status` is `ready`." }),
  ),
  created: s.timestamp({ about: "When the clock was made, in the account's time." }),
  livemode: s.literal(false, { about: "False: clocks exist in test mode only." }),
  name: s.nullable(s.text(100, { about: "Your own name for it.", example: "Billing month" })),
  now: s.timestamp({
    about: "The account's time in test mode as of this answer. It goes on as real time does.",
  }),
  status: s.choice(["ready", "advancing"], {
    about: "`advancing` until all that fell due on the way is done.",
  }),
  updated: s.timestamp({ about: "When it last arrived, was told to advance, or was made." }),
});

export type ClockRow = {
  id: string;
  name: string | null;
  advancing_to: Date | null;
  created: Date;
  updated: Date;
};

export const renderClock = (row: ClockRow, { now }: { readonly now: Date }) => ({
  id: row.id,
  object: "test_clock" as const,
  advancing_to: timestampOrNull(row.advancing_to),
  created: timestamp(row.created),
  livemode: false as const,
  name: row.name,
  now: timestamp(now),
  status: row.advancing_to === null ? ("ready" as const) : ("advancing" as const),
  updated: timestamp(row.updated),
});
