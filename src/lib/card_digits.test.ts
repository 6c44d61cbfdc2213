import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isCard, showsCard, withoutCards } from "./card_digits.ts";

describe("card numbers in texts", () => {
  it("are seen however they are written, and between other digits", () => {
    for (const text of [
      "4242424242424242",
      "4242 4242 4242 4242",
      "my card 4242-4242-4242-4242, please",
      "3782 822463 10005",
      "x4242.4242.4242.4242y",
      "990004242424242424242",
    ]) {
      assert.ok(showsCard(text), text);
      assert.ok(!withoutCards(text).includes("4242424242424242"), text);
    }
    assert.equal(
      withoutCards("No such thing: '4242424242424242'."),
      "No such thing: '[redacted]'.",
    );
  });

  it("are told from other long numbers", () => {
    for (const text of [
      "4242424242424241",
      "1763752345123456",
      "10 Rue de la Paix",
      "+33189000029",
    ]) {
      assert.ok(!showsCard(text), text);
      assert.equal(withoutCards(text), text);
    }
  });

  it("are a whole text only where nothing else stands in it", () => {
    assert.ok(isCard("4242 4242 4242 4242"));
    for (const text of ["order 4242424242424242", "1763752345123", "4242424242424241", ""]) {
      assert.ok(!isCard(text), text);
    }
  });
});
