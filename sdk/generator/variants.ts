// Names for objects that are shown in two forms, such as a key with its secret, once, and without.
// The document numbers them in the order in which it meets them (`api_key`, `api_key_2`); here the
// lesser one gets the plain name and the other one says what it has more: `api_key_with_key`.
import type { Document } from "./document.ts";

type Renaming = Readonly<Record<string, string>>;

function renamingOf({ components }: Document): Renaming {
  const keysOf = (name: string): string[] =>
    Object.keys(components.schemas[name]?.properties ?? {});
  return Object.fromEntries(
    Object.keys(components.schemas).flatMap((second): [string, string][] => {
      const first = /^(\w+)_2$/.exec(second)?.[1];
      if (first === undefined || !(first in components.schemas)) return [];
      const [less, more] =
        keysOf(first).length <= keysOf(second).length ? [first, second] : [second, first];
      const added = keysOf(more).filter((key) => !keysOf(less).includes(key));
      if (added.length === 0) return [];
      return [
        [more, `${first}_with_${added.join("_and_")}`],
        [less, first],
      ];
    }),
  );
}

/** The document with these components under their better names, wherever they are referred to. */
export function withNamedVariants(document: Document): Document {
  const names = renamingOf(document);
  const renamed = (name: string): string => names[name] ?? name;
  const prefix = "#/components/schemas/";
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) =>
        key === "$ref" && typeof inner === "string" && inner.startsWith(prefix)
          ? [key, `${prefix}${renamed(inner.slice(prefix.length))}`]
          : [key, walk(inner)],
      ),
    );
  };
  const plain = walk(document) as Document;
  const entries = Object.entries(plain.components.schemas);
  const schemas = entries
    .map(([name, schema]) => [renamed(name), schema] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...plain, components: { ...plain.components, schemas: Object.fromEntries(schemas) } };
}
