import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { receiverUrl } from "./forward.ts";
import { UsageError } from "./usage.ts";

describe("where listen forwards to", () => {
  it("is a port, a host or a URL, and nothing of another scheme", () => {
    assert.equal(receiverUrl("3000/hooks"), "http://localhost:3000/hooks");
    assert.equal(receiverUrl("localhost:3000/hooks"), "http://localhost:3000/hooks");
    assert.equal(receiverUrl("https://example.com/a"), "https://example.com/a");
    for (const wrong of ["ftp://x", "ws://localhost:3000", "http://"]) {
      assert.throws(() => receiverUrl(wrong), UsageError, wrong);
    }
  });
});
