import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitGross, vatRate } from "./vat.ts";

const at = Date.parse("2026-03-01T00:00:00Z");

test("every country's standard rate is an exact decimal of percent", () => {
  const rates = ["DE", "FR", "FI", "CH", "HU", "US", "ZZ"].map((one) => vatRate(one, {}, at));
  assert.deepEqual(rates, ["19", "20", "25.5", "8.1", "27", "0", "0"]);
  for (const a of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
    for (const b of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
      assert.match(vatRate(`${a}${b}`, {}, at), /^(0|[1-9]\d?)(\.\d{0,2}[1-9])?$/);
    }
  }
});

test("a rate is the one that held at the moment", () => {
  const german = ["2020-06-30T21:59:59Z", "2020-07-01T12:00:00Z", "2021-01-01T12:00:00Z"];
  assert.deepEqual(
    german.map((time) => vatRate("DE", {}, Date.parse(time))),
    ["19", "16", "19"],
  );
});

test("Liechtenstein, Monaco and Man have the rates of the territory that they belong to", () => {
  assert.deepEqual(
    ["LI", "MC", "IM"].map((one) => vatRate(one, {}, at)),
    ["8.1", "20", "20"],
  );
});

test("what an account has set goes before the table, also zero", () => {
  assert.equal(vatRate("DE", { DE: "7.50" }, at), "7.5");
  assert.equal(vatRate("DE", { DE: "0" }, at), "0");
  assert.equal(vatRate("DE", { FR: "7" }, at), "19");
  assert.equal(vatRate("constructor", {}, at), "0");
});

test("the tax inside a price is rounded half up once, to whole minor units", () => {
  assert.deepEqual(splitGross(11_900, "19"), { net: 10_000, tax: 1900 });
  assert.deepEqual(splitGross(1842, "20"), { net: 1535, tax: 307 });
  assert.deepEqual(splitGross(3, "100"), { net: 1, tax: 2 });
  assert.deepEqual(splitGross(0, "19"), { net: 0, tax: 0 });
  assert.deepEqual(splitGross(-1842, "20"), { net: -1535, tax: -307 });
  assert.throws(() => splitGross(100, "1e3"), /not a percentage/);
});

test("net and tax sum to the gross, a refund mirrors its charge, and the tax is never off by one", () => {
  const percent = fc.integer({ min: 0, max: 100_000 }).map((n) => {
    const text = String(n).padStart(4, "0");
    return `${text.slice(0, -3)}.${text.slice(-3)}`;
  });
  const amount = fc.integer({ min: 0, max: 2 ** 53 - 1 });
  fc.assert(
    fc.property(amount, percent, (gross, rate) => {
      const { net, tax } = splitGross(gross, rate);
      assert.equal(net + tax, gross);
      const back = splitGross(-gross, rate);
      assert.ok(back.net === 0 - net && back.tax === 0 - tax);
      // |tax − gross × p ÷ (100 + p)| ≤ ½, in whole numbers.
      const part = BigInt(rate.replace(".", ""));
      const off = 2n * (BigInt(tax) * (100_000n + part) - BigInt(gross) * part);
      assert.ok(off <= 100_000n + part && off >= -(100_000n + part));
    }),
  );
});
