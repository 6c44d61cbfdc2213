// `expand`: replaces ids in an answer by the objects they name, one query per prefix and depth
// however long the list. Spec part 1, "Expanding".
import type { Permissions, ReadWork, Rendered } from "../db/work.ts";
import { refuse } from "../lib/errors.ts";
import { checkRight } from "./auth.ts";
import type { Rendering } from "./resource.ts";

/** The renderings of all nouns, by prefix of their ids and by the word in their `object` key. */
export type Catalogue = {
  /** Whose right a restricted key needs to see an object with this prefix. */
  readonly nounOf: ReadonlyMap<string, string>;
  readonly byPrefix: ReadonlyMap<string, Rendering>;
  readonly byObject: ReadonlyMap<string, Rendering>;
};

/** A tree of what to expand: path inside the object → what to expand inside of that. */
type Tree = Map<string, Tree>;

const maxDepth = 4;

/** Splits a path at the longest expandable head: `preferences.default_payment_method.driver`. */
function headOf(path: string, rendering: Rendering): string | null {
  const fits = Object.keys(rendering.expandable).filter(
    (head) => path === head || path.startsWith(`${head}.`),
  );
  return fits.sort((a, b) => b.length - a.length)[0] ?? null;
}

/**
 * Checks the paths against the object that the endpoint answers; refuses before anything is done.
 */
export function planExpand(
  catalogue: Catalogue,
  object: string,
  paths: readonly string[],
  permissions: Permissions,
): Tree {
  const tree: Tree = new Map();
  for (const path of paths) {
    // Neither empty nor with an empty step: `fleets.` would pass for `fleets`.
    if (path.split(".").includes("")) refuseExpand(path, object, 0);
    let place = tree;
    let rest = path;
    let rendering = catalogue.byObject.get(object);
    for (let depth = 0; rest !== ""; depth++) {
      const head = rendering === undefined ? null : headOf(rest, rendering);
      if (head === null || rendering === undefined || depth >= maxDepth)
        refuseExpand(path, object, depth);
      const child = place.get(head) ?? new Map();
      place.set(head, child);
      place = child;
      rest = rest.slice(head.length + 1);
      const prefix = rendering.expandable[head] as string;
      // What is shown in another object's place needs its own right (ruling 6).
      checkRight(permissions, catalogue.nounOf.get(prefix) as string, "read");
      rendering = catalogue.byPrefix.get(prefix);
    }
  }
  return tree;
}

function refuseExpand(path: string, object: string, depth: number): never {
  const why = depth >= maxDepth ? `is deeper than ${maxDepth} levels` : "cannot be expanded";
  refuse("unsupported_expand_value", `'${path.slice(0, 100)}' ${why} on ${object}.`, {
    param: "expand",
  });
}

type Mutable = Record<string, unknown>;

/**
 * The object that holds the last step of a dotted path, copied on the way so that nothing shared
 * changes.
 */
function holder(object: Mutable, path: readonly string[]): Mutable | null {
  let place = object;
  for (const step of path) {
    const next = place[step];
    if (typeof next !== "object" || next === null) return null;
    const copy = { ...(next as Mutable) };
    place[step] = copy;
    place = copy;
  }
  return place;
}

/**
 * Copies of the objects with the planned references replaced. Deleted ones become null (ruling
 * 16).
 */
export async function expandAll(
  work: ReadWork,
  catalogue: Catalogue,
  object: string,
  tree: Tree,
  items: readonly Rendered[],
): Promise<Rendered[]> {
  const copies = items.map((item) => ({ ...item }) as Mutable);
  const rendering = catalogue.byObject.get(object);
  for (const [head, subtree] of tree) {
    const prefix = rendering?.expandable[head] as string;
    const steps = head.split(".");
    const key = steps.pop() as string;
    const holders = copies.map((copy) => holder(copy, steps)).filter((one) => one !== null);
    const ids = new Set<string>();
    for (const one of holders) for (const id of idsIn(one[key])) ids.add(id);
    const loaded = await loadExpanded(work, catalogue, prefix, subtree, [...ids]);
    for (const one of holders) one[key] = replaced(one[key], loaded);
  }
  return copies;
}

const idsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");

function replaced(value: unknown, loaded: ReadonlyMap<string, Rendered>): unknown {
  if (Array.isArray(value)) {
    return value.map((id) => loaded.get(id as string)).filter((one) => one !== undefined);
  }
  return typeof value === "string" ? (loaded.get(value) ?? null) : value;
}

async function loadExpanded(
  work: ReadWork,
  catalogue: Catalogue,
  prefix: string,
  subtree: Tree,
  ids: readonly string[],
): Promise<Map<string, Rendered>> {
  const loaded = await work.references.load(work, prefix, ids);
  const target = catalogue.byPrefix.get(prefix)?.object as string;
  const known = [...loaded.keys()];
  const objects = await expandAll(work, catalogue, target, subtree, [...loaded.values()]);
  return new Map(known.map((id, at) => [id, objects[at] as Rendered]));
}
