import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { methodsOf } from "./methods.ts";

describe("the methods of a path", () => {
  const methods = methodsOf(
    new Map([
      ["/v1/stations/:station", ["GET", "POST"]],
      ["/v1/stations/search", ["GET"]],
      ["/v1/stations/:station/roll", ["POST"]],
      ["/openapi.json", ["GET"]],
    ]),
  );

  it("are those of the most exact declaration, and HEAD wherever GET is", () => {
    assert.deepEqual(methods("/v1/stations/chst_1"), ["GET", "HEAD", "POST"]);
    assert.deepEqual(methods("/v1/stations/search/"), ["GET", "HEAD"]);
    assert.deepEqual(methods("/v1/stations/chst_1/roll"), ["POST"]);
  });

  it("are none where there is no endpoint", () => {
    for (const path of ["/", "/v1/stations", "/v1/stations/a/b", "/openapi-json", "/v1/stations/"])
      assert.deepEqual(methods(path), [], path);
  });
});
