import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { at, baseOf, queryText } from "./address.ts";

describe("addresses", () => {
  it("hold ids as they are, whatever is in them", () => {
    assert.equal(at("/v1/drivers/{driver}", "drv_1"), "/v1/drivers/drv_1");
    assert.equal(at("/v1/a/{a}/b/{b}", "x/y?z", "é %"), "/v1/a/x%2Fy%3Fz/b/%C3%A9%20%25");
  });

  it("refuse what would lead to another endpoint: an empty id, dots, a missing one", () => {
    for (const id of ["", ".", "..", undefined, null, 5]) {
      assert.throws(() => at("/v1/drivers/{driver}", id as string), {
        name: "TypeError",
        message: /driver must be an id/,
      });
    }
  });

  it("hold nested and repeated parameters as the API reads them, and times in UTC", () => {
    const text = queryText({
      ...{ limit: 5, available: false, driver: undefined },
      created: { gte: new Date("2026-04-01T02:00:00+02:00") },
      metadata: { "cost centre": "a&b" },
      expand: ["driver", "vehicle.fleet"],
    });
    assert.deepEqual(
      [...new URLSearchParams(text)],
      [
        ["limit", "5"],
        ["available", "false"],
        ["created[gte]", "2026-04-01T00:00:00.000Z"],
        ["metadata[cost centre]", "a&b"],
        ["expand", "driver"],
        ["expand", "vehicle.fleet"],
      ],
    );
    assert.equal(queryText({ driver: undefined }), "");
  });

  it("refuse a filter that is null by mistake, which would list everything", () => {
    assert.throws(() => queryText({ driver: null as unknown as string }), /driver is null/);
  });

  it("keep a prefix of the base, and refuse a base with more than that", () => {
    assert.equal(baseOf("https://example.com/charge/"), "https://example.com/charge");
    assert.equal(baseOf("http://localhost:4300"), "http://localhost:4300");
    for (const url of ["ftp://x", "https://u:p@x", "https://x?a=b", "https://x#y", "x"]) {
      assert.throws(() => baseOf(url), TypeError, url);
    }
  });
});
