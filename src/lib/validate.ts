// The door to the validator: a schema becomes a check that refuses bad input by the name of the
// first offending parameter and lists all of them in `details` (spec part 1, "Errors").
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { isValidPhoneNumber } from "libphonenumber-js";
import { type ErrorCode, Refusal } from "./errors.ts";
import type { Static, TSchema } from "./schema.ts";
import { parseTimestamp } from "./time.ts";

const currencies = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()));
const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const zones = new Map<string, boolean>();

function isZone(name: string): boolean {
  const known = zones.get(name);
  if (known !== undefined) return known;
  let valid = /^[A-Za-z]/.test(name);
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
  } catch {
    valid = false;
  }
  // A stranger's inventions must not fill the memory.
  if (zones.size < 2000) zones.set(name, valid);
  return valid;
}

/** An ISO 3166-1 alpha-2 code, upper case. */
export const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) &&
  !["EU", "UN", "EZ", "QO", "ZZ"].includes(code) &&
  regions.of(code) !== undefined;

const isHttpUrl = (value: string): boolean =>
  URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

/** Something to see: not only blanks, controls and what is never shown by itself. */
const visible = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

const local = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const domain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/i;

/** Plain addresses as mail servers take them everywhere; other scripts in the domain as xn--. */
function isEmail(value: string): boolean {
  const at = value.lastIndexOf("@");
  return at <= 64 && local.test(value.slice(0, at)) && domain.test(value.slice(at + 1));
}

const formats: Record<string, (value: string) => boolean> = {
  "date-time": (value) => parseTimestamp(value) !== null,
  email: isEmail,
  line: (value) => value === "" || (visible.test(value) && !/\p{Cc}/u.test(value)),
  lines: (value) => value === "" || (visible.test(value) && !/[^\P{Cc}\t\n\r]/u.test(value)),
  phone: (value) => /^\+[1-9]\d{1,14}$/.test(value) && isValidPhoneNumber(value),
  currency: (value) => currencies.has(value),
  country: isCountry,
  timezone: isZone,
  "http-url": isHttpUrl,
  "time-of-day": (value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value),
  "end-of-span": (value) => /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(value),
  "lat-lng": (value) => /^-?\d{1,2}(\.\d+)?, ?-?\d{1,3}(\.\d+)?$/.test(value),
  vin: (value) => /^[A-HJ-NPR-Z0-9]{17}$/i.test(value),
  "connector-id": (value) => /^[^\s/\p{Cc}]+$/u.test(value) && visible.test(value),
  "ocpp-identity": (value) => /^[A-Za-z0-9*_=:+|@.-]{1,48}$/.test(value),
};

/** What each format is, in a refusal ("expected …") and in the reference. */
export const formatSentences: Readonly<Record<string, string>> = {
  "date-time": "an RFC 3339 time, for instance 2026-04-01T00:36:43.890Z",
  email: "an email address, for instance ada@example.com",
  line: "text with something visible in it, on one line and without control characters",
  lines: "text with something visible in it and no control characters but tabs and line breaks",
  phone: "a phone number in E.164 form, for instance +33189000029",
  currency: "an ISO 4217 currency code in lower case, for instance eur",
  country: "an ISO 3166-1 alpha-2 country code, for instance FR",
  timezone: "an IANA time zone, for instance Europe/Paris",
  "http-url": "an http or https URL",
  "time-of-day": "a time of day from 00:00 to 23:59, for instance 09:00",
  "end-of-span": "a time of day from 00:00 to 24:00, for instance 18:00",
  "lat-lng": "latitude and longitude in degrees, for instance 52.52,13.40",
  vin: "a vehicle identification number: 17 letters and digits, no I, O or Q",
  "connector-id": "a name without blanks and slashes, for instance connector_a1",
  "ocpp-identity": "1 to 48 letters, digits or * _ = : + | @ . -",
};

const settings = {
  allErrors: true,
  allowUnionTypes: true,
  useDefaults: true,
  strict: true,
  verbose: true,
};
const ajv = new Ajv({ ...settings, formats });
ajv.addVocabulary(["example"]);

/** Query parameters are text: "10" is a number where one is expected, "1e1" and "05" are not. */
const plainNumber = {
  integer: /^-?(0|[1-9]\d{0,15})$/,
  number: /^-?(0|[1-9]\d{0,15})(\.\d{1,20})?$/,
} as const;

function fromText(schema: unknown, text: unknown): unknown {
  const { type } = (schema ?? {}) as { type?: unknown };
  if (typeof text !== "string") return text;
  if (type === "integer" || type === "number") {
    return plainNumber[type].test(text) ? Number(text) : text;
  }
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  return type === "array" ? [text] : text;
}

function fromQuery(schema: TSchema, given: unknown): unknown {
  const { properties = {} } = schema as { properties?: Record<string, unknown> };
  const entries = Object.entries(given as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([key, text]) => [
      key,
      Object.hasOwn(properties, key) ? fromText(properties[key], text) : text,
    ]),
  );
}

export type Problem = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly param: string;
};

/** Dotted path of a JSON pointer: `/preferences/colour` is `preferences.colour`. */
const dotted = (pointer: string): string =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");

/** The beginning of a long text; half a surrogate pair is no end, strict readers refuse it. */
const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 3).replace(/[\uD800-\uDBFF]$/, "")}...` : text;

/** A key that a stranger made up may be as long as the body, and is told several times. */
const longestKey = 200;

const under = (pointer: string, key: string): string => {
  const name = cut(key, longestKey);
  return pointer === "" ? name : `${dotted(pointer)}.${name}`;
};

/** A card or account number, wherever somebody put it: never said back (ruling 14). */
const accountNumber = /(\d[ -]?){12,}|[A-Z]{2}\d{2} ?[A-Z0-9]{4} ?(\d ?){7,}/;

/** A key or a secret of ours: an answer may end in its reader's log. */
const ourSecret = /ch_[sr]k_(test|live)_|whsec_/;

function shown(value: unknown): string {
  // JSON has no such number, but writes it: 1e400.
  if (typeof value === "number" && !Number.isFinite(value)) return "a number that is too large";
  const text = JSON.stringify(value) ?? String(value);
  if (accountNumber.test(text)) return "a number that is not repeated here";
  if (ourSecret.test(text)) return "a secret that is not repeated here";
  return cut(text, 60);
}

/** Of too long a list the length tells more than its beginning. */
const counted: ReadonlySet<string> = new Set(["minItems", "maxItems", "maxProperties"]);

const got = ({ keyword, data }: ErrorObject): string =>
  counted.has(keyword) ? String(Object.keys(data as object).length) : shown(data);

const items = (count: unknown): string => (count === 1 ? "1 item" : `${count} items`);

const typeName = (type: unknown): string =>
  (Array.isArray(type) ? type : [type])
    .map(
      (one) =>
        ({ object: "an object", array: "a list", integer: "an integer", null: "null" })[
          one as string
        ] ?? `a ${one}`,
    )
    .join(" or ");

/** All of a short list of words, the first of a long one. */
function someOf(words: readonly unknown[]): string {
  const named = words.slice(0, words.length > 20 ? 10 : 20).map(shown);
  const rest = words.length - named.length;
  return `${named.join(", ")}${rest === 0 ? "" : ` and ${rest} more that the reference lists`}`;
}

const oneOfThese = (words: readonly unknown[]): string => `expected one of ${someOf(words)}`;

type Say = (params: Record<string, unknown>, error: ErrorObject) => string;

const sentences: Record<string, Say> = {
  // Of a word among a few the words tell more than that it is one: null is none of them.
  type: ({ type }, { parentSchema }) => {
    const { enum: words } = (parentSchema ?? {}) as { enum?: readonly unknown[] };
    return words === undefined ? `expected ${typeName(type)}` : oneOfThese(words);
  },
  enum: ({ allowedValues }) => oneOfThese(allowedValues as unknown[]),
  const: ({ allowedValue }) => `expected ${shown(allowedValue)}`,
  format: ({ format }) => `expected ${formatSentences[format as string] ?? format}`,
  minimum: ({ limit }) => `must be at least ${limit}`,
  maximum: ({ limit }) => `must be at most ${limit}`,
  minLength: ({ limit }) =>
    limit === 1 ? "must not be empty" : `must have at least ${limit} characters`,
  maxLength: ({ limit }) => `must have at most ${limit} characters`,
  minItems: ({ limit }) => `must have at least ${items(limit)}`,
  maxItems: ({ limit }) => `must have at most ${items(limit)}`,
  maxProperties: ({ limit }) => `must have at most ${limit} keys`,
  uniqueItems: () => "must not name anything twice",
  pattern: (_params, { parentSchema }) => {
    const { examples } = (parentSchema ?? {}) as { examples?: readonly unknown[] };
    const example = examples?.[0] === undefined ? "" : `, for instance ${examples[0]}`;
    return `does not have the expected form${example}`;
  },
  anyOf: () => "has none of the forms that are allowed here",
};

function problem(error: ErrorObject): Problem {
  if (error.keyword === "required") {
    const param = under(error.instancePath, String(error.params["missingProperty"]));
    return { code: "parameter_missing", message: `Missing required parameter: ${param}.`, param };
  }
  if (error.keyword === "additionalProperties") {
    const param = under(error.instancePath, String(error.params["additionalProperty"]));
    const inMetadata = /(^|\.)metadata\./.test(param);
    return inMetadata
      ? {
          code: "parameter_invalid",
          message: `Invalid ${param}: a key has 1 to 40 characters without brackets.`,
          param,
        }
      : { code: "parameter_unknown", message: `Received unknown parameter: ${param}.`, param };
  }
  const param = dotted(error.instancePath);
  const sentence = sentences[error.keyword]?.(error.params, error) ?? error.message ?? "is invalid";
  const secret = /(^|\.)(number|cvc|iban|account_number|token|password|secret)$/.test(param);
  const rest = secret ? "" : `, got ${got(error)}`;
  return { code: "parameter_invalid", message: `Invalid ${param}: ${sentence}${rest}.`, param };
}

/** So many are listed; a stranger can make a hundred thousand mistakes in one body. */
const mostProblems = 100;

/** Refuses with the first problem; `details` carries all of them. */
export function refuseProblems(problems: readonly Problem[]): never {
  const first = problems[0] as Problem;
  throw new Refusal(first.code, first.message, first.param, problems.slice(0, mostProblems));
}

const rank: Record<string, number> = {
  parameter_unknown: 0,
  parameter_missing: 1,
  parameter_invalid: 2,
};

/** What is told first; a bad key of metadata is told like a bad value. */
const errorRank = ({ keyword, instancePath }: ErrorObject): number => {
  if (keyword === "additionalProperties") return /\/metadata$/.test(instancePath) ? 2 : 0;
  return keyword === "required" ? 1 : 2;
};

function collected(errors: readonly ErrorObject[]): Problem[] {
  const problems: Problem[] = [];
  const named = new Set<string>();
  const ranked = errors.length > mostProblems ? errors.toSorted(byRank) : errors;
  for (const error of ranked) {
    if (problems.length >= mostProblems) break;
    const one = problem(error);
    if (named.has(one.param) && one.param !== "") continue;
    named.add(one.param);
    problems.push(one);
  }
  return problems.sort((a, b) => (rank[a.code] ?? 3) - (rank[b.code] ?? 3));
}

const byRank = (one: ErrorObject, other: ErrorObject): number => errorRank(one) - errorRank(other);

/** A check that returns its input, typed and with defaults filled in, or refuses. */
export type Check<T> = (value: unknown) => T;

/** When it is first asked: hundreds of schemas would hold up the start. */
function compiledLate(schema: TSchema): () => ValidateFunction {
  let validate: ValidateFunction | null = null;
  return () => {
    validate ??= ajv.compile(schema as object);
    return validate;
  };
}

export function checker<S extends TSchema>(schema: S, source: "body" | "query"): Check<Static<S>> {
  const compiled = compiledLate(schema);
  return (given) => {
    const validate = compiled();
    const value = source === "query" ? fromQuery(schema, given) : given;
    if (validate(value)) return value as Static<S>;
    refuseProblems(collected(validate.errors ?? []));
  };
}

/** Whether a value has the schema's shape; for tests and for what other programs send us. */
export function conforms<S extends TSchema>(schema: S): (value: unknown) => value is Static<S> {
  const compiled = compiledLate(schema);
  return (value): value is Static<S> => compiled()(value);
}
