import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";
import type { Processor } from "../processor.ts";
import { testCards, testTokenizer } from "./cards.ts";
import { testProcessor } from "./processor.ts";

describe("test processor", () => {
  let platform: TestPlatform;
  let processor: Processor;
  let merchant: { account: string; livemode: false };
  before(async () => {
    platform = await testPlatform();
    processor = testProcessor(platform.database);
    merchant = { account: platform.first.account, livemode: false };
  });
  after(() => platform.close());

  const authorize = (key: string, token = "tok_visa") =>
    processor.authorize({ merchant, key, token, amount: 500, currency: "eur" });
  const authorization = async (key: string, token?: string): Promise<string> => {
    const answer = await authorize(key, token);
    assert.equal(answer.outcome, "ok");
    return "authorization" in answer ? answer.authorization : "";
  };

  it("answers one key once, however often and however many ask at once", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => authorize("race")));
    assert.equal(new Set(answers.map((one) => JSON.stringify(one))).size, 1);
    const open = await authorization("race");
    const capture = () =>
      processor.capture({ merchant, key: "race:capture", authorization: open, amount: 400 });
    await Promise.all([capture(), capture(), capture()]);
    const rows = await platform.sql("select id, captured::int from test_processor_authorizations");
    assert.deepEqual(rows, [{ id: open, captured: 400 }]);
  });

  it("gives the same answer after a restart", async () => {
    const before = await authorize("restart");
    const reborn = testProcessor(platform.database);
    const again = { merchant, key: "restart", token: "tok_visa", amount: 500, currency: "eur" };
    assert.deepEqual(await reborn.authorize(again), before);
  });

  it("cries out at a second capture, and at more than it holds", async () => {
    const open = await authorization("twice");
    const capture = (key: string, amount: number) =>
      processor.capture({ merchant, key, authorization: open, amount });
    await assert.rejects(capture("too much", 501), /does not hold/);
    await capture("first", 100);
    await assert.rejects(capture("second", 100), /cannot be captured/);
  });

  it("gives back no more than was captured", async () => {
    const open = await authorization("refund");
    const refund = (key: string, amount: number) =>
      processor.refund({ merchant, key, authorization: open, amount });
    assert.equal((await refund("early", 1)).outcome, "declined");
    await processor.capture({ merchant, key: "refund:capture", authorization: open, amount: 300 });
    assert.equal((await refund("part", 200)).outcome, "ok");
    assert.equal((await refund("rest", 101)).outcome, "declined");
  });

  it("behaves as the published numbers say, by number as by token", async () => {
    const expected: Record<string, string> = {
      "4000000000000002": "card_declined",
      "4000000000009995": "insufficient_funds",
    };
    for (const { number, brand } of testCards) {
      const asked = { merchant, key: null, number, brand, month: 12, year: 2040, cvc: "123" };
      const card = await testTokenizer(platform.vault).cardByNumber(asked);
      assert.ok("token" in card && !card.token.includes(number));
      const { token } = card;
      const answer = await authorize(`published ${number}`, token);
      assert.equal(
        answer.outcome === "declined" ? answer.code : undefined,
        expected[number],
        number,
      );
    }
    const failing = await authorization("later", "tok_chargeCustomerFail");
    const captured = await processor.capture({
      merchant,
      key: "later:capture",
      authorization: failing,
      amount: 1,
    });
    assert.equal(captured.outcome, "declined");
  });
});
