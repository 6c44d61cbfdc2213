// The official JSON schemas of OCPP, from the package that carries them: what a message breaks of
// them, in words. Whether that refuses the message is decided per station (strict or lenient).

import { createRequire } from "node:module";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { assert } from "../../lib/assert.ts";
import { isTimestamp } from "./schema.ts";

export type Version = "1.6" | "2.0.1";
/** A call's payload, or what answers it. */
export type Side = "request" | "answer";

export type Finding = {
  /** JSON pointer into the payload, "" for the payload itself. */
  readonly path: string;
  /** JSON Schema's word for the rule that it breaks. */
  readonly keyword: string;
  readonly message: string;
};

type Schema = { readonly $id: string } & Record<string, unknown>;

const require = createRequire(import.meta.url);

/** Enough to mend a charger by; a list of ten thousand of one kind helps nobody. */
const mostFindings = 10;

/** How many decimals a number is written with: 8.1 has one, 1e-7 has seven. */
const decimalsOf = (value: number): number => {
  const [digits = "", exponent = "0"] = String(value).toLowerCase().split("e");
  const fraction = digits.split(".")[1]?.length ?? 0;
  return Math.max(0, fraction - Number(exponent));
};

/** Of decimals as they are written: doubles have it that 8.1 is no multiple of 0.1. */
export const isMultipleOf = (value: number, step: number): boolean => {
  const scale = 10 ** Math.max(decimalsOf(value), decimalsOf(step));
  return Math.round(value * scale) % Math.round(step * scale) === 0;
};

/** One that stops at the first breach, and one that lists them. */
const ajvs = [false, true].map((allErrors) => {
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors });
  ajv.removeKeyword("multipleOf");
  ajv.addKeyword({
    keyword: "multipleOf",
    type: "number",
    validate: (step: number, value: number) => isMultipleOf(value, step),
    error: { message: ({ schema }) => `must be multiple of ${schema}` },
  });
  ajv.addFormat("date-time", isTimestamp);
  ajv.addFormat("uri", (text: string) => URL.canParse(text));
  return ajv;
});
const [first, all] = ajvs;
assert(first !== undefined && all !== undefined, "two validators");

const files = { "1.6": "ocpp1_6", "2.0.1": "ocpp2_0_1" } as const;

/** Read when the first charger of a version comes, by name as the package has them. */
const opened = new Map<Version, ReadonlyMap<string, Schema>>();

const schemasOf = (version: Version): ReadonlyMap<string, Schema> => {
  const known = opened.get(version);
  if (known !== undefined) return known;
  const read: readonly Schema[] = require(`ocpp-rpc/lib/schemas/${files[version]}.json`);
  const made = new Map(read.map((schema) => [schema.$id.replace("urn:", ""), schema]));
  opened.set(version, made);
  return made;
};

const suffixes = { request: "req", answer: "conf" } as const;

type Validators = { readonly first: ValidateFunction; all: ValidateFunction | null };
const compiled = new Map<Schema, Validators>();

const rulesOf = ({ $id: _, $schema: __, ...rules }: Schema): object => rules;

const schemaOf = (version: Version, action: string, side: Side): Schema | null =>
  schemasOf(version).get(`${action}.${suffixes[side]}`) ?? null;

/** Compiled when the first message of its kind comes: most chargers send ten kinds of them. */
const validatorsOf = (schema: Schema): Validators => {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const made = { first: first.compile(rulesOf(schema)), all: null };
  compiled.set(schema, made);
  return made;
};

const findingOf = (error: ErrorObject): Finding => {
  const { instancePath: path, keyword, message = "does not fit" } = error;
  const extra = keyword === "additionalProperties" ? ` (${error.params.additionalProperty})` : "";
  return { path, keyword, message: message + extra };
};

/** Every action of a version, for tables and tests. */
export const actionsOf = (version: Version): readonly string[] =>
  [...schemasOf(version).keys()].flatMap((name) => /^(\w+)\.req$/.exec(name)?.[1] ?? []);

export const isAction = (version: Version, action: string): boolean =>
  schemaOf(version, action, "request") !== null;

/**
 * What a payload breaks of its official schema; empty: it fits. The action must be one. All of it
 * where `thorough`, else only the first: a list of a million wrong entries would fill the memory.
 */
export const findingsOf = (
  version: Version,
  action: string,
  side: Side,
  payload: unknown,
  { thorough = false } = {},
): readonly Finding[] => {
  const schema = schemaOf(version, action, side);
  assert(schema !== null, `${action} is a message of OCPP ${version}`);
  const validators = validatorsOf(schema);
  const validate = validators.first;
  if (validate(payload)) return [];
  if (!thorough) return (validate.errors ?? []).map(findingOf);
  validators.all ??= all.compile(rulesOf(schema));
  validators.all(payload);
  return (validators.all.errors ?? []).slice(0, mostFindings).map(findingOf);
};
