import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { luhn } from "../lib/card_digits.ts";
import { checkCardNumber, ibanCountry, isCvc, isExpired } from "./numbers.ts";
import { testCards } from "./test/cards.ts";

describe("card numbers", () => {
  it("finds the brand of every published test number, spaces and dashes aside", () => {
    for (const { number, brand } of testCards) {
      const typed = number.replaceAll(/(\d{4})(?=\d)/g, "$1 ");
      assert.deepEqual(checkCardNumber(typed), { ok: true, digits: number, brand });
      assert.equal(checkCardNumber(number.replaceAll(/(\d{4})(?=\d)/g, "$1-")).ok, true);
    }
  });

  it("lets no single wrong digit pass", () => {
    for (const { number } of testCards) {
      for (let place = 0; place < number.length; place++) {
        const wrong = String((Number(number[place]) + 1) % 10);
        assert.equal(luhn(number.slice(0, place) + wrong + number.slice(place + 1)), false);
      }
    }
  });

  it("says why a number cannot be, without the number", () => {
    for (const text of [
      "4242",
      "424242424242424242424",
      "9999999999999995",
      "42424242424242420",
      "4242424242424241",
      "abcd",
    ]) {
      const checked = checkCardNumber(text);
      assert.ok(!checked.ok && !checked.why.includes(text), text);
    }
  });

  it("takes a security code of the brand's length", () => {
    assert.deepEqual(
      [isCvc("123", "visa"), isCvc("1234", "visa"), isCvc("1234", "amex")],
      [true, false, true],
    );
  });

  it("is good until the last day of its month has ended everywhere", () => {
    assert.equal(isExpired(2, 2028, new Date("2028-03-01T11:59:59Z")), false);
    assert.equal(isExpired(2, 2028, new Date("2028-03-01T12:00:00Z")), true);
    assert.equal(isExpired(12, 2028, new Date("2029-01-01T11:00:00Z")), false);
  });
});

describe("bank accounts", () => {
  it("knows an IBAN by its check digits", () => {
    assert.deepEqual(ibanCountry("GB82 WEST 1234 5698 7654 32"), {
      iban: "GB82WEST12345698765432",
      country: "GB",
    });
    assert.equal(ibanCountry("GB82WEST12345698765433"), null);
    assert.equal(ibanCountry("not an iban"), null);
  });
});
