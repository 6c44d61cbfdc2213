// What is said to chargers and must not be read afterwards: their passwords, private keys, and the
// names and passwords in URLs where they fetch and leave files. Struck out of frames, commands and
// request logs alike (ruling 22), in the shapes of OCPP 1.6, of 2.0.1 and of our own API. Pure.
import { struck } from "./card_digits.ts";

const secretEndings = [
  ...["authorizationkey", "passwd", "password", "passphrase", "passcode", "secret", "psk"],
  ...["privatekey", "sharedkey", "apikey", "simpin"],
];
/**
 * Names whose value is never shown, without dashes and in lower case: of settings (also a vendor's
 * own, as of a Wi-Fi or a SIM) and of keys of any object (2.0.1: APN and VPN of a network profile).
 */
const secretName = new RegExp(`(?:${secretEndings.join("|")})\\d*$`);
/** Where a setting's value stands, beside its name. */
const valueKeys: ReadonlySet<string> = new Set(["value", "attributevalue"]);

const privateKey = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g;
const userInfo = /(\w:\/\/)[^/\s@"]+@/g;

const traces = [
  /authorizationkey|passw|passphrase|passcode|secret|psk|:\/\/[^/\s"]*@|\\u00/,
  /(?:private|shared|api)[ ._-]?key|sim[ ._-]?pin/,
];
const trace = new RegExp(traces.map(({ source }) => source).join("|"), "i");

/** Whether a text could hold anything of it at all: most do not, and are not walked. */
export const mayHoldSecrets = (text: string): boolean => trace.test(text);

/** Deeper than any message is: what lies below is not shown. */
const deepest = 60;

/** A text without what can be told by its form. */
export const secretFormsStruck = (text: string): string =>
  text.replaceAll(privateKey, struck).replaceAll(userInfo, `$1${struck}@`);

/** The same value with its secrets struck out. */
export const withoutChargerSecrets = <T>(value: T): T => walked(value, deepest) as T;

function walked(value: unknown, depth: number): unknown {
  if (typeof value === "string") return textWithout(value, depth);
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return struck;
  if (Array.isArray(value)) return value.map((one) => walked(one, depth - 1));
  const hidden = namesSecret(value as Record<string, unknown>);
  const isVpn = "password" in value && "server" in value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const bare = key.toLowerCase();
      if (isSecretKey(bare) && isTold(inner)) return [key, struck];
      if (isVpn && bare === "key") return [key, struck];
      if (hidden && valueKeys.has(bare)) return [key, inner === null ? null : struck];
      if (hidden && bare === "variableattribute") return [key, attributesWithout(inner)];
      return [key, walked(inner, depth - 1)];
    }),
  );
}

/** Neither nothing nor a yes or no, as of `has_password`. */
const isTold = (value: unknown): boolean => typeof value === "string" || typeof value === "number";

const isSecretKey = (key: string): boolean =>
  secretName.test(
    key
      .trim()
      .toLowerCase()
      .replaceAll(/[ ._-]/g, ""),
  );

/** `{key, value}` of 1.6, `{name, value}` of ours, `{variable: {name}, attributeValue}` of 2.0. */
function namesSecret({ key, name, variable }: Record<string, unknown>): boolean {
  const inner =
    typeof variable === "object" && variable !== null && "name" in variable ? variable.name : null;
  return [key, name, inner].some((one) => typeof one === "string" && isSecretKey(one));
}

/** As NotifyReport tells them: type and value of each attribute. */
const attributesWithout = (attributes: unknown): unknown =>
  Array.isArray(attributes)
    ? attributes.map((one) =>
        typeof one === "object" && one !== null && "value" in one ? { ...one, value: struck } : one,
      )
    : struck;

/** Data transfers carry JSON as text. */
function textWithout(text: string, depth: number): string {
  if (text.length < 6 || !mayHoldSecrets(text)) return text;
  if (depth > 0 && /^\s*[[{]/.test(text)) {
    try {
      return JSON.stringify(walked(JSON.parse(text), depth - 1));
    } catch {
      return struck;
    }
  }
  return secretFormsStruck(text);
}

/** JSON as it came, without its secrets; what cannot be read and might hold one is not shown. */
export function jsonWithoutSecrets(text: string): string {
  if (!mayHoldSecrets(text)) return text;
  try {
    return JSON.stringify(withoutChargerSecrets(JSON.parse(text)));
  } catch {
    return struck;
  }
}
