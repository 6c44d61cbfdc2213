// Looks for card numbers and security codes in everything that a platform keeps, prints and
// answers: as they are, with anything between their digits, and in the usual encodings.
import { createHash } from "node:crypto";
import pg from "pg";

/** Text of something that must not hold a number, and where it comes from. */
export type Found = { readonly where: string; readonly form: string; readonly around: string };

type Form = { readonly name: string; readonly is: RegExp };

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Base64 of the digits, wherever they begin within three bytes; the ends depend on neighbours. */
function base64Forms(number: string): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.from("\0".repeat(shift) + number).toString("base64");
    const from = Math.ceil((shift * 4) / 3);
    const bits = (shift + number.length) * 8;
    return text.slice(from, Math.floor(bits / 6));
  });
}

const digests = (number: string): string[] =>
  ["md5", "sha1", "sha256", "sha512"].flatMap((algorithm) =>
    (["hex", "base64", "base64url"] as const).map((encoding) =>
      createHash(algorithm).update(number).digest(encoding).replace(/=+$/, ""),
    ),
  );

/** As one large integer. */
const binary = (number: string): string[] =>
  /^\d{15,}$/.test(number) ? [BigInt(number).toString(16)] : [];

function formsOf(number: string): Form[] {
  const spaced = [...number].join(String.raw`(?:[\s.\-_+/,]|%20|\\u00..){0,3}`);
  const hex = Buffer.from(number).toString("hex");
  const wide = Buffer.from(number, "utf16le").toString("hex");
  return [
    { name: "digits", is: new RegExp(spaced) },
    { name: "digits backwards", is: new RegExp([...number].reverse().join("")) },
    { name: "hex", is: new RegExp([hex, wide, ...binary(number)].join("|"), "i") },
    { name: "escapes", is: new RegExp([...number].map((one) => `(?:%|u00)3${one}`).join("\\\\?")) },
    { name: "base64", is: new RegExp(base64Forms(number).map(escaped).join("|")) },
    { name: "unkeyed digest", is: new RegExp(digests(number).map(escaped).join("|"), "i") },
  ];
}

/** A code is too short to be looked for inside of other words. */
const codeForm = (code: string): Form => ({
  name: "security code",
  is: new RegExp(`(?<![\\w.-])["']?${code}["']?(?![\\w.-])`),
});

export type Search = (where: string, text: string) => Found[];

export function searchFor(numbers: readonly string[], codes: readonly string[]): Search {
  const forms = [...numbers.flatMap(formsOf), ...codes.map(codeForm)];
  return (where, text) =>
    forms.flatMap(({ name, is }) => {
      const at = is.exec(text)?.index;
      if (at === undefined) return [];
      return [{ where, form: name, around: text.slice(Math.max(0, at - 80), at + 80) }];
    });
}

/** Every column of every row of every table, as text; what is binary also as what it says. */
export async function dumpOf(databaseUrl: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE'
         and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const dump = new Map<string, string>();
    for (const { name } of tables.rows) {
      const { rows } = await client.query(`select * from ${name}`);
      const cells = rows.flatMap((row) => Object.values(row as object).map(textOf));
      dump.set(name, cells.join("\n"));
    }
    return dump;
  } finally {
    await client.end();
  }
}

const textOf = (value: unknown): string => {
  if (Buffer.isBuffer(value)) return `${value.toString("latin1")} ${value.toString("hex")}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};
