// The tariff as the API shows it, and what a create or an update may say: tariff elements of OCPI
// 2.2.1 with prices in minor units, tax included (ruling 30). What they mean is src/pricing.
import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";
import {
  type PriceComponent,
  type Tariff as Priced,
  type Restrictions,
  type TariffElement,
  weekdays,
} from "../../pricing/tariff.ts";
import { decimal, dimensions, limitOrNull } from "./short_form.ts";

const limit = (max: number, about: string, example: number) =>
  s.optional(s.nullable(s.number(0, max, { about, example })));
const seconds = (about: string, example: number) =>
  s.optional(s.nullable(s.integer(0, 10_000_000, { about, example })));
const clock = (about: string, example: string) =>
  s.optional(s.nullable(s.timeOfDay({ about, example })));
const date = (about: string, example: string) =>
  s.optional(s.nullable(s.text(10, { pattern: "^\\d{4}-\\d\\d-\\d\\d$", about, example })));

const restrictions = {
  day_of_week: s.optional(
    s.nullable(
      s.list(s.choice(weekdays), {
        max: 7,
        unique: true,
        about: "Only on these days, from midnight to midnight; null or empty: every day.",
      }),
    ),
  ),
  end_date: date("Excluded.", "2027-01-01"),
  end_time: clock(
    "Excluded. At or before `start_time` it is reached on the next day; `00:00`: end of the day.",
    "20:00",
  ),
  max_current: limit(
    100_000,
    "Below so many ampere, summed over the phases: the power of the interval at 230 V.",
    32,
  ),
  max_duration: seconds("Until so many seconds after the session's start.", 3600),
  max_kwh: limit(1_000_000, "Until so many kWh were charged.", 20),
  max_power: limit(
    100_000,
    "Below so many kilowatt, the mean of each interval between two meter readings.",
    22,
  ),
  min_current: limit(
    100_000,
    "From so many ampere on, summed over the phases: the power of the interval at 230 V.",
    16,
  ),
  min_duration: seconds("From so many seconds after the session's start on.", 1800),
  min_kwh: limit(1_000_000, "From so many kWh on.", 1),
  min_power: limit(
    100_000,
    "From so many kilowatt on, the mean of each interval between two meter readings.",
    11,
  ),
  reservation: s.optional(
    s.nullable(
      s.choice(["RESERVATION", "RESERVATION_EXPIRES"], {
        about: "The element prices the time of a reservation, and is never part of a session.",
      }),
    ),
  ),
  start_date: date("Included; a day at the station.", "2026-01-01"),
  start_time: clock("Included; local time of the station.", "08:00"),
};

const Component = s.object({
  price: decimal(
    "Smallest currency unit per kWh (`ENERGY`), per hour (`TIME`, `PARKING_TIME`) or once " +
      "(`FLAT`), tax included; up to four decimals.",
    "39.5",
  ),
  step_size: s.defaulted(
    s.integer(0, 1_000_000, {
      about: "Wh or seconds that are billed as a whole, once per session; none for `FLAT`.",
    }),
    1,
  ),
  tax: s.defaulted(
    s.nullable(s.choice(["vat"], { about: "`vat`, or null where none is due." })),
    "vat",
  ),
  type: s.choice(dimensions, {
    about:
      "`TIME` counts while energy flows, `PARKING_TIME` while the vehicle is plugged in " +
      "without it.",
  }),
});

const Element = s.object({
  price_components: s.list(Component, {
    min: 1,
    max: 4,
    about: "What the element charges for, each type once.",
  }),
  restrictions: s.defaulted(
    s.nullable(
      s.object(restrictions, {
        about: "When the element applies: all that are given must hold. Null: always.",
      }),
    ),
    null,
  ),
});

const fields = {
  currency: s.currency({ about: "Currency of all prices. Cannot be changed." }),
  elements: s.list(Element, {
    min: 1,
    max: 100,
    about:
      "In order: for each type of price the first element that applies at the moment counts. A " +
      "session that passes from one to another is split there.",
  }),
  max_price: limitOrNull("The most that a session costs, smallest currency unit.", 5000),
  min_price: limitOrNull("The least that a session costs, smallest currency unit.", 100),
  name: s.defaulted(
    s.nullable(s.text(200, { about: "What you call it.", example: "Day and night" })),
    null,
  ),
};

export const TariffCreate = s.object({ ...fields, metadata: s.optional(s.metadataInput()) });
export const TariffUpdate = s.partial(TariffCreate, ["currency"]);

const price = (about: string, example: string) => s.text(17, { about, example });

export const Tariff = s.object({
  id: s.id("trf", { about: "Unique identifier." }),
  object: s.literal("tariff"),
  created: s.timestamp(),
  currency: s.currency(),
  elements: s.list(
    s.object({
      price_components: s.list(
        s.object({
          price: price("Smallest currency unit, a decimal.", "39.5"),
          step_size: s.integer(0, 1_000_000, { about: "Wh or seconds.", example: 1 }),
          tax: s.nullable(s.choice(["vat"])),
          type: s.choice(dimensions),
        }),
      ),
      restrictions: s.nullable(
        s.object(
          Object.fromEntries(
            Object.entries(restrictions).map(([key, value]) => [key, required(value)]),
          ),
        ),
      ),
    }),
  ),
  max_price: s.nullable(price("Smallest currency unit, a decimal.", "5000")),
  metadata: s.metadata(),
  min_price: s.nullable(price("Smallest currency unit, a decimal.", "100")),
  name: s.nullable(s.text(200)),
  updated: s.timestamp(),
});

/** Answers name every restriction, null where there is none. */
function required(schema: s.TSchema): s.TSchema {
  const { "~optional": _, ...rest } = schema as unknown as Record<string, unknown>;
  return rest as unknown as s.TSchema;
}

export type TariffRow = Priced & {
  readonly id: string;
  readonly min_price: string | null;
  readonly max_price: string | null;
  readonly name: string | null;
  readonly metadata: Metadata;
  readonly created: Date;
  readonly updated: Date;
};

type Elements = s.Static<typeof TariffCreate>["elements"];

/** As they are stored: prices as text, restrictions only where there are some. */
export const elementsOf = (given: Elements): TariffElement[] =>
  given.map(({ price_components, restrictions: limits }) => {
    const set = Object.entries(limits ?? {}).filter(([, value]) => value != null);
    return {
      price_components: price_components.map(
        (one): PriceComponent => ({ ...one, price: String(one.price) }),
      ),
      restrictions: set.length === 0 ? null : (Object.fromEntries(set) as Restrictions),
    };
  });

const renderRestrictions = (r: Restrictions) => ({
  day_of_week: r.day_of_week ?? null,
  end_date: r.end_date ?? null,
  end_time: r.end_time ?? null,
  max_current: r.max_current ?? null,
  max_duration: r.max_duration ?? null,
  max_kwh: r.max_kwh ?? null,
  max_power: r.max_power ?? null,
  min_current: r.min_current ?? null,
  min_duration: r.min_duration ?? null,
  min_kwh: r.min_kwh ?? null,
  min_power: r.min_power ?? null,
  reservation: r.reservation ?? null,
  start_date: r.start_date ?? null,
  start_time: r.start_time ?? null,
});

export const renderTariff = (row: TariffRow) => ({
  id: row.id,
  object: "tariff" as const,
  created: timestamp(row.created),
  currency: row.currency,
  elements: row.elements.map(({ price_components, restrictions: limits }) => ({
    price_components: price_components.map((one) => ({
      price: one.price,
      step_size: one.step_size,
      tax: one.tax ?? null,
      type: one.type,
    })),
    restrictions: limits == null ? null : renderRestrictions(limits),
  })),
  max_price: row.max_price,
  metadata: row.metadata,
  min_price: row.min_price,
  name: row.name,
  updated: timestamp(row.updated),
});
