// What the list of nouns adds up to: who renders which ids, who hears which facts. Nouns meet here
// and nowhere else.
import type { Dispatch, Permissions, References, Rendered, Work } from "../db/work.ts";
import { assert } from "../lib/assert.ts";
import { hasRight } from "./auth.ts";
import type { Catalogue } from "./expand.ts";
import type { Resource } from "./resource.ts";

/** What the nouns render, by id prefix and by object word. */
export function catalogue(nouns: readonly Resource[]): Catalogue {
  const renders = nouns.flatMap((one) => one.renders);
  return {
    nounOf: new Map(nouns.flatMap((noun) => noun.renders.map((one) => [one.prefix, noun.name]))),
    byPrefix: new Map(renders.map((one) => [one.prefix, one])),
    byObject: new Map(renders.map((one) => [one.object, one])),
  };
}

/** How references in bodies and `expand` resolve (spec ruling 10). */
export function references(all: Catalogue): References {
  const shows = (permissions: Permissions, prefix: string): boolean => {
    const noun = all.nounOf.get(prefix);
    return permissions === null || (noun !== undefined && hasRight(permissions, noun, "read"));
  };
  const load: References["load"] = async (work, prefix, ids) => {
    const rendering = all.byPrefix.get(prefix);
    assert(rendering !== undefined, `no noun renders ids that begin with ${prefix}`);
    const loaded = ids.length === 0 ? [] : await rendering.load(work, ids);
    return new Map(loaded.map((one: Rendered) => [String(one.id), one]));
  };
  return {
    load,
    async firstMissing(work, prefix, ids) {
      const loaded = await load(work, prefix, ids);
      return ids.find((id) => !loaded.has(id)) ?? null;
    },
    mayRead: (caller, kind) => shows(caller.permissions, all.byObject.get(kind)?.prefix ?? kind),
    readable: ({ permissions }) =>
      permissions === null
        ? null
        : [...all.byObject]
            .filter(([, { prefix }]) => shows(permissions, prefix))
            .map(([word]) => word),
  };
}

/** Facts go to the nouns in the order of the list, each in the teller's transaction. */
export const dispatchTo =
  (nouns: readonly Resource[]): Dispatch =>
  async (work, name, fact) => {
    for (const { listens } of nouns) {
      const hear = (listens as Readonly<Record<string, Hearer | undefined>>)[name];
      if (hear !== undefined) await hear(work, fact);
    }
  };

type Hearer = (work: Work, fact: unknown) => Promise<void>;
