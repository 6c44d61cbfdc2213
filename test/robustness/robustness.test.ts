// A robustness test that nobody tunes: all requests are made from the served OpenAPI document, so
// an operation is covered on the day it is listed. `npm run fuzz` goes on without an end.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Recipe } from "./recipe.ts";
import { certain, isRefusal, writtenByRefusals } from "./refusals.ts";
import { type Started, seed, startRun } from "./start.ts";

const requests = Number(process.env["CHARGE_FUZZ_REQUESTS"] ?? 20_000);
/** Besides the former: what the document forbids, to see that nothing comes of it. */
const forbidden = 1500;
const mostRefused = 400;
const otherWorlds = 3;
/** Of each operation that was not reached, in another world. */
const sought = 60;

/**
 * What they ask for stands in no shape: times that lie ahead and belong together, and who may pay
 * an invoice. They are asked like all others; that they succeed is held by the loop over the
 * exemplars (test/idempotency.test.ts).
 */
const beyondShapes: ReadonlySet<string> = new Set([
  ...["reservations_create", "invoices_pay", "test_clocks_advance"],
]);

describe(`requests made from the OpenAPI document (CHARGE_FUZZ_SEED=${seed})`, () => {
  let started: Started | undefined;
  before(async () => {
    started = await startRun();
  });
  after(() => started?.close());
  const running = (): Started => {
    assert.ok(started !== undefined);
    return started;
  };

  /** What the state of things forbade: it will again, unless that has changed. */
  const refused: Recipe[] = [];

  it("are answered as it documents, whatever they are", async () => {
    const { run } = running();
    await run.generate(requests, (asked) => {
      const ofState = isRefusal(asked) && ![400, 401, 431].includes(asked.reply.status);
      if (!ofState || Math.random() > 0.2) return;
      refused.push(asked.recipe);
      if (refused.length > mostRefused) refused.shift();
    });
    console.log(run.tally.table());
    assert.deepEqual(run.failures, []);
  });

  // A world may come to where nothing goes any more (its only network inactive, its currency
  // another than its stations'): then what was not reached is asked for in one that is fresh.
  it("reach every operation: each has succeeded", async () => {
    let left = running()
      .run.tally.neverAnswered()
      .filter((one) => !beyondShapes.has(one));
    for (let world = 1; left.length > 0 && world <= otherWorlds; world++) {
      console.log(`not reached yet: ${left.join(", ")}`);
      const { run, close } = await startRun(world);
      try {
        await run.seek(left, sought * left.length);
        const still = new Set(run.tally.neverAnswered());
        left = left.filter((one) => still.has(one));
        assert.deepEqual(run.failures, []);
      } finally {
        await close();
      }
    }
    assert.deepEqual(left, []);
  });

  it("write nothing where they are refused", async () => {
    const { run, sql } = running();
    const recipes = [...certain(run.draw(forbidden)), ...refused];
    const { judged, passedOver, wrong } = await writtenByRefusals(run, sql, recipes);
    console.log(`${judged} refusals wrote nothing; ${passedOver} passed over`);
    assert.deepEqual(wrong, []);
    assert.ok(judged > passedOver, "hardly any batch was refused throughout");
    assert.deepEqual(run.failures, []);
  });
});
