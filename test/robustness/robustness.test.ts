// A robustness test that nobody tunes: all requests are made from the served OpenAPI document, so
// an operation is covered on the day it is listed. CHARGE_FUZZ_SEED repeats a run,
// CHARGE_FUZZ_REQUESTS makes it longer.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readConfig } from "../../src/config.ts";
import { makeOneOfEach } from "../exemplars.ts";
import { type TestPlatform, testDatabase, testPlatform } from "../platform.ts";
import { openReceiver, type Receiver } from "../receiver.ts";
import type { Recipe } from "./recipe.ts";
import { certain, isRefusal, writtenByRefusals } from "./refusals.ts";
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
      // Sessions here last a moment, and should come to cost something.
      CHARGE_SIMULATOR_SPEED: "500",
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

  /** What the state of things forbade: it will again, unless that has changed. */
  const refused: Recipe[] = [];

  it("are answered as it documents, whatever they are", async () => {
    assert.ok(run !== undefined);
    await run.generate(requests, (asked) => {
      const ofState = isRefusal(asked) && ![400, 401, 431].includes(asked.reply.status);
      if (ofState && refused.length < 2000) refused.push(asked.recipe);
    });
    console.log(run.tally.table());
    assert.deepEqual(run.failures, []);
  });

  it("reach every operation: each has succeeded", () => {
    assert.deepEqual(run?.tally.neverAnswered(), []);
  });

  it("write nothing where they are refused", async () => {
    assert.ok(run !== undefined && platform !== undefined);
    const recipes = [...certain(run.draw(3000)), ...refused];
    const { judged, passedOver, wrong } = await writtenByRefusals(run, platform.sql, recipes);
    console.log(`${judged} refusals wrote nothing; ${passedOver} passed over`);
    assert.deepEqual(wrong, []);
    assert.ok(judged > passedOver, "hardly any batch was refused throughout");
    assert.deepEqual(run.failures, []);
  });
});
