// The plane of the spatial index (ruling 17): Mercator in degrees, locally conformal, so that
// nearest-first in the plane is nearly nearest-first on the ground, and the boxes that surely
// hold a circle or a route's corridor. Exact distances are geo.ts; the SQL is the stores'.

import type { Place } from "./geo.ts";
import { degrees, distanceM, earthRadiusM, placeAlong, radians } from "./geo.ts";

/** A point for PostgreSQL: `point(x, y)`. x from -180 up to 180, y from -`edgeY` to `edgeY`. */
export type Projected = { readonly x: number; readonly y: number };

/** `box(point(maxX, maxY), point(minX, minY))`, edges included. */
export type Box = {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  /**
   * What to order by inside this box (`place <-> point(x, y)`): the circle's centre, beyond ±180
   * where the box is the part of a circle that lies behind the date line.
   */
  readonly center: Projected;
};

/** Beyond this latitude (a metre from the pole) Mercator runs off to infinity; it is cut there. */
const edgeLatitude = 89.99999;
const edgeY = mercator(edgeLatitude);

export function project(place: Place): Projected {
  return { x: wrap(place.longitude), y: mercator(place.latitude) };
}

/**
 * One or two boxes that surely hold every place within the radius, around poles and across the
 * date line. They hold more: the caller rechecks with `distanceM`.
 */
export function circleBoxes(center: Place, radiusM: number): Box[] {
  // Rounding must not lose a place on the edge.
  const reach = (radiusM * (1 + 1e-9) + 0.01) / earthRadiusM;
  const latitude = radians(center.latitude);
  const south = degrees(Math.max(latitude - reach, -Math.PI / 2));
  const north = degrees(Math.min(latitude + reach, Math.PI / 2));
  const span = { minY: mercator(south) - 1e-9, maxY: mercator(north) + 1e-9 };
  const middle = project(center);
  if (Math.abs(latitude) + reach >= Math.PI / 2) {
    return [{ ...span, minX: -180, maxX: 180, center: middle }];
  }
  // Where the meridians touch the circle, not at the centre's own latitude.
  const half = degrees(Math.asin(Math.sin(reach) / Math.cos(latitude))) + 1e-9;
  return splitAtDateLine(span, middle, half);
}

/** The boxes that surely hold every place within `widthM` of the route, in driving order. */
export function corridorBoxes(origin: Place, destination: Place, widthM: number): Box[] {
  const length = distanceM(origin, destination);
  // Short pieces hug the route, many boxes cost the index more than they save.
  const count = Math.max(1, Math.min(64, Math.ceil(length / Math.max(4 * widthM, 1000))));
  const piece = length / count;
  return Array.from({ length: count }, (_, index) =>
    // Within the width of a piece is within half the piece more of its middle.
    circleBoxes(placeAlong(origin, destination, (index + 0.5) * piece), piece / 2 + widthM),
  ).flat();
}

type SpanY = { readonly minY: number; readonly maxY: number };

function splitAtDateLine(span: SpanY, center: Projected, half: number): Box[] {
  const [west, east] = [center.x - half, center.x + half];
  const here = { ...span, minX: Math.max(west, -180), maxX: Math.min(east, 180), center };
  if (west < -180) {
    const behind = { ...center, x: center.x + 360 };
    return [here, { ...span, minX: west + 360, maxX: 180, center: behind }];
  }
  if (east >= 180) {
    const behind = { ...center, x: center.x - 360 };
    return [here, { ...span, minX: -180, maxX: east - 360, center: behind }];
  }
  return [here];
}

/** 180° is stored as -180°, its other name. */
function wrap(longitude: number): number {
  return longitude >= -180 && longitude < 180
    ? longitude
    : longitude - 360 * Math.floor((longitude + 180) / 360);
}

function mercator(latitude: number): number {
  const cut = Math.min(Math.max(latitude, -edgeLatitude), edgeLatitude);
  return degrees(Math.asinh(Math.tan(radians(cut))));
}

/** The plane's own limits, for a constraint or a check. */
export const plane = { minX: -180, maxX: 180, minY: -edgeY, maxY: edgeY } as const;
