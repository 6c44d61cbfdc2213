// Which versions of the API exist, and how an older one is spoken: a chain of pure transforms, one
// link per version, built in app.ts from a list. The kernel speaks the newest only: requests are
// raised to it link by link, answers lowered from it. How to add one:
// docs/decisions/0001-versions.md.
// Spec part 1, "Versions".
import { previousAttributes, type Rendered } from "../db/work.ts";
import { refuse } from "../lib/errors.ts";

type Input = Readonly<Record<string, unknown>>;

/** How an operation's parameters were written before a change. */
export type OlderRequest = {
  /** A body, or the filters of a query, as the version before wrote it → as this one writes it. */
  readonly raise: (input: Input) => Input;
  /** Dotted path of a parameter now → then: what errors blame. */
  readonly names: Readonly<Record<string, string>>;
};

/** What a version changed, told by the way back to the version before it. */
export type Change = {
  readonly version: string;
  /** By `object` word; errors too. How to show an object as the version before did. */
  readonly lower: Readonly<Record<string, (object: Rendered) => Rendered>>;
  /** By operation: `POST /v1/drivers`. */
  readonly requests: Readonly<Record<string, OlderRequest>>;
};

/** Oldest first. A new version is one more entry here. */
export const publishedChanges: readonly Change[] = [
  { version: "2026-03-01", lower: {}, requests: {} },
];

/** Accounts begin with it. */
export const newestVersion = publishedChanges.at(-1)?.version as string;

export type Versions = {
  /** Oldest first. */
  readonly known: readonly string[];
  readonly current: string;
  /** The version that a request speaks: its header's, or the account's own. */
  chosen(header: string | string[] | undefined, standard: string): string;
  /** An object as this version shows it, nested and expanded ones included. */
  shown(object: Rendered, version: string): Rendered;
  /** An error of an operation as this version tells it. */
  told<E extends Rendered>(error: E, operation: string | null, version: string): Rendered;
  /** How to raise the parameters of an operation to the newest version; null: as they are. */
  raise(operation: string, version: string): ((input: Input) => Input) | null;
};

export function openVersions(changes: readonly Change[]): Versions {
  const known = changes.map(({ version }) => version);
  const current = known.at(-1) as string;
  /** What came after a version, newest first. */
  const since = new Map(
    known.map((version) => [version, changes.filter((one) => one.version > version).reverse()]),
  );
  const newer = (version: string): readonly Change[] => since.get(version) ?? [];
  const requestsSince = (operation: string | null, version: string): readonly OlderRequest[] =>
    newer(version).flatMap((change) => change.requests[operation ?? ""] ?? []);
  return {
    known,
    current,
    chosen(header, standard) {
      if (header === undefined) return standard;
      if (typeof header === "string" && known.includes(header)) return header;
      const message = `Unknown Charge-Version. Known versions: ${known.join(", ")}.`;
      return refuse("version_invalid", message, { param: "Charge-Version" });
    },
    shown: (object, version) => shownIn(object, version, newer(version)),
    told(error, operation, version) {
      const changed = newer(version);
      if (changed.length === 0) return error;
      const names = requestsSince(operation, version).map((one) => one.names);
      return lowered(blaming(error, names), changed) as Rendered;
    },
    raise(operation, version) {
      const steps = requestsSince(operation, version).toReversed();
      if (steps.length === 0) return null;
      return (input) => steps.reduce((raised, step) => step.raise(raised), input);
    },
  };
}

function shownIn(object: Rendered, version: string, newer: readonly Change[]): Rendered {
  if (object["object"] === "event") return eventIn(object, version, newer);
  return newer.length === 0 ? object : (lowered(object, newer) as Rendered);
}

/**
 * An event says which version it is shown in. Its `previous_attributes` are a part of an object
 * only: the whole object before the change is lowered, and what differs is told.
 */
function eventIn(event: Rendered, version: string, newer: readonly Change[]): Rendered {
  const stamped = { ...event, api_version: version };
  if (newer.length === 0) return stamped;
  const data = event["data"] as { object: Rendered; previous_attributes: Rendered | null };
  const object = lowered(data.object, newer) as Rendered;
  const before = { ...data.object, ...data.previous_attributes };
  const previous_attributes =
    data.previous_attributes === null
      ? null
      : previousAttributes(lowered(before, newer) as Rendered, object);
  return lowerOne({ ...stamped, data: { ...data, object, previous_attributes } }, newer);
}

/** The caller's own keys and values: what looks like an object in there is none. */
const free: ReadonlySet<string> = new Set(["metadata"]);

function lowered(value: unknown, newer: readonly Change[]): unknown {
  if (Array.isArray(value)) return value.map((one) => lowered(one, newer));
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, free.has(key) ? one : lowered(one, newer)]),
  );
  return lowerOne(inner, newer);
}

function lowerOne(object: Rendered, newer: readonly Change[]): Rendered {
  const word = object["object"];
  // What a DELETE answers has an object's word, and none of its keys.
  if (typeof word !== "string" || object["deleted"] === true) return object;
  return newer.reduce((shown, { lower }) => {
    const step = Object.hasOwn(lower, word) ? lower[word] : undefined;
    return step === undefined ? shown : step(shown);
  }, object);
}

/** `names` newest first: each leads one version further back. */
function blaming(error: Rendered, names: readonly OlderRequest["names"][]): Rendered {
  const then = (param: unknown): unknown =>
    names.reduce(
      (name, map) => (typeof name === "string" && Object.hasOwn(map, name) ? map[name] : name),
      param,
    );
  const { details } = error;
  const blamed = (one: Rendered): Rendered =>
    "param" in one ? { ...one, param: then(one["param"]) } : one;
  return Array.isArray(details)
    ? { ...blamed(error), details: details.map(blamed) }
    : blamed(error);
}
