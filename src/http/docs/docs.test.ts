import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { errorCodes } from "../../lib/errors.ts";

describe("what the server answers without a key", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());
  const open = (path: string) => fetch(`${platform.url}${path}`);

  it("doc_url of an error leads to its own heading", async () => {
    const refused = await platform.api.get("/v1/drivers/drv_nope");
    const [address, anchor] = String(refused.body["doc_url"]).split("#") as [string, string];
    const answer = await fetch(address);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
    assert.ok((await answer.text()).includes(`<h3 id="${anchor}">`));
  });

  it("has a heading, a status and a sentence for every code", async () => {
    const text = await (await open("/docs/errors")).text();
    for (const [code, { status, type }] of Object.entries(errorCodes)) {
      const at = text.indexOf(`<h3 id="${code}">`);
      assert.ok(at > 0, code);
      assert.ok(text.slice(at, at + 700).includes(`${status} · ${type}`), code);
    }
  });

  it("asks for nothing from elsewhere, and forbids it", async () => {
    for (const path of ["/docs", "/docs/errors"]) {
      const answer = await open(path);
      const text = await answer.text();
      assert.doesNotMatch(text, /(src|href)="(https?:)?\/\/|<script|@import|url\(/);
      const policy = answer.headers.get("content-security-policy") ?? "";
      const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] as string;
      const hash = createHash("sha256").update(style).digest("base64");
      assert.ok(policy.startsWith(`default-src 'none'; style-src 'sha256-${hash}'`));
    }
  });

  it("links only to pages that exist", async () => {
    const text = await (await open("/docs")).text();
    const links = [...text.matchAll(/href="([^"]+)"/g)].map((match) => match[1] as string);
    assert.ok(links.includes("/openapi.json"));
    for (const link of links) assert.equal((await open(link)).status, 200, link);
  });

  it("serves the OpenAPI document", async () => {
    const document = (await (await open("/openapi.json")).json()) as {
      openapi: string;
      paths: object;
    };
    assert.equal(document.openapi, "3.1.0");
    assert.ok("/v1/drivers/{driver}" in document.paths);
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
