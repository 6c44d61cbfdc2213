// An operator (spec part 3): who stands behind stations, as far as their names tell.
import * as s from "../../lib/schema.ts";

export const Operator = s.object({
  id: s.text(200, { about: "Slug of the name.", example: "example_operator" }),
  object: s.literal("operator"),
  countries: s.list(s.country(), { about: "Where its stations are." }),
  name: s.text(200, {
    about: "The spelling that most of its stations show.",
    example: "Example Operator",
  }),
  stations: s.integer(0, Number.MAX_SAFE_INTEGER, {
    about: "Stations that this account sees.",
    example: 412,
  }),
});

export type OperatorRow = { id: string; name: string; stations: number; countries: string[] };

export const renderOperator = (row: OperatorRow) => ({
  id: row.id,
  object: "operator" as const,
  countries: row.countries,
  name: row.name,
  stations: row.stations,
});
