// The one reader of the environment. Each setting has a comment, a default and a check.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { FilesConfig } from "./files/files.ts";
import type { Allowance } from "./lib/bucket.ts";
import type { TlsFiles } from "./networks/ocpp/tls.ts";

export type Config = {
  /** CHARGE_PORT: where the API listens; 0 takes a free one. Default 4300. */
  readonly port: number;
  /** CHARGE_HOST: the address to listen on. Default 127.0.0.1. */
  readonly host: string;
  /** CHARGE_DATA_DIR: database, keys, secret, files. Default ./data. */
  readonly dataDir: string;
  /** CHARGE_DATABASE_URL: a PostgreSQL 15 to 18 of your own; unset: the embedded one. */
  readonly databaseUrl: string | null;
  /** CHARGE_PUBLIC_URL: how clients reach the API; default: the address it listens on. */
  readonly publicUrl: string | null;
  /**
   * CHARGE_SECRET: 32 bytes or more; required with CHARGE_DATABASE_URL, else kept in the data
   * folder.
   */
  readonly secret: string;
  /** CHARGE_SIMULATOR_SPEED: factor on simulated energy, not on time. Default 1. */
  readonly simulatorSpeed: number;
  /**
   * CHARGE_WEBHOOK_ALLOW_PRIVATE: http and private addresses for test-mode endpoints. Default: on
   * only while listener and public URL are loopback.
   */
  readonly webhookAllowPrivate: boolean;
  /** CHARGE_ALLOW_HTTP: answer plain http from other machines. For development. Default off. */
  readonly allowHttp: boolean;
  /**
   * CHARGE_REQUEST_TIMEOUT: seconds that a request may take to arrive; its headers have a quarter
   * of it. A download of which nothing is taken for so long is cut off. Default 60.
   */
  readonly requestTimeoutMs: number;
  /** CHARGE_TRUSTED_PROXIES: addresses whose X-Forwarded-Proto and -For are believed. */
  readonly trustedProxies: readonly string[];
  /**
   * CHARGE_CARD_NUMBERS_LIVE: raw card numbers in live mode; only for a PCI-assessed operator.
   * Default off.
   */
  readonly cardNumbersLive: boolean;
  /**
   * Stripe takes the payments of live mode: CHARGE_STRIPE_SECRET_KEY (sk_live_… or rk_live_…) and
   * CHARGE_STRIPE_WEBHOOK_SECRET (whsec_…, of the endpoint /stripe/webhook). Default: live mode
   * has no processor.
   */
  readonly stripe: StripeAccess | null;
  /**
   * The same for test mode, in place of the built-in test processor:
   * CHARGE_STRIPE_TEST_SECRET_KEY and CHARGE_STRIPE_TEST_WEBHOOK_SECRET. Default: the built-in one.
   */
  readonly stripeTest: StripeAccess | null;
  /** CHARGE_STRIPE_API_BASE: where Stripe's API is, for a stand-in. Default: at Stripe. */
  readonly stripeApiBase: string | null;
  /** CHARGE_STRIPE_TIMEOUT: seconds that Stripe may take for an answer. Default 20. */
  readonly stripeTimeoutMs: number;
  /**
   * CHARGE_RATE_LIMIT: requests of one API key, as `rate/burst` (so many a second, so many at once,
   * all nodes together), or `off`. Default 100/200.
   */
  readonly rateLimit: Allowance | null;
  /**
   * CHARGE_METRICS_TOKEN: who sends it as bearer may read /metrics; unset: only loopback may.
   */
  readonly metricsToken: string | null;
  /**
   * CHARGE_FILES: where reports are kept. `s3://bucket/prefix` is S3-compatible storage, with
   * CHARGE_S3_REGION (default us-east-1), CHARGE_S3_ENDPOINT for a service that is not Amazon's,
   * and CHARGE_S3_ACCESS_KEY_ID with CHARGE_S3_SECRET_ACCESS_KEY, else what the machine's
   * surroundings give. Anything else is a folder, which all nodes must share. Default: files in
   * the data folder.
   */
  readonly files: FilesConfig;
  /**
   * CHARGE_SIGNING_AUTHORITY: who signs chargers' requests for certificates. `local`: keys computed
   * from CHARGE_SECRET; a new secret is a new authority. `off`: nobody. Default local.
   */
  readonly signingAuthority: "local" | "off";
  /**
   * CHARGE_CONTRACT_ROOTS: a file of certificates (PEM) that contract certificates of cars may come
   * from: roots of mobility operators, and authorities below them. Default: none is believed.
   */
  readonly contractRoots: readonly string[];
  /**
   * CHARGE_STALE_SILENT_HOURS: a session of which a connected charger tells nothing for so long is
   * closed on its last reading. Default 24.
   */
  readonly staleSilentMs: number;
  /** CHARGE_STALE_GONE_HOURS: the same of a charger that is not connected. Default 72. */
  readonly staleGoneMs: number;
  /**
   * Chargers over TLS, on a port of their own (docs/runbooks/chargers.md): CHARGE_OCPP_TLS_CERT and
   * CHARGE_OCPP_TLS_KEY, files in PEM; CHARGE_OCPP_TLS_CA, a file of the roots of client
   * certificates; CHARGE_OCPP_TLS_PORT, default 4443, 0 takes a free one. Default: no such port.
   */
  readonly ocppTls: (TlsFiles & { readonly port: number }) | null;
  /**
   * CHARGE_OCPP_MINIMUM_SECURITY_PROFILE: how chargers must come at least: 1 with a password, 2
   * over TLS, 3 with a client certificate. A station may ask for more. Default 1.
   */
  readonly ocppMinimumProfile: 1 | 2 | 3;
  /** CHARGE_LOG_LEVEL: debug, info, warn, error or silent. Default info. */
  readonly logLevel: string;
};

export type StripeAccess = { readonly secretKey: string; readonly webhookSecret: string };

type Environment = Readonly<Record<string, string | undefined>>;

export class ConfigError extends Error {}

const wrong = (name: string, expected: string): never => {
  throw new ConfigError(`${name} must be ${expected}.`);
};

function numberOf(
  env: Environment,
  name: string,
  standard: number,
  min: number,
  max: number,
): number {
  const text = env[name];
  if (text === undefined || text === "") return standard;
  const value = Number(text);
  if (!Number.isFinite(value) || value < min || value > max)
    wrong(name, `a number from ${min} to ${max}`);
  return value;
}

function flagOf(env: Environment, name: string, standard: boolean): boolean {
  const text = env[name]?.toLowerCase();
  if (text === undefined || text === "") return standard;
  if (["1", "true", "yes", "on"].includes(text)) return true;
  if (["0", "false", "no", "off"].includes(text)) return false;
  return wrong(name, "on or off");
}

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

function urlOf(env: Environment, name: string): string | null {
  const text = env[name];
  if (text === undefined || text === "") return null;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    wrong(name, "an http or https URL");
  return text.replace(/\/+$/, "");
}

/**
 * Keys of the right mode only: with a test key live mode would give energy away. The endpoint's
 * secret is part of it, because without its notifications nobody hears of what happens at Stripe.
 */
function stripeOf(env: Environment, mode: "live" | "test"): StripeAccess | null {
  const prefix = mode === "live" ? "CHARGE_STRIPE" : "CHARGE_STRIPE_TEST";
  const [keyName, secretName] = [`${prefix}_SECRET_KEY`, `${prefix}_WEBHOOK_SECRET`];
  const secretKey = env[keyName] || null;
  const webhookSecret = env[secretName] || null;
  if (secretKey === null && webhookSecret === null) return null;
  if (secretKey === null || !new RegExp(`^[sr]k_${mode}_\\w{8,}$`).test(secretKey)) {
    return wrong(keyName, `a key of Stripe's ${mode} mode: sk_${mode}_… or rk_${mode}_…`);
  }
  if (webhookSecret === null || !/^whsec_\S{8,}$/.test(webhookSecret)) {
    return wrong(secretName, "the signing secret of the endpoint /stripe/webhook: whsec_…");
  }
  return { secretKey, webhookSecret };
}

function secretOf(env: Environment, dataDir: string, databaseUrl: string | null): string {
  const given = env["CHARGE_SECRET"];
  if (given !== undefined && given !== "") {
    return given.length >= 32 ? given : wrong("CHARGE_SECRET", "at least 32 characters long");
  }
  if (databaseUrl !== null) {
    throw new ConfigError(
      "CHARGE_SECRET is required with CHARGE_DATABASE_URL: all nodes must share one secret.",
    );
  }
  const file = join(dataDir, "secret");
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  }
  return readFileSync(file, "utf8").trim();
}

/** Keys and payers travel there. */
function stripeBaseOf(env: Environment): string | null {
  const base = urlOf(env, "CHARGE_STRIPE_API_BASE");
  if (base !== null && !base.startsWith("https:") && !isLoopback(new URL(base).hostname)) {
    wrong("CHARGE_STRIPE_API_BASE", "an https URL, or http on loopback");
  }
  return base;
}

function rateLimitOf(env: Environment): Allowance | null {
  const text = (env["CHARGE_RATE_LIMIT"] || "100/200").trim();
  if (text.toLowerCase() === "off") return null;
  const [, rate, burst] = /^(\d{1,7}(?:\.\d{1,3})?)\/(\d{1,7})$/.exec(text) ?? [];
  const allowance = { rate: Number(rate), burst: Number(burst) };
  if (!(allowance.rate > 0 && allowance.burst >= 1)) {
    wrong("CHARGE_RATE_LIMIT", "'rate/burst', such as 100/200, or 'off'");
  }
  return allowance;
}

/** A token that opens something is long enough not to be guessed. */
function tokenOf(env: Environment, name: string): string | null {
  const token = env[name] || null;
  if (token !== null && token.length < 16) wrong(name, "at least 16 characters long");
  return token;
}

function filesOf(env: Environment, dataDir: string): FilesConfig {
  const place = env["CHARGE_FILES"] || join(dataDir, "files");
  if (!/^\w+:\/\//.test(place)) return { kind: "folder", folder: resolve(place) };
  const s3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w./-]*))?$/.exec(place);
  if (s3 === null) return wrong("CHARGE_FILES", "a folder or s3://bucket/prefix");
  const [, bucket = "", prefix = ""] = s3;
  return {
    kind: "s3",
    bucket,
    prefix: prefix.replace(/\/*$/, prefix === "" ? "" : "/"),
    region: env["CHARGE_S3_REGION"] || "us-east-1",
    endpoint: urlOf(env, "CHARGE_S3_ENDPOINT"),
    credentials: s3KeyOf(env),
  };
}

function s3KeyOf(env: Environment): Extract<FilesConfig, { kind: "s3" }>["credentials"] {
  const accessKeyId = env["CHARGE_S3_ACCESS_KEY_ID"] || null;
  const secretAccessKey = env["CHARGE_S3_SECRET_ACCESS_KEY"] || null;
  if (accessKeyId === null && secretAccessKey === null) return null;
  if (accessKeyId !== null && secretAccessKey !== null) return { accessKeyId, secretAccessKey };
  const missing = accessKeyId === null ? "ACCESS_KEY_ID" : "SECRET_ACCESS_KEY";
  return wrong(`CHARGE_S3_${missing}`, "set where its other half is");
}

function authorityOf(env: Environment): "local" | "off" {
  const name = env["CHARGE_SIGNING_AUTHORITY"] || "local";
  return name === "local" || name === "off"
    ? name
    : wrong("CHARGE_SIGNING_AUTHORITY", "local or off");
}

function certificatesOf(env: Environment, name: string): readonly string[] {
  const file = env[name];
  if (file === undefined || file === "") return [];
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const shape = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
  return text.match(shape) ?? wrong(name, "a file of certificates in PEM");
}

function ocppTlsOf(env: Environment): Config["ocppTls"] {
  const file = (name: string): string | null => {
    const path = env[name] || null;
    return path === null || existsSync(path) ? path : wrong(name, "a file that exists");
  };
  const cert = file("CHARGE_OCPP_TLS_CERT");
  const key = file("CHARGE_OCPP_TLS_KEY");
  const ca = file("CHARGE_OCPP_TLS_CA");
  const port = numberOf(env, "CHARGE_OCPP_TLS_PORT", 4443, 0, 65_535);
  if (cert !== null && key !== null) return { cert, key, ca, port };
  if (cert === null && key === null && ca === null) return null;
  const missing = cert === null ? "CERT" : "KEY";
  return wrong(`CHARGE_OCPP_TLS_${missing}`, "set where the others of CHARGE_OCPP_TLS are");
}

function profileOf(env: Environment): Config["ocppMinimumProfile"] {
  const name = "CHARGE_OCPP_MINIMUM_SECURITY_PROFILE";
  const profile = numberOf(env, name, 1, 1, 3);
  return profile === 1 || profile === 2 || profile === 3 ? profile : wrong(name, "1, 2 or 3");
}

/** Reads and checks every setting; the message of an error names the setting. */
export function readConfig(env: Environment): Config {
  const dataDir = resolve(env["CHARGE_DATA_DIR"] || "data");
  const databaseUrl = env["CHARGE_DATABASE_URL"] || null;
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    wrong("CHARGE_DATABASE_URL", "a postgres:// URL");
  }
  const host = env["CHARGE_HOST"] || "127.0.0.1";
  const publicUrl = urlOf(env, "CHARGE_PUBLIC_URL");
  const private_ =
    isLoopback(host) && (publicUrl === null || isLoopback(new URL(publicUrl).hostname));
  return {
    port: numberOf(env, "CHARGE_PORT", 4300, 0, 65_535),
    host,
    dataDir,
    databaseUrl,
    publicUrl,
    secret: secretOf(env, dataDir, databaseUrl),
    simulatorSpeed: numberOf(env, "CHARGE_SIMULATOR_SPEED", 1, 0.01, 10_000),
    webhookAllowPrivate: flagOf(env, "CHARGE_WEBHOOK_ALLOW_PRIVATE", private_),
    allowHttp: flagOf(env, "CHARGE_ALLOW_HTTP", false),
    requestTimeoutMs: Math.ceil(numberOf(env, "CHARGE_REQUEST_TIMEOUT", 60, 0.1, 3600) * 1000),
    trustedProxies: (env["CHARGE_TRUSTED_PROXIES"] ?? "")
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
    cardNumbersLive: flagOf(env, "CHARGE_CARD_NUMBERS_LIVE", false),
    stripe: stripeOf(env, "live"),
    stripeTest: stripeOf(env, "test"),
    stripeApiBase: stripeBaseOf(env),
    stripeTimeoutMs: Math.ceil(numberOf(env, "CHARGE_STRIPE_TIMEOUT", 20, 0.1, 60) * 1000),
    rateLimit: rateLimitOf(env),
    metricsToken: tokenOf(env, "CHARGE_METRICS_TOKEN"),
    files: filesOf(env, dataDir),
    signingAuthority: authorityOf(env),
    ocppTls: ocppTlsOf(env),
    ocppMinimumProfile: profileOf(env),
    contractRoots: certificatesOf(env, "CHARGE_CONTRACT_ROOTS"),
    staleSilentMs: numberOf(env, "CHARGE_STALE_SILENT_HOURS", 24, 0.5, 8760) * 3_600_000,
    staleGoneMs: numberOf(env, "CHARGE_STALE_GONE_HOURS", 72, 0.5, 8760) * 3_600_000,
    logLevel: env["CHARGE_LOG_LEVEL"] || "info",
  };
}
