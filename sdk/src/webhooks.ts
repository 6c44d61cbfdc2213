// Proves that a webhook comes from the platform, over the raw body, by either of the signatures
// that it carries: `Charge-Signature` (key: the whole `whsec_…`) or the Standard Webhooks headers
// (key: what follows the prefix, decoded). Web Crypto only.
import { SignatureVerificationError } from "./errors.ts";
import type { Event } from "./generated/events.ts";
import { ownSurroundings } from "./surroundings.ts";

/** The request's headers in any of the usual forms, or the value of `Charge-Signature`. */
export type WebhookHeaders =
  | string
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export type VerifyOptions = {
  /** How old a delivery may be, and how far ahead its clock; default 300. */
  readonly toleranceSeconds?: number | undefined;
  /** In place of the machine's clock. */
  readonly now?: Date | undefined;
};

/** The body exactly as it arrived: before any parsing. */
export type RawBody = string | Uint8Array | ArrayBuffer;

export const defaultToleranceSeconds = 300;

const utf8 = new TextEncoder();

/** More signatures than a rolled secret explains are not tried. */
const mostSignatures = 10;

type Proof = {
  readonly secretKey: Uint8Array<ArrayBuffer>;
  readonly signed: Uint8Array<ArrayBuffer>;
  readonly signatures: readonly Uint8Array<ArrayBuffer>[];
  readonly at: number;
};

const fail = (message: string): never => {
  throw new SignatureVerificationError(message);
};

const bytesOf = (body: RawBody): Uint8Array<ArrayBuffer> => {
  if (typeof body === "string") return utf8.encode(body);
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new TypeError("The body must be raw: a string or bytes, not what was parsed from it.");
};

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function header(headers: WebhookHeaders, name: string): string | null {
  if (typeof headers === "string") return name === "charge-signature" ? headers : null;
  if (typeof headers.get === "function") return headers.get(name);
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() !== name || value === undefined) continue;
    return typeof value === "string" ? value : (value as readonly string[]).join(",");
  }
  return null;
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^([0-9a-f]{2})+$/i.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

const present = <T>(values: readonly (T | null)[]): T[] =>
  values.filter((one) => one !== null) as T[];

function ownProof(signature: string, body: Uint8Array, secret: string): Proof {
  const fields = signature.split(",").map((part) => part.trim().split(/=(.*)/s, 2));
  const time = fields.find(([name]) => name === "t")?.[1] ?? "";
  const texts = fields.filter(([name]) => name === "v1").map(([, value = ""]) => fromHex(value));
  return {
    secretKey: utf8.encode(secret),
    signed: joined(utf8.encode(`${time}.`), body),
    signatures: present(texts),
    at: Date.parse(time),
  };
}

function standardProof(headers: WebhookHeaders, body: Uint8Array, secret: string): Proof | null {
  const id = header(headers, "webhook-id");
  const seconds = header(headers, "webhook-timestamp");
  const signature = header(headers, "webhook-signature");
  if (id === null || seconds === null || signature === null) return null;
  const texts = signature.split(" ").map((part) => part.split(",", 2));
  const signatures = texts.filter(([name]) => name === "v1").map(([, text = ""]) => text);
  return {
    secretKey: standardKey(secret),
    signed: joined(utf8.encode(`${id}.${seconds}.`), body),
    signatures: present(signatures.map(fromBase64)),
    at: /^\d{1,15}$/.test(seconds) ? Number(seconds) * 1000 : Number.NaN,
  };
}

const standardKey = (secret: string): Uint8Array<ArrayBuffer> =>
  fromBase64(secret.replace(/^whsec_/, "")) ?? fail("The secret is not a webhook secret: whsec_….");

const hmac = { name: "HMAC", hash: "SHA-256" } as const;

const keyOf = (bytes: Uint8Array<ArrayBuffer>, use: "sign" | "verify") =>
  crypto.subtle.importKey("raw", bytes, hmac, false, [use]);

/** Whether one of the signatures is right; Web Crypto compares them in constant time. */
async function isRight({ secretKey, signed, signatures }: Proof): Promise<boolean> {
  const key = await keyOf(secretKey, "verify");
  const tried = signatures.slice(0, mostSignatures);
  const right = await Promise.all(tried.map((one) => crypto.subtle.verify(hmac, key, one, signed)));
  return right.includes(true);
}

/** Throws SignatureVerificationError unless the delivery is the platform's, and of just now. */
export async function verifyWebhook(
  body: RawBody,
  headers: WebhookHeaders,
  secret: string,
  options: VerifyOptions = {},
): Promise<void> {
  if (typeof secret !== "string" || secret === "") throw new TypeError("A secret is needed.");
  const bytes = bytesOf(body);
  const own = header(headers, "charge-signature");
  const proof = own === null ? standardProof(headers, bytes, secret) : ownProof(own, bytes, secret);
  if (proof === null) {
    return fail("The request carries neither Charge-Signature nor Standard Webhooks headers.");
  }
  if (Number.isNaN(proof.at) || proof.signatures.length === 0) {
    fail("The signature header is malformed: expected t=<time>,v1=<hex>.");
  }
  if (!(await isRight(proof))) {
    fail(
      "No signature fits the body. Is the secret this endpoint's, and the body exactly as it " +
        "arrived, before any parsing?",
    );
  }
  const seconds = ((options.now ?? ownSurroundings.now()).getTime() - proof.at) / 1000;
  // Not `>`: a tolerance that is not a number tolerates nothing.
  if (!(Math.abs(seconds) <= (options.toleranceSeconds ?? defaultToleranceSeconds))) {
    fail(`The signature is ${Math.round(seconds)} seconds old: outside the tolerance.`);
  }
}

/**
 * The event that a verified delivery carries. `type` tells what `data.object` is; a platform newer
 * than this client may send types that it does not know.
 */
export async function constructEvent(
  body: RawBody,
  headers: WebhookHeaders,
  secret: string,
  options: VerifyOptions = {},
): Promise<Event> {
  await verifyWebhook(body, headers, secret, options);
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  try {
    return JSON.parse(text) as Event;
  } catch {
    return fail("The body is signed but is not JSON.");
  }
}

export type Signing = { readonly id: string; readonly secret: string; readonly now?: Date };

/** The headers of a delivery, signed as the platform does it: for tests, and for forwarding. */
export async function signWebhook(
  body: RawBody,
  { id, secret, now = ownSurroundings.now() }: Signing,
): Promise<Record<string, string>> {
  const time = now.toISOString();
  const seconds = String(Math.floor(now.getTime() / 1000));
  const bytes = bytesOf(body);
  const sign = async (key: Uint8Array<ArrayBuffer>, head: string): Promise<Uint8Array> => {
    const signed = joined(utf8.encode(head), bytes);
    return new Uint8Array(await crypto.subtle.sign(hmac, await keyOf(key, "sign"), signed));
  };
  const own = await sign(utf8.encode(secret), `${time}.`);
  const standard = await sign(standardKey(secret), `${id}.${seconds}.`);
  const hex = [...own].map((one) => one.toString(16).padStart(2, "0")).join("");
  return {
    "content-type": "application/json",
    "charge-signature": `t=${time},v1=${hex}`,
    "webhook-id": id,
    "webhook-timestamp": seconds,
    "webhook-signature": `v1,${btoa(String.fromCharCode(...standard))}`,
  };
}
