// Distances on the sphere of WGS 84 mean radius (spec part 2 policy), by vectors, so that poles,
// date line and opposite points need no special case. The index's plane is projection.ts.

export const earthRadiusM = 6_371_008.8;

export type Place = { readonly latitude: number; readonly longitude: number };

type Vector = readonly [number, number, number];

/** Great-circle distance in metres. */
export function distanceM(a: Place, b: Place): number {
  return angle(vector(a), vector(b)) * earthRadiusM;
}

/**
 * A millimetre: below what a coordinate of seven decimals can say, above what the floating point
 * of another implementation of the same formula differs by. It keeps "edge included" true.
 */
const edgeM = 0.001;

/** True inside the circle and on its edge. */
export function isWithin(place: Place, center: Place, radiusM: number): boolean {
  return distanceM(place, center) <= radiusM + edgeM;
}

export type RoutePosition = {
  /** To the nearest point of the route, metres. */
  readonly distanceM: number;
  /**
   * From the origin along the route's line, metres: driving order. Negative behind the origin,
   * beyond the route's length after its destination.
   */
  readonly alongM: number;
};

/**
 * Where a place lies beside the shorter great circle from origin to destination. Between opposite
 * points any great circle is the shortest; one of them is taken. A route without length has no
 * direction: places around it are in order of their distance.
 */
export function routePosition(place: Place, origin: Place, destination: Place): RoutePosition {
  const [p, a, b] = [vector(place), vector(origin), vector(destination)];
  const length = angle(a, b);
  const pole = routePole(a, b);
  const forward = cross(pole, a);
  if (length < 1e-12) {
    const around = angle(p, a) * earthRadiusM;
    return { distanceM: around, alongM: around };
  }
  // Angle from the origin to the foot of the perpendicular, in (-π, π].
  const along = Math.atan2(dot(p, forward), dot(p, a));
  if (along >= 0 && along <= length) {
    const off = Math.abs(Math.atan2(dot(p, pole), Math.hypot(dot(p, forward), dot(p, a))));
    return { distanceM: off * earthRadiusM, alongM: along * earthRadiusM };
  }
  // The circle closes: a place is behind the origin or beyond the destination, whichever is less.
  const behind = along > 0 ? along - 2 * Math.PI : along;
  const beyond = along < 0 ? along + 2 * Math.PI : along;
  return {
    distanceM: Math.min(angle(p, a), angle(p, b)) * earthRadiusM,
    alongM: (-behind <= beyond - length ? behind : beyond) * earthRadiusM,
  };
}

/** The place so many metres from the origin along the route; not clamped. */
export function placeAlong(origin: Place, destination: Place, alongM: number): Place {
  const [a, b] = [vector(origin), vector(destination)];
  const forward = cross(routePole(a, b), a);
  const [cos, sin] = [Math.cos(alongM / earthRadiusM), Math.sin(alongM / earthRadiusM)];
  const [x, y, z] = [0, 1, 2].map((i) => cos * (a[i] ?? 0) + sin * (forward[i] ?? 0)) as [
    number,
    number,
    number,
  ];
  return {
    latitude: degrees(Math.atan2(z, Math.hypot(x, y))),
    longitude: degrees(Math.atan2(y, x)),
  };
}

/** Unit normal of the route's plane. Equal or opposite ends have none; any will do. */
function routePole(a: Vector, b: Vector): Vector {
  const normal = cross(a, b);
  const size = Math.hypot(...normal);
  if (size > 1e-14) return scale(normal, 1 / size);
  const axis: Vector = Math.abs(a[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  const other = cross(a, axis);
  return scale(other, 1 / Math.hypot(...other));
}

/** Accurate at any distance, unlike acos of the dot product, and for opposite points too. */
function angle(a: Vector, b: Vector): number {
  return Math.atan2(Math.hypot(...cross(a, b)), dot(a, b));
}

function vector({ latitude, longitude }: Place): Vector {
  const [lat, lng] = [radians(latitude), radians(longitude)];
  return [Math.cos(lat) * Math.cos(lng), Math.cos(lat) * Math.sin(lng), Math.sin(lat)];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function scale(a: Vector, by: number): Vector {
  return [a[0] * by, a[1] * by, a[2] * by];
}

export function radians(degree: number): number {
  return (degree * Math.PI) / 180;
}

export function degrees(radian: number): number {
  return (radian * 180) / Math.PI;
}
