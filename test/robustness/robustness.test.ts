// A robustness test that nobody tunes: all requests are made from the served OpenAPI document, so
// an operation is covered on the day it is listed. CHARGE_FUZZ_SEED repeats a run,
// CHARGE_FUZZ_REQUESTS makes it longer.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readConfig } from "../../src/config.ts";
import { type TestPlatform, testDatabase, testPlatform } from "../platform.ts";
import { openReceiver, type Receiver } from "../receiver.ts";
import { openRun, type Run } from "./run.ts";

const seed = Number(process.env["CHARGE_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const requests = Number(process.env["CHARGE_FUZZ_REQUESTS"] ?? 20_000);

describe(`requests made from the OpenAPI document (CHARGE_FUZZ_SEED=${seed})`, () => {
  let platform: TestPlatform;
  let receiver: Receiver;
  let run: Run;

  before(async () => {
    const databaseUrl = await testDatabase();
    const unlimited = readConfig({
      ...{ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: "s".repeat(32) },
      ...{ CHARGE_PORT: "0", CHARGE_RATE_LIMIT: "off", CHARGE_LOG_LEVEL: "silent" },
    });
    platform = await testPlatform({ databaseUrl, config: unlimited });
    receiver = await openReceiver();
    const stranger = await platform.openAccount();
    run = await openRun({
      url: platform.url,
      keys: {
        own: platform.first.testKey,
        live: platform.first.liveKey,
        stranger: stranger.testKey,
      },
      ...{ sink: receiver.url, seed, inFlight: 16 },
    });
  });
  after(async () => {
    run.close();
    await platform.close();
    await receiver.close();
  });

  it("are answered as it documents, whatever they are", async () => {
    const start = performance.now();
    await run.generate(requests);
    console.log(run.tally.table());
    console.log(run.tally.total, (performance.now() - start) / 1000);
    assert.deepEqual(run.failures, []);
    assert.deepEqual(run.tally.neverAnswered(), []);
  });
});
