// What a key may do, by noun, and whether one key's rights go beyond another's. Pure; ruling 6: no
// key grants more than it has.

export const rights = ["none", "read", "write"] as const;

/** Null: a secret key, which may do everything. A noun left out is `none`. */
export type Granted = Readonly<Record<string, (typeof rights)[number]>> | null;

/** The first noun of which `wanted` may do more than `own`; null where there is none. */
export function beyond(own: Granted, wanted: NonNullable<Granted>): string | null {
  if (own === null) return null;
  const rank = (granted: NonNullable<Granted>, noun: string): number =>
    Object.hasOwn(granted, noun) ? rights.indexOf(granted[noun] ?? "none") : 0;
  return Object.keys(wanted).find((noun) => rank(wanted, noun) > rank(own, noun)) ?? null;
}
