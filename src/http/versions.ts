// Which versions of the API exist, and how an answer is shown in an older one: a chain of pure
// transforms from the newest backwards. With one version the chain is empty. Spec part 1,
// "Versions".
import type { Rendered } from "../db/work.ts";
import { refuse } from "../lib/errors.ts";

/** What changed with a version: how to show an object as the version before it did. */
export type Change = {
  readonly version: string;
  /** By `object` word. */
  readonly downgrade: Readonly<Record<string, (object: Rendered) => Rendered>>;
};

/** Oldest first. A new version is one more entry here. */
const changes: readonly Change[] = [{ version: "2026-03-01", downgrade: {} }];

export const knownVersions: readonly string[] = changes.map(({ version }) => version);
export const currentVersion = knownVersions.at(-1) as string;

export function checkVersion(header: string | string[] | undefined, standard: string): string {
  if (header === undefined) return standard;
  if (typeof header === "string" && knownVersions.includes(header)) return header;
  refuse(
    "version_invalid",
    `Unknown Charge-Version. Known versions: ${knownVersions.join(", ")}.`,
    {
      param: "Charge-Version",
    },
  );
}

/** An object as this version shows it, nested objects included. */
export function inVersion(object: Rendered, version: string, chain = changes): Rendered {
  const newer = chain.filter((change) => change.version > version).reverse();
  return newer.length === 0 ? object : (transformed(object, newer) as Rendered);
}

function transformed(value: unknown, newer: readonly Change[]): unknown {
  if (Array.isArray(value)) return value.map((one) => transformed(one, newer));
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, transformed(one, newer)]),
  );
  const word = inner["object"];
  if (typeof word !== "string") return inner;
  return newer.reduce(
    (object: Rendered, change) => change.downgrade[word]?.(object) ?? object,
    inner,
  );
}
