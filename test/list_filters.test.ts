// What holds for the filters that many lists have (spec part 1, "Lists"), told on drivers and
// fleets.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ada, idsOf, openLists, walk } from "./listed_drivers.ts";
import type { Client } from "./platform.ts";
import { refused } from "./sample.ts";

describe("filters of lists", () => {
  const lists = openLists();

  describe("created filters", () => {
    const filtered = (api: Client, query: string) =>
      api.read(`/v1/drivers?${query.replaceAll("+", "%2B")}`).then(idsOf);

    it("hold to the millisecond, also with an offset and more digits", async () => {
      const { api, ids } = await lists.accountWith(3);
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
        assert.equal(
          (await lists.platform.api.get(`/v1/drivers?created[gt]=${time}`)).status,
          200,
          time,
        );
      }
      const bad = [
        ...["2026-04-01", "2026-04-01T00:36:43", "2026-04-01T00:36Z", "1775003803", "yesterday"],
        ...["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-04-01T24:00:00Z", ""],
        ...["2026-04-01T00:60:00Z", "2026-04-01T00:00:00%2B2", "2026-04-01 00:00:00Z"],
      ];
      for (const time of bad) {
        const answer = await lists.platform.api.get(`/v1/drivers?created[gt]=${time}`);
        assert.deepEqual(refused(answer), [400, "parameter_invalid", "created[gt]"], time);
      }
      const unknown = await lists.platform.api.get("/v1/drivers?created[eq]=2026-04-01T00:00:00Z");
      assert.deepEqual(refused(unknown), [400, "parameter_unknown", "created[eq]"]);
    });

    it("outside what ids can tell give everything or nothing, not an error", async () => {
      const { api, ids } = await lists.accountWith(2);
      assert.deepEqual(await filtered(api, "created[gt]=0001-01-01T00:00:00Z"), ids);
      assert.deepEqual(await filtered(api, "created[gt]=9999-12-31T23:59:59Z"), []);
      assert.deepEqual(await filtered(api, "created[lt]=0001-01-01T00:00:00Z"), []);
      assert.deepEqual(await filtered(api, "created[lt]=9999-12-31T23:59:59Z"), ids);
    });
  });

  describe("metadata filters", () => {
    it("match key and value exactly, several at once, with any letters", async () => {
      const { api } = await lists.accountWith(1);
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
      const { api, ids } = await lists.accountWith(1, { metadata });
      const query = Object.keys(metadata)
        .map((key) => `metadata[${key}]=v`)
        .join("&");
      assert.deepEqual(idsOf(await api.read(`/v1/drivers?${query}`)), ids);
      const answer = await api.get(`/v1/drivers?${query}&metadata[more]=v`);
      assert.deepEqual(refused(answer), [400, "parameter_invalid", "metadata[more]"]);
    });

    it("survive the walk, and are refused where objects have no metadata", async () => {
      const { api, ids } = await lists.accountWith(4, { metadata: { a: "b" } });
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
      await lists.platform.api.make("/v1/drivers", ada);
      for (const type of ["driver.created", "driver.*", "*"]) {
        const page = await lists.platform.api.read(`/v1/events?type=${type}&limit=1`);
        assert.equal(page.data.length, 1, type);
      }
      for (const type of ["foo", "driver", "driver.eaten", "foo.*"]) {
        const answer = await lists.platform.api.get(`/v1/events?type=${type}`);
        assert.deepEqual(refused(answer), [400, "parameter_invalid", "type"], type);
      }
    });
  });
});
