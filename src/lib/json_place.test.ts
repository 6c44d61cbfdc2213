import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenAt, placeOf, repeatedKey } from "./json_place.ts";

test("the place is the first character that cannot be", () => {
  for (const [text, at] of [
    ['{"a": 1,, "b": 2}', 8],
    ["{'a': 1}", 1],
    ['{"a" 1}', 5],
    ['{"a": 1} x', 9],
    ['{"a": nobody}', 6],
    ['{"a": "bc', 9],
    ['{"a": "b\\x"}', 8],
    ['{"a": 01}', 7],
    ['{"a": [1 2]}', 9],
    ['{"a": 1', 7],
    ["", 0],
  ] as const) {
    assert.equal(brokenAt(text), at, text);
  }
});

test("a key is repeated in its own object only, however it is written", () => {
  for (const [text, key, at] of [
    ['{"a":1,"a":2}', "a", 7],
    ['{"a":"b:\\"{","b":{"a":1},"c":[{"a":1},{"a":2}],"\\u0061":3}', "a", 47],
    ['{ "a" : [ "a" , "a" ] , "a" : 1 }', "a", 24],
    ['{"a":{"b":1,"b":2},"a":3}', "b", 12],
    ['{"":1,"":2}', "", 6],
  ] as const) {
    assert.deepEqual(repeatedKey(text), { key, at }, text);
  }
});

test("lines and columns count from one", () => {
  assert.equal(placeOf("{\n  x\n}", 4), "line 2, column 3");
  assert.equal(placeOf("x", 0), "line 1, column 1");
});

test("valid JSON breaks nowhere, whatever it holds", () => {
  const seed = 4300;
  let state = seed;
  const chance = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const any = (depth: number): unknown => {
    const kind = chance(depth > 4 ? 4 : 6);
    if (kind === 0) return [null, true, false][chance(3)];
    if (kind === 1) return (chance(2_000_000) - 1_000_000) / [1, 7, 1e9, 1e-9][chance(4)]!;
    if (kind < 4) return ["", 'a"b\\', "\n\u0001", "é🚗", "\u2028/"][chance(5)];
    const items = Array.from({ length: chance(4) }, () => any(depth + 1));
    return kind === 4 ? items : Object.fromEntries(items.map((item, at) => [`k"${at}`, item]));
  };
  for (let round = 0; round < 500; round++) {
    const text = JSON.stringify(any(0), null, chance(3));
    assert.equal(brokenAt(text), text.length, `seed ${seed}, round ${round}: ${text}`);
  }
});
