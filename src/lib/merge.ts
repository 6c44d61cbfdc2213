// Updates: a parameter left out keeps its value, a nested object merges key by key, a list is
// replaced whole (spec part 1, "updates").

/** `before` with what `changes` names laid over it. */
export function merged<T extends object>(before: T, changes: object | undefined): T {
  const result = { ...before } as Record<string, unknown>;
  for (const [key, value] of Object.entries(changes ?? {})) {
    if (value === undefined) continue;
    const old = result[key];
    result[key] = isPlain(value) && isPlain(old) ? merged(old, value) : value;
  }
  return result as T;
}

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Whether two rendered values are the same to the letter. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
