// What is done with the installation's one secret (ruling 3): keyed digests and encryption, each
// under a key of its own that is derived for its purpose.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

export type Vault = {
  /** HMAC-SHA-256, hexadecimal. */
  digest(purpose: string, text: string): string;
  /** HMAC-SHA-256, first 16 bytes in base64url: short enough for tokens in URLs. */
  tag(purpose: string, text: string): string;
  encrypt(purpose: string, text: string): string;
  /** Throws when the text was not made by `encrypt` for the same purpose. */
  decrypt(purpose: string, sealed: string): string;
  /** The same under a key that another secret goes into: only its bearer can have it opened. */
  encryptFor(bearer: string, purpose: string, text: string): string;
  decryptFor(bearer: string, purpose: string, sealed: string): string;
};

/** SHA-256, hexadecimal: for API keys, which carry enough randomness to need no salt. */
export const sha256 = (text: string): string => hash("sha256", text, "hex");

export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a), "hex"), Buffer.from(sha256(b), "hex"));
}

export function openVault(secret: string): Vault {
  // As KeyObjects: with the bytes themselves an HMAC takes 15 µs instead of 2.4.
  const keys = new Map<string, KeyObject>();
  const keyFor = (purpose: string): KeyObject => {
    const known = keys.get(purpose);
    if (known !== undefined) return known;
    const key = createSecretKey(Buffer.from(hkdfSync("sha256", secret, "charge", purpose, 32)));
    keys.set(purpose, key);
    return key;
  };
  const mac = (purpose: string, text: string) => createHmac("sha256", keyFor(purpose)).update(text);
  // Bearers come and go: their keys are not kept.
  const bearerKey = (bearer: string, purpose: string): Buffer =>
    Buffer.from(hkdfSync("sha256", secret, bearer, purpose, 32));
  return {
    digest: (purpose, text) => mac(purpose, text).digest("hex"),
    tag: (purpose, text) => mac(purpose, text).digest().subarray(0, 16).toString("base64url"),
    encrypt: (purpose, text) => sealed(keyFor(purpose), text),
    decrypt: (purpose, text) => opened(keyFor(purpose), text),
    encryptFor: (bearer, purpose, text) => sealed(bearerKey(bearer, purpose), text),
    decryptFor: (bearer, purpose, text) => opened(bearerKey(bearer, purpose), text),
  };
}

function sealed(key: KeyObject | Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
}

function opened(key: KeyObject | Buffer, text: string): string {
  const bytes = Buffer.from(text, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return decipher.update(bytes.subarray(28)).toString("utf8") + decipher.final("utf8");
}
