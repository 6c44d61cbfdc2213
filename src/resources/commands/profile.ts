// A charging profile as the API takes it. Its unit may be either; a charger that takes only the
// other one gets it converted (src/networks/commands.ts).
import * as s from "../../lib/schema.ts";

const seconds = (about: string, example: number) => s.integer(0, 31_622_400, { about, example });

const Period = s.object({
  start: seconds("Seconds after the schedule's start from which it holds.", 0),
  limit: s.number(0, 10_000_000, {
    about: "At most so much, in the schedule's unit; at most one decimal.",
    example: 16,
  }),
  phases: s.optional(s.integer(1, 3, { about: "How many phases; 3 if left out.", example: 3 })),
});

const Schedule = s.object(
  {
    unit: s.choice(["A", "W"], {
      about: "Amperes per phase, or watts. Converted for a charger that takes only the other.",
    }),
    periods: s.list(Period, { min: 1, max: 1000, about: "In order; the first starts at 0." }),
    start: s.optional(s.timestamp({ about: "Where `absolute` and `recurring` schedules begin." })),
    duration: s.optional(seconds("For so many seconds; without an end if left out.", 3600)),
    min_rate: s.optional(
      s.number(0, 10_000_000, { about: "Below this the car does not charge well.", example: 6 }),
    ),
  },
  { about: "What may be drawn when." },
);

/** What a profile is, and whose: the number that it has where none is given. */
type Words = { readonly about: string; readonly number: string; readonly purpose: string };

export const chargingProfile = (words: Words) =>
  s.object(
    {
      id: s.optional(
        s.integer(1, 2_147_483_647, {
          about: `Its number at the charger: the same again replaces it. Default: ${words.number}.`,
          example: 1,
        }),
      ),
      stack_level: s.defaulted(
        s.integer(0, 1000, { about: "Of several that hold, the highest counts.", example: 0 }),
        0,
      ),
      purpose: s.choice(["station_max", "default", "transaction"], { about: words.purpose }),
      kind: s.choice(["absolute", "recurring", "relative"], {
        about: "Whether times are dates, come again, or count from the start of charging.",
      }),
      recurrency: s.optional(
        s.choice(["daily", "weekly"], { about: "How `recurring` comes again." }),
      ),
      valid_from: s.optional(s.timestamp({ about: "It holds from then on." })),
      valid_to: s.optional(s.timestamp({ about: "It holds until then." })),
      schedule: Schedule,
    },
    { about: words.about },
  );

export const ChargingProfile = chargingProfile({
  about: "The profile.",
  number: "the command's",
  purpose:
    "`station_max` limits the whole station, `default` every transaction, `transaction` the " +
    "one of `charging_session`.",
});
