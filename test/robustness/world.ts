// What a client of the document knows after some requests: ids, which objects name each other,
// links to other pages, keys. Kept small, so that requests meet the same objects again.
import type { Operation } from "./document.ts";
import type { Recipe } from "./recipe.ts";
import { Part, Ref } from "./values.ts";

type Known = {
  readonly id: string;
  readonly word: string;
  /** Ids that stand in it. */
  readonly names: ReadonlySet<string>;
  readonly body: Readonly<Record<string, unknown>>;
};

export type World = {
  /** Takes in what an answer shows. */
  learn(body: unknown): void;
  /** The recipe with every open place filled. */
  fill(recipe: Recipe): Recipe;
  /** A request that takes away the oldest object of a kind of which there are too many. */
  surplus(): Recipe | null;
  /** A URL that an answer led to. */
  link(pick: number): string | null;
  /** A key that an answer showed. */
  key(pick: number): string | null;
  readonly size: number;
};

const maxOfKind = 30;
const maxDeletable = 10;
const idsIn = /"([a-z]+_[0-9A-Za-z]{32})"/g;
const keyForm = /^ch_[sr]k_(test|live)_[0-9A-Za-z]{32}$/;

const nobody = (kind: string): string => `${kind.slice(0, 8)}_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd`;

/** `ownKey`: the branch that one sits on; the object that stands for it is never taken up. */
export function openWorld(operations: readonly Operation[], ownKey: string): World {
  const byKind = new Map<string, Map<string, Known>>();
  const links: string[] = [];
  const keys: string[] = [];
  const removals = new Map<string, Operation>();
  for (const one of operations) {
    const place = /\{(\w+)\}$/.exec(one.path)?.[1];
    if (one.method === "DELETE" && place !== undefined) removals.set(place, one);
  }

  const prefixOf = (id: string): string => id.slice(0, id.lastIndexOf("_"));
  const put = (kind: string, known: Known): void => {
    const all = byKind.get(kind) ?? new Map<string, Known>();
    byKind.set(kind, all);
    all.delete(known.id);
    all.set(known.id, known);
    if (all.size > maxOfKind) all.delete(all.keys().next().value as string);
  };
  const forget = (id: string): void => {
    for (const all of byKind.values()) all.delete(id);
  };

  function learnObject(body: Record<string, unknown>): void {
    const { id, object, deleted, last4 } = body;
    if (typeof id !== "string" || typeof object !== "string") return;
    if (deleted === true) return forget(id);
    if (last4 !== undefined && ownKey.endsWith(String(last4))) return;
    const text = JSON.stringify(body);
    const names = new Set([...text.matchAll(idsIn)].map(([, named]) => `${named}`));
    const known = { id, word: object, names, body };
    put(object, known);
    if (prefixOf(id) !== object) put(prefixOf(id), known);
  }

  function learn(body: unknown): void {
    if (typeof body !== "object" || body === null) return;
    const one = body as Record<string, unknown>;
    learnObject(one);
    if (Array.isArray(one["data"])) one["data"].slice(0, 5).forEach(learnObject as never);
    for (const [name, value] of Object.entries(one)) {
      if (typeof value !== "string") continue;
      if (name.endsWith("_page_url")) links.push(value);
      if (keyForm.test(value)) keys.push(value);
    }
    links.splice(0, links.length - 50);
    keys.splice(0, keys.length - 20);
  }

  /** One of the kind; three times in four one that has to do with those chosen already. */
  function choose({ kind, pick }: Ref, chosen: readonly Known[]): Known | null {
    const all = [...(byKind.get(kind)?.values() ?? [])];
    const near = all.filter((one) =>
      chosen.some((other) => one.names.has(other.id) || other.names.has(one.id)),
    );
    const from = near.length > 0 && pick % 4 !== 0 ? near : all;
    return from[(pick >> 2) % Math.max(1, from.length)] ?? null;
  }

  function fill(recipe: Recipe): Recipe {
    const chosen: Known[] = [];
    const refs = (value: unknown): unknown => {
      if (value instanceof Ref) {
        const known = choose(value, chosen);
        if (known === null) return nobody(value.kind);
        chosen.push(known);
        return known.id;
      }
      return mapped(value, refs);
    };
    const parts = (value: unknown): unknown =>
      value instanceof Part ? partOf(value, chosen) : mapped(value, parts);
    const both = (value: unknown): unknown => parts(refs(value));
    const { places, query, headers, body } = recipe;
    return {
      ...recipe,
      places: both(places) as Recipe["places"],
      query: both(query) as Recipe["query"],
      headers: both(headers) as Recipe["headers"],
      ...(body === undefined ? {} : { body: both(body) }),
    };
  }

  function surplus(): Recipe | null {
    for (const [word, operation] of removals) {
      const all = byKind.get(word);
      if (all === undefined || all.size <= maxDeletable) continue;
      const id = all.keys().next().value as string;
      forget(id);
      const places = { [word]: id };
      const plain = { query: [], headers: {}, bearer: "own", spoiled: null } as const;
      return { operation, method: "DELETE", places, ...plain };
    }
    return null;
  }

  return {
    learn,
    fill,
    surplus,
    link: (pick) => links[pick % Math.max(1, links.length)] ?? null,
    key: (pick) => keys[pick % Math.max(1, keys.length)] ?? null,
    get size() {
      return [...byKind.values()].reduce((sum, all) => sum + all.size, 0);
    },
  };
}

/** An id, or the id of one of the parts that a chosen object lists under this name. */
function partOf({ name, pick, otherwise }: Part, chosen: readonly Known[]): string {
  for (const { word, id, body } of chosen) {
    if (word === name) return id;
    const parts = body[`${name}s`];
    if (!Array.isArray(parts) || parts.length === 0) continue;
    const part = (parts[pick % parts.length] as { id?: unknown } | null)?.id;
    if (typeof part === "string") return part;
  }
  return otherwise;
}

function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== "object" || value === null || value instanceof Part) return value;
  // Keys may be called __proto__.
  const result = {};
  for (const [name, one] of Object.entries(value)) {
    const changedTo = { value: change(one), enumerable: true, configurable: true, writable: true };
    Object.defineProperty(result, name, changedTo);
  }
  return result;
}
