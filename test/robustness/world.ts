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
  /** Takes in what the answer to an operation shows. */
  learn(body: unknown, operation: Operation): void;
  /** The recipe with every open place filled. */
  fill(recipe: Recipe): Recipe;
  /** A request that takes away an object of a kind of which there are too many. */
  surplus(): Recipe | null;
  /** A URL that an answer led to. */
  link(pick: number): string | null;
  /** A key that an answer showed. */
  key(pick: number): string | null;
  readonly size: number;
};

const maxOfKind = 30;
const maxDeletable = 10;
/** So few of a kind are left alone by deletes. */
const minOfKind = 4;
const idsIn = /"([a-z]+_[0-9A-Za-z]{32})"/g;
const keyForm = /^ch_[sr]k_(test|live)_[0-9A-Za-z]{32}$/;

const nobody = (kind: string): string => `${kind.slice(0, 8)}_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd`;

export type Start = {
  readonly operations: readonly Operation[];
  /** The branch that one sits on: the object that stands for it is never taken up. */
  readonly ownKey: string;
  /** Ids of what a world begins with: never deleted, untied or lost sight of. */
  readonly stock: ReadonlySet<string>;
};

export function openWorld({ operations, ownKey, stock }: Start): World {
  const byKind = new Map<string, Map<string, Known>>();
  const links: string[] = [];
  const keys: string[] = [];
  /** Operations that have untied objects: they are let loose on any, not on what is tied. */
  const cutting = new Set<Operation>();
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
    const oldest = [...all.keys()].find((id) => !stock.has(id));
    if (all.size > maxOfKind && oldest !== undefined) all.delete(oldest);
  };
  const forget = (id: string): void => {
    for (const all of byKind.values()) all.delete(id);
  };

  function learnObject(body: Record<string, unknown>, operation: Operation): void {
    const { id, object, deleted, last4 } = body;
    if (typeof id !== "string" || typeof object !== "string") return;
    if (deleted === true) {
      forget(id);
      return;
    }
    if (last4 !== undefined && ownKey.endsWith(String(last4))) return;
    const text = JSON.stringify(body);
    const names = new Set([...text.matchAll(idsIn)].map(([, named]) => `${named}`));
    const known = { id, word: object, names, body };
    const before = [...(byKind.get(object)?.get(id)?.names ?? [])];
    if (operation.method === "POST" && before.some((one) => !names.has(one)))
      cutting.add(operation);
    put(object, known);
    if (prefixOf(id) !== object) put(prefixOf(id), known);
  }

  function learn(body: unknown, operation: Operation): void {
    if (typeof body !== "object" || body === null) return;
    const one = body as Record<string, unknown>;
    learnObject(one, operation);
    const data = Array.isArray(one["data"]) ? one["data"] : [];
    for (const item of data) learnObject(item as Record<string, unknown>, operation);
    for (const [name, value] of Object.entries(one)) {
      if (typeof value !== "string") continue;
      if (name.endsWith("_page_url")) links.push(value);
      if (keyForm.test(value)) keys.push(value);
    }
    links.splice(0, links.length - 50);
    keys.splice(0, keys.length - 20);
  }

  const looseOf = (kind: string): Known[] =>
    [...(byKind.get(kind)?.values() ?? [])].filter(({ id }) => !stock.has(id));

  /** An object for each open place, near to those before it; `turn` gives other ones. */
  function cast(refs: readonly Ref[], turn: number, loose = false): (Known | null)[] {
    const chosen: (Known | null)[] = [];
    for (const { kind, pick } of refs) {
      const all = loose ? looseOf(kind) : [...(byKind.get(kind)?.values() ?? [])];
      const near = all.filter((one) => chosen.some((other) => areTied(one, other)));
      const from = near.length > 0 && turn > 0 ? near : all;
      chosen.push(from[((pick >> 2) + turn * 7) % Math.max(1, from.length)] ?? null);
    }
    return chosen;
  }

  /** Three times in four the objects of a request have as much to do with each other as may be. */
  function chosenFor(refs: readonly Ref[], operation: Operation): (Known | null)[] {
    if (operation.method === "DELETE") {
      const all = refs.map(({ kind }) => looseOf(kind));
      return all.map((some) => (some.length <= minOfKind ? null : lonely(some)));
    }
    if (cutting.has(operation)) return cast(refs, 0, true);
    if (refs.length < 2 || (refs[0] as Ref).pick % 4 === 0) return cast(refs, 0);
    const casts = Array.from({ length: 20 }, (_, turn) => cast(refs, turn + 1));
    const best = Math.max(...casts.map(fitness));
    return casts.find((one) => fitness(one) === best) as (Known | null)[];
  }

  function fill(recipe: Recipe): Recipe {
    const { places, query, headers, body } = recipe;
    const open: Ref[] = [];
    const found = (value: unknown): unknown => {
      if (value instanceof Ref) open.push(value);
      return value instanceof Ref ? value : mapped(value, found);
    };
    for (const part of [places, query, headers, body]) found(part);
    const chosen = chosenFor(open, recipe.operation);
    const idOf = new Map(open.map((ref, at) => [ref, chosen[at]?.id ?? nobody(ref.kind)]));
    const filled = (value: unknown): unknown => {
      if (value instanceof Ref) return idOf.get(value);
      if (value instanceof Part) return partOf(value, chosen);
      const whole = mapped(value, filled);
      // Lists of ids name nothing twice.
      const ids = Array.isArray(value) && value.every((one) => one instanceof Ref);
      return ids ? [...new Set(whole as unknown[])] : whole;
    };
    return {
      ...recipe,
      places: filled(places) as Recipe["places"],
      query: filled(query) as Recipe["query"],
      headers: filled(headers) as Recipe["headers"],
      ...(body === undefined ? {} : { body: filled(body) }),
    };
  }

  function surplus(): Recipe | null {
    for (const [word, operation] of removals) {
      const all = looseOf(word);
      if (all.length <= maxDeletable) continue;
      const { id } = lonely(all);
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

/** What names the fewest others: what has become part of something may stay longer. */
const lonely = (all: readonly Known[]): Known =>
  all.reduce((least, one) => (one.names.size < least.names.size ? one : least));

const areTied = (one: Known, other: Known | null): boolean =>
  other !== null && (one.names.has(other.id) || other.names.has(one.id));

/** How many pairs of them name each other; what is out of use fits less. */
function fitness(cast: readonly (Known | null)[]): number {
  let fit = 0;
  for (const [at, one] of cast.entries()) {
    for (const other of cast.slice(at + 1)) if (one !== null && areTied(one, other)) fit += 4;
    if (one?.body["status"] === "active") fit += 1;
  }
  return fit;
}

/** An id, or the id of one of the parts that a chosen object lists under this name. */
function partOf({ name, pick, otherwise }: Part, chosen: readonly (Known | null)[]): string {
  for (const one of chosen) {
    if (one === null) continue;
    const { word, id, body } = one;
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
