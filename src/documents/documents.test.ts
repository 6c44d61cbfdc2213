import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { barChart, lineChart } from "./chart.ts";
import { fontFor } from "./fonts.ts";
import { openFont } from "./opened.ts";
import { outlinedFont } from "./outlines.ts";
import { runsOf } from "./runs.ts";
import { area, pdfStream, type Sheet } from "./sheet.ts";
import { openTable } from "./table.ts";

const furniture = {
  ...{ title: "Test", author: "Test", created: new Date(0), language: "en" },
  ...{ footer: "Test", mark: null },
};

const bytesOf = async (draw: (sheet: Sheet) => AsyncIterable<unknown>) =>
  (await buffer(pdfStream(furniture, draw))).toString("latin1");

/** A text as it stands on the page from left to right, as far as runs tell it. */
const shown = (text: string) =>
  runsOf(text)
    .map((run) => (run.font.rtl ? [...run.text].reverse().join("") : run.text))
    .join("");

const samples = [
  ...["Zoë Łódź Čeština", "Ελληνικά", "Щербаков Юрій", "محمد بن عبد الله", "דוד בן־גוריון"],
  ...["अनिल कुमार शर्मा", "สมชาย น้ำใจงาม", "北京充电", "東京電力 渋谷", "김철수 서울", "Đức Nguyễn"],
  ...["বাংলা ক্ষেত্র", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "ગુજરાતી", "தமிழ் கௌரி", "తెలుగు క్షేత్ర", "ಕನ್ನಡ"],
  ...["മലയാളം", "සිංහල"],
  ...["ქართული", "Հայերեն", "አማርኛ", "ລາວ ກິ່ງ", "ខ្មែរ ស្រី", "မြန်မာ ကျော်", "Ada 🚗🔋⚡"],
];

test("every letter of the scripts that names are written in has a font, and emoji have one", () => {
  for (const text of samples) {
    for (const char of text.normalize("NFC")) {
      assert.ok(fontFor(char.codePointAt(0) as number), `${char} in ${text}`);
    }
  }
});

test("a line with both directions stands in the order that it is read in", () => {
  assert.equal(shown("abc אבג (12) def"), "abc (12) גבא def");
  assert.equal(shown("אבג (Fleet 12) דהו"), "והד (Fleet 12) גבא");
  assert.equal(shown("(אב) 12.50 EUR"), "EUR 12.50 (בא)");
});

test("what no font has shows as a sign, and what joins or colours does not show", () => {
  assert.equal(shown("a 🚗 b"), "a 🚗 b");
  assert.equal(shown("👩🏽\u200d👧\ufe0f1\ufe0f\u20e3"), "👩\u200d👧1");
  assert.equal(shown("𓀀"), "\ufffd");
  assert.equal(shown("\ud800x\u0007y\nz"), "\ufffdx y z");
  assert.equal(shown("e\u0301"), "é");
  assert.deepEqual(runsOf(""), []);
});

test("marks that the shaper cannot place do not cost a document", async () => {
  const pdf = await bytesOf(async function* (sheet) {
    sheet.line("ਸਿੰਘ", { x: area.left, y: 100, width: 200 }, { size: 10, weight: "bold" });
    yield;
  });
  assert.match(pdf, /%%EOF\s*$/);
});

test("no text breaks a document: samples of every block of Unicode, and nonsense", async () => {
  const pdf = await bytesOf(async function* (sheet) {
    const table = openTable(sheet, [{ title: "Text", share: 1 }]);
    for (const text of samples) table.row([text], { weight: "bold" });
    for (let from = 0; from < 0x30000; from += 977) {
      table.row([Array.from({ length: 24 }, (_, at) => String.fromCodePoint(from + at)).join("")]);
    }
    yield;
  });
  assert.match(pdf, /^%PDF-1\.7/);
  assert.match(pdf, /%%EOF\s*$/);
});

test("long lines are cut or broken, and a table goes on with its heading on every page", async () => {
  const pdf = await bytesOf(async function* (sheet) {
    const slot = { x: area.left, y: sheet.y, width: 100 };
    const end = sheet.paragraph(`${"x".repeat(200)} ${"字".repeat(50)}\nlast`, slot, { size: 10 });
    assert.ok(end > sheet.y + 15 * 14, "broken into many lines");
    sheet.line("y".repeat(5000), slot, { size: 10 });
    const table = openTable(sheet, [{ title: "No.", share: 1, align: "right" }]);
    for (let row = 0; row < 200; row++) table.row([String(row)]);
    yield;
  });
  assert.equal(pdf.match(/\/Type \/Page\b/g)?.length, 4);
});

test("charts take no points, one point, zeros and what is below zero", async () => {
  const of = (...values: number[]) => ({
    title: "Chart",
    points: values.map((value) => ({ label: String(value), value })),
    format: String,
    height: 60,
  });
  const pdf = await bytesOf(async function* (sheet) {
    for (const values of [[], [0], [5], [-5, 3], [0, 0], [1e15, -1e-3]]) {
      barChart(sheet, of(...values));
      lineChart(sheet, of(...values));
    }
    yield;
  });
  assert.doesNotMatch(pdf, /NaN|Infinity/);
});

test("a font cut out of a variable one has its glyphs at the weight asked for", () => {
  const font = fontFor(0x5317);
  assert.ok(font);
  const widthAt = (weight: "regular" | "bold") => {
    const open = openFont(font.path(weight), font.axis(weight));
    const glyph = (
      open as unknown as { glyphForCodePoint(code: number): { id: number } }
    ).glyphForCodePoint(0x5317);
    const bytes = outlinedFont(open, [0, glyph.id]);
    // Bounds of the font stand in `head`, behind its unit and dates.
    const head = bytes.readUInt32BE(bytes.indexOf("head", 0, "latin1") + 8);
    return { width: bytes.readInt16BE(head + 40) - bytes.readInt16BE(head + 36), bytes };
  };
  const [regular, bold] = [widthAt("regular"), widthAt("bold")];
  assert.notDeepEqual(regular.bytes, bold.bytes);
  assert.ok(regular.width > 500 && bold.width > 500);
});

test("a document is handed out while it is drawn", async () => {
  let drawn = 0;
  const stream = pdfStream(furniture, async function* (sheet) {
    const table = openTable(sheet, [{ title: "No.", share: 1 }]);
    for (drawn = 0; drawn < 100_000; drawn++) {
      table.row([String(drawn)]);
      if (drawn % 100 === 0) yield;
    }
  });
  for await (const chunk of stream) {
    assert.ok(chunk.length > 0);
    break;
  }
  assert.ok(drawn < 20_000, `${drawn} rows were drawn before anybody took them`);
});
