// What holds for every list of every noun, in a loop over the routes (spec part 1, "Lists"), and a
// law: walks in both directions while rows come and go.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { FreshAccount } from "../src/first_start.ts";
import type { Ids } from "./exemplar.ts";
import { makeOneOfEach, pathWith, routes } from "./exemplars.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "./platform.ts";
import { refused } from "./sample.ts";

const lists = routes.filter(({ route }) => route.paged);
const hasMetadata = (answer: unknown): boolean =>
  "metadata" in ((answer as { properties?: object }).properties ?? {});
const hasCreated = (answer: unknown): boolean =>
  "created" in ((answer as { properties?: object }).properties ?? {});
const idsOf = (page: Json): string[] => (page["data"] as Json[]).map((one) => String(one["id"]));
const join = (path: string, query: string): string =>
  `${path}${path.includes("?") ? "&" : "?"}${query}`;

describe("every list", () => {
  let platform: TestPlatform;
  let owner: FreshAccount;
  let api: Client;
  let ids: Ids;
  before(async () => {
    platform = await testPlatform();
    owner = await platform.openAccount();
    api = platform.client(owner.testKey);
    // Two of each kind, so that a page of one leads on.
    await makeOneOfEach(api, owner.account);
    ids = await makeOneOfEach(api, owner.account);
  });
  after(() => platform.close());

  it("is known to this loop", () => assert.ok(lists.length >= 12, String(lists.length)));

  for (const { noun, route } of lists) {
    const at = () => pathWith(noun, route.path, ids);

    it(`GET ${route.path} shows exactly data and two URLs, and refuses a bad limit`, async () => {
      const page = await api.read(join(at(), "limit=1"));
      assert.deepEqual(Object.keys(page), ["data", "next_page_url", "previous_page_url"]);
      for (const limit of ["0", "101", "x"]) {
        const answer = await api.get(join(at(), `limit=${limit}`));
        assert.deepEqual(refused(answer), [400, "parameter_invalid", "limit"]);
      }
    });

    it(`GET ${route.path} is walked forth and back without a gap`, async () => {
      const whole = idsOf(await api.read(join(at(), "limit=100")));
      assert.deepEqual([...new Set(whole)], whole);
      const forth: string[] = [];
      let page = await api.read(join(at(), "limit=1"));
      for (let walked = 0; walked < 12; walked++) {
        forth.push(...idsOf(page));
        if (page["next_page_url"] === null) break;
        page = await api.read(String(page["next_page_url"]));
      }
      // What has happened since is beside the point: events come by themselves.
      const old = (ids: string[]) => ids.filter((id) => whole.includes(id));
      assert.deepEqual(old(forth), whole.slice(0, old(forth).length));
      const back: string[] = [];
      while (page["previous_page_url"] !== null) {
        page = await api.read(String(page["previous_page_url"]));
        back.unshift(...idsOf(page));
      }
      assert.deepEqual(old(back), whole.slice(0, old(back).length));
      assert.ok(old(back).length >= old(forth).length - 1);
    });

    it(`GET ${route.path} refuses a token of another list, account or mode`, async () => {
      const page = await api.read(join(at(), "limit=1"));
      const elsewhere = await api.read("/v1/drivers?limit=1");
      const foreign = new URL(String(elsewhere["next_page_url"])).searchParams.get("page");
      if (route.path !== "/v1/drivers") {
        const answer = await api.get(join(at(), `page=${foreign}`));
        assert.deepEqual(refused(answer), [400, "page_token_invalid", "page"]);
      }
      if (page["next_page_url"] === null) return;
      const token = new URL(String(page["next_page_url"])).searchParams.get("page");
      const other = platform.client(owner.liveKey);
      const stranger = platform.client((await platform.openAccount()).testKey);
      for (const client of [other, stranger]) {
        const answer = await client.get(join(at(), `page=${token}`));
        assert.deepEqual(refused(answer), [400, "page_token_invalid", "page"]);
      }
      if (!hasCreated(route.answer)) return;
      const filtered = join(at(), `created[gt]=2020-01-01T00:00:00Z&page=${token}`);
      assert.deepEqual(refused(await api.get(filtered)), [400, "page_token_invalid", "page"]);
    });

    it(`GET ${route.path} takes created[…] if its objects have a time of creation`, async () => {
      if (!hasCreated(route.answer)) {
        const answer = await api.get(join(at(), "created[gt]=2020-01-01T00:00:00Z"));
        assert.deepEqual(refused(answer), [400, "parameter_unknown", "created[gt]"]);
        return;
      }
      const all = (await api.read(join(at(), "limit=100"))).data;
      const far = "created[gte]=2020-01-01T00:00:00Z&created[lt]=2120-01-01T00:00:00Z";
      // Lists that grow by being asked (the request log) show more by now.
      const before = new Set(idsOf({ data: all }));
      const known = (page: { data: Json[] }): string[] =>
        idsOf(page).filter((id) => before.has(id));
      const again = await api.read(join(at(), `limit=100&${far}`));
      const pushedOut = Math.max(0, all.length + again.data.length - known(again).length - 100);
      assert.deepEqual(known(again), idsOf({ data: all.slice(0, all.length - pushedOut) }));
      for (const nothing of [
        "created[gt]=2120-01-01T00:00:00Z",
        "created[lt]=2020-01-01T00:00:00Z",
      ]) {
        assert.deepEqual(idsOf(await api.read(join(at(), nothing))), []);
      }
      for (const name of ["gt", "gte", "lt", "lte"]) {
        const answer = await api.get(join(at(), `created[${name}]=yesterday`));
        assert.deepEqual(refused(answer), [400, "parameter_invalid", `created[${name}]`]);
      }
      const twice = "created[gt]=2020-01-01T00:00:00Z&created[gt]=2021-01-01T00:00:00Z";
      assert.equal((await api.get(join(at(), twice))).status, 400);
      const middle = String(all[Math.floor(all.length / 2)]?.["created"]);
      if (all.length === 0) return;
      const holds: Readonly<Record<string, (time: string) => boolean>> = {
        gt: (time) => time > middle,
        gte: (time) => time >= middle,
        lt: (time) => time < middle,
        lte: (time) => time <= middle,
      };
      for (const [name, holding] of Object.entries(holds)) {
        const page = await api.read(join(at(), `limit=100&created[${name}]=${middle}`));
        const expected = all.filter((one) => holding(String(one["created"])));
        assert.deepEqual(known(page), idsOf({ data: expected }), name);
        assert.ok(
          page.data.every((one) => holding(String(one["created"]))),
          name,
        );
      }
    });

    it(`GET ${route.path} takes metadata[key] if its objects have metadata`, async () => {
      if (!hasMetadata(route.answer)) {
        const answer = await api.get(join(at(), "metadata[a]=b"));
        assert.deepEqual(refused(answer), [400, "parameter_unknown", "metadata[a]"]);
        return;
      }
      const newest = idsOf(await api.read(join(at(), "limit=1")))[0];
      const found = (query: string) => api.read(join(at(), query)).then(idsOf);
      if (newest === undefined) {
        assert.deepEqual(await found("metadata[a]=b"), []);
        return;
      }
      const set = (metadata: Json | null) => api.make(`${at()}/${newest}`, { metadata });
      await set({ site: "Köln [1]", "1": "one" });
      const site = `metadata[site]=${encodeURIComponent("Köln [1]")}`;
      assert.deepEqual(await found(`${site}&metadata[1]=one`), [newest]);
      assert.deepEqual(await found(`${site}&created[gt]=2120-01-01T00:00:00Z`), []);
      await set({ site: "elsewhere" });
      assert.deepEqual([await found(site), await found("metadata[1]=one")], [[], [newest]]);
      await set(null);
      assert.deepEqual(await found("metadata[1]=one"), []);
      for (const key of ["", "a[b", "k".repeat(41)]) {
        assert.equal((await api.get(join(at(), `metadata[${key}]=b`))).status, 400, key);
      }
    });
  }
});

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

describe("a walk over a list", () => {
  const seed = Number(process.env["CHARGE_SEED"] ?? Math.floor(performance.timeOrigin) % 100_000);

  it(`skips and repeats nothing that stays while rows come and go (seed ${seed})`, async () => {
    const platform = await testPlatform();
    try {
      const random = generator(seed);
      for (let round = 0; round < 12; round++) await walkOnce(platform, random);
    } finally {
      await platform.close();
    }
  });

  async function walkOnce(platform: TestPlatform, random: () => number): Promise<void> {
    const api = platform.client((await platform.openAccount()).testKey);
    const there = new Set<string>();
    const gone = new Set<string>();
    const add = async (metadata: Json) => {
      const { id } = await api.make("/v1/fleets", { name: "F", metadata });
      there.add(id);
    };
    const some = () => (random() < 0.7 ? { side: "a" } : { side: "b" });
    for (let made = 0; made < 15; made++) await add(some());
    const filter = random() < 0.5 ? "&metadata[side]=a" : "";
    const whole = idsOf(await api.read(`/v1/fleets?limit=100${filter}`));
    const disturb = async () => {
      const deeds = Array.from({ length: Math.floor(random() * 3) }, async () => {
        if (random() < 0.5) return add(some());
        const left = [...there];
        const one = left[Math.floor(random() * left.length)];
        if (one === undefined) return;
        there.delete(one);
        gone.add(one);
        await api.delete(`/v1/fleets/${one}`);
      });
      // Beside the next read, not before it.
      return Promise.all(deeds);
    };
    const limit = 1 + Math.floor(random() * 5);
    let page = await api.read(`/v1/fleets?limit=${limit}${filter}`);
    for (const direction of ["next_page_url", "previous_page_url"]) {
      const seen = direction === "next_page_url" ? idsOf(page) : [];
      const from = idsOf(page);
      while (page[direction] !== null) {
        const [, next] = await Promise.all([disturb(), api.read(String(page[direction]))]);
        if (direction === "next_page_url") seen.push(...idsOf(next));
        else seen.unshift(...idsOf(next));
        page = next;
      }
      assert.deepEqual(seen, [...new Set(seen)].sort().reverse(), `${direction}: order`);
      const beyond =
        direction === "next_page_url" ? whole : whole.filter((id) => id > (from[0] ?? ""));
      const staying = beyond.filter((id) => !gone.has(id));
      assert.deepEqual(
        staying.filter((id) => !seen.includes(id)),
        [],
        `${direction}: skipped`,
      );
    }
  }
});
