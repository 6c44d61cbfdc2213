// CSV by RFC 4180, read again by a reader that is not ours; formulas are defused, numbers are not.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { tableOf } from "../../../test/history.ts";
import { type Column, columnsOf } from "./columns.ts";
import { headerOf, kwhOf, rowWriter } from "./csv.ts";
import { groupings, kinds } from "./schema.ts";

const column = (name: string, kind: Column["kind"], shows: string | null = null): Column => ({
  ...{ name, kind, from: name, shows },
});

const written = (columns: readonly Column[], rows: readonly Record<string, unknown>[]) =>
  headerOf(columns) + rowWriter(columns, ["drv"])(rows);

describe("CSV", () => {
  it("gives back every text as it was, but for an apostrophe before what would be a formula", () => {
    const columns = [column("a", "text"), column("b", "plain"), column("c", "text")];
    const seed = Math.floor(performance.now() * 1000);
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            a: fc.string({ unit: fc.constantFrom(..."=+-@\t\r\n,\"'x é𝒳＝") }),
            ...{ b: fc.string({ unit: fc.constantFrom(...",\"\r\n'x-=") }), c: fc.string() },
          }),
        ),
        (rows) => {
          const table = tableOf(Buffer.from(written(columns, rows)));
          assert.deepEqual(table.header, ["a", "b", "c"]);
          const defused = (text: string) =>
            /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
          assert.deepEqual(
            table.rows,
            rows.map(({ a, b, c }) => [defused(a), b, defused(c)]),
          );
        },
      ),
      { seed },
    );
  });

  it("writes lines that end with CRLF, empty cells for nothing, and times in UTC", () => {
    const columns = [column("id", "plain"), column("at", "plain"), column("name", "text")];
    const at = new Date("2026-04-01T00:00:00Z");
    assert.equal(
      written(columns, [{ id: "a", at, name: null }, { id: "b" }]),
      "id,at,name\r\na,2026-04-01T00:00:00.000Z,\r\nb,,\r\n",
    );
  });

  it("keeps numbers as they are, with their sign, and energy exact to the watt-hour", () => {
    const columns = [column("n", "number"), column("e", "kwh")];
    assert.equal(
      written(columns, [
        { n: -5, e: 5 },
        { n: "9007199254740993", e: "9007199254740993" },
      ]),
      "n,e\r\n-5,0.005\r\n9007199254740993,9007199254740.993\r\n",
    );
    assert.deepEqual([0, 1, 999, 1000, -1, -12345].map(kwhOf), [
      ...["0.000", "0.001", "0.999", "1.000", "-0.001", "-12.345"],
    ]);
  });

  it("leaves empty what may not be shown", () => {
    const columns = [column("a", "text", "drv"), column("b", "text", "veh")];
    assert.equal(written(columns, [{ a: "1", b: "2" }]), "a,b\r\n1,\r\n");
  });
});

describe("the columns of reports", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/reports.md"), "utf8");

  it("are those that the guide prints", () => {
    for (const kind of kinds) {
      for (const grouping of [null, ...groupings]) {
        const names = columnsOf(kind, grouping).map(({ name }) => name);
        assert.equal(new Set(names).size, names.length, `${kind} by ${grouping} names one twice`);
        const alone = columnsOf(kind, null).map(({ name }) => name);
        const sums = kind === "energy" || kind === "charging_summary" ? alone : names;
        const own = grouping === null ? names : names.slice(0, names.length - sums.length);
        for (const name of [...own, ...alone]) assert.ok(guide.includes(`\`${name}\``), name);
      }
    }
  });
});
