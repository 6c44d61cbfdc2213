// The list of sessions in an invoice's document, where there are many of them.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import pg from "pg";
import { seedSessions } from "../../../test/bulk.ts";
import { movedClock } from "../../../test/charges.ts";
import { makeStation } from "../../../test/fleet.ts";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const mebibyte = 2 ** 20;
const march = { period_start: "2026-03-01T00:00:00Z", period_end: "2026-04-01T00:00:00Z" };
const count = 20_000;

describe("an invoice about 20 000 sessions", () => {
  let platform: TestPlatform;
  let invoice = "";
  before(async () => {
    platform = await testPlatform({ clock: movedClock("2026-04-02T12:00:00Z") });
    const { api } = platform;
    const person = { name: "Ada", email: "ada@example.com" };
    const drivers = [(await api.make("/v1/drivers", person)).id];
    const stations = [(await makeStation(api, "simulator", { name: "Ladepark Süd" })).id];
    const client = new pg.Client({ connectionString: platform.databaseUrl });
    await client.connect();
    await seedSessions(client, {
      ...{ account: platform.first.account, fleet: null, drivers, stations, count },
      ...{ from: new Date(march.period_start), to: new Date(march.period_end) },
    });
    await client.end();
    invoice = (await api.make("/v1/invoices", march)).id;
  });
  after(() => platform.close());

  it("holds no more of its document in memory at the end than near the beginning", async () => {
    const answer = await fetch(`${platform.url}/v1/invoices/${invoice}/pdf`, {
      headers: { authorization: `Bearer ${platform.api.key}` },
    });
    assert.equal(answer.status, 200);
    let [bytes, next] = [0, 0];
    const held: number[] = [];
    for await (const part of answer.body ?? []) {
      bytes += (part as Uint8Array).length;
      if (bytes < next) continue;
      next = bytes + 100_000;
      collect();
      held.push(process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers);
    }
    assert.ok(held.length >= 8, `${bytes} bytes`);
    // Collections leave now more, now less: the least of three.
    const grown = Math.min(...held.slice(-3)) - Math.min(...held.slice(0, 3));
    assert.ok(grown < 8 * mebibyte, `${(grown / mebibyte).toFixed(1)} MiB more`);
  });
});
