// What holds for every list and every expansion (spec part 1, "Lists" and "Expanding"), told on
// drivers and fleets.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Client, type Json, type TestPlatform, testPlatform } from "./platform.ts";
import { refused } from "./sample.ts";

describe("lists", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const ada = { name: "Ada", email: "ada@example.com" };

  /** Drivers of an account of their own, newest first. */
  async function accountWith(
    drivers: number,
    more: Json = {},
  ): Promise<{ api: Client; ids: string[] }> {
    const api = platform.client((await platform.openAccount()).testKey);
    const ids: string[] = [];
    for (let made = 0; made < drivers; made++) {
      ids.push((await api.make("/v1/drivers", { ...ada, ...more })).id);
    }
    return { api, ids: ids.sort().reverse() };
  }

  const idsOf = (page: { data: Json[] }): unknown[] => page.data.map((one) => one["id"]);

  /** Follows one of the two URLs to its end; the pages' ids. */
  async function walk(
    api: Client,
    start: Json,
    direction: "next" | "previous",
    between?: () => unknown,
  ) {
    const pages: unknown[][] = [];
    for (let url = start[`${direction}_page_url`]; url !== null; ) {
      await between?.();
      const page = await api.read(String(url));
      pages.push(idsOf(page));
      url = page[`${direction}_page_url`];
    }
    return pages;
  }

  describe("a list", () => {
    it("answers exactly data and the two URLs, newest first, ten at a time", async () => {
      const { api, ids } = await accountWith(12);
      const page = await api.read("/v1/drivers");
      assert.deepEqual(Object.keys(page), ["data", "next_page_url", "previous_page_url"]);
      assert.deepEqual(idsOf(page), ids.slice(0, 10));
      assert.equal(page["previous_page_url"], null);
      const rest = await api.read(String(page["next_page_url"]));
      assert.deepEqual(idsOf(rest), ids.slice(10));
      assert.equal(rest["next_page_url"], null);
    });

    it("of nothing is empty and leads nowhere", async () => {
      const { api } = await accountWith(0);
      assert.deepEqual(await api.read("/v1/drivers"), {
        ...{ data: [], next_page_url: null, previous_page_url: null },
      });
    });

    it("that ends exactly with a page has no next one", async () => {
      const { api } = await accountWith(4);
      assert.equal((await api.read("/v1/drivers?limit=4"))["next_page_url"], null);
      const half = await api.read("/v1/drivers?limit=2");
      assert.equal((await api.read(String(half["next_page_url"])))["next_page_url"], null);
    });

    it("takes a limit from 1 to 100 and refuses any other", async () => {
      for (const limit of ["1", "100"]) {
        assert.equal((await platform.api.get(`/v1/drivers?limit=${limit}`)).status, 200);
      }
      for (const limit of [
        "0",
        "101",
        "-1",
        "1.5",
        "ten",
        "",
        "1e2x",
        "1e1",
        "05",
        "5.0",
        "%2B5",
        "%205",
        "0x5",
        "null",
        "99999999999999999",
      ]) {
        const answer = await platform.api.get(`/v1/drivers?limit=${limit}`);
        assert.deepEqual(refused(answer), [400, "parameter_invalid", "limit"], limit);
      }
    });

    it("leads on with page first, then the filters in the order given, then limit", async () => {
      const { api } = await accountWith(3, { status: "active" });
      const email = encodeURIComponent(ada.email);
      const query = `limit=1&status=active&email=${email}&created[gt]=2020-01-01T00:00:00Z`;
      const page = await api.read(`/v1/drivers?${query}`);
      const url = new URL(String(page["next_page_url"]));
      assert.equal(url.origin, platform.url);
      assert.deepEqual(
        [...url.searchParams.keys()],
        ["page", "status", "email", "created[gt]", "limit"],
      );
      assert.match(String(url.searchParams.get("page")), /^page_[\w-]+$/);
      assert.equal(url.searchParams.get("limit"), "1");
    });

    it("is walked in both directions without a gap or a repetition", async () => {
      const { api, ids } = await accountWith(11);
      const first = await api.read("/v1/drivers?limit=3");
      const forth = [idsOf(first), ...(await walk(api, first, "next"))];
      assert.deepEqual(forth.flat(), ids);
      assert.deepEqual(
        forth.map((page) => page.length),
        [3, 3, 3, 2],
      );
      let last = first;
      while (last["next_page_url"] !== null) last = await api.read(String(last["next_page_url"]));
      const back = await walk(api, last, "previous");
      assert.deepEqual([...back].reverse().flat(), ids.slice(0, 9));
    });

    it("skips and repeats nothing that was there while rows come and go", async () => {
      const { api, ids } = await accountWith(10);
      const insert = () => api.make("/v1/drivers", ada);
      const first = await api.read("/v1/drivers?limit=2");
      const forth = [idsOf(first), ...(await walk(api, first, "next", insert))];
      assert.deepEqual(forth.flat(), ids);
      const gone = ids[5] as string;
      const again = await api.read(`/v1/drivers?limit=100`);
      const before_ = idsOf(again).filter((id) => id !== gone);
      const start = await api.read("/v1/drivers?limit=3");
      await api.delete(`/v1/drivers/${gone}`);
      const pages = [idsOf(start), ...(await walk(api, start, "next"))];
      assert.deepEqual(pages.flat(), before_);
    });

    it("goes back to what was inserted meanwhile", async () => {
      const { api, ids } = await accountWith(2);
      const first = await api.read("/v1/drivers?limit=1");
      const second = await api.read(String(first["next_page_url"]));
      const newer = (await api.make("/v1/drivers", ada)).id;
      const pages = await walk(api, second, "previous");
      assert.deepEqual(pages.flat(), [ids[0], newer]);
    });

    it("costs the same number of statements however deep the walk and long the page", async () => {
      const { api } = await accountWith(20);
      const shallow = await fewestStatements(() => api.read("/v1/drivers?limit=1"));
      let page = await api.read("/v1/drivers?limit=3");
      for (let deep = 0; deep < 5; deep++) page = await api.read(String(page["next_page_url"]));
      const url = String(page["previous_page_url"]);
      assert.equal(await fewestStatements(() => api.read(url)), shallow);
      assert.equal(await fewestStatements(() => api.read("/v1/drivers?limit=20")), shallow);
    });
  });

  /**
   * Statements that a call sends. What else runs in the process only adds: the fewest of some
   * tries.
   */
  async function fewestStatements(run: () => Promise<unknown>): Promise<number> {
    const counts: number[] = [];
    for (let tries = 0; tries < 8; tries++) {
      const earlier = platform.database.sent();
      await run();
      counts.push(platform.database.sent() - earlier);
    }
    return Math.min(...counts);
  }

  describe("a page token", () => {
    const tokenOf = (page: Json): string =>
      String(new URL(String(page["next_page_url"])).searchParams.get("page"));

    it("is good with its own list, filters and account only", async () => {
      const { api } = await accountWith(3, { status: "active" });
      await api.make("/v1/fleets", { name: "A" });
      const token = tokenOf(await api.read("/v1/drivers?limit=1&status=active"));
      const good = `/v1/drivers?limit=2&status=active&page=${token}`;
      assert.equal((await api.get(good)).status, 200);
      const elsewhere = [
        `/v1/drivers?limit=1&page=${token}`,
        `/v1/drivers?status=suspended&page=${token}`,
        `/v1/drivers?status=active&email=a@example.com&page=${token}`,
        `/v1/drivers?status=active&created[gt]=2020-01-01T00:00:00Z&page=${token}`,
        `/v1/drivers?status=active&metadata[a]=b&page=${token}`,
        `/v1/fleets?status=active&page=${token}`,
      ];
      for (const path of elsewhere) {
        assert.deepEqual(refused(await api.get(path)), [400, "page_token_invalid", "page"], path);
      }
      const stranger = await accountWith(1);
      const stolen = await stranger.api.get(good);
      assert.deepEqual(refused(stolen), [400, "page_token_invalid", "page"]);
    });

    it("is refused however it was altered", async () => {
      const { api } = await accountWith(3);
      const token = tokenOf(await api.read("/v1/drivers?limit=1"));
      const swapped = (at: number): string => {
        const letter = token[at] === "A" ? "B" : "A";
        return token.slice(0, at) + letter + token.slice(at + 1);
      };
      const altered = [
        ...Array.from({ length: token.length }, (_, at) => swapped(at)),
        ...[
          "",
          "page_",
          "nonsense",
          token.slice(0, -1),
          `${token}A`,
          token.slice(5),
          `${token}%00`,
        ],
        `page_${Buffer.from("adrv_x").toString("base64url")}-${"A".repeat(22)}`,
      ];
      const untouched = altered.indexOf(token);
      assert.equal(untouched, -1);
      for (const one of altered) {
        const answer = await api.get(`/v1/drivers?limit=1&page=${one}`);
        assert.equal(answer.status, 400, one);
        const codes = ["page_token_invalid", "parameter_invalid"];
        assert.ok(codes.includes(String(answer.body["code"])), answer.text);
      }
    });

    it("may be used with another limit and another expansion", async () => {
      const { api, ids } = await accountWith(3);
      const token = tokenOf(await api.read("/v1/drivers?limit=1"));
      const page = await api.read(`/v1/drivers?limit=5&expand=fleets&page=${token}`);
      assert.deepEqual(idsOf(page), ids.slice(1));
    });
  });

  describe("created filters", () => {
    const filtered = (api: Client, query: string) =>
      api.read(`/v1/drivers?${query.replaceAll("+", "%2B")}`).then(idsOf);

    it("hold to the millisecond, also with an offset and more digits", async () => {
      const { api, ids } = await accountWith(3);
      const middle = await api.read(`/v1/drivers/${ids[1]}`);
      const at = String(middle["created"]);
      const all = (await api.read("/v1/drivers")).data;
      const expected = (holds: (time: string) => boolean) =>
        all.filter((one) => holds(String(one["created"]))).map((one) => one["id"]);
      assert.deepEqual(
        await filtered(api, `created[gt]=${at}`),
        expected((time) => time > at),
      );
      assert.deepEqual(
        await filtered(api, `created[gte]=${at}`),
        expected((time) => time >= at),
      );
      assert.deepEqual(
        await filtered(api, `created[lt]=${at}`),
        expected((time) => time < at),
      );
      assert.deepEqual(
        await filtered(api, `created[lte]=${at}`),
        expected((time) => time <= at),
      );
      const exactly = expected((time) => time === at);
      const both = `created[gte]=${at}&created[lte]=${at}`;
      assert.deepEqual(await filtered(api, both), exactly);
      const shifted = new Date(Date.parse(at) + 2 * 3_600_000).toISOString().replace("Z", "+02:00");
      const offset = `created[gte]=${shifted}&created[lte]=${shifted}`;
      assert.deepEqual(await filtered(api, offset), exactly);
    });

    it("take RFC 3339 in all its forms and refuse everything else", async () => {
      const good = [
        ...["2026-04-01T00:36:43Z", "2026-04-01t00:36:43z", "2026-04-01T00:36:43.1Z"],
        ...["2026-04-01T00:36:43.123456789Z", "2026-04-01T02:36:43%2B02:00"],
        ...["2026-03-31T19:06:43-05:30", "2024-02-29T00:00:00Z", "2016-12-31T23:59:60Z"],
      ];
      for (const time of good) {
        assert.equal((await platform.api.get(`/v1/drivers?created[gt]=${time}`)).status, 200, time);
      }
      const bad = [
        ...["2026-04-01", "2026-04-01T00:36:43", "2026-04-01T00:36Z", "1775003803", "yesterday"],
        ...["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-04-01T24:00:00Z", ""],
        ...["2026-04-01T00:60:00Z", "2026-04-01T00:00:00%2B2", "2026-04-01 00:00:00Z"],
      ];
      for (const time of bad) {
        const answer = await platform.api.get(`/v1/drivers?created[gt]=${time}`);
        assert.deepEqual(refused(answer), [400, "parameter_invalid", "created[gt]"], time);
      }
      const unknown = await platform.api.get("/v1/drivers?created[eq]=2026-04-01T00:00:00Z");
      assert.deepEqual(refused(unknown), [400, "parameter_unknown", "created[eq]"]);
    });

    it("outside what ids can tell give everything or nothing, not an error", async () => {
      const { api, ids } = await accountWith(2);
      assert.deepEqual(await filtered(api, "created[gt]=0001-01-01T00:00:00Z"), ids);
      assert.deepEqual(await filtered(api, "created[gt]=9999-12-31T23:59:59Z"), []);
      assert.deepEqual(await filtered(api, "created[lt]=0001-01-01T00:00:00Z"), []);
      assert.deepEqual(await filtered(api, "created[lt]=9999-12-31T23:59:59Z"), ids);
    });
  });

  describe("metadata filters", () => {
    it("match key and value exactly, several at once, with any letters", async () => {
      const { api } = await accountWith(1);
      const one = await api.make("/v1/drivers", {
        ...ada,
        metadata: { site: "Köln & Co", n: "1" },
      });
      const two = await api.make("/v1/drivers", {
        ...ada,
        metadata: { site: "Köln & Co", n: "2" },
      });
      const site = `metadata[site]=${encodeURIComponent("Köln & Co")}`;
      const found = (query: string) => api.read(`/v1/drivers?${query}`).then(idsOf);
      assert.deepEqual(await found(site), [two.id, one.id].sort().reverse());
      assert.deepEqual(await found(`${site}&metadata[n]=1`), [one.id]);
      assert.deepEqual(await found("metadata[n]=1&metadata[site]=other"), []);
      assert.deepEqual(await found("metadata[N]=1"), []);
      assert.deepEqual(await found("metadata[n]="), []);
      const encoded = await api.read(`/v1/drivers?metadata%5Bn%5D=1`);
      assert.deepEqual(idsOf(encoded), [one.id]);
    });

    it("are ten at most: more cost the database seconds", async () => {
      const metadata = Object.fromEntries([...Array(10).keys()].map((n) => [`k${n}`, "v"]));
      const { api, ids } = await accountWith(1, { metadata });
      const query = Object.keys(metadata)
        .map((key) => `metadata[${key}]=v`)
        .join("&");
      assert.deepEqual(idsOf(await api.read(`/v1/drivers?${query}`)), ids);
      const answer = await api.get(`/v1/drivers?${query}&metadata[more]=v`);
      assert.deepEqual(refused(answer), [400, "parameter_invalid", "metadata[more]"]);
    });

    it("survive the walk, and are refused where objects have no metadata", async () => {
      const { api, ids } = await accountWith(4, { metadata: { a: "b" } });
      await api.make("/v1/drivers", ada);
      const first = await api.read("/v1/drivers?metadata[a]=b&limit=3");
      assert.deepEqual([idsOf(first), ...(await walk(api, first, "next"))].flat(), ids);
      const answer = await api.get("/v1/events?metadata[a]=b");
      assert.deepEqual(refused(answer), [400, "parameter_unknown", "metadata[a]"]);
      const long = await api.get(`/v1/drivers?metadata[${"k".repeat(41)}]=b`);
      assert.equal(long.status, 400);
      assert.deepEqual(idsOf(await api.read("/v1/drivers?metadata[__proto__]=b")), []);
      const twice = await api.get("/v1/drivers?metadata[a]=b&metadata[a]=c");
      assert.deepEqual(refused(twice), [400, "parameter_invalid", "metadata[a]"]);
    });
  });

  describe("the event filter", () => {
    it("takes a type, a family or *, and refuses a word that no event has", async () => {
      await platform.api.make("/v1/drivers", ada);
      for (const type of ["driver.created", "driver.*", "*"]) {
        const page = await platform.api.read(`/v1/events?type=${type}&limit=1`);
        assert.equal(page.data.length, 1, type);
      }
      for (const type of ["foo", "driver", "driver.eaten", "foo.*"]) {
        const answer = await platform.api.get(`/v1/events?type=${type}`);
        assert.deepEqual(refused(answer), [400, "parameter_invalid", "type"], type);
      }
    });
  });

  describe("expand", () => {
    let fleet: Json & { id: string };
    let driver: Json & { id: string };
    before(async () => {
      fleet = await platform.api.make("/v1/fleets", { name: "Fleet" });
      const { id } = await platform.api.make("/v1/drivers", ada);
      driver = await platform.api.make(`/v1/drivers/${id}/attach`, { fleet: fleet.id });
      fleet = await platform.api.read(`/v1/fleets/${fleet.id}`);
    });

    it("replaces ids by the objects as their own endpoint shows them", async () => {
      const expected = { ...driver, fleets: [fleet] };
      const shown = await platform.api.read(`/v1/drivers/${driver.id}?expand=fleets`);
      assert.deepEqual(shown, expected);
      assert.deepEqual(Object.keys(shown), Object.keys(driver));
    });

    it("works on lists, creates, updates and actions", async () => {
      const listed = await platform.api.read(`/v1/drivers?fleet=${fleet.id}&expand=fleets`);
      assert.deepEqual(listed.data[0]?.["fleets"], [fleet]);
      const path = `/v1/drivers/${driver.id}`;
      for (const [place, body] of [
        [path, { expand: ["fleets"] }],
        [path, { expand: "fleets" }],
        [`${path}?expand=fleets`, {}],
        [`${path}/attach`, { fleet: fleet.id, expand: ["fleets"] }],
      ] as const) {
        assert.deepEqual((await platform.api.make(place, body))["fleets"], [fleet], place);
      }
      const created = await platform.api.make("/v1/drivers", { ...ada, expand: ["fleets"] });
      assert.deepEqual(created["fleets"], []);
    });

    it("leaves a null reference null", async () => {
      const path = "preferences.default_payment_method";
      const shown = await platform.api.read(`/v1/fleets/${fleet.id}?expand=${path}`);
      assert.equal((shown["preferences"] as Json)["default_payment_method"], null);
      assert.deepEqual(shown, fleet);
    });

    it("is refused for unknown paths, plain fields, expand[], over four levels", async () => {
      const deep = "vehicles.drivers.vehicles.drivers.fleets";
      const bad = ["nothing", "name", "fleets.name", "data.fleets", "", "fleets.", ".fleets", deep];
      for (const path of bad) {
        const answer = await platform.api.get(`/v1/drivers?expand=${path}`);
        assert.deepEqual(refused(answer), [400, "unsupported_expand_value", "expand"], path);
        const change = { name: "Changed", expand: [path] };
        const posted = await platform.api.post(`/v1/drivers/${driver.id}`, change);
        assert.deepEqual(refused(posted), [400, "unsupported_expand_value", "expand"], path);
      }
      for (const path of ["__proto__", "constructor", "fleets.__proto__"]) {
        const answer = await platform.api.get(`/v1/drivers?expand=${path}`);
        assert.deepEqual(refused(answer), [400, "unsupported_expand_value", "expand"], path);
      }
      const brackets = await platform.api.get("/v1/drivers?expand[]=fleets");
      assert.deepEqual(refused(brackets), [400, "unsupported_expand_value", "expand[]"]);
      for (const expand of [1, [1], { a: 1 }, null]) {
        const answer = await platform.api.post("/v1/drivers", { ...ada, expand });
        assert.deepEqual(refused(answer), [400, "unsupported_expand_value", "expand"]);
      }
      assert.equal((await platform.api.read(`/v1/drivers/${driver.id}`))["name"], "Ada");
    });

    it("reaches four levels deep and back to where it began", async () => {
      const vehicle = await platform.api.make("/v1/vehicles", {
        ...{ vin: "TESTVN00000999999", battery_capacity: 82_000, charging_standard: "CCS" },
      });
      await platform.api.make(`/v1/vehicles/${vehicle.id}/attach`, { driver: driver.id });
      const path = "vehicles.drivers.vehicles.drivers";
      let at = await platform.api.read(`/v1/drivers/${driver.id}?expand=${path}`);
      for (const key of path.split(".")) at = (at[key] as (typeof at)[])[0] as typeof at;
      assert.equal(at.id, driver.id);
      assert.deepEqual(at["fleets"], [fleet.id]);
    });

    it("costs a list of twenty as many statements as a list of one", async () => {
      const { api, ids } = await accountWith(20);
      const { id } = await api.make("/v1/fleets", { name: "All" });
      for (const one of ids) await api.make(`/v1/drivers/${one}/attach`, { fleet: id });
      const cost = (limit: number) =>
        fewestStatements(() =>
          api.read(`/v1/drivers?limit=${limit}&expand=fleets&expand=vehicles`),
        );
      assert.equal(await cost(20), await cost(1));
    });

    it("is carried on to the next page", async () => {
      const page = await platform.api.read("/v1/drivers?limit=1&expand=fleets");
      const url = new URL(String(page["next_page_url"]));
      assert.deepEqual(url.searchParams.getAll("expand"), ["fleets"]);
    });
  });
});
