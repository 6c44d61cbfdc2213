// Which of the candidates that the index gave in the plane's order are surely the nearest on the
// ground: the plane stretches lengths differently north and south, by known bounds. Pure.
import { degrees, distanceM, earthRadiusM, type Place, radians } from "../../../lib/geo.ts";
import type { Box } from "../../../lib/projection.ts";

/** The most degrees in the plane that a metre on the ground takes, anywhere in these boxes. */
export function mostGapPerMetre(boxes: readonly Box[]): number {
  const latitude = Math.max(
    ...boxes.flatMap((box) => [box.minY, box.maxY]).map((y) => Math.abs(inverse(y))),
  );
  return degrees(1 / (earthRadiusM * Math.cos(radians(latitude))));
}

/** Latitude of the plane's y; Mercator backwards (lib/projection.ts). */
const inverse = (y: number): number => degrees(Math.atan(Math.sinh(radians(y))));

export type Found = { readonly id: string; readonly distanceM: number };

type Seen = { id: string; latitude: number; longitude: number; box: number; gap: number };

/**
 * The candidates within the radius by distance, then id, and up to which distance this order is
 * complete: what the index has not given yet is farther away than that.
 */
export function sorted(
  seen: readonly Seen[],
  boxes: readonly Box[],
  asked: { readonly center: Place; readonly radiusM: number; readonly limit: number },
): { found: Found[]; completeM: number } {
  const perMetre = mostGapPerMetre(boxes);
  let completeM = Number.POSITIVE_INFINITY;
  for (const box of boxes.keys()) {
    const own = seen.filter((one) => one.box === box);
    if (own.length < asked.limit) continue; // The box is exhausted.
    const farthest = Math.max(...own.map((one) => one.gap));
    // The last digits of the plane's arithmetic must not decide.
    completeM = Math.min(completeM, (farthest / perMetre) * (1 - 1e-9) - 0.01);
  }
  const unique = new Map(seen.map((one) => [one.id, one]));
  const found = [...unique.values()]
    .map((one) => ({ id: one.id, distanceM: distanceM(asked.center, one) }))
    .filter((one) => one.distanceM <= asked.radiusM + 0.001)
    .sort(byDistance);
  return { found, completeM };
}

/** Distance, then id as bytes. */
export const byDistance = (a: Found, b: Found): number =>
  a.distanceM - b.distanceM || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
