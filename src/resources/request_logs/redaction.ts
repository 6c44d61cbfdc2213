// What must never be read in a log is struck out of texts: card numbers wherever they stand, our
// secrets by their form, and what keys such as `cvc` or `password` hold. Whole JSON is walked;
// broken or cut JSON is searched as text, with escapes undone first. Strikes out too much rather
// than too little. Pure.

import { struck, withoutCards } from "../../lib/card_digits.ts";
import {
  mayHoldSecrets,
  secretFormsStruck,
  withoutChargerSecrets,
} from "../../lib/charger_secrets.ts";

/** Keys whose value is never shown, in lower case without `_` and `-`. */
const secretKeys: ReadonlySet<string> = new Set([
  ...["cvc", "cvv", "cvc2", "cvv2", "csc", "pin", "pan", "cardnumber", "track", "trackdata"],
  ...["iban", "accountnumber", "routingnumber", "password", "passphrase", "passwd", "secret"],
  ...["clientsecret", "authorization", "apikey", "accesstoken", "refreshtoken", "privatekey"],
]);
/** In an answer that shows a secret once, these too. */
const onceKeys: ReadonlySet<string> = new Set([...["key", "token", "value", "attributevalue"]]);
/** Inside of these, keys of any name hide long numbers, whether they are card numbers or not. */
const cardKeys: ReadonlySet<string> = new Set(["card", "bankaccount", "wallet"]);

const bare = (key: string): string => key.toLowerCase().replaceAll(/[_-]/g, "");

const ourKeys = /(ch_[sr]k_(?:test|live)_)[0-9A-Za-z]+/g;
const ourSecrets = /whsec_[\w+/=-]+/g;
const userInfo = /\/\/[^/\s:@"]+:[^/\s@"]+@/g;
const inUrls = /([?&][\w-]*(?:token|secret|password|signature|api_?key)=)[^&\s"#]+/gi;
const credentials = /\b(bearer|basic) +[\w.~+/=-]{4,}/gi;

/** What can be told by its form, in any text. */
export function redactForms(text: string): string {
  // None of them is shorter: `//a:b@`.
  if (text.length < 6) return text;
  const secretless = text
    .replaceAll(ourKeys, `$1${struck}`)
    .replaceAll(ourSecrets, struck)
    .replaceAll(userInfo, `//${struck}@`)
    .replaceAll(inUrls, `$1${struck}`)
    .replaceAll(credentials, `$1 ${struck}`);
  return withoutCards(secretless);
}

export type Body = {
  readonly text: string;
  /** The answer shows a secret, this once. */
  readonly secret: boolean;
};

/** A key of the sets above, however it is spelt; no quotes, for broken JSON has others or none. */
const keyForms = [...secretKeys, ...cardKeys, "number"]
  .map((key) => [...key].join("[_-]*"))
  .join("|");
/**
 * Most bodies have nothing to strike out, and to look once costs a tenth of walking them: a secret
 * by its form, a telling key, or an escape that may hide one.
 */
const suspicious = new RegExp(
  '\\d(?:[\\s.\\-_]{0,2}\\d){12}|ch_[sr]k_|whsec_|bearer |basic |//[^/\\s"]*@|[?&][\\w-]*=|' +
    "\\\\|%5[bd]|" +
    `(?<![\\w-])[_-]*(?:${keyForms})[_-]*(?![\\w-])`,
  "i",
);

/** A body as it may be kept. */
export function redactBody({ text, secret }: Body): string {
  if (!secret && !suspicious.test(text) && !mayHoldSecrets(text)) return text;
  try {
    const plain = withoutChargerSecrets(JSON.parse(text) as unknown);
    return JSON.stringify(walked(plain, { secret, card: false }));
  } catch {
    return redactBroken(text, secret);
  }
}

type Place = { readonly secret: boolean; readonly card: boolean };

const isSecretKey = (key: string, secret: boolean): boolean =>
  secretKeys.has(bare(key)) || (secret && onceKeys.has(bare(key)));

function walked(value: unknown, place: Place): unknown {
  if (typeof value === "string") {
    return place.card && isLongNumber(value) ? struck : redactForms(value);
  }
  if (typeof value === "number") {
    // Past 2^53 digits were lost, and with them what would tell a card number.
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return struck;
    const text = String(value);
    const shown = place.card && isLongNumber(text) ? struck : redactForms(text);
    return shown === text ? value : shown;
  }
  if (Array.isArray(value)) return value.map((one) => walked(one, place));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = redactForms(key);
      if (inner !== null && isSecretKey(key, place.secret)) return [name, struck];
      const card = place.card || cardKeys.has(bare(key)) || bare(key) === "number";
      return [name, walked(inner, { ...place, card })];
    }),
  );
}

/** As card numbers are, mistyped ones too. */
const isLongNumber = (text: string): boolean => text.replaceAll(/\D/g, "").length >= 10;

const pair = /(["']?)([\w-]{1,40})\1(\]*\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,}\]&]+)/g;

/** JSON that cannot be read as such, or anything else that somebody sent. */
function redactBroken(text: string, secret: boolean): string {
  const plain = text.replaceAll(/\\u00([0-7][0-9a-f])|%(5[bd])/gi, (_, code, bracket) =>
    String.fromCharCode(Number.parseInt(code ?? bracket, 16)),
  );
  // Of a charger's password name and value stand beside each other, and here nobody can say where.
  const all = secret || mayHoldSecrets(plain);
  const forms = redactForms(secretFormsStruck(plain));
  const pairs = forms.replaceAll(pair, (whole, quote, key, between, value) => {
    const hidden = isSecretKey(key, all) || (bare(key) === "number" && isLongNumber(value));
    return hidden ? `${quote}${key}${quote}${between}"${struck}"` : whole;
  });
  return redactForms(pairs);
}

/** The query of a URL, without its `?`. */
export function redactQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)];
  const shown = pairs.map(([key, value]): [string, string] => [
    redactForms(key),
    isSecretKey(key.replace(/^.*\[|\]$/g, ""), false) ? struck : redactForms(value),
  ]);
  const changed = shown.some(
    ([key, value], at) => key !== pairs[at]?.[0] || value !== pairs[at]?.[1],
  );
  return changed ? decoded(String(new URLSearchParams(shown))) : query;
}

/** So that what was struck out can be read. */
const decoded = (query: string): string => query.replaceAll("%5Bredacted%5D", struck);

/** A path, whose parts may hide something behind their encoding. */
export function redactPath(path: string): string {
  const shown = redactForms(path);
  if (!path.includes("%")) return shown;
  try {
    const plain = decodeURIComponent(path);
    const plainShown = redactForms(plain);
    return plainShown === plain ? shown : plainShown;
  } catch {
    const plain = path.replaceAll(/%3([0-9])/g, "$1");
    return redactForms(plain);
  }
}
