import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { beyond } from "./rights.ts";

describe("the rights of keys", () => {
  it("go beyond others by the first noun of which they allow more", () => {
    assert.equal(beyond({ drivers: "write" }, { drivers: "read" }), null);
    assert.equal(beyond({ drivers: "read" }, { drivers: "write" }), "drivers");
    assert.equal(beyond({ drivers: "write" }, { drivers: "write", fleets: "read" }), "fleets");
    assert.equal(beyond({}, { drivers: "none" }), null);
  });

  it("of a secret key are never passed", () => {
    assert.equal(beyond(null, { drivers: "write" }), null);
  });
});
