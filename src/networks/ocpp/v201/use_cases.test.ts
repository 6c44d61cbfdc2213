// The table of docs/ocpp.md: one row for each use case of the specification, and the tests that it
// names are there.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../", import.meta.url);
const lines = readFileSync(new URL("../../../docs/ocpp.md", root), "utf8").split("\n");
const rows = lines.filter((line) => /^\| [A-P]\d\d \|/.test(line));

/** How many each block has (part 2, edition 3). */
const blocks = {
  ...{ A: 5, B: 12, C: 16, D: 2, E: 15, F: 6, G: 5, H: 4 },
  ...{ I: 6, J: 3, K: 17, L: 4, M: 6, N: 10, O: 6, P: 3 },
};

test("docs/ocpp.md has a row for each use case of 2.0.1, in their order", () => {
  const expected = Object.entries(blocks).flatMap(([block, count]) =>
    Array.from({ length: count }, (_, index) => block + String(index + 1).padStart(2, "0")),
  );
  assert.deepEqual(
    rows.map((row) => row.slice(2, 5)),
    expected,
  );
});

/** Titles that are made in a loop begin with what differs. */
const isTitleIn = (text: string, title: string): boolean => {
  const rest = title.slice(title.indexOf(" "));
  const last = title.slice(title.indexOf(": "));
  return [`"${title}"`, `}${rest}\``, `}${last}\``].some((one) => text.includes(one));
};

const folders = ["", "v16/", "../"];

test("every test that docs/ocpp.md names is there", () => {
  const named = lines.flatMap((line) => {
    const [, file, title] = /\| (\S+\.ts): ([^|]+?) \|$/.exec(line) ?? [];
    return file === undefined || title === undefined ? [] : [{ file, title }];
  });
  assert.ok(named.length > 150, `${named.length} rows`);
  for (const { file, title } of named) {
    const texts = folders
      .map((folder) => new URL(folder + file, root))
      .filter((url) => existsSync(url))
      .map((url) => readFileSync(url, "utf8"));
    assert.ok(
      texts.some((text) => isTitleIn(text, title)),
      `${file}: ${title}`,
    );
  }
});

test("every row says whether the use case is there, or why not, and which test tells", () => {
  for (const row of rows) {
    const [, , , implemented = "", named = ""] = row.split(" | ").join("|").split("|");
    assert.match(implemented, /^(yes(: |$)|in part: |no: |the charger's own)/, row);
    assert.match(named, /^\S+\.ts: \S/, row);
  }
});
