// Pages of stations: newest first, nearest first, in driving order. Each answers ids in order with
// the keys of their places in it; loading and rendering are the caller's.
import type { ReadWork } from "../../../db/work.ts";
import type { PageRequest } from "../../../http/paging.ts";
import { distanceM, type Place, placeAlong, routePosition } from "../../../lib/geo.ts";
import { circleBoxes, corridorBoxes } from "../../../lib/projection.ts";
import { isAfter, isBefore, keyOf, type Mark, markOf } from "./cursor.ts";
import { type Found, sorted } from "./nearest.ts";
import * as store from "./store.ts";

/** In the order that the page request walks: up to limit + 1, backwards when it goes back. */
export type Hit = { readonly id: string; readonly key: string };

export type Filters = Omit<store.Wanted, "created" | "since" | "now">;

const wantedOf = (work: ReadWork, filters: Filters, page: PageRequest, since: Date | null) => ({
  ...filters,
  created: page.created,
  since,
  now: work.now,
});

export async function newest(work: ReadWork, filters: Filters, page: PageRequest): Promise<Hit[]> {
  const wanted = wantedOf(work, filters, page, null);
  const found = await store.newest(work, wanted, { limit: page.limit + 1, cursor: page.cursor });
  return found.map(({ id }) => ({ id, key: id }));
}

const markOfPage = (page: PageRequest): Mark | null =>
  page.cursor === null ? null : markOf(page.cursor.key);

/**
 * Nearest first by great circle, ties by id. A walk costs what it has passed: the index starts at
 * the centre.
 */
export async function nearest(
  work: ReadWork,
  around: { readonly center: Place; readonly radiusM: number },
  filters: Filters,
  page: PageRequest,
): Promise<Hit[]> {
  const mark = markOfPage(page);
  const since = mark?.since ?? work.now;
  const boxes = circleBoxes(around.center, around.radiusM);
  const wanted = wantedOf(work, filters, page, mark === null ? null : since);
  const backwards = page.cursor?.direction === "before";
  for (let limit = 2 * page.limit + 32; ; limit *= 4) {
    const seen = await store.near(work, wanted, boxes, limit);
    const { found, completeM } = sorted(seen, boxes, { ...around, limit });
    const sure = found.filter((one) => one.distanceM < completeM);
    const hits = cut(sure, mark, backwards, page.limit);
    const enough = backwards ? mark !== null && mark.metres < completeM : hits.length > page.limit;
    if (enough || completeM === Number.POSITIVE_INFINITY) {
      return hits.map((one) => ({ id: one.id, key: keyOf(one.distanceM, one.id, since) }));
    }
  }
}

/** The page and one more beyond the mark; backwards, the nearest to the mark come first. */
function cut(
  sure: readonly Found[],
  mark: Mark | null,
  backwards: boolean,
  limit: number,
): Found[] {
  if (mark === null) return sure.slice(0, limit + 1);
  if (!backwards)
    return sure.filter((one) => isAfter(one.distanceM, one.id, mark)).slice(0, limit + 1);
  return sure
    .filter((one) => isBefore(one.distanceM, one.id, mark))
    .reverse()
    .slice(0, limit + 1);
}

export type Route = {
  readonly origin: Place;
  readonly destination: Place;
  /** To each side. */
  readonly widthM: number;
};

/** The first look takes so much of the route, each further one twice as much. */
const firstPieceM = 20_000;

/**
 * Beside the route in driving order, ties by id, a piece of the route at a time. Around the ends
 * the order goes on along the same line, so it begins and ends a width outside the route.
 */
export async function alongRoute(
  work: ReadWork,
  route: Route,
  filters: Filters,
  page: PageRequest,
): Promise<Hit[]> {
  const mark = markOfPage(page);
  const since = mark?.since ?? work.now;
  const wanted = wantedOf(work, filters, page, mark === null ? null : since);
  const length = distanceM(route.origin, route.destination);
  const [first, end] = [-route.widthM - 1, length + route.widthM + 1];
  const backwards = page.cursor?.direction === "before";
  const hits: Found[] = [];
  let at = mark?.metres ?? first;
  for (let piece = firstPieceM; ; piece *= 2) {
    const [from, until] = backwards
      ? [Math.max(first, at - piece), at]
      : [at, Math.min(end, at + piece)];
    const last = backwards ? from <= first : until >= end;
    const found = await inPiece(work, route, wanted, { from, until, length });
    // A place on the seam of two pieces belongs to the later look only.
    const mine = found.filter(
      (one) => last || (backwards ? one.distanceM > from : one.distanceM < until),
    );
    hits.push(...beyond(mine, mark, backwards));
    if (hits.length > page.limit || last) break;
    at = backwards ? from : until;
  }
  return hits
    .slice(0, page.limit + 1)
    .map((one) => ({ id: one.id, key: keyOf(one.distanceM, one.id, since) }));
}

function beyond(found: readonly Found[], mark: Mark | null, backwards: boolean): Found[] {
  const order = [...found].sort((a, b) => a.distanceM - b.distanceM || (a.id < b.id ? -1 : 1));
  if (backwards) {
    return order.reverse().filter((one) => mark === null || isBefore(one.distanceM, one.id, mark));
  }
  return order.filter((one) => mark === null || isAfter(one.distanceM, one.id, mark));
}

/**
 * Stations whose nearest point of the route lies in this piece of it; `distanceM` is along the
 * route.
 */
async function inPiece(
  work: ReadWork,
  route: Route,
  wanted: store.Wanted,
  piece: { readonly from: number; readonly until: number; readonly length: number },
): Promise<Found[]> {
  const { origin, destination, widthM } = route;
  const onRoute = (metres: number): Place => {
    if (metres <= 0) return origin;
    return metres >= piece.length ? destination : placeAlong(origin, destination, metres);
  };
  const [start, end] = [onRoute(piece.from), onRoute(piece.until)];
  const candidates = await store.within(work, wanted, corridorBoxes(start, end, widthM + 1));
  return candidates.flatMap(({ id, ...place }) => {
    const { distanceM: beside, alongM } = routePosition(place, origin, destination);
    const here = beside <= widthM + 0.001 && alongM >= piece.from && alongM <= piece.until;
    return here ? [{ id, distanceM: alongM }] : [];
  });
}
