// What is kept of a conversation holds no password, and nothing that a database refuses.

import assert from "node:assert/strict";
import { test } from "node:test";
import { redacted, redactedValue } from "./redaction.ts";

test("frames are kept without the values of password keys, in both directions", () => {
  const set = '[2,"1","ChangeConfiguration",{"key":"authorizationKEY","value":"s3cret"}]';
  const got = '[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"s3cret"}]}]';
  for (const frame of [set, got, `AuthorizationKey s3cret`]) {
    assert.ok(!redacted(frame).includes("s3cret"), frame);
  }
  const harmless = '[2,"1","ChangeConfiguration",{"key":"LightIntensity","value":"5"}]';
  assert.equal(redacted(harmless), harmless);
});

test("addresses are kept without the password in them, and the rest of a frame as it is", () => {
  const ask = (location: string) => `[2,"1","GetDiagnostics",{"location":"${location}"}]`;
  const rows: [said: string, kept: string][] = [
    ["ftp://ada:s3cret@files.example/in", "ftp://[redacted]@files.example/in"],
    ["sftp://:s3cret@files.example/in", "sftp://[redacted]@files.example/in"],
    ["https://files.example:8443/a?b=c@d", "https://files.example:8443/a?b=c@d"],
  ];
  for (const [said, kept] of rows) {
    assert.equal(redacted(ask(said)), ask(kept));
    assert.deepEqual(redactedValue({ location: said }), { location: kept });
  }
});

test("a password that is set or got as a variable is not kept", () => {
  const component = { name: "SecurityCtrlr" };
  const variable = { name: "BasicAuthPassword" };
  const set = { setVariableData: [{ component, variable, attributeValue: "s3cret" }] };
  assert.ok(!JSON.stringify(redactedValue(set)).includes("s3cret"));
  assert.ok(!redacted(JSON.stringify([2, "1", "SetVariables", set])).includes("s3cret"));
});

test("what no database takes for text is left out, however deep it stands", () => {
  const kept = redactedValue({ "a\0": "x\0y", b: ["\ud800"], __proto__: 1 });
  assert.deepEqual(JSON.parse(JSON.stringify(kept)), { a: "xy", b: ["\ufffd"] });
  assert.equal(redacted("a\0b"), "ab");
});

test("what is nested to exhaust the stack is kept as far as payloads go", () => {
  const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`);
  assert.ok(JSON.stringify(redactedValue(deep)).length < 1_000);
  assert.ok(redacted(`["AuthorizationKey",${"[".repeat(50_000)}`).length < 1_000);
});
