// What holds for every list and its pages (spec part 1, "Lists"), told on drivers and fleets.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ada, idsOf, openLists, walk } from "./listed_drivers.ts";
import type { Json } from "./platform.ts";
import { refused } from "./sample.ts";

describe("lists", () => {
  const lists = openLists();

  describe("a list", () => {
    it("answers exactly data and the two URLs, newest first, ten at a time", async () => {
      const { api, ids } = await lists.accountWith(12);
      const page = await api.read("/v1/drivers");
      assert.deepEqual(Object.keys(page), ["data", "next_page_url", "previous_page_url"]);
      assert.deepEqual(idsOf(page), ids.slice(0, 10));
      assert.equal(page["previous_page_url"], null);
      const rest = await api.read(String(page["next_page_url"]));
      assert.deepEqual(idsOf(rest), ids.slice(10));
      assert.equal(rest["next_page_url"], null);
    });

    it("of nothing is empty and leads nowhere", async () => {
      const { api } = await lists.accountWith(0);
      assert.deepEqual(await api.read("/v1/drivers"), {
        ...{ data: [], next_page_url: null, previous_page_url: null },
      });
    });

    it("that ends exactly with a page has no next one", async () => {
      const { api } = await lists.accountWith(4);
      assert.equal((await api.read("/v1/drivers?limit=4"))["next_page_url"], null);
      const half = await api.read("/v1/drivers?limit=2");
      assert.equal((await api.read(String(half["next_page_url"])))["next_page_url"], null);
    });

    it("takes a limit from 1 to 100 and refuses any other", async () => {
      for (const limit of ["1", "100"]) {
        assert.equal((await lists.platform.api.get(`/v1/drivers?limit=${limit}`)).status, 200);
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
        const answer = await lists.platform.api.get(`/v1/drivers?limit=${limit}`);
        assert.deepEqual(refused(answer), [400, "parameter_invalid", "limit"], limit);
      }
    });

    it("leads on with page first, then the filters in the order given, then limit", async () => {
      const { api } = await lists.accountWith(3, { status: "active" });
      const email = encodeURIComponent(ada.email);
      const query = `limit=1&status=active&email=${email}&created[gt]=2020-01-01T00:00:00Z`;
      const page = await api.read(`/v1/drivers?${query}`);
      const url = new URL(String(page["next_page_url"]));
      assert.equal(url.origin, lists.platform.url);
      assert.deepEqual(
        [...url.searchParams.keys()],
        ["page", "status", "email", "created[gt]", "limit"],
      );
      assert.match(String(url.searchParams.get("page")), /^page_[\w-]+$/);
      assert.equal(url.searchParams.get("limit"), "1");
    });

    it("is walked in both directions without a gap or a repetition", async () => {
      const { api, ids } = await lists.accountWith(11);
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
      const { api, ids } = await lists.accountWith(10);
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
      const { api, ids } = await lists.accountWith(2);
      const first = await api.read("/v1/drivers?limit=1");
      const second = await api.read(String(first["next_page_url"]));
      const newer = (await api.make("/v1/drivers", ada)).id;
      const pages = await walk(api, second, "previous");
      assert.deepEqual(pages.flat(), [ids[0], newer]);
    });

    it("costs the same number of statements however deep the walk and long the page", async () => {
      const { api } = await lists.accountWith(20);
      const shallow = await lists.fewestStatements(() => api.read("/v1/drivers?limit=1"));
      let page = await api.read("/v1/drivers?limit=3");
      for (let deep = 0; deep < 5; deep++) page = await api.read(String(page["next_page_url"]));
      const url = String(page["previous_page_url"]);
      assert.equal(await lists.fewestStatements(() => api.read(url)), shallow);
      assert.equal(await lists.fewestStatements(() => api.read("/v1/drivers?limit=20")), shallow);
    });
  });

  describe("a page token", () => {
    const tokenOf = (page: Json): string =>
      String(new URL(String(page["next_page_url"])).searchParams.get("page"));

    it("is good with its own list, filters and account only", async () => {
      const { api } = await lists.accountWith(3, { status: "active" });
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
      const stranger = await lists.accountWith(1);
      const stolen = await stranger.api.get(good);
      assert.deepEqual(refused(stolen), [400, "page_token_invalid", "page"]);
    });

    it("is refused however it was altered", async () => {
      const { api } = await lists.accountWith(3);
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
      const { api, ids } = await lists.accountWith(3);
      const token = tokenOf(await api.read("/v1/drivers?limit=1"));
      const page = await api.read(`/v1/drivers?limit=5&expand=fleets&page=${token}`);
      assert.deepEqual(idsOf(page), ids.slice(1));
    });
  });
});
