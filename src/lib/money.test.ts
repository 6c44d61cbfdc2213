import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  currencies,
  currencyExponent,
  formatMoney,
  isCurrency,
  majorUnits,
  multiplyHalfUp,
  roundHalfUp,
} from "./money.ts";

test("exponents are those of ISO 4217", () => {
  const expected = { eur: 2, usd: 2, jpy: 0, kwd: 3, krw: 0, tnd: 3, rsd: 2, huf: 2, isk: 0 };
  for (const [code, exponent] of Object.entries(expected)) {
    assert.equal(currencyExponent(code), exponent, code);
  }
});

test("only active currencies in lower case are currencies", () => {
  assert.ok(currencies().length > 140);
  for (const code of ["EUR", "dem", "xxx", "xau", "zzz", "", "eu", "constructor"]) {
    assert.equal(isCurrency(code), false, code);
    assert.throws(() => currencyExponent(code), RangeError);
  }
});

test("every currency is one that Intl can write", () => {
  for (const code of currencies()) assert.match(formatMoney(123456, code), /\d/);
});

test("a half is rounded up, and a refund mirrors its charge", () => {
  const rows: [bigint, bigint, bigint][] = [
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [15n, 10n, 2n],
    [25n, 10n, 3n],
    [-5n, 10n, -1n],
    [-25n, 10n, -3n],
    [0n, 7n, 0n],
  ];
  for (const [numerator, denominator, expected] of rows) {
    assert.equal(roundHalfUp(numerator, denominator), expected);
  }
  assert.throws(() => roundHalfUp(1n, 0n), RangeError);
});

test("the hot path rounds as the definition does", () => {
  const integer = fc.integer({ min: -(2 ** 31), max: 2 ** 31 });
  fc.assert(
    fc.property(integer, integer, fc.integer({ min: 1, max: 2 ** 30 }), (a, b, divisor) => {
      const expected = roundHalfUp(BigInt(a) * BigInt(b), BigInt(divisor));
      const reachable = expected <= 2n ** 53n - 1n && expected >= -(2n ** 53n) + 1n;
      if (reachable) assert.equal(BigInt(multiplyHalfUp(a, b, divisor)), expected);
      else assert.throws(() => multiplyHalfUp(a, b, divisor), RangeError);
    }),
    { numRuns: 2000 },
  );
});

test("amounts are written exactly for people, however large", () => {
  assert.equal(formatMoney(1842, "eur"), "€18.42");
  assert.equal(formatMoney(-5, "eur"), "-€0.05");
  assert.equal(formatMoney(500, "jpy"), "¥500");
  assert.equal(formatMoney(1500, "kwd").replace(/\s/, " "), "KWD 1.500");
  assert.equal(formatMoney(900719925474099393n, "usd"), "$9,007,199,254,740,993.93");
  assert.equal(majorUnits(-7, "usd"), "-0.07");
});
