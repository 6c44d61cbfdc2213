// The links of reports: who may follow them, for how long, and what comes.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { addSessions, reportOf, spring } from "../test/history.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../test/platform.ts";
import { type Clock, systemClock } from "./lib/time.ts";

let aheadMs = 0;
const clock: Clock = {
  now: () => new Date(systemClock.now().getTime() + aheadMs),
  after: systemClock.after,
};
const dayMs = 86_400_000;

describe("the link of a report", () => {
  let platform: TestPlatform;
  let api: Client;
  let report: Json & { id: string };
  let url = "";
  before(async () => {
    platform = await testPlatform({ clock });
    const owner = await platform.openAccount();
    api = platform.client(owner.testKey);
    await addSessions(platform, owner.account, [{ at: "2026-04-01T00:00:00Z" }]);
    report = await reportOf(api, { parameters: { type: "sessions", ...spring } });
    url = String(report["url"]);
  });
  after(() => platform.close());

  const fetched = async (link: string, headers: Record<string, string> = {}, method = "GET") => {
    const response = await fetch(link, { method, headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it("needs no key, and gives a file to keep, under a harmless name and type", async () => {
    const { status, headers, text } = await fetched(url);
    assert.equal(status, 200);
    assert.equal(Buffer.byteLength(text), report["size"]);
    const names = [
      "content-type",
      "content-disposition",
      "x-content-type-options",
      "cache-control",
    ];
    assert.deepEqual(
      names.map((name) => headers.get(name)),
      [
        "text/csv; charset=utf-8",
        `attachment; filename="${report.id}.csv"`,
        ...["nosniff", "no-store"],
      ],
    );
    assert.equal(headers.get("content-length"), String(report["size"]));
    assert.equal(headers.get("content-encoding"), null);
  });

  it("is refused when anything in it is altered, or left out", async () => {
    const good = new URL(url);
    const other = `/files/reports/rpt_${"0".repeat(32)}.csv`;
    const altered = (change: (link: URL) => unknown): string => {
      const link = new URL(good);
      change(link);
      return String(link);
    };
    const expires = Number(good.searchParams.get("expires"));
    for (const link of [
      altered((one) => {
        one.pathname = other;
      }),
      altered((one) => one.searchParams.set("expires", String(expires + 1))),
      altered((one) => one.searchParams.set("expires", `0${expires}`)),
      altered((one) => one.searchParams.set("expires", "")),
      altered((one) => one.searchParams.set("signature", "A".repeat(22))),
      altered((one) => one.searchParams.delete("signature")),
      altered((one) => one.searchParams.delete("expires")),
      altered((one) => {
        one.search = "";
      }),
      altered((one) => {
        one.pathname = one.pathname.replace(".csv", ".pdf");
      }),
      altered((one) => {
        one.pathname = "/files/reports/..%2f..%2fsecret";
      }),
    ]) {
      const { status, text } = await fetched(link);
      assert.equal(status, 403, link);
      assert.equal((JSON.parse(text) as Json)["code"], "permission_denied");
    }
    assert.equal((await fetched(`${platform.url}/files/reports`)).status, 401);
    assert.equal((await fetched(url, {}, "POST")).status, 401);
  });

  it("gives one range where one is asked for, and all of it else", async () => {
    const whole = (await fetched(url)).text;
    const size = Number(report["size"]);
    const part = async (range: string, more: Record<string, string> = {}) => {
      const { status, headers, text } = await fetched(url, { range, ...more });
      return [status, headers.get("content-range"), text];
    };
    assert.deepEqual(await part("bytes=0-1"), [206, `bytes 0-1/${size}`, whole.slice(0, 2)]);
    assert.deepEqual(await part("bytes=3-"), [206, `bytes 3-${size - 1}/${size}`, whole.slice(3)]);
    assert.deepEqual(await part("bytes=-4"), [
      ...[206, `bytes ${size - 4}-${size - 1}/${size}`, whole.slice(-4)],
    ]);
    assert.deepEqual(await part(`bytes=5-${size * 2}`), [
      ...[206, `bytes 5-${size - 1}/${size}`, whole.slice(5)],
    ]);
    assert.deepEqual(await part(`bytes=${size}-`), [416, `bytes */${size}`, ""]);
    for (const range of ["bytes=0-1,3-4", "rows=0-1", "bytes=2-1", "bytes=-", "bytes=a-b"]) {
      assert.deepEqual(await part(range), [200, null, whole], range);
    }
    const tag = String((await fetched(url)).headers.get("etag"));
    assert.equal((await part("bytes=0-1", { "if-range": tag }))[0], 206);
    assert.equal((await part("bytes=0-1", { "if-range": '"other"' }))[0], 200);
    const head = await fetched(url, {}, "HEAD");
    assert.deepEqual([head.status, head.text], [200, ""]);
    assert.equal(head.headers.get("content-length"), String(size));
  });

  it("is good for seven days, and each read of the report gives a new one", async () => {
    aheadMs = 7 * dayMs - 60_000;
    assert.equal((await fetched(url)).status, 200);
    aheadMs = 7 * dayMs + 60_000;
    assert.equal((await fetched(url)).status, 403);
    const renewed = String((await api.read(`/v1/reports/${report.id}`))["url"]);
    assert.equal((await fetched(renewed)).status, 200);
    const listed = (await api.read("/v1/reports")).data[0]?.["url"];
    assert.equal((await fetched(String(listed))).status, 200);
  });

  it("is given for 90 days; then the report stays, and its file goes", async () => {
    aheadMs = 90 * dayMs - 60_000;
    const last = String((await api.read(`/v1/reports/${report.id}`))["url"]);
    aheadMs = 90 * dayMs + 60_000;
    const old = await api.read(`/v1/reports/${report.id}`);
    assert.deepEqual([old["url"], old["status"], old["size"]], [null, "succeeded", report["size"]]);
    assert.equal((await fetched(last)).status, 200);
  });
});
