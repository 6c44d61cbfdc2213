import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Json, type TestPlatform, testPlatform } from "../../../../test/platform.ts";
import { distanceM, type Place, placeAlong, routePosition } from "../../../lib/geo.ts";

type Spot = Place & { id: string };

/** A small generator (mulberry32), so that a failing walk can be run again from its seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("finding stations", () => {
  let platform: TestPlatform;
  let network: string;
  const spots: Spot[] = [];
  const seed = randomInt(2 ** 31);
  const random = generator(seed);
  /** Crowded places, the date line and both poles among them. */
  const centers: Place[] = [
    { latitude: 52.52, longitude: 13.405 },
    { latitude: 64.1, longitude: -21.9 },
    { latitude: -16.8, longitude: 179.99 },
    { latitude: 89.7, longitude: 30 },
    { latitude: -89.95, longitude: -120 },
    { latitude: 0, longitude: 0 },
  ];
  const near = (center: Place, reachM: number): Place =>
    placeAlong(
      center,
      { latitude: (random() - 0.5) * 170, longitude: (random() - 0.5) * 360 },
      random() * reachM,
    );

  before(async () => {
    platform = await testPlatform();
    network = String((await platform.api.read("/v1/networks?kind=simulator")).data[0]?.["id"]);
    const places = centers.flatMap((center) =>
      Array.from({ length: 60 }, () => near(center, 120_000)),
    );
    // Several on one spot: ties go by id.
    places.push(...Array.from({ length: 12 }, () => centers[0] as Place));
    for (const place of places) spots.push({ ...place, id: await put(place) });
  });
  after(() => platform.close());

  const put = async (location: Place, connectors = [{ id: "1", type: "CCS", power: 50 }]) => {
    const address = { country: "DE" };
    const { latitude, longitude } = location;
    const body = { network, name: "S", location: { latitude, longitude }, address, connectors };
    return (await platform.api.make("/v1/charging_stations", body)).id;
  };
  /** Ids of every page of a walk, and back again. */
  const walk = async (query: string, limit: number): Promise<string[]> => {
    const pages: string[][] = [];
    let url: string | null = `/v1/charging_stations?${query}&limit=${limit}`;
    let last: Json = {};
    while (url !== null) {
      last = await platform.api.read(url);
      pages.push((last["data"] as Json[]).map((one) => String(one["id"])));
      url = last["next_page_url"] as string | null;
    }
    for (let at = pages.length - 2; at >= 0; at--) {
      last = await platform.api.read(String(last["previous_page_url"]));
      assert.deepEqual(
        (last["data"] as Json[]).map((one) => one["id"]),
        pages[at],
        `back to page ${at}`,
      );
    }
    assert.equal(last["previous_page_url"], null);
    return pages.flat();
  };
  const sortedBy = (measure: (spot: Spot) => number | null): string[] =>
    spots
      .flatMap((spot) => {
        const metres = measure(spot);
        return metres === null ? [] : [{ id: spot.id, metres }];
      })
      .sort((a, b) => a.metres - b.metres || (a.id < b.id ? -1 : 1))
      .map((one) => one.id);

  it("walks circles nearest first as brute force does, date line and poles too", async () => {
    for (const center of [
      ...centers,
      { latitude: 90, longitude: 0 },
      { latitude: -17, longitude: -180 },
    ]) {
      for (const radius of [100_000, Math.round(random() * 60_000)]) {
        const query = `latitude=${center.latitude}&longitude=${center.longitude}&radius=${radius}`;
        const wanted = sortedBy((spot) => {
          const metres = distanceM(center, spot);
          return metres <= radius ? metres : null;
        });
        assert.deepEqual(await walk(query, 7), wanted, `seed ${seed}: ${query}`);
      }
    }
  });

  it("walks routes in driving order as counting every position does", async () => {
    for (let round = 0; round < 6; round++) {
      const from = centers[round % centers.length] as Place;
      const to = round < 3 ? near(from, 300_000) : (centers[(round + 1) % centers.length] as Place);
      const corridor = 1000 + Math.round(random() * 50_000);
      const write = (place: Place) => `${place.latitude.toFixed(6)},${place.longitude.toFixed(6)}`;
      const read = (text: string): Place => {
        const [latitude = 0, longitude = 0] = text.split(",").map(Number);
        return { latitude, longitude };
      };
      const [origin, destination] = [write(from), write(to)];
      const query = `origin=${origin}&destination=${destination}&corridor=${corridor}`;
      const wanted = sortedBy((spot) => {
        const place = routePosition(spot, read(origin), read(destination));
        return place.distanceM <= corridor ? place.alongM : null;
      });
      assert.deepEqual(await walk(query, 9), wanted, `seed ${seed}: ${query}`);
    }
  });

  it("goes on in driving order behind the origin and beyond the destination", async () => {
    const latitudes = [50.44, 49.98, 50.43, 49.97, 50.4, 50, 50.41, 49.99, 50.2];
    const made: { id: string; latitude: number }[] = [];
    for (const latitude of latitudes) {
      made.push({ latitude, id: await put({ latitude, longitude: -30 }) });
    }
    const south = made.sort((a, b) => a.latitude - b.latitude).map((one) => one.id);
    assert.deepEqual(await walk("origin=50,-30&destination=50.4,-30", 2), south);
    assert.deepEqual(await walk("origin=50.4,-30&destination=50,-30", 2), south.toReversed());
  });

  it("takes a route's ends with a blank after the comma, and says how they are written", async () => {
    const id = await put({ latitude: -50, longitude: -30 });
    const route = "origin=-50, -30.01&destination=-50,+-29.99";
    const page = await platform.api.read(`/v1/charging_stations?${route}`);
    assert.deepEqual(
      page.data.map((one) => one["id"]),
      [id],
    );
    const { body } = await platform.api.get("/v1/charging_stations?origin=Berlin&destination=1,1");
    assert.equal(
      body["message"],
      "Invalid origin: expected latitude and longitude in degrees, for instance 52.52,13.40, " +
        'got "Berlin".',
    );
  });

  it("never shows a station twice in a walk though it moves under the reader", async () => {
    const center = { latitude: 40, longitude: -100 };
    const ids: string[] = [];
    for (let i = 0; i < 6; i++) {
      ids.push(await put({ latitude: 40 + i / 100, longitude: -100 }));
    }
    const query = `latitude=${center.latitude}&longitude=${center.longitude}&radius=50000`;
    const first = await platform.api.read(`/v1/charging_stations?${query}&limit=2`);
    await platform.api.make(`/v1/charging_stations/${ids[0]}`, {
      location: { latitude: 40.2, longitude: -100 },
    });
    const seen = first.data.map((one) => one["id"]);
    let url = first["next_page_url"] as string | null;
    while (url !== null) {
      const page = await platform.api.read(url);
      seen.push(...page.data.map((one) => one["id"]));
      url = page["next_page_url"] as string | null;
    }
    assert.deepEqual(seen, ids);
    const again = await platform.api.read(`/v1/charging_stations?${query}`);
    assert.deepEqual(
      again.data.map((one) => one["id"]),
      [...ids.slice(1), ids[0]],
    );
  });

  it("filters before it counts, so that a page is full when there is enough", async () => {
    const place = { latitude: 10, longitude: 10 };
    const type2 = [{ id: "1", type: "Type2", power: 22 }];
    const wanted: string[] = [];
    for (let i = 0; i < 40; i++) await put(place);
    for (let i = 0; i < 4; i++) {
      wanted.push(await put({ latitude: 10.1 + i / 100, longitude: 10 }, type2));
    }
    const query = "latitude=10&longitude=10&radius=100000&connector_type=Type2&limit=4";
    const page = await platform.api.read(`/v1/charging_stations?${query}`);
    assert.deepEqual(
      page.data.map((one) => one["id"]),
      wanted,
    );
    assert.equal(page["next_page_url"], null);
  });

  it("refuses a filter whose partner is missing, and place and route together", async () => {
    const cases: [string, string, string][] = [
      ["latitude=1", "parameter_missing", "longitude"],
      ["latitude=1&longitude=1", "parameter_missing", "radius"],
      ["radius=5", "parameter_missing", "latitude"],
      ["origin=1,1", "parameter_missing", "destination"],
      ["corridor=10", "parameter_invalid", "corridor"],
      ["origin=91,1&destination=1,1", "parameter_invalid", "origin"],
      ["origin=1;1&destination=1,1", "parameter_invalid", "origin"],
      ["latitude=1&longitude=1&radius=100001", "parameter_invalid", "radius"],
      ["latitude=1&longitude=1&radius=1&origin=1,1&destination=2,2", "parameter_invalid", "origin"],
    ];
    for (const [query, code, param] of cases) {
      const { status, body } = await platform.api.get(`/v1/charging_stations?${query}`);
      assert.deepEqual([status, body["code"], body["param"]], [400, code, param], query);
    }
  });
});
