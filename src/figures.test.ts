import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Json, type TestPlatform, testPlatform } from "../test/platform.ts";

const token = "t".repeat(32);

describe("/metrics", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ config: { metricsToken: token } });
  });
  after(() => platform.close());

  const read = (headers: Record<string, string> = {}) =>
    fetch(`${platform.url}/metrics`, { headers });
  const figure = async (line: string): Promise<number> => {
    const text = await (await read()).text();
    const found = text.split("\n").find((one) => one.startsWith(`${line} `));
    return found === undefined ? 0 : Number(found.slice(line.length));
  };

  it("is text that Prometheus reads: every sample belongs to a family with help and type", async () => {
    await platform.api.get("/v1/drivers");
    const answer = await read();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    const text = await answer.text();
    assert.ok(text.endsWith("\n"));
    let family = "";
    for (const line of text.trimEnd().split("\n")) {
      const told = /^# (?:HELP|TYPE) (\w+) /.exec(line);
      if (told !== null) family = told[1] as string;
      else {
        const label = '[a-z]\\w*="(?:[^"\\\\\\n]|\\\\.)*"';
        const form = new RegExp(
          `^(\\w+?)(_bucket|_sum|_count)?(\\{${label}(,${label})*\\})? [\\d.e+-]+$`,
        );
        assert.equal(form.exec(line)?.[1], family, line);
      }
    }
  });

  it("counts answers by endpoint and status, and how long they took", async () => {
    const endpoint = 'method="GET",route="/v1/drivers/:driver"';
    const count = `charge_http_requests_total{${endpoint},status="404"}`;
    const taken = `charge_http_request_duration_seconds_bucket{${endpoint},le="+Inf"}`;
    const unknown = 'charge_http_requests_total{method="GET",route="unknown",status="404"}';
    const earlier = await Promise.all([count, taken, unknown].map(figure));
    for (let one = 0; one < 3; one++) await platform.api.get(`/v1/drivers/drv_${one}`);
    for (const path of ["/v1/a", "/b"]) await platform.api.get(path);
    const later = await Promise.all([count, taken, unknown].map(figure));
    assert.deepEqual(
      later.map((value, at) => value - (earlier[at] as number)),
      [3, 3, 2],
    );
  });

  it("tells of the queue, of webhooks that are late, and of the process", async () => {
    const account = platform.first.account;
    await platform.sql(
      `insert into jobs (account_id, livemode, task, payload, run_at) values
       ($1, false, 'nobody_does', '{}', clock_timestamp() - interval '90 s')`,
      [account],
    );
    assert.equal(await figure('charge_jobs_waiting{task="nobody_does"}'), 1);
    const late = await figure('charge_jobs_late_seconds{task="nobody_does"}');
    assert.ok(late >= 90 && late < 600, String(late));
    assert.equal(await figure("charge_webhook_lag_seconds"), 0);
    assert.ok((await figure("process_resident_memory_bytes")) > 10_000_000);
    assert.ok((await figure("process_cpu_seconds_total")) > 0);
    assert.ok((await figure('charge_database_connections{state="idle"}')) >= 0);
    assert.equal(await figure("charge_request_log_lost_total"), 0);
  });

  it("is for this machine, or for who has the token; behind a proxy only the token counts", async () => {
    const forwarded = { "x-forwarded-for": "203.0.113.7" };
    const strange = await read(forwarded);
    assert.deepEqual(
      [strange.status, ((await strange.json()) as Json)["code"]],
      [403, "https_required"],
    );
    const config = { metricsToken: token, allowHttp: true, host: "0.0.0.0" };
    const open = await testPlatform({ config });
    try {
      const url = `http://127.0.0.1:${open.port}/metrics`;
      const status = async (authorization?: string) =>
        (await fetch(url, authorization === undefined ? {} : { headers: { authorization } }))
          .status;
      assert.equal(await status(), 403);
      assert.equal(await status(`Bearer ${token}x`), 403);
      assert.equal(await status(`Bearer ${open.first.testKey}`), 403);
      assert.equal(await status(`Bearer ${token}`), 200);
    } finally {
      await open.close();
    }
  });
});
