import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { moneyText, pairsOf } from "./columns.ts";
import { pairLines, tableLines } from "./table.ts";
import { cut, harmless, widthOf } from "./width.ts";

const columns = [
  { title: "ID", firm: true },
  { title: "NAME" },
  { title: "EMAIL" },
  { title: "STATUS" },
];
const id = (letter: string): string => `drv_${letter.repeat(32)}`;
const rows = [
  [id("a"), "Ada Lovelace", "ada.lovelace@analytical-engines.example.com", "active"],
  [id("b"), "王小明", "wang@example.com", "suspended"],
  [id("c"), "Zoë 🚗 Ångström-Müller", "-", "active"],
];

const table = (room: number | null): string => `\n${tableLines(columns, rows, room).join("\n")}\n`;

describe("a table", () => {
  it("at 80 columns shortens what is widest, and no id", () => {
    assert.equal(
      table(80),
      `
ID                                    NAME             EMAIL           STATUS
drv_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  Ada Lovelace     ada.lovelace@…  active
drv_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb  王小明           wang@example.…  suspended
drv_cccccccccccccccccccccccccccccccc  Zoë 🚗 Ångströ…  -               active
`,
    );
  });

  it("at 50 columns leaves out what does not fit", () => {
    assert.equal(
      table(50),
      `
ID                                    NAME
drv_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  Ada Lovelace
drv_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb  王小明
drv_cccccccccccccccccccccccccccccccc  Zoë 🚗 Ångs…
`,
    );
  });

  it("shows times and ids of others whole or not at all", () => {
    const shown = (room: number): string[] =>
      tableLines(
        [
          { title: "ID", firm: true },
          { title: "TYPE" },
          { title: "OBJECT", reference: true },
          { title: "CREATED", whole: true },
        ],
        [[id("a"), "charging_session.completed", id("b"), "2026-03-01T10:00:00Z"]],
        room,
      );
    assert.ok(shown(130)[1]?.includes(id("b")));
    assert.deepEqual(shown(80), [
      "ID                                    TYPE                  CREATED",
      `${id("a")}  charging_session.co…  2026-03-01T10:00:00Z`,
    ]);
    assert.deepEqual(shown(60), [
      "ID                                    TYPE",
      `${id("a")}  charging_session.comp…`,
    ]);
  });

  it("that is not for a terminal is whole", () => {
    assert.ok(table(null).includes("ada.lovelace@analytical-engines.example.com  active"));
  });

  it("never is wider than the terminal", () => {
    for (let room = 1; room <= 140; room++) {
      for (const line of tableLines(columns, rows, room)) {
        assert.ok(widthOf(line) <= room, `${room}: ${line}`);
      }
    }
  });

  it("shows one object as pairs, each with its path", () => {
    const driver = {
      ...{ id: "drv_1", created: "2026-03-01T10:00:00.000Z", fleets: ["flt_1", "flt_2"] },
      ...{ amount_due: 1234, currency: "eur", preferences: { notifications: true }, phone: null },
      ...{ connectors: [{ id: "a1" }], metadata: {} },
    };
    assert.deepEqual(pairLines(pairsOf(driver), 60), [
      "id                         drv_1",
      "created                    2026-03-01T10:00:00Z",
      "fleets                     flt_1, flt_2",
      "amount_due                 12.34 EUR",
      "currency                   eur",
      "preferences.notifications  true",
      "phone                      -",
      "connectors.0.id            a1",
      "metadata                   -",
    ]);
  });
});

describe("text on a terminal", () => {
  it("is as wide as it is drawn", () => {
    const widths = { abc: 3, 王小: 4, é: 1, "e\u0301": 1, "👩‍🚀": 2, "🇫🇷": 2, ｱ: 1, Ａ: 2, "": 0 };
    for (const [text, width] of Object.entries(widths)) assert.equal(widthOf(text), width, text);
  });

  it("is cut between letters, never within a wide one", () => {
    assert.deepEqual(
      [cut("王小明", 6), cut("王小明", 5), cut("王小明", 4)],
      ["王小明", "王小…", "王…"],
    );
    assert.equal(cut("👩‍🚀👩‍🚀", 3), "👩‍🚀…");
  });

  it("has no control characters left", () => {
    assert.equal(harmless("a\u001b[31mb\u0007\n\tc\u202e"), "a\\u001b[31mb\\u0007 c\\u202e");
  });

  it("has money with the digits of its currency", () => {
    assert.deepEqual(
      [
        moneyText(1234, "eur"),
        moneyText(1234, "jpy"),
        moneyText(1234, "kwd"),
        moneyText(-5, "eur"),
      ],
      ["12.34 EUR", "1234 JPY", "1.234 KWD", "-0.05 EUR"],
    );
  });
});
