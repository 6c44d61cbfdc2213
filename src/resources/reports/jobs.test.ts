// Reports when something goes wrong: storage that fails, processes that die or stop half-way.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import pg from "pg";
import { until } from "../../../test/fleet.ts";
import { addSessions, fileOf, reportOf, spring, tableOf } from "../../../test/history.ts";
import {
  type Client,
  type Json,
  type TestPlatform,
  testDatabase,
  testPlatform,
} from "../../../test/platform.ts";
import { openS3Double, type S3Double, s3Key } from "../../../test/s3_double.ts";
import {
  newDataDir,
  removeDataDir,
  type ServerProcess,
  startServer,
} from "../../../test/server.ts";
import type { FilesConfig } from "../../files/files.ts";
import { openFiles } from "../../files/open.ts";
import { type Clock, pause, systemClock } from "../../lib/time.ts";
import { removeOldFiles } from "./actions.ts";

let aheadMs = 0;
const clock: Clock = {
  now: () => new Date(systemClock.now().getTime() + aheadMs),
  after: systemClock.after,
};
const dayMs = 86_400_000;

describe("a report that is kept in S3", () => {
  let double: S3Double;
  let platform: TestPlatform;
  let api: Client;
  let files: FilesConfig;
  before(async () => {
    double = await openS3Double();
    files = {
      ...{ kind: "s3", bucket: "depot", prefix: "", region: "us-east-1" },
      ...{ endpoint: double.endpoint, credentials: s3Key },
    };
    platform = await testPlatform({ clock, config: { files } });
    const owner = await platform.openAccount();
    api = platform.client(owner.testKey);
    await addSessions(platform, owner.account, [{ at: "2026-04-01T00:00:00Z" }]);
  });
  beforeEach(() => {
    double.fails = () => false;
  });
  after(async () => {
    await platform.close();
    await double.close();
  });

  const body = { parameters: { type: "sessions", ...spring } };
  const isOver = (one: Json) => one["status"] !== "pending" && one["status"] !== "processing";
  /** Waits for the end of a report, with a clock that runs ahead to the next try. */
  async function inTime(id: string): Promise<Json> {
    for (;;) {
      const report = await api.read(`/v1/reports/${id}`);
      if (isOver(report)) return report;
      await pause(100);
      aheadMs += 5000;
    }
  }

  it("is downloaded through the platform: the storage may be closed to others", async () => {
    const report = await reportOf(api, body);
    assert.ok(String(report["url"]).startsWith(`${platform.url}/files/reports/`));
    const { rows } = tableOf(await fileOf(report));
    assert.equal(rows.length, 1);
    assert.ok(double.objects.has(`depot/reports/${report.id}.csv`));
    const range = await fetch(String(report["url"]), { headers: { range: "bytes=0-1" } });
    assert.deepEqual([range.status, await range.text()], [206, "id"]);
  });

  it("waits for storage that comes back", async () => {
    let failures = 0;
    double.fails = (seen) => seen === "PUT " && ++failures <= 5;
    const { id } = await api.make("/v1/reports", body);
    const report = await inTime(id);
    assert.equal(report["status"], "succeeded");
    assert.ok(failures > 5);
  });

  it("has failed after five tries, and an event says so", async () => {
    double.fails = (seen) => seen === "PUT ";
    const { id } = await api.make("/v1/reports", body);
    const report = await inTime(id);
    assert.deepEqual(
      [report["status"], report["url"], report["size"], report["succeeded_at"]],
      ["failed", null, null, null],
    );
    const { data } = await api.read(`/v1/events?object_id=${id}`);
    assert.deepEqual(
      data.map((one) => one["type"]),
      ["report.failed"],
    );
    const left = await platform.sql("select 1 from jobs where key = $1", [id]);
    assert.deepEqual(left, []);
  });

  it("that is deleted while it is stored leaves no file behind", async () => {
    let [begun, letOn] = [false, () => {}];
    const held = new Promise<void>((resolve) => {
      letOn = resolve;
    });
    double.holds = (seen) => {
      if (!seen.startsWith("PUT ")) return null;
      begun = true;
      return held;
    };
    const { id } = await api.make("/v1/reports", body);
    await until(
      async () => begun,
      (yes) => yes,
    );
    assert.equal((await api.delete(`/v1/reports/${id}`)).status, 200);
    const removing = "select 1 from jobs where task = 'remove_report_file'";
    await until(
      () => platform.sql(removing),
      (jobs) => jobs.length === 0,
    );
    letOn();
    double.holds = () => null;
    await until(
      () => platform.sql("select 1 from jobs where payload::text like $1", [`%${id}%`]),
      (jobs) => jobs.length === 0,
    );
    assert.ok(!double.objects.has(`depot/reports/${id}.csv`));
    assert.deepEqual((await api.read(`/v1/events?object_id=${id}`)).data, []);
  });

  it("loses its file when its last link has ended, and stays", async () => {
    const report = await reportOf(api, body);
    const object = `depot/reports/${report.id}.csv`;
    const store = await openFiles(files);
    aheadMs += 97 * dayMs - 60_000;
    await removeOldFiles(platform.database, store);
    assert.ok(double.objects.has(object));
    aheadMs += 120_000;
    await removeOldFiles(platform.database, store);
    assert.ok(!double.objects.has(object));
    assert.equal((await api.read(`/v1/reports/${report.id}`))["status"], "succeeded");
  });
});

describe("a report of 70 000 rows, half-way up", () => {
  let double: S3Double;
  let dataDir = "";
  let databaseUrl = "";
  let server: ServerProcess;
  const start = () =>
    startServer(dataDir, {
      ...{ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: "k".repeat(32) },
      ...{ CHARGE_FILES: "s3://depot", CHARGE_S3_ENDPOINT: double.endpoint },
      CHARGE_S3_ACCESS_KEY_ID: s3Key.accessKeyId,
      CHARGE_S3_SECRET_ACCESS_KEY: s3Key.secretAccessKey,
    });
  before(async () => {
    double = await openS3Double();
    dataDir = await newDataDir();
    databaseUrl = await testDatabase();
    server = await start();
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(
      `insert into transactions (account_id, livemode, id, type, status, amount, currency,
         description, created)
       select id, false, 'txn_' || substr($1, 5, 8) || lpad(g::text, 24, '0'), 'charge',
         'succeeded', g, 'eur', repeat('x', 200), '2026-04-01'
       from accounts, generate_series(1, 70000) g where parent_id is null`,
      ["txn_0VbalO2x"],
    );
    await client.end();
  });
  after(async () => {
    await server.kill();
    await double.close();
    await removeDataDir(dataDir);
  });

  /** Asks for it and waits until its second part is on the way, where it is held. */
  async function halfway(): Promise<string> {
    let parts = 0;
    const second = Promise.withResolvers<void>();
    double.holds = (seen) => {
      if (seen !== "PUT partNumber,uploadId" || ++parts < 2) return null;
      second.resolve();
      return new Promise(() => undefined);
    };
    const { id } = await server.api.make("/v1/reports", {
      parameters: {
        ...{ type: "transactions", period_start: "2024-01-01T00:00:00Z" },
        period_end: "2027-01-01T00:00:00Z",
      },
    });
    await second.promise;
    return id;
  }

  const ends: Readonly<Record<string, () => Promise<unknown>>> = {
    "dies with its process": () => server.kill(),
    "stops with its process": () => server.stop(),
  };
  for (const [how, end] of Object.entries(ends)) {
    it(`${how}: nothing of it is seen, and the next process makes it anew, whole`, async () => {
      const id = await halfway();
      const object = `depot/reports/${id}.csv`;
      const ended = end();
      double.holds = () => null;
      await ended;
      assert.ok(!double.objects.has(object));
      server = await start();
      const report = await until(
        () => server.api.read(`/v1/reports/${id}`),
        (one) => one["status"] === "succeeded",
        60_000,
      );
      assert.equal(double.objects.get(object)?.length, report["size"]);
      const { rows } = tableOf(await fileOf(report));
      assert.equal(rows.length, 70_000);
      assert.equal(double.uploads.size, 0);
    });
  }
});
