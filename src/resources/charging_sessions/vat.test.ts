import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PriceLine } from "../../pricing/price.ts";
import { taxInside, taxOfCorrection } from "./vat.ts";

const line = (amountMinor: number, tax: string | null): PriceLine => ({
  ...{ component: "ENERGY", element: 0, reservation: false, unit: "Wh", quantity: 1, billed: 1 },
  ...{ unitPrice: "1", amountMinor, tax },
});

describe("the tax in a session's price", () => {
  it("is split off the whole at the country's rate, rounded once", () => {
    assert.equal(taxInside([line(1190, "vat")], "19"), 190);
    assert.equal(taxInside([line(3, "vat"), line(4, "vat")], "20"), 1);
  });

  it("leaves out lines whose price has none, and is none where there is no rate", () => {
    assert.equal(taxInside([line(1200, "vat"), line(500, null)], "20"), 200);
    assert.equal(taxInside([line(500, null)], "20"), 0);
    assert.equal(taxInside([line(500, "vat")], "0"), 0);
  });

  it("of a correction is what the whole price's differs by, within the correction", () => {
    assert.equal(taxOfCorrection(300, 250, 200), 50);
    assert.equal(taxOfCorrection(-1200, 0, 200), -200);
    assert.equal(taxOfCorrection(10, 190, 200), 0);
    assert.equal(taxOfCorrection(10, 250, 200), 10);
    assert.equal(taxOfCorrection(-10, 250, 200), 0);
  });
});
