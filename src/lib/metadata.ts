// Metadata of objects: merged on update, a key set to null or "" removed (spec part 1, "Metadata").
import { refuse } from "./errors.ts";

export type Metadata = Readonly<Record<string, string>>;

export type MetadataInput = Readonly<Record<string, string | null>> | null | undefined;

const maxKeys = 50;

/** What is kept after an input is laid over what there was. Keys keep the order they came in. */
export function mergeMetadata(before: Metadata, input: MetadataInput): Metadata {
  if (input === undefined) return before;
  if (input === null) return {};
  const merged = new Map(Object.entries(before));
  for (const [key, value] of Object.entries(input)) {
    if (value === null || value === "") merged.delete(key);
    else merged.set(key, value);
  }
  if (merged.size > maxKeys) {
    const { size } = merged;
    const message = `Invalid metadata: at most ${maxKeys} keys, this would be ${size}.`;
    refuse("parameter_invalid", message, { param: "metadata" });
  }
  return Object.fromEntries(merged);
}
