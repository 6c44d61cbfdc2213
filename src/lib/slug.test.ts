import assert from "node:assert/strict";
import { test } from "node:test";
import { operatorId } from "./slug.ts";

const names: readonly (readonly [string, string])[] = [
  ["Example Operator", "example_operator"],
  ["EnBW mobility+ AG & Co. KG", "enbw_mobility_ag_co_kg"],
  ["Stadtwerke München", "stadtwerke_munchen"],
  ["Große Straße", "grosse_strasse"],
  ["STRAẞE", "strasse"],
  ["Ørsted Læsø", "orsted_laeso"],
  ["Łódź Energia", "lodz_energia"],
  ["Đồng Nai", "dong_nai"],
  ["Cœur d'Électricité", "coeur_d_electricite"],
  ["İstanbul Şarj", "istanbul_sarj"],
  ["東京電力 EV", "東京電力_ev"],
  ["한국전력", "한국전력"],
  ["ΔΕΗ blue", "δεη_blue"],
  ["Ｆｕｌｌ　Ｗｉｄｔｈ", "full_width"],
  ["  --already_a_slug--  ", "already_a_slug"],
  ["1. Netz 24/7", "1_netz_24_7"],
];

for (const [name, id] of names) {
  test(`${name} is known as ${id}`, () => assert.equal(operatorId(name), id));
}

test("an id passed where a name is taken stays the same id", () => {
  for (const [name, id] of names) {
    assert.equal(operatorId(id), id);
    assert.equal(operatorId(operatorId(name.toUpperCase())), operatorId(name.toUpperCase()));
  }
});

test("a name without letters or digits gets an id of its own that is stable", () => {
  const id = operatorId("☀☀");
  assert.match(id, /^[0-9a-f]{12}$/);
  assert.equal(operatorId("☀☀"), id);
  assert.equal(operatorId(id), id);
  assert.notEqual(operatorId("☂"), id);
});

test("composed and decomposed spellings are one operator", () => {
  assert.equal(operatorId("Me\u0301tropole"), operatorId("M\u00e9tropole"));
});
