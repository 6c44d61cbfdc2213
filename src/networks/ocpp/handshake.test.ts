// Opening requests as chargers write them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { identityIn, offersCompression, passwordFor } from "./handshake.ts";

test("an identity is one path segment of the OCPP alphabet, 1 to 48 characters", () => {
  const rows: [url: string | undefined, identity: string | null][] = [
    ["/ocpp/CP-1", "CP-1"],
    ["/ocpp/CP-1/", "CP-1"],
    ["/ocpp/CP-1?token=x", "CP-1"],
    ["/ocpp/DE%3AABC*E1", "DE:ABC*E1"],
    ["/ocpp/DE:ABC*E1", "DE:ABC*E1"],
    [`/ocpp/${"x".repeat(48)}`, "x".repeat(48)],
    [`/ocpp/${"x".repeat(49)}`, null],
    ["/ocpp/", null],
    ["/ocpp/a/b", null],
    ["/ocpp/a%2Fb", null],
    ["/ocpp/a%00b", null],
    ["/ocpp/%", null],
    ["/elsewhere/CP-1", null],
    [undefined, null],
  ];
  for (const [url, identity] of rows) assert.equal(identityIn(url), identity, String(url));
});

const basic = (bytes: string | Buffer) => `Basic ${Buffer.from(bytes).toString("base64")}`;

test("the password is what follows the identity, colons of both included", () => {
  assert.equal(passwordFor("DE:A", basic("DE:A:se:cret")), "se:cret");
  assert.equal(passwordFor("DE", basic("DE:A:secret")), "A:secret");
  assert.equal(passwordFor("CP-1", basic("CP-2:secret")), null);
  assert.equal(passwordFor("CP-1", basic("CP-1")), null);
  assert.equal(passwordFor("CP-1", basic("CP-1:")), "");
  assert.equal(passwordFor("CP-1", "Bearer abc"), null);
  assert.equal(passwordFor("CP-1", undefined), null);
});

test("a key of raw bytes is read as hexadecimal digits", () => {
  const key = Buffer.from("ff00fe8801", "hex");
  const header = basic(Buffer.concat([Buffer.from("CP-1:"), key]));
  assert.equal(passwordFor("CP-1", header), "ff00fe8801");
});

test("an offer of compression is taken as browsers and chargers write it, any other is no reason to refuse", () => {
  const rows: [extensions: string | undefined, taken: boolean][] = [
    ["permessage-deflate", true],
    ["permessage-deflate; client_max_window_bits", true],
    ["permessage-deflate;server_no_context_takeover;client_no_context_takeover", true],
    ["permessage-deflate; server_max_window_bits=10, permessage-deflate", true],
    ["permessage-deflate; server_max_window_bits=8", false],
    ["permessage-deflate; level=9", false],
    ["permessage-deflate; server_max_window_bits=99", false],
    ["x-webkit-deflate-frame", false],
    [";", false],
    ["", false],
    [undefined, false],
  ];
  for (const [extensions, taken] of rows) {
    assert.equal(offersCompression(extensions), taken, String(extensions));
  }
});
