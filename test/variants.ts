// A JSON value with one thing wrong: something left out, of another type, another word, or far too
// long; for tests that hold two checkers of a message against each other.

type Json = Record<string, unknown> | unknown[];

export type Variant = { readonly what: string; readonly payload: Record<string, unknown> };

/** Not what it was, whatever it was. */
const otherwise = (value: unknown): unknown[] => {
  if (typeof value === "string") return [42, "NoSuchWord", "x".repeat(20_000)];
  if (typeof value === "number") return ["42", 0.15];
  if (typeof value === "boolean") return ["true"];
  if (Array.isArray(value)) return [{}, []];
  return ["an object", []];
};

const placesIn = (value: unknown, path: readonly (string | number)[]): (string | number)[][] => {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.flatMap((key) => [
    [...path, key],
    ...placesIn((value as Record<string | number, unknown>)[key], [...path, key]),
  ]);
};

const changed = (
  payload: Record<string, unknown>,
  path: readonly (string | number)[],
  change: (holder: Record<string | number, unknown>, key: string | number) => void,
): Record<string, unknown> => {
  const copy = structuredClone(payload);
  let holder: Json = copy;
  for (const key of path.slice(0, -1)) {
    holder = (holder as Record<string | number, unknown>)[key] as Json;
  }
  const last = path.at(-1);
  if (last !== undefined) change(holder as Record<string | number, unknown>, last);
  return copy;
};

export const variantsOf = (payload: Record<string, unknown>): readonly Variant[] =>
  placesIn(payload, []).flatMap((path) => {
    const original = path.reduce<unknown>(
      (value, key) => (value as Record<string | number, unknown>)[key],
      payload,
    );
    const name = path.join("/");
    const without =
      typeof path.at(-1) === "number"
        ? []
        : [
            {
              what: `without ${name}`,
              payload: changed(payload, path, (holder, key) => delete holder[key]),
            },
          ];
    const others = otherwise(original).map((other) => ({
      what: `${name} as ${JSON.stringify(other).slice(0, 20)}`,
      payload: changed(payload, path, (holder, key) => {
        holder[key] = other;
      }),
    }));
    return [...without, ...others];
  });
