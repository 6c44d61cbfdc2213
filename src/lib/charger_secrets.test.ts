import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonWithoutSecrets, withoutChargerSecrets } from "./charger_secrets.ts";

const secret = "s3cret-of-the-charger";
const pem = `-----BEGIN EC PRIVATE KEY-----\n${secret}\n-----END EC PRIVATE KEY-----`;

test("a charger's password is struck out in every shape that protocols and API have for it", () => {
  const shapes: object[] = [
    { key: "AuthorizationKey", value: secret },
    { key: "authorizationKEY", readonly: false, value: secret },
    { variables: [{ name: "BasicAuthPassword", component: "SecurityCtrlr", value: secret }] },
    {
      setVariableData: [
        {
          attributeValue: secret,
          component: { name: "SecurityCtrlr" },
          variable: { name: "BasicAuthPassword" },
        },
      ],
    },
    {
      reportData: [
        {
          variable: { name: "BasicAuthPassword" },
          variableAttribute: [{ type: "Actual", value: secret }],
        },
      ],
    },
    { connectionData: { vpn: { server: "s", user: "u", password: secret, key: secret } } },
    { configurationKey: [{ key: "WifiPassword", readonly: false, value: secret }] },
    { variables: [{ name: "APN-Password2", component: "Vendor", value: secret }] },
    { key: "vendor.wlan.psk", value: secret },
    { key: "SIM_PIN", value: secret },
    { connectionData: { apn: { apn: "a", apnPassword: secret } } },
    { AuthorizationKey: secret },
    { basic_auth_password: secret },
    { data: JSON.stringify({ key: "AuthorizationKey", value: secret }) },
    { location: `ftp://ada:${secret}@files.example.com/log` },
    { certificate: `-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n${pem}` },
    { data: pem.slice(0, -10) },
  ];
  for (const shape of shapes) {
    const shown = JSON.stringify(withoutChargerSecrets(shape));
    assert.ok(!shown.includes(secret), shown);
    const frame = jsonWithoutSecrets(JSON.stringify([2, "1", "Any", shape]));
    assert.ok(!frame.includes(secret), frame);
    assert.ok(frame.startsWith('[2,"1","Any",'), "the rest is still to be read");
  }
});

test("what is no secret stays as it is", () => {
  const plain = {
    key: "HeartbeatInterval",
    value: "60",
    location: "https://files.example.com/a@b",
    variable: { name: "Interval" },
    attributeValue: "9",
    has_password: true,
    api_keys: "read",
    settings: [{ key: "PasswordMinLength", value: "16" }],
  };
  assert.deepEqual(withoutChargerSecrets(plain), plain);
  const text = '[3,"1",{"status": "Accepted"}]';
  assert.equal(jsonWithoutSecrets(text), text, "byte for byte");
});

test("what cannot be read, or is nested without an end, shows nothing and breaks nothing", () => {
  assert.ok(!jsonWithoutSecrets(`[2,"1","X",{"AuthorizationKey":"${secret}"`).includes(secret));
  const deep = `${"[".repeat(5000)}{"password":"${secret}"}${"]".repeat(5000)}`;
  assert.ok(!jsonWithoutSecrets(deep).includes(secret));
});
