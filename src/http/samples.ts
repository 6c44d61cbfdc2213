// A small object that fits a schema: its examples where it has some, else what is simplest. Pure.
import type { Rendered } from "../db/work.ts";
import { openComponents } from "./openapi/schemas.ts";
import type { Resource } from "./resource.ts";

type Node = {
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Node[];
  readonly minimum?: number;
  readonly minItems?: number;
  readonly format?: string;
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
};

const formats: Readonly<Record<string, string>> = {
  "date-time": "2026-04-01T00:36:43.890Z",
  "end-of-span": "18:00",
  "http-url": "https://example.com/",
  "time-of-day": "09:00",
};

const simplest: Readonly<Record<string, (node: Node) => unknown>> = {
  array: ({ items, minItems = 0 }) => Array.from({ length: minItems }, () => filled(items ?? {})),
  boolean: () => false,
  integer: ({ minimum = 0 }) => Math.max(0, minimum),
  null: () => null,
  number: ({ minimum = 0 }) => Math.max(0, minimum),
  object: ({ properties = {} }) =>
    Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, filled(one)])),
  string: ({ format = "" }) => formats[format] ?? "Sample",
};

function filled(node: Node): unknown {
  if (node.const !== undefined) return node.const;
  if (node.examples !== undefined) return node.examples[0];
  if (node.enum !== undefined) return node.enum[0];
  if (node.anyOf !== undefined) return filled(node.anyOf[0] ?? {});
  const types = node.type === undefined ? [] : [node.type].flat();
  const type = types.includes("null") ? "null" : (types[0] ?? "null");
  return simplest[type]?.(node);
}

/** A sample of what these nouns answer with this word in its `object` key; null: none does. */
export function sampleObject(nouns: readonly Resource[], word: string): Rendered | null {
  const components = openComponents(nouns);
  for (const { routes } of nouns) for (const { answer } of routes) components.answer(answer);
  const schema = components.all[word];
  return schema === undefined ? null : (filled(schema as Node) as Rendered);
}
