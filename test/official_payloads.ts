// Payloads made from the official JSON schemas of OCPP 2.0.1: the least that one asks for, all that
// it knows, and anything in between. What a schema leaves open is filled as oddly as it allows.

import { createRequire } from "node:module";
import type { Random } from "./laws/random.ts";

type Rule = {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly type?: string;
  readonly format?: string;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Rule>>;
  readonly items?: Rule;
};
type Schema = Rule & {
  readonly $id: string;
  readonly definitions?: Readonly<Record<string, Rule>>;
};

const require = createRequire(import.meta.url);
const schemas: readonly Schema[] = require("ocpp-rpc/lib/schemas/ocpp2_0_1.json");

const schemaOf = (action: string, side: "request" | "answer"): Schema => {
  const id = `urn:${action}.${side === "request" ? "req" : "conf"}`;
  const found = schemas.find(({ $id }) => $id === id);
  if (found === undefined) throw new Error(`no official schema ${id}`);
  return found;
};

export type Taste = {
  /** Whether a property that may miss is there. */
  readonly optional: () => boolean;
  /** 0 to n - 1. */
  readonly choose: (n: number) => number;
};

export const least: Taste = { optional: () => false, choose: () => 0 };
export const most: Taste = { optional: () => true, choose: () => 0 };
export const anything = (random: Random): Taste => ({
  optional: () => random(2) === 0,
  choose: random,
});

const texts = ["A", "", "0123456789", "Straße ☂ 充電", " ", "x".repeat(6_000)];
const times = [
  ...["2026-11-21T10:00:00Z", "2026-11-21T10:00:00.123456+05:30", "1999-12-31T23:59:59Z"],
];
const integers = [1, 0, -1, 7, 2_147_483_647, 9_007_199_254_740_991];
const numbers = [1, 0, -3.5, 8.1, 1e-7, 12_345.678, 1e15];

const textFor = ({ format, maxLength = 6_000 }: Rule, { choose }: Taste): string => {
  if (format === "date-time") return times[choose(times.length)] ?? "";
  return [...(texts[choose(texts.length)] ?? "")].slice(0, maxLength).join("");
};

const arrayFor = (rule: Rule, within: Schema, taste: Taste): unknown[] => {
  const fewest = rule.minItems ?? 0;
  const length = Math.min(Math.max(fewest, 1) + taste.choose(3), rule.maxItems ?? 3);
  return Array.from({ length }, () => valueFor(rule.items ?? {}, within, taste));
};

const objectFor = (rule: Rule, within: Schema, taste: Taste): object => {
  const required = new Set(rule.required ?? []);
  const entries = Object.entries(rule.properties ?? {}).filter(
    ([name]) => required.has(name) || taste.optional(),
  );
  return Object.fromEntries(entries.map(([name, inner]) => [name, valueFor(inner, within, taste)]));
};

const valueFor = (rule: Rule, within: Schema, taste: Taste): unknown => {
  if (rule.$ref !== undefined) {
    const named = within.definitions?.[rule.$ref.split("/").at(-1) ?? ""];
    return valueFor(named ?? {}, within, taste);
  }
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = rule;
  const allowed = (all: readonly number[]) => all.filter((one) => one >= minimum && one <= maximum);
  const pick = <T>(all: readonly T[]) => all[taste.choose(all.length)];
  if (rule.enum !== undefined) return pick(rule.enum);
  if (rule.type === "array") return arrayFor(rule, within, taste);
  if (rule.type === "integer") return pick(allowed(integers));
  if (rule.type === "number") return pick(allowed(numbers));
  if (rule.type === "boolean") return taste.choose(2) === 0;
  if (rule.type === "string") return textFor(rule, taste);
  return objectFor(rule, within, taste);
};

export const payloadFor = (
  action: string,
  side: "request" | "answer",
  taste: Taste,
): Record<string, unknown> => {
  const schema = schemaOf(action, side);
  return objectFor(schema, schema, taste) as Record<string, unknown>;
};

/** Each required property of the message itself, and of what lies in it one level down. */
export const requiredOf = (action: string, side: "request" | "answer"): readonly string[] =>
  schemaOf(action, side).required ?? [];
