import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field } from "../../sdk/src/table.ts";
import { parametersOf, pathOf, placeOf } from "./parameters.ts";
import { UsageError } from "./usage.ts";

const fields: readonly Field[] = [
  { name: "name", type: "string", nullable: true },
  { name: "count", type: "integer" },
  { name: "price", type: "any" },
  { name: "active", type: "boolean" },
  { name: "policy_ids", type: "array", items: { name: "", type: "string" } },
  { name: "at", type: "string", example: "2026-03-01T10:00:00.000Z" },
  { name: "birthday", type: "string", example: "1990-01-01" },
  {
    name: "preferences",
    type: "object",
    fields: [
      { name: "billing_cycle", type: "string" },
      { name: "mail", type: "boolean" },
    ],
  },
  {
    name: "connectors",
    type: "array",
    items: { name: "", type: "object", fields: [{ name: "power", type: "number" }] },
  },
  { name: "created", type: "object", fields: [{ name: "gte", type: "string" }] },
  { name: "metadata", type: "object" },
  { name: "amounts", type: "object", example: { eur: 8000 } },
];

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function given(flags: [string, string][], pairs: string[] = [], documents: string[] = []): unknown {
  const placed = flags.map(([name, value]) => {
    const place = placeOf(fields, pathOf(name));
    assert.ok(place !== null, name);
    return { place, value };
  });
  return plain(parametersOf(fields, { flags: placed, pairs, documents }));
}

describe("parameters from flags", () => {
  it("have the types of the table", () => {
    const flags: [string, string][] = [
      ...([
        ["name", "7"],
        ["count", "7"],
        ["price", "7.25"],
        ["active", "true"],
      ] as const),
      ...([
        ["preferences.billing-cycle", "monthly"],
        ["preferences.mail", "false"],
      ] as const),
    ].map(([name, value]) => [name, value]);
    assert.deepEqual(given(flags), {
      ...{ name: "7", count: 7, price: 7.25, active: true },
      preferences: { billing_cycle: "monthly", mail: false },
    });
  });

  it("are null where that can be, and text elsewhere", () => {
    assert.deepEqual(
      given([
        ["name", "null"],
        ["preferences.billing_cycle", "null"],
      ]),
      {
        name: null,
        preferences: { billing_cycle: "null" },
      },
    );
  });

  it("grow lists by repeating, by index, or as JSON", () => {
    assert.deepEqual(
      given([
        ["policy_ids", "a"],
        ["policy-ids", "b"],
      ]),
      { policy_ids: ["a", "b"] },
    );
    assert.deepEqual(given([["policy_ids", '["a","b"]']]), { policy_ids: ["a", "b"] });
    assert.deepEqual(
      given([
        ["connectors.0.power", "22"],
        ["connectors.1.power", "150"],
      ]),
      {
        connectors: [{ power: 22 }, { power: 150 }],
      },
    );
    assert.throws(() => given([["connectors.1.power", "22"]]), UsageError);
  });

  it("keep the keys of maps as they are written, dots and dashes included", () => {
    assert.deepEqual(
      given([
        ["metadata.cost-centre.no", "0071"],
        ["amounts.eur", "5000"],
      ]),
      {
        metadata: { "cost-centre.no": "0071" },
        amounts: { eur: 5000 },
      },
    );
    const tree = parametersOf(fields, {
      ...{ documents: [], pairs: ["metadata.__proto__=x"], flags: [] },
    });
    assert.equal(JSON.stringify(tree), '{"metadata":{"__proto__":"x"}}');
  });

  it("begin a day at midnight where a time is asked for, and only there", () => {
    const flags: [string, string][] = [
      ...([
        ["created.gte", "2026-01-01"],
        ["at", "2026-01-01"],
      ] as [string, string][]),
      ["birthday", "1990-05-05"],
    ];
    assert.deepEqual(given(flags), {
      created: { gte: "2026-01-01T00:00:00Z" },
      at: "2026-01-01T00:00:00Z",
      birthday: "1990-05-05",
    });
  });

  it("merge: flags win over pairs, pairs over documents", () => {
    const document = '{"name":"d","count":1,"preferences":{"mail":true},"newer":{"x":[1]}}';
    assert.deepEqual(given([["name", "f"]], ["name=p", "count=2", "new[er]=n"], [document]), {
      ...{ name: "f", count: 2, preferences: { mail: true }, newer: { x: [1] } },
      new: { er: "n" },
    });
  });

  it("know no name that the table does not have", () => {
    for (const name of ["nme", "preferences.x", "name.x", "policy_ids.x", "", "__proto__"]) {
      assert.equal(placeOf(fields, pathOf(name)), null, name);
    }
  });
});
