import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Place } from "./geo.ts";
import { distanceM, placeAlong, routePosition } from "./geo.ts";
import type { Box, Projected } from "./projection.ts";
import { circleBoxes, corridorBoxes, plane, project } from "./projection.ts";

const at = (latitude: number, longitude: number): Place => ({ latitude, longitude });
const holds = (box: Box, { x, y }: Projected): boolean =>
  x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;

const place = fc
  .tuple(
    fc.oneof(
      fc.double({ min: -90, max: 90, noNaN: true }),
      fc.constantFrom(-90, -89.999, -89, 0, 60, 89, 89.999, 90),
    ),
    fc.oneof(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.constantFrom(-180, -179.999, 0, 179.999, 180),
    ),
  )
  .map(([latitude, longitude]) => at(latitude, longitude));
const radius = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 9e6 }));
const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(1));

test("both names of the date line are one place, and all places lie in the plane", () => {
  assert.deepEqual(project(at(10, 180)), project(at(10, -180)));
  assert.deepEqual(project(at(0, 540)), { x: -180, y: 0 });
  for (const latitude of [-90, 90]) {
    const { y } = project(at(latitude, 0));
    assert.ok(Number.isFinite(y) && y >= plane.minY && y <= plane.maxY);
  }
});

test("every place of a circle lies in one of its boxes", () => {
  fc.assert(
    fc.property(place, radius, place, share, (center, radiusM, direction, part) => {
      const other = placeAlong(center, direction, radiusM * part);
      fc.pre(distanceM(center, other) <= radiusM);
      const boxes = circleBoxes(center, radiusM);
      assert.ok(boxes.length <= 2);
      assert.ok(
        boxes.some((box) => holds(box, project(other))),
        JSON.stringify({ center, radiusM, other, boxes }),
      );
    }),
    { numRuns: 5000 },
  );
});

test("a box ends close to its circle", () => {
  const [box] = circleBoxes(at(52, 13), 5000);
  assert.ok(box && !holds(box, project(at(52.046, 13))) && holds(box, project(at(52.044, 13))));
  assert.ok(box && !holds(box, project(at(52, 13.074))) && holds(box, project(at(52, 13.072))));
});

test("a circle on the date line has two boxes, each with its copy of the centre", () => {
  const boxes = circleBoxes(at(0, 179.99), 50_000);
  assert.deepEqual(
    boxes.map((box) => Math.round(box.center.x)),
    [180, -180],
  );
  const order = (p: Place): number => {
    const point = project(p);
    const box = boxes.find((one) => holds(one, point));
    assert.ok(box);
    return Math.hypot(point.x - box.center.x, point.y - box.center.y);
  };
  assert.ok(order(at(0, -179.9)) < order(at(0, 179.7)));
});

test("nearest in the plane is nearly nearest on the ground", () => {
  fc.assert(
    fc.property(place, place, share, (center, direction, part) => {
      fc.pre(Math.abs(center.latitude) < 70);
      const other = placeAlong(center, direction, 20_000 * part);
      const [c, o] = [project(center), project(other)];
      fc.pre(Math.abs(c.x - o.x) < 90);
      const scale = Math.cos((center.latitude * Math.PI) / 180) * (Math.PI / 180) * 6_371_008.8;
      const planar = Math.hypot(c.x - o.x, c.y - o.y) * scale;
      const real = distanceM(center, other);
      assert.ok(Math.abs(planar - real) <= real * 0.012 + 0.1, `${planar} for ${real}`);
    }),
    { numRuns: 2000 },
  );
});

test("every place beside a route lies in one of the corridor's boxes", () => {
  const width = fc.constantFrom(0, 500, 5000, 50_000);
  fc.assert(
    fc.property(place, place, place, width, share, (origin, destination, side, widthM, part) => {
      const length = distanceM(origin, destination);
      fc.pre(length < 19_900_000);
      const boxes = corridorBoxes(origin, destination, widthM);
      assert.ok(boxes.length >= 1 && boxes.length <= 128);
      const foot = placeAlong(origin, destination, length * part);
      const other = placeAlong(foot, side, widthM * part);
      fc.pre(routePosition(other, origin, destination).distanceM <= widthM);
      assert.ok(boxes.some((box) => holds(box, project(other))));
    }),
    { numRuns: 2000 },
  );
});

test("the corridor from Paris to Berlin is a chain of small boxes", () => {
  const boxes = corridorBoxes(at(48.87, 2.33), at(52.52, 13.4), 5000);
  assert.ok(boxes.length > 30 && boxes.length <= 64);
  const area = boxes.reduce((sum, b) => sum + (b.maxX - b.minX) * (b.maxY - b.minY), 0);
  // One box around all of it would have more than sixty square degrees.
  assert.ok(area < 10, `${area}`);
});
