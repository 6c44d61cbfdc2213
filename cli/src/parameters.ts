// From flags to what a request carries: `--preferences.notifications false` by the types that the
// table of operations has. What comes with `-d` and `--data` is not checked against the table, so
// that a newer platform's parameters can be given, too.
import type { Field } from "../../sdk/src/table.ts";
import { plainName, UsageError, unknown } from "./usage.ts";

type Tree = Record<string, unknown>;

export type Place = {
  /** Null: nothing is known of it. */
  readonly field: Field | null;
  readonly path: readonly string[];
};

const anyText: Field = { name: "", type: "string" };

/** `created.gte`, `created[gte]`, `connectors.0.id`. */
export const pathOf = (name: string): string[] =>
  name
    .replace(/\[([^\]]*)\]/g, ".$1")
    .split(".")
    .filter((part, at) => part !== "" || at === 0);

/** What the entries of a map without known keys are, by its example. */
function entryOf({ example }: Field): Field {
  const [one] = typeof example === "object" && example !== null ? Object.values(example) : [];
  return typeof one === "number" ? { name: "", type: "any" } : anyText;
}

/** Where a name leads among the fields, in the API's spelling; null: to nothing that is known. */
export function placeOf(fields: readonly Field[], path: readonly string[]): Place | null {
  const [first = "", ...rest] = path;
  const field = fields.find(({ name }) => name === first || name === plainName(first));
  if (field === undefined) return null;
  return within(field, rest, [field.name]);
}

function within(field: Field, rest: readonly string[], path: readonly string[]): Place | null {
  const [next] = rest;
  if (next === undefined) return { field, path };
  if (field.items !== undefined && /^\d{1,3}$/.test(next)) {
    return within(field.items, rest.slice(1), [...path, next]);
  }
  if (field.fields !== undefined) {
    const inner = placeOf(field.fields, rest);
    return inner === null ? null : { ...inner, path: [...path, ...inner.path] };
  }
  if (field.type !== "object" && field.type !== "any") return null;
  // A key of a map, which may hold dots of its own.
  return { field: entryOf(field), path: [...path, rest.join(".")] };
}

const json = (text: string, name: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UsageError(`--${name} must be JSON, not ${JSON.stringify(text)}.`);
  }
};

function numberOf(text: string, name: string, whole: boolean): number {
  const value = Number(text);
  const good = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (text.trim() === "" || !good) {
    const what = whole ? "a whole number" : "a number";
    throw new UsageError(`--${name} must be ${what}, not ${JSON.stringify(text)}.`);
  }
  return value;
}

const isDay = /^\d{4}-\d{2}-\d{2}$/;
const isTime = /^\d{4}-\d{2}-\d{2}T/;

/** A day where a time is asked for begins at midnight, UTC. */
function textOf(text: string, field: Field, path: readonly string[]): string {
  const wantsTime = isTime.test(String(field.example ?? "")) || path[0] === "created";
  return wantsTime && isDay.test(text) ? `${text}T00:00:00Z` : text;
}

/** The value that a text stands for. */
export function readValue(text: string, { field, path }: Place): unknown {
  const name = path.join(".");
  if (field === null) return text;
  if (text === "null" && field.nullable === true) return null;
  switch (field.type) {
    case "integer":
      return numberOf(text, name, true);
    case "number":
      return numberOf(text, name, false);
    case "boolean":
      if (text === "true" || text === "false") return text === "true";
      throw new UsageError(`--${name} must be true or false, not ${JSON.stringify(text)}.`);
    case "object":
      return json(text, name);
    case "array":
      if (text.startsWith("[")) return json(text, name);
      return [readValue(text, { field: field.items ?? anyText, path })];
    case "any":
      return /^(-?\d|\{|\[|"|true$|false$|null$)/.test(text) ? json(text, name) : text;
    default:
      return textOf(text, field, path);
  }
}

/** Objects without a prototype: a key such as `__proto__` is a key. */
const tree = (): Tree => Object.create(null) as Tree;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Puts a value at its place; lists grow, objects merge. */
export function put(into: Tree, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  const there = into[key];
  if (rest.length > 0) {
    const list = /^\d{1,3}$/.test(rest[0] as string) && !isTree(there);
    const next = (there ?? (list ? [] : tree())) as Tree;
    into[key] = next;
    put(next, rest, value);
  } else if (Array.isArray(value) && Array.isArray(there)) {
    into[key] = [...(there as unknown[]), ...(value as unknown[])];
  } else if (isTree(value)) {
    const merged = isTree(there) ? there : tree();
    into[key] = merged;
    for (const [name, one] of Object.entries(value)) put(merged, [name], one);
  } else into[key] = value;
}

/** `-d key=value`: typed where the key is known, else text. */
function putPair(into: Tree, fields: readonly Field[], pair: string): void {
  const at = pair.indexOf("=");
  if (at < 1) throw new UsageError(`-d takes key=value, not ${JSON.stringify(pair)}.`);
  const path = pathOf(pair.slice(0, at));
  const place = placeOf(fields, path) ?? { field: null, path };
  put(into, place.path, readValue(pair.slice(at + 1), place));
}

export type GivenParameters = {
  /** JSON objects, whole. */
  readonly documents: readonly string[];
  /** `key=value`. */
  readonly pairs: readonly string[];
  readonly flags: readonly { readonly place: Place; readonly value: string }[];
};

/** All that was given; what is more particular wins: flags over pairs over documents. */
export function parametersOf(fields: readonly Field[], given: GivenParameters): Tree {
  const all = tree();
  for (const text of given.documents) {
    const document = json(text, "data");
    if (!isTree(document)) throw new UsageError("--data must be a JSON object.");
    for (const [key, value] of Object.entries(document)) put(all, [key], value);
  }
  for (const pair of given.pairs) putPair(all, fields, pair);
  for (const { place, value } of given.flags) put(all, place.path, readValue(value, place));
  for (const [key, value] of Object.entries(all)) checkList(key, value);
  return all;
}

/** `--connectors.2.id` without 0 and 1 would leave holes. */
function checkList(name: string, value: unknown): void {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      if (!(at in value)) throw new UsageError(`--${name}.${at} is missing.`);
      checkList(`${name}.${at}`, value[at]);
    }
  } else if (isTree(value)) {
    for (const [key, one] of Object.entries(value)) checkList(`${name}.${key}`, one);
  }
}

/** Every name that a flag can have: `name`, `preferences`, `preferences.notifications`. */
export const flagNames = (fields: readonly Field[], before = ""): string[] =>
  fields.flatMap((field) => [
    `${before}${field.name}`,
    ...flagNames(field.fields ?? [], `${before}${field.name}.`),
  ]);

export function unknownFlag(name: string, names: readonly string[], command: string): UsageError {
  const flags = names.map((one) => `--${one}`);
  return new UsageError(unknown("flag", `--${name}`, flags), command);
}

/** What must be there and is not. */
export const missing = (fields: readonly Field[], given: Tree): string[] =>
  fields
    .filter(({ name, required }) => required === true && !(name in given))
    .map((one) => one.name);
