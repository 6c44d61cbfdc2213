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

  it("take the rate limit as rate/burst or off, and a token for /metrics that is no joke", () => {
    const limit = (text?: string) => readConfig({ ...external, CHARGE_RATE_LIMIT: text }).rateLimit;
    assert.deepEqual(limit(), { rate: 100, burst: 200 });
    assert.deepEqual(limit("2.5/10"), { rate: 2.5, burst: 10 });
    assert.equal(limit("off"), null);
    for (const wrong of ["100", "0/5", "5/0", "a/b", "1/2/3", "-1/5", "1e3/5"]) {
      assert.throws(() => limit(wrong), ConfigError, wrong);
    }
    const withToken = (text: string) =>
      readConfig({ ...external, CHARGE_METRICS_TOKEN: text }).metricsToken;
    assert.equal(withToken("0123456789abcdef"), "0123456789abcdef");
    assert.throws(() => withToken("short"), ConfigError);
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
