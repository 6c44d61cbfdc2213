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

  it("take Stripe's keys in pairs, each of its own mode, and only a safe place for them", () => {
    const [live, test] = ["sk_live_0123456789", "sk_test_0123456789"];
    const whsec = "whsec_0123456789";
    const read = (env: Record<string, string>) => readConfig({ ...external, ...env });
    assert.deepEqual(
      [read({}).stripe, read({}).stripeTest, read({}).stripeTimeoutMs],
      [...[null, null, 20_000]],
    );
    const { stripe, stripeTest, stripeApiBase } = read({
      CHARGE_STRIPE_SECRET_KEY: live,
      CHARGE_STRIPE_WEBHOOK_SECRET: whsec,
      CHARGE_STRIPE_TEST_SECRET_KEY: test.replace("sk", "rk"),
      CHARGE_STRIPE_TEST_WEBHOOK_SECRET: whsec,
      CHARGE_STRIPE_API_BASE: "http://127.0.0.1:4242/",
    });
    assert.deepEqual(stripe, { secretKey: live, webhookSecret: whsec });
    assert.equal(stripeTest?.secretKey, "rk_test_0123456789");
    assert.equal(stripeApiBase, "http://127.0.0.1:4242");
    for (const wrong of [
      { CHARGE_STRIPE_SECRET_KEY: live },
      { CHARGE_STRIPE_WEBHOOK_SECRET: whsec },
      { CHARGE_STRIPE_SECRET_KEY: test, CHARGE_STRIPE_WEBHOOK_SECRET: whsec },
      { CHARGE_STRIPE_TEST_SECRET_KEY: live, CHARGE_STRIPE_TEST_WEBHOOK_SECRET: whsec },
      { CHARGE_STRIPE_SECRET_KEY: live, CHARGE_STRIPE_WEBHOOK_SECRET: live },
      { CHARGE_STRIPE_API_BASE: "http://stripe.example.com" },
      { CHARGE_STRIPE_API_BASE: "stripe" },
      { CHARGE_STRIPE_TIMEOUT: "0" },
    ]) {
      assert.throws(
        () => read(wrong),
        (error) => error instanceof ConfigError && !error.message.includes("0123456789"),
      );
    }
  });

  it("let webhooks reach private addresses only while listener and public URL are loopback", () => {
    const allowed = (more: object) => readConfig({ ...external, ...more }).webhookAllowPrivate;
    assert.equal(allowed({ CHARGE_HOST: "0.0.0.0" }), false);
    assert.equal(allowed({ CHARGE_PUBLIC_URL: "https://charge.example.com" }), false);
    assert.equal(allowed({ CHARGE_PUBLIC_URL: "http://localhost:4300" }), true);
    assert.equal(allowed({ CHARGE_HOST: "0.0.0.0", CHARGE_WEBHOOK_ALLOW_PRIVATE: "on" }), true);
  });

  it("keep files in the data folder, in another one, or in a bucket with a prefix", () => {
    const files = (more: object) => readConfig({ ...external, ...more }).files;
    assert.deepEqual(files({ CHARGE_DATA_DIR: "/d" }), { kind: "folder", folder: "/d/files" });
    assert.deepEqual(files({ CHARGE_FILES: "/f" }), { kind: "folder", folder: "/f" });
    const bucket = { kind: "s3", bucket: "depot", region: "us-east-1", endpoint: null };
    const nobody = { ...bucket, credentials: null };
    assert.deepEqual(files({ CHARGE_FILES: "s3://depot" }), { ...nobody, prefix: "" });
    assert.deepEqual(files({ CHARGE_FILES: "s3://depot/a/b/" }), { ...nobody, prefix: "a/b/" });
    const key = { CHARGE_S3_ACCESS_KEY_ID: "id", CHARGE_S3_SECRET_ACCESS_KEY: "secret" };
    const other = { CHARGE_S3_ENDPOINT: "http://minio:9000/", CHARGE_S3_REGION: "eu" };
    assert.deepEqual(files({ CHARGE_FILES: "s3://depot/a", ...key, ...other }), {
      ...{ ...bucket, prefix: "a/", region: "eu", endpoint: "http://minio:9000" },
      credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    });
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
      [{ CHARGE_SIGNING_AUTHORITY: "remote" }, /CHARGE_SIGNING_AUTHORITY/],
      [{ CHARGE_CONTRACT_ROOTS: "/no/such/file" }, /CHARGE_CONTRACT_ROOTS/],
      [{ CHARGE_CONTRACT_ROOTS: "package.json" }, /CHARGE_CONTRACT_ROOTS/],
      [{ CHARGE_FILES: "ftp://x" }, /CHARGE_FILES/],
      [{ CHARGE_FILES: "s3://UPPER" }, /CHARGE_FILES/],
      [{ CHARGE_FILES: "s3://a-bucket", CHARGE_S3_ENDPOINT: "minio" }, /CHARGE_S3_ENDPOINT/],
      [{ CHARGE_FILES: "s3://a-bucket", CHARGE_S3_ACCESS_KEY_ID: "a" }, /CHARGE_S3_SECRET/],
      [{ CHARGE_OCPP_TLS_CERT: "/nowhere.pem" }, /CHARGE_OCPP_TLS_CERT/],
      [{ CHARGE_OCPP_TLS_CERT: import.meta.filename }, /CHARGE_OCPP_TLS_KEY/],
      [{ CHARGE_OCPP_TLS_CA: import.meta.filename }, /CHARGE_OCPP_TLS_CERT/],
      [{ CHARGE_OCPP_MINIMUM_SECURITY_PROFILE: "4" }, /CHARGE_OCPP_MINIMUM_SECURITY_PROFILE/],
      [{ CHARGE_OCPP_MINIMUM_SECURITY_PROFILE: "1.5" }, /CHARGE_OCPP_MINIMUM_SECURITY_PROFILE/],
    ];
    for (const [env, message] of wrong) {
      assert.throws(
        () => readConfig({ ...external, ...env }),
        (error) => error instanceof ConfigError && message.test(error.message),
      );
    }
  });

  it("sign chargers' requests unless told not to, and believe contracts of named roots alone", () => {
    const standard = readConfig(external);
    assert.deepEqual([standard.signingAuthority, standard.contractRoots], ["local", []]);
    assert.equal(
      readConfig({ ...external, CHARGE_SIGNING_AUTHORITY: "off" }).signingAuthority,
      "off",
    );
    const named = { CHARGE_CONTRACT_ROOTS: "test/certificates/mo_root.pem" };
    const [root = "", ...more] = readConfig({ ...external, ...named }).contractRoots;
    assert.match(root, /^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----$/);
    assert.equal(more.length, 0);
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
