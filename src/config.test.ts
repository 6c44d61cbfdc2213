import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ConfigError, readConfig } from "./config.ts";

const secret = "x".repeat(32);
const external = { CHARGE_DATABASE_URL: "postgres://u@h/d", CHARGE_SECRET: secret };

describe("settings", () => {
  it("have defaults that suit one machine", () => {
    const config = readConfig(external);
    assert.deepEqual(
      [
        config.port,
        config.host,
        config.simulatorSpeed,
        config.webhookAllowPrivate,
        config.allowHttp,
      ],
      [4300, "127.0.0.1", 1, true, false],
    );
  });

  it("let webhooks reach private addresses only while listener and public URL are loopback", () => {
    const allowed = (more: object) => readConfig({ ...external, ...more }).webhookAllowPrivate;
    assert.equal(allowed({ CHARGE_HOST: "0.0.0.0" }), false);
    assert.equal(allowed({ CHARGE_PUBLIC_URL: "https://charge.example.com" }), false);
    assert.equal(allowed({ CHARGE_PUBLIC_URL: "http://localhost:4300" }), true);
    assert.equal(allowed({ CHARGE_HOST: "0.0.0.0", CHARGE_WEBHOOK_ALLOW_PRIVATE: "on" }), true);
  });

  it("are refused by name when they are wrong", () => {
    const wrong: [object, RegExp][] = [
      [{ CHARGE_PORT: "many" }, /CHARGE_PORT/],
      [{ CHARGE_PORT: "70000" }, /CHARGE_PORT/],
      [{ CHARGE_SIMULATOR_SPEED: "0" }, /CHARGE_SIMULATOR_SPEED/],
      [{ CHARGE_PUBLIC_URL: "ftp://x" }, /CHARGE_PUBLIC_URL/],
      [{ CHARGE_DATABASE_URL: "mysql://x" }, /CHARGE_DATABASE_URL/],
      [{ CHARGE_SECRET: "short" }, /CHARGE_SECRET/],
      [{ CHARGE_SECRET: "" }, /CHARGE_SECRET is required/],
      [{ CHARGE_ALLOW_HTTP: "perhaps" }, /CHARGE_ALLOW_HTTP/],
    ];
    for (const [env, message] of wrong) {
      assert.throws(
        () => readConfig({ ...external, ...env }),
        (error) => error instanceof ConfigError && message.test(error.message),
      );
    }
  });

  it("keep a secret of the installation in the data folder, for its owner alone", () => {
    const dataDir = mkdtempSync(join(tmpdir(), "charge-config-"));
    try {
      const first = readConfig({ CHARGE_DATA_DIR: dataDir }).secret;
      assert.equal(readConfig({ CHARGE_DATA_DIR: dataDir }).secret, first);
      assert.equal(readFileSync(join(dataDir, "secret"), "utf8").trim(), first);
      assert.equal(statSync(join(dataDir, "secret")).mode & 0o777, 0o600);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
