// The headers that prove where a delivery comes from: our own signature and the Standard Webhooks
// ones (spec part 2, ruling 3). Pure.
import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { timestamp } from "../../lib/time.ts";

const prefix = "whsec_";

export type Signed = {
  /** Stays the same over all attempts, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly body: string;
  /** Of the attempt: old ones are refused by receivers. */
  readonly at: Date;
  /** One, or two while a secret is rolled. */
  readonly secrets: readonly string[];
};

/**
 * `Charge-Signature` is keyed with the whole `whsec_…`, Standard Webhooks with the decoded rest of
 * it.
 */
export function signatureHeaders({ id, body, at, secrets }: Signed): Record<string, string> {
  const time = timestamp(at);
  const seconds = Math.floor(at.getTime() / 1000);
  const keys = secrets.map(keysOf);
  const own = keys.map((key) => hmac(key.own, `${time}.${body}`).toString("hex"));
  const standard = keys.map((key) =>
    hmac(key.standard, `${id}.${seconds}.${body}`).toString("base64"),
  );
  return {
    "charge-signature": [`t=${time}`, ...own.map((one) => `v1=${one}`)].join(","),
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": standard.map((one) => `v1,${one}`).join(" "),
  };
}

const hmac = (key: KeyObject, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();

type Keys = { readonly own: KeyObject; readonly standard: KeyObject };

/** Making a key out of bytes takes six times as long as signing with it. */
const known = new Map<string, Keys>();
const mostKnown = 1000;

function keysOf(secret: string): Keys {
  const before = known.get(secret);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const keys = {
    own: createSecretKey(Buffer.from(secret)),
    standard: createSecretKey(Buffer.from(secret.slice(prefix.length), "base64")),
  };
  known.set(secret, keys);
  return keys;
}

/** 32 letters and digits are base64 of 24 bytes. */
export const secretOf = (random: string): string => `${prefix}${random}`;

/** What the vault encrypts secrets for. */
export const secretPurpose = "webhook_secret";
