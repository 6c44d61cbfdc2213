// What a client of the document knows after some requests: ids, which objects name each other,
// links to other pages, keys. Kept small, so that requests meet the same objects again.
import { chosenFor, type Deed, type Known, lonely } from "./choice.ts";
import type { Operation } from "./document.ts";
import type { Recipe } from "./recipe.ts";
import { Part, Ref } from "./values.ts";

export type World = {
  /** Takes in what the answer to an operation shows. */
  learn(body: unknown, operation: Operation): void;
  /** Takes in whether what a filled recipe names went together. */
  judge(recipe: Recipe, status: number): void;
  /** The recipe with every open place filled, where it may be from the stock alone. */
  fill(recipe: Recipe, fromStock?: boolean): Recipe;
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

  const blamed = new Map<string, number>();
  function judge({ places, body }: Recipe, status: number): void {
    const ids = [...JSON.stringify([places, body]).matchAll(idsIn)].map(([, id]) => `${id}`);
    for (const id of ids) {
      if (status === 200) blamed.delete(id);
      else if (status === 403 || status === 409) blamed.set(id, (blamed.get(id) ?? 0) + 1);
    }
    if (blamed.size > 1000) blamed.clear();
  }

  const crowd = {
    blame: (id: string): number => blamed.get(id) ?? 0,
    of: (kind: string): Known[] => [...(byKind.get(kind)?.values() ?? [])],
    loose: (kind: string): Known[] => crowd.of(kind).filter(({ id }) => !stock.has(id)),
  };

  function deedOf({ operation }: Recipe): Deed {
    if (operation.method === "GET") return "read";
    if (operation.method === "DELETE") return "delete";
    return cutting.has(operation) ? "untie" : "change";
  }

  const stocked = {
    ...crowd,
    of(kind: string): Known[] {
      const all = crowd.of(kind);
      const kept = all.filter(({ id }) => stock.has(id));
      return kept.length === 0 ? all : kept;
    },
  };

  function fill(recipe: Recipe, fromStock = false): Recipe {
    const { places, query, headers, body } = recipe;
    const targets = refsIn([places]);
    const named = refsIn([query, headers, body]);
    const chosen = chosenFor(fromStock ? stocked : crowd, { targets, named }, deedOf(recipe));
    const open = [...targets, ...named];
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
      const all = crowd.loose(word);
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
    judge,
    fill,
    surplus,
    link: (pick) => links[pick % Math.max(1, links.length)] ?? null,
    key: (pick) => keys[pick % Math.max(1, keys.length)] ?? null,
    get size() {
      return [...byKind.values()].reduce((sum, all) => sum + all.size, 0);
    },
  };
}

function refsIn(value: unknown): Ref[] {
  if (value instanceof Ref) return [value];
  if (typeof value !== "object" || value === null || value instanceof Part) return [];
  return Object.values(value).flatMap(refsIn);
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
