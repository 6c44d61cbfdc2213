import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Place } from "./geo.ts";
import { distanceM, earthRadiusM, isWithin, placeAlong, routePosition } from "./geo.ts";

const at = (latitude: number, longitude: number): Place => ({ latitude, longitude });
const near = (actual: number, expected: number, byM = 0.001): void =>
  assert.ok(Math.abs(actual - expected) <= byM, `${actual} is not ${expected}`);

const degreeM = (earthRadiusM * Math.PI) / 180;
const paris = at(48.8698, 2.3319);
const berlin = at(52.52, 13.405);

/** Poles, date line and equator as often as everywhere else. */
const place = fc
  .tuple(
    fc.oneof(
      fc.double({ min: -90, max: 90, noNaN: true }),
      fc.constantFrom(-90, -89.9, 0, 89.9, 90),
    ),
    fc.oneof(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.constantFrom(-180, -179.99, 0, 179.99, 180),
    ),
  )
  .map(([latitude, longitude]) => at(latitude, longitude));

/** The textbook formula. */
function haversineM(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const [dLat, dLng] = [(b.latitude - a.latitude) * rad, (b.longitude - a.longitude) * rad];
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLng / 2) ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}

test("a degree of latitude is a 360th of the circumference", () => {
  near(distanceM(at(10, 20), at(11, 20)), degreeM);
  near(distanceM(at(89.5, 0), at(89.5, 180)), degreeM);
  near(distanceM(at(0, 179.5), at(0, -179.5)), degreeM);
  near(distanceM(at(90, 0), at(-90, 77)), 180 * degreeM);
  assert.equal(distanceM(paris, paris), 0);
});

test("distances are those of the haversine formula, anywhere", () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      const expected = haversineM(a, b);
      // Haversine itself is good to metres only near opposite points.
      near(distanceM(a, b), expected, expected > 20_000_000 ? 1 : 0.001);
      assert.equal(distanceM(a, b), distanceM(b, a));
    }),
    { numRuns: 2000 },
  );
});

test("the edge of a circle belongs to it", () => {
  assert.ok(isWithin(at(11, 20), at(10, 20), degreeM));
  assert.ok(!isWithin(at(11, 20), at(10, 20), degreeM - 0.01));
});

test("a place beside the route has its foot on it, one behind an end is farther along", () => {
  const [from, to] = [at(0, -10), at(0, 10)];
  const beside = routePosition(at(1, 5), from, to);
  near(beside.distanceM, degreeM);
  near(beside.alongM, 15 * degreeM);
  const behind = routePosition(at(0, -13), from, to);
  near(behind.distanceM, 3 * degreeM);
  near(behind.alongM, -3 * degreeM);
  const past = routePosition(at(0, 12), from, to);
  near(past.distanceM, 2 * degreeM);
  near(past.alongM, 22 * degreeM);
});

test("a route across the date line or over the pole is the short one", () => {
  const overDateLine = routePosition(at(0, 180), at(0, 170), at(0, -170));
  near(overDateLine.distanceM, 0);
  near(overDateLine.alongM, 10 * degreeM);
  const overPole = routePosition(at(90, 0), at(80, 0), at(80, 180));
  near(overPole.distanceM, 0);
  near(overPole.alongM, 10 * degreeM);
});

test("a route without length is a circle around its place", () => {
  const position = routePosition(berlin, paris, paris);
  near(position.distanceM, distanceM(berlin, paris));
  assert.equal(position.alongM, position.distanceM);
});

test("the distance to a route is that to the nearest of many points of it", () => {
  fc.assert(
    fc.property(place, place, place, (p, origin, destination) => {
      const length = distanceM(origin, destination);
      // Between opposite points there are many shortest routes.
      fc.pre(length < 19_900_000);
      const found = routePosition(p, origin, destination);
      // Beyond an end the nearest point is that end, and no farther away than along the line.
      const footM = Math.min(Math.max(found.alongM, 0), length);
      if (found.distanceM < 1_000_000) {
        assert.ok(Math.abs(found.alongM - footM) <= found.distanceM + 0.001);
      }
      const foot = placeAlong(origin, destination, footM);
      near(distanceM(p, foot), found.distanceM, 0.05);
      for (let step = 0; step <= 50; step++) {
        const other = placeAlong(origin, destination, (length * step) / 50);
        assert.ok(distanceM(p, other) >= found.distanceM - 0.05);
      }
    }),
    { numRuns: 500 },
  );
});
