// Texts that a schema of the document describes, and texts that no schema wants.
import fc from "fast-check";
import type { Schema } from "./document.ts";

const of = (...words: string[]): fc.Arbitrary<string> => fc.constantFrom(...words);
const matching = (form: RegExp): fc.Arbitrary<string> => fc.stringMatching(form);
const time = fc
  .date({
    min: new Date("2020-01-01T00:00:00Z"),
    max: new Date("2036-01-01T00:00:00Z"),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

/** One generator per format that the document uses; another format goes by its example. */
export const formats = (sink: string): Readonly<Record<string, fc.Arbitrary<string>>> => ({
  "date-time": fc.oneof(
    time,
    time.map((text) => text.replace("Z", "+02:00")),
    time.map((text) => text.replace(/\.\d+Z/, "Z")),
  ),
  email: matching(/^[a-z][a-z0-9]{0,12}@example\.(com|org)$/),
  phone: of("+33189000029", "+493012345678", "+12025550123", "+442079460000"),
  currency: of("eur", "usd", "jpy", "kwd", "gbp"),
  country: of("FR", "DE", "US", "JP", "GB"),
  timezone: of("Europe/Paris", "UTC", "America/New_York", "Asia/Kathmandu"),
  uri: matching(/^[a-z0-9]{1,8}$/).map((path) => `${sink}/${path}`),
  "time-of-day": of("00:00", "06:30", "12:00", "23:59"),
  "end-of-span": of("00:01", "08:00", "18:00", "24:00"),
  "lat-lng": of("48.85,2.35", "52.52,13.40", "0,0", "-33.9, 151.2", "89.9,-179.9"),
  vin: matching(/^[A-HJ-NPR-Z0-9]{17}$/),
  "connector-id": matching(/^[A-Za-z0-9_-]{1,12}$/),
  "ocpp-identity": matching(/^[A-Za-z0-9_-]{1,40}$/),
});

const longest = 2000;

/** Something visible of a length that the schema allows; now and then of the greatest. */
export function plainText({ minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  const [min, max] = [Number(minLength), Number(maxLength)];
  const short = { minLength: Math.max(0, min - 1), maxLength: Math.max(0, Math.min(max - 1, 30)) };
  if (max < 8) return fc.string({ ...short, unit: "grapheme-ascii" }).map((text) => `a${text}`);
  // A grapheme may be several characters; so many fit in any case.
  const few = { minLength: short.minLength, maxLength: Math.max(short.minLength, 7) };
  return fc.oneof(
    { weight: 6, arbitrary: fc.string({ ...short, unit: "grapheme-ascii" }).map((t) => `a${t}`) },
    {
      weight: max >= 300 ? 2 : 0,
      arbitrary: fc.string({ ...few, unit: "grapheme" }).map((text) => `${text}é`),
    },
    { weight: max <= longest ? 1 : 0, arbitrary: fc.constant("x".repeat(Math.min(max, longest))) },
  );
}

/** What strangers write into any text. */
export const hostileTexts: readonly string[] = [
  "",
  " ",
  "\t",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udc00\ud800",
  "\ufffe\uffff",
  "\u202e\u2066",
  "\u200b",
  "e\u0301".repeat(50),
  "👩‍👩‍👧‍👦",
  "'; drop table drivers; --",
  "' or '1'='1",
  "$1",
  "{{7*7}}",
  "<script>alert(1)</script>",
  "../../etc/passwd",
  "%00",
  "%",
  "\\",
  '"',
  "\r\nSet-Cookie: a=b",
  "__proto__",
  "constructor",
  "NaN",
  "null",
  "true",
  "-1",
  "1e999",
  "9007199254740993",
  "0x10",
  "2026-02-30T00:00:00Z",
  "9999-12-31T23:59:59.999999999Z",
  "0000-01-01T00:00:00Z",
  "acct_00000000000000000000000000000000",
  "page_",
  "metadata[a]",
  "x".repeat(300),
  "x".repeat(10_000),
  "é".repeat(5000),
];
