// A robustness test that nobody tunes: all requests are made from the served OpenAPI document, so
// an operation is covered on the day it is listed. CHARGE_FUZZ_SEED repeats a run,
// CHARGE_FUZZ_REQUESTS makes it longer.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readConfig } from "../../src/config.ts";
import { makeOneOfEach } from "../exemplars.ts";
import { type TestPlatform, testDatabase, testPlatform } from "../platform.ts";
import { openReceiver, type Receiver } from "../receiver.ts";
import { openRun, type Run } from "./run.ts";

const seed = Number(process.env["CHARGE_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const requests = Number(process.env["CHARGE_FUZZ_REQUESTS"] ?? 20_000);

describe(`requests made from the OpenAPI document (CHARGE_FUZZ_SEED=${seed})`, () => {
  let platform: TestPlatform | undefined;
  let receiver: Receiver | undefined;
  let run: Run | undefined;

  before(async () => {
    const databaseUrl = await testDatabase();
    const unlimited = readConfig({
      ...{ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: "s".repeat(32) },
      ...{ CHARGE_PORT: "0", CHARGE_RATE_LIMIT: "off", CHARGE_LOG_LEVEL: "silent" },
    });
    platform = await testPlatform({ databaseUrl, config: unlimited });
    receiver = await openReceiver();
    const owner = await platform.openAccount();
    const api = platform.client(owner.testKey);
    const stock = new Set<string>();
    for (let made = 0; made < 3; made++) {
      const ids = await makeOneOfEach(api, owner.account);
      for (const id of Object.values(ids)) stock.add(id);
    }
    run = await openRun({
      url: platform.url,
      keys: { own: owner.testKey, live: owner.liveKey, stranger: platform.first.testKey },
      ...{ sink: receiver.url, stock, seed, inFlight: 16 },
    });
  });
  after(async () => {
    run?.close();
    await platform?.close();
    await receiver?.close();
  });

  it("are answered as it documents, whatever they are", async () => {
    const start = performance.now();
    const why = new Map<string, number>();
    assert.ok(run !== undefined);
    await run.generate(requests, ({ recipe, reply }) => {
      if (recipe.spoiled !== null || reply.status < 400 || recipe.operation.method !== "POST")
        return;
      const b = JSON.parse(reply.text || "{}");
      const k =
        `${recipe.operation.id} ${b.code} ${b.param} ${String(b.message).slice(0, 150)}`.replaceAll(
          /_[0-9A-Za-z]{32}/g,
          "_X",
        );
      why.set(k, (why.get(k) ?? 0) + 1);
    });
    console.log(
      [...why]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 90)
        .map(([k, n]) => `${n} ${k}`)
        .join("\n"),
    );
    console.log(run.tally.table());
    console.log(run.tally.total, (performance.now() - start) / 1000);
    assert.deepEqual(run.failures, []);
    assert.deepEqual(run.tally.neverAnswered(), []);
  });
});
