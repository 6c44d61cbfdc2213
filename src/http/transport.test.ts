import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { describe, it } from "node:test";
import { plainTextAllowed, type TransportRule } from "./transport.ts";

const rule = (more: Partial<TransportRule> = {}): TransportRule => ({
  ...{ allowHttp: false, loopback: true, trustedProxies: [] },
  ...more,
});
const from = (remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

describe("plain text", () => {
  it("is answered to this machine while the listener is loopback", () => {
    const allowed = plainTextAllowed(rule());
    assert.equal(allowed(from("127.0.0.1")), true);
    assert.equal(allowed(from("::1")), true);
    assert.equal(allowed(from("::ffff:127.0.0.1")), true);
  });

  it("is refused to everybody else, and to this machine where listener or URL are public", () => {
    assert.equal(plainTextAllowed(rule())(from("192.0.2.7")), false);
    assert.equal(plainTextAllowed(rule({ loopback: false }))(from("127.0.0.1")), false);
  });

  it("is refused when a header says that the request was forwarded", () => {
    const allowed = plainTextAllowed(rule());
    for (const name of ["x-forwarded-for", "x-forwarded-proto", "forwarded", "x-forwarded-host"]) {
      assert.equal(allowed(from("127.0.0.1", { [name]: "https" })), false, name);
    }
  });

  it("is answered to a trusted proxy that says https, by its last word, and to no other", () => {
    const allowed = plainTextAllowed(rule({ loopback: false, trustedProxies: ["10.0.0.2"] }));
    assert.equal(allowed(from("10.0.0.2", { "x-forwarded-proto": "https" })), true);
    assert.equal(allowed(from("10.0.0.2", { "x-forwarded-proto": "https, http" })), false);
    assert.equal(allowed(from("10.0.0.2")), false);
    assert.equal(allowed(from("10.0.0.3", { "x-forwarded-proto": "https" })), false);
  });

  it("is answered to all where the operator says so", () => {
    assert.equal(
      plainTextAllowed(rule({ allowHttp: true, loopback: false }))(from("192.0.2.7")),
      true,
    );
  });
});
