// The operator id that a display name stands for: `Example Operator` is `example_operator`
// (spec part 2 charging_station, ruling 18). Uniqueness and storage are the callers' affair.

import { createHash } from "node:crypto";

/** Letters that Unicode does not decompose into a base letter and a mark. */
const folds: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
};

/**
 * Decomposed, without marks, lower case; letters and digits of any script stay, every other run
 * is one `_`. Its own output comes back unchanged, so ids and names may be passed alike.
 */
export function operatorId(name: string): string {
  // Twice: the lower case of İ decomposes again, and NFKD of `㎒` is `MHz`.
  const plain = name.normalize("NFKD").toLowerCase().normalize("NFKD");
  const slug = plain
    .replace(/\p{M}+/gu, "")
    .replace(/[ßæœøłđ]/gu, (letter) => folds[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "")
    // Hangul was taken apart into its letters by NFKD; a reader wants syllables.
    .normalize("NFC");
  return slug === "" ? shortHash(name) : slug;
}

/** Names without a letter or digit (`☀☀`) still need an id of their own. */
function shortHash(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 12);
}
