// The door to the schema library: one schema per shape gives validation, TypeScript type and
// OpenAPI. What a schema says about itself (`about`) is printed in the reference.
import { type Static, type TProperties, type TSchema, type TUnsafe, Type } from "typebox";

export type { Static, TSchema } from "typebox";

type About = { readonly about?: string; readonly example?: unknown };

const notes = ({ about, example }: About): Record<string, unknown> => ({
  ...(about === undefined ? {} : { description: about }),
  ...(example === undefined ? {} : { examples: [example] }),
});

/** An object with exactly these keys; an unknown one is refused by name. */
export const object = <P extends TProperties>(properties: P, more: About = {}) =>
  Type.Object(properties, { additionalProperties: false, ...notes(more) });

/** A `format` is one of lib/validate.ts, which has a sentence for what it is not. */
type TextMore = About & {
  min?: number;
  pattern?: string;
  format?: string;
  /** Comes in and is never shown. */
  writeOnly?: true;
};

/** From here on a text may have more than one line. */
const longText = 500;

/** Text of 1 to `max` characters, something visible among them; a short one is one line. */
export const text = (max: number, more: TextMore = {}) =>
  Type.String({
    minLength: more.min ?? 1,
    maxLength: max,
    format: max < longText ? "line" : "lines",
    ...(more.pattern === undefined ? {} : { pattern: more.pattern }),
    ...(more.format === undefined ? {} : { format: more.format }),
    ...(more.writeOnly === undefined ? {} : { writeOnly: true }),
    ...notes(more),
  });

export const integer = (min: number, max: number, more: About = {}) =>
  Type.Integer({ minimum: min, maximum: max, ...notes(more) });

export const number = (min: number, max: number, more: About = {}) =>
  Type.Number({ minimum: min, maximum: max, ...notes(more) });

export const boolean = (more: About = {}) => Type.Boolean(notes(more));

/** One of a fixed set of words. */
export const choice = <const V extends string>(words: readonly V[], more: About = {}): TUnsafe<V> =>
  Type.Unsafe<V>({ type: "string", enum: [...words], ...notes(more) });

export const list = <T extends TSchema>(
  items: T,
  more: About & { min?: number; max?: number; unique?: boolean } = {},
) =>
  Type.Array(items, {
    ...(more.min === undefined ? {} : { minItems: more.min }),
    ...(more.max === undefined ? {} : { maxItems: more.max }),
    ...(more.unique === true ? { uniqueItems: true } : {}),
    ...notes(more),
  });

/** May be left out. */
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);

/** May be `null`, which clears the field on an update. */
export function nullable<T extends TSchema>(schema: T): TUnsafe<Static<T> | null> {
  const plain = schema as unknown as Record<string, unknown>;
  const { type, enum: words } = plain;
  if (typeof type !== "string") {
    return Type.Unsafe({ anyOf: [plain, { type: "null" }] });
  }
  return Type.Unsafe({
    ...plain,
    type: [type, "null"],
    ...(Array.isArray(words) ? { enum: [...words, null] } : {}),
  });
}

/**
 * Takes this value when left out of a create; an update leaves the present value (see `partial`).
 */
export const defaulted = <T extends TSchema>(schema: T, value: Static<T>): TUnsafe<Static<T>> =>
  Type.Unsafe<Static<T>>({ ...(schema as unknown as Record<string, unknown>), default: value });

type Partial_<T> = { [K in keyof T]?: T[K] extends PlainObject ? Partial_<T[K]> : T[K] };
type PlainObject = { [key: string]: unknown } & { length?: never };

/**
 * The update shape of a create shape: every key may be left out, nested objects merge key by key
 * (spec part 1, "updates"), no defaults. Maps (metadata) and arrays are taken whole.
 */
export function partial<T extends TSchema>(
  schema: T,
  without: readonly (keyof Static<T> & string)[] = [],
): TUnsafe<Partial_<Static<T>>> {
  return Type.Unsafe(loosened(schema as unknown as Record<string, unknown>, without));
}

function loosened(
  schema: Record<string, unknown>,
  without: readonly string[] = [],
): Record<string, unknown> {
  const { default: _default, required: _required, properties, ...rest } = schema;
  if (typeof properties !== "object" || properties === null) return rest;
  const entries = Object.entries(properties)
    .filter(([key]) => !without.includes(key))
    .map(([key, value]) => [key, loosened(value as Record<string, unknown>)]);
  return { ...rest, properties: Object.fromEntries(entries) };
}

/** An id with this prefix. Whether it exists is for the operation to say (404). */
export const id = (prefix: string, more: About = {}) =>
  Type.String({
    minLength: 1,
    maxLength: 100,
    ...notes({ example: `${prefix}_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd`, ...more }),
  });

/** RFC 3339 with any offset. */
export const timestamp = (more: About = {}) =>
  Type.String({
    format: "date-time",
    maxLength: 40,
    ...notes({ example: "2026-04-01T00:36:43.890Z", ...more }),
  });

export const email = (more: About = {}) =>
  Type.String({
    format: "email",
    maxLength: 254,
    ...notes({ example: "ada@example.com", ...more }),
  });

/** E.164, checked against the numbering plans. */
export const phone = (more: About = {}) =>
  Type.String({ format: "phone", maxLength: 20, ...notes({ example: "+33189000029", ...more }) });

/** ISO 4217, lower case. */
export const currency = (more: About = {}) =>
  Type.String({ format: "currency", ...notes({ example: "eur", ...more }) });

/** ISO 3166-1 alpha-2, upper case. */
export const country = (more: About = {}) =>
  Type.String({ format: "country", ...notes({ example: "FR", ...more }) });

/** IANA time zone. */
export const zone = (more: About = {}) =>
  Type.String({
    format: "timezone",
    maxLength: 64,
    ...notes({ example: "Europe/Paris", ...more }),
  });

export const url = (more: About = {}) =>
  Type.String({ format: "http-url", maxLength: 2048, ...notes(more) });

/** Local time of day, `HH:MM`; `24:00` where an end is meant. */
export const timeOfDay = (more: About & { end?: boolean } = {}) =>
  Type.String({
    format: more.end === true ? "end-of-span" : "time-of-day",
    ...notes({ example: "09:00", ...more }),
  });

const metadataKey = "^[^\\[\\]]{1,40}$";

/**
 * What a create or an update may say of metadata: `null` or `""` removes a key, null clears all.
 */
export const metadataInput = () =>
  Type.Unsafe<Record<string, string | null> | null>({
    type: ["object", "null"],
    patternProperties: { [metadataKey]: { type: ["string", "null"], maxLength: 500 } },
    additionalProperties: false,
    maxProperties: 50,
    description:
      "Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values " +
      "up to 500. An update merges; `null` or an empty string removes a key; `null` for " +
      "the whole clears all.",
    examples: [{ cost_centre: "4711" }],
  });

/** Metadata as answers show it. */
export const metadata = () =>
  Type.Unsafe<Record<string, string>>({
    type: "object",
    additionalProperties: { type: "string" },
    description:
      "Your own key-value pairs, in the order in which they came; keys that are whole numbers first.",
    examples: [{ cost_centre: "4711" }],
  });

/** Metres and degrees on WGS 84. */
export const coordinates = () => ({
  latitude: number(-90, 90, { about: "Degrees north, WGS 84.", example: 48.8698 }),
  longitude: number(-180, 180, { about: "Degrees east, WGS 84.", example: 2.3319 }),
});

/** A postal address; every line may be missing, as registers and people leave them out. */
export const address = (more: About = { about: "Postal address." }) =>
  object(
    {
      city: defaulted(nullable(text(100, { about: "Town.", example: "Paris" })), null),
      country: defaulted(nullable(country({ about: "ISO 3166-1 alpha-2." })), null),
      line1: defaulted(
        nullable(text(200, { about: "Street and number.", example: "10 Rue de la Paix" })),
        null,
      ),
      line2: defaulted(
        nullable(text(200, { about: "Building, floor.", example: "Building B" })),
        null,
      ),
      postal_code: defaulted(nullable(text(20, { about: "Postal code.", example: "75002" })), null),
      state: defaulted(
        nullable(text(100, { about: "State or region.", example: "Île-de-France" })),
        null,
      ),
    },
    more,
  );

/** An answer whose exact keys are the sample's; anything goes for values that vary by kind. */
export const unknown = (more: About = {}) => Type.Unknown(notes(more));

/** Values under keys of one form, as many as there are. */
export const map = <T extends TSchema>(
  key: string,
  value: T,
  more: About = {},
): TUnsafe<Record<string, Static<T>>> =>
  Type.Unsafe({
    type: "object",
    patternProperties: { [key]: value },
    additionalProperties: false,
    ...notes(more),
  });

export const record = <T extends TSchema>(
  value: T,
  more: About = {},
): TUnsafe<Record<string, Static<T>>> =>
  Type.Unsafe({ type: "object", additionalProperties: value, ...notes(more) });

/** A value under each of these names, or under some of them. */
export const byName = <T extends TSchema>(
  names: readonly string[],
  value: (name: string) => T,
  more: About = {},
): TUnsafe<Record<string, Static<T>>> =>
  Type.Unsafe(object(Object.fromEntries(names.map((one) => [one, optional(value(one))])), more));

export const either = <T extends TSchema[]>(
  schemas: [...T],
  more: About = {},
): TUnsafe<Static<T[number]>> => Type.Unsafe({ anyOf: schemas, ...notes(more) });

export const literal = <const V extends string | number | boolean>(value: V, more: About = {}) =>
  Type.Unsafe<V>({ const: value, type: typeof value, ...notes(more) });
