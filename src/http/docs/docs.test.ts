import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { errorCodes } from "../../lib/errors.ts";
import { guideNames, guideOf } from "./guides.ts";

const paths = [
  ...["/docs", "/docs/errors", "/docs/reference"],
  ...guideNames.map((name) => `/docs/${name}`),
];

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] as string);

describe("the documentation", () => {
  let platform: TestPlatform;
  const pages = new Map<string, { text: string; headers: Headers }>();
  const open = (path: string, init?: RequestInit) => fetch(`${platform.url}${path}`, init);
  const text = (path: string): string => pages.get(path)?.text ?? "";
  before(async () => {
    platform = await testPlatform();
    for (const path of paths) {
      const answer = await open(path);
      assert.equal(answer.status, 200, path);
      assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
      pages.set(path, { text: await answer.text(), headers: answer.headers });
    }
  });
  after(() => platform.close());

  it("has a heading where doc_url of an error leads", async () => {
    const refused = await platform.api.get("/v1/drivers/drv_nope");
    const [address, anchor] = String(refused.body["doc_url"]).split("#") as [string, string];
    const answer = await fetch(address);
    assert.equal(answer.status, 200);
    assert.ok((await answer.text()).includes(`<h3 class="code" id="${anchor}">`));
  });

  it("has a heading, a status, a sentence and its operations for every code", () => {
    const page = text("/docs/errors");
    for (const [code, { status, type }] of Object.entries(errorCodes)) {
      const [, section = ""] = page.split(`<h3 class="code" id="${code}">`);
      const own = section.split("<h3")[0] as string;
      assert.ok(own.includes(`${status} · ${type}`), code);
      assert.match(own, /<p>(<code>)?\w/, code);
      const who = /Answered (by|before)|Any operation|Reserved: no operation/;
      assert.match(own, who, code);
    }
    const [, blocked = ""] = page.split('id="policy_blocked"');
    assert.match(blocked, /#\/charging_sessions\/charging_sessions_create"/);
  });

  it("loads nothing from elsewhere, and forbids it", () => {
    for (const [path, page] of pages) {
      const loaded = all(page.text, /<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]*)"/g);
      for (const address of loaded) assert.match(address, /^\/docs\//, `${path} loads ${address}`);
      assert.doesNotMatch(page.text, /@import|url\(|<script(?![^>]* src=)|\son\w+="/, path);
      const policy = page.headers.get("content-security-policy") ?? "";
      assert.ok(policy.startsWith("default-src 'none'; "), path);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/, path);
      assert.match(policy, /frame-ancestors 'none'/);
    }
  });

  it("runs no script on any page but the reference", () => {
    for (const [path, page] of pages) {
      const policy = page.headers.get("content-security-policy") ?? "";
      const style = /<style>([\s\S]*)<\/style>/.exec(page.text)?.[1];
      if (path === "/docs/reference") {
        assert.match(policy, /script-src 'self'; style-src 'self'; /);
        assert.equal(style, undefined);
      } else {
        assert.doesNotMatch(policy, /script-src/);
        const hash = createHash("sha256").update(String(style)).digest("base64");
        assert.ok(policy.includes(`style-src 'sha256-${hash}'`), path);
      }
    }
  });

  it("links only to pages and headings that exist", async () => {
    const document = (await (await open("/openapi.json")).json()) as {
      paths: Record<string, Record<string, { operationId: string; tags: string[] }>>;
    };
    const operations = new Set(
      Object.values(document.paths).flatMap((methods) =>
        Object.values(methods).map(({ operationId, tags }) => `/${tags[0]}/${operationId}`),
      ),
    );
    for (const [path, page] of pages) {
      for (const link of all(page.text, /<a [^>]*href="([^"]+)"/g)) {
        const [address = "", anchor] = link.split("#");
        const target = address === "" ? path : address;
        assert.match(target, /^\/(docs|openapi\.json)/, `${path} leads away to ${link}`);
        if (target === "/docs/reference" && anchor !== undefined) {
          assert.ok(operations.has(anchor), `${path}: ${link}`);
        } else if (pages.has(target)) {
          assert.ok(anchor === undefined || text(target).includes(` id="${anchor}"`), link);
        } else assert.equal((await open(target)).status, 200, `${path}: ${link}`);
      }
    }
  });

  it("leads from the index to everything", () => {
    const links = new Set(all(text("/docs"), /href="([^"#]+)"/g));
    for (const path of [...paths, "/openapi.json"]) assert.ok(links.has(path), path);
  });

  it("has no two headings in the same place", () => {
    for (const [path, page] of pages) {
      const places = all(page.text, / id="([^"]+)"/g);
      assert.equal(new Set(places).size, places.length, path);
    }
  });

  it("keeps files for a year under an address of their bytes, and asks anew for pages", async () => {
    const files = all(text("/docs/reference"), /(?:src|href)="(\/docs\/assets\/[^"]+)"/g);
    assert.equal(files.length, 4);
    for (const file of files) {
      const answer = await open(file);
      const body = Buffer.from(await answer.arrayBuffer());
      assert.match(answer.headers.get("cache-control") ?? "", /max-age=31536000, immutable/);
      const digest = createHash("sha256").update(body).digest("hex");
      assert.ok(file.includes(`/${digest.slice(0, 12)}/`), file);
    }
    for (const page of pages.values()) assert.equal(page.headers.get("cache-control"), "no-cache");
  });

  it("answers 304 to whoever has the page, and HEAD without a body", async () => {
    const etag = pages.get("/docs")?.headers.get("etag") ?? "";
    const known = await open("/docs", { headers: { "if-none-match": `"x", W/${etag}` } });
    assert.deepEqual([known.status, await known.text()], [304, ""]);
    assert.equal((await open("/docs", { headers: { "if-none-match": '"x"' } })).status, 200);
    const head = await open("/docs", { method: "HEAD" });
    assert.deepEqual([head.status, await head.text(), head.headers.get("etag")], [200, "", etag]);
    assert.equal((await open("/docs", { method: "POST" })).status, 405);
  });

  it("is packed for whoever takes that, and only for them", async () => {
    const { request } = await import("node:http");
    const asked = (encoding: string) =>
      new Promise<{ encoding: unknown; body: Buffer }>((done, failed) => {
        const headers = { "accept-encoding": encoding };
        request(`${platform.url}/openapi.json`, { headers }, async (answer) => {
          const parts: Buffer[] = [];
          for await (const part of answer) parts.push(part as Buffer);
          done({ encoding: answer.headers["content-encoding"], body: Buffer.concat(parts) });
        })
          .on("error", failed)
          .end();
      });
    const plain = await asked("identity");
    assert.equal(plain.encoding, undefined);
    const packed = await asked("br, gzip;q=0.8");
    assert.equal(packed.encoding, "gzip");
    assert.ok(packed.body.length * 5 < plain.body.length);
    assert.deepEqual(gunzipSync(packed.body), plain.body);
  });

  it("serves the OpenAPI document", async () => {
    const document = (await (await open("/openapi.json")).json()) as {
      openapi: string;
      paths: object;
    };
    assert.equal(document.openapi, "3.1.0");
    assert.ok("/v1/drivers/{driver}" in document.paths);
  });

  it("opens without a key with a slash behind its path too, and nothing else does", async () => {
    for (const path of ["/docs/", "/docs/errors/", "/healthz/", "/docs/?a=b"]) {
      assert.equal((await open(path)).status, 200, path);
    }
    for (const path of ["/", "/docs//", "/v1/drivers/", "//docs"]) {
      assert.equal((await open(path)).status, 401, path);
    }
  });

  it("is alive, and ready only while the database has what the code needs", async () => {
    assert.deepEqual(await (await open("/healthz")).json(), { status: "ok" });
    const ready = await open("/readyz");
    assert.deepEqual([ready.status, await ready.json()], [200, { status: "ready" }]);
    await platform.sql("delete from schema_migrations where name like '0001%'");
    const behind = await open("/readyz");
    assert.deepEqual([behind.status, await behind.json()], [503, { status: "starting" }]);
    await platform.sql("alter table schema_migrations rename to lost");
    const lost = await open("/readyz");
    assert.deepEqual([lost.status, await lost.json()], [503, { status: "database_unavailable" }]);
    assert.equal((await open("/healthz")).status, 200);
  });
});

describe("a guide", () => {
  it("shows what is not Markdown as text, and gives headings a place", () => {
    const guide = guideOf("a", "# A `b`\n\nLead.\n\n## One & two\n\n<script>alert(1)</script>\n\n");
    assert.equal(guide.lead, "Lead.");
    assert.deepEqual(guide.contents, [{ href: "#one-two", text: "One & two" }]);
    assert.match(guide.body, /<h2 id="one-two">/);
    assert.doesNotMatch(guide.body, /<script/);
  });
});
