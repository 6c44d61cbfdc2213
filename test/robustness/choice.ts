// Which known objects a request is about. Ids drawn blindly seldom fit together: three times in
// four they are chosen so that they have to do with each other.
import type { Ref } from "./values.ts";

export type Known = {
  readonly id: string;
  readonly word: string;
  /** Ids that stand in it. */
  readonly names: ReadonlySet<string>;
  readonly body: Readonly<Record<string, unknown>>;
};

export type Crowd = {
  /** All of a kind. */
  of(kind: string): readonly Known[];
  /** Of a kind what may be changed and deleted. */
  loose(kind: string): readonly Known[];
  /** How often something was part of what the state of things forbade, since it last went well. */
  blame(id: string): number;
};

export type Places = {
  /** In the path: what the request is done to. */
  readonly targets: readonly Ref[];
  /** Elsewhere: what it names. */
  readonly named: readonly Ref[];
};

export type Deed = "read" | "delete" | "change" | "untie";

/** So few of a kind are left alone by deletes. */
const minOfKind = 4;
/** Of these an account has one, and another only where that one goes. */
const single: ReadonlySet<string> = new Set(["test_clock", "clk"]);

/** What names the fewest others: what has become part of something may stay longer. */
export const lonely = (all: readonly Known[]): Known =>
  all.reduce((least, one) => (one.names.size < least.names.size ? one : least));

const areTied = (one: Known, other: Known | null): boolean =>
  other !== null && (one.names.has(other.id) || other.names.has(one.id));

const isActive = (one: Known | null): boolean => one?.body["status"] === "active";

const at = <T>(list: readonly T[], index: number): T | null =>
  list[index % Math.max(1, list.length)] ?? null;

type Chosen = readonly (Known | null)[];

/** How many pairs of them name each other; what is out of use or in the way fits less. */
function fitness(crowd: Crowd, chosen: Chosen): number {
  let fit = 0;
  for (const [place, one] of chosen.entries()) {
    for (const other of chosen.slice(place + 1)) if (one !== null && areTied(one, other)) fit += 4;
    if (isActive(one)) fit += 1;
    if (one !== null) fit -= Math.min(crowd.blame(one.id), 10) / 2;
  }
  return fit;
}

/** Few things may be done to what is out of use. */
function target(crowd: Crowd, { kind, pick }: Ref, deed: Deed): Known | null {
  if (deed === "read") return at(crowd.of(kind), pick >> 2);
  const loose = crowd.loose(kind);
  if (deed === "delete") {
    const left = single.has(kind) ? 0 : minOfKind;
    return loose.length <= left ? null : lonely(loose);
  }
  const all = loose.length === 0 ? crowd.of(kind) : loose;
  const active = all.filter(isActive);
  return at(pick % 4 === 0 || active.length === 0 ? all : active, pick >> 2);
}

/** One for each place, near to those before it. */
function cast(crowd: Crowd, refs: readonly Ref[], before: Chosen, turn: number): Chosen {
  const chosen = [...before];
  for (const { kind, pick } of refs) {
    const all = crowd.of(kind);
    const near = all.filter((one) => chosen.some((other) => areTied(one, other)));
    chosen.push(at(near.length > 0 ? near : all, (pick >> 2) + turn * 7));
  }
  return chosen;
}

/** An object, or none, for each place: the targets, then the named ones. */
export function chosenFor(crowd: Crowd, { targets, named }: Places, deed: Deed): Chosen {
  const chosen = targets.map((ref) => target(crowd, ref, deed));
  const [first] = named;
  if (first === undefined) return chosen;
  if (deed === "untie" || first.pick % 4 === 0) {
    const from = deed === "untie" ? crowd.loose : crowd.of;
    return [...chosen, ...named.map(({ kind, pick }) => at(from(kind), pick >> 2))];
  }
  const casts = Array.from({ length: 24 }, (_, turn) => cast(crowd, named, chosen, turn));
  // One of the best: the very best one would be the same each time.
  const rated = casts.map((one) => ({ one, fit: fitness(crowd, one) }));
  const best = rated.sort((one, other) => other.fit - one.fit).slice(0, 8);
  return (best[(first.pick >> 4) % best.length] as { one: Chosen }).one;
}
