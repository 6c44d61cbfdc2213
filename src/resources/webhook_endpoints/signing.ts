// The headers that prove where a delivery comes from: our own signature and the Standard Webhooks
// ones (spec part 2, ruling 3). Pure.
import { createHmac } from "node:crypto";
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
  const own = secrets.map((secret) => hmac(secret, `${time}.${body}`).toString("hex"));
  const standard = secrets.map((secret) =>
    hmac(keyOf(secret), `${id}.${seconds}.${body}`).toString("base64"),
  );
  return {
    "charge-signature": [`t=${time}`, ...own.map((one) => `v1=${one}`)].join(","),
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": standard.map((one) => `v1,${one}`).join(" "),
  };
}

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(prefix.length), "base64");

/** 32 letters and digits are base64 of 24 bytes. */
export const secretOf = (random: string): string => `${prefix}${random}`;

/** What the vault encrypts secrets for. */
export const secretPurpose = "webhook_secret";
