import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Json, type TestPlatform, testPlatform } from "../../test/platform.ts";
import { openLog } from "../lib/log.ts";
import { importBnetza, registerCut, type Summary, seedStations } from "./bnetza.ts";

const log = openLog("silent");
const heading = readFile(registerCut, "utf8").then((text) => text.split("\n", 1)[0] as string);
const counts = ({ rows, added, changed, unchanged, leftOut }: Summary) => ({
  ...{ rows, added, changed, unchanged, leftOut },
});

describe("the import of the German register", () => {
  let platform: TestPlatform;
  let folder: string;
  before(async () => {
    platform = await testPlatform();
    folder = await mkdtemp(join(tmpdir(), "charge-register-"));
  });
  after(async () => {
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  });

  const importing = async (...rows: string[]): Promise<Summary> => {
    const file = join(folder, `${rows.length}-${rows.join("").length}.csv`);
    await writeFile(file, `${[await heading, ...rows].join("\n")}\n`);
    return importBnetza({ database: platform.database, log, file });
  };
  const row = (place: string, points: string): string =>
    `Stadtwerke Süd;Weg 1;12345 Irgendwo;Bayern;${place};2019-01-01;44;Normal;2;${points}`;
  const only = async (latitude: string, longitude: string) => {
    const query = `latitude=${latitude}&longitude=${longitude}&radius=10`;
    const { data } = await platform.api.read(`/v1/charging_stations?${query}`);
    assert.equal(data.length, 1);
    return data[0] as Json;
  };

  it("gives a new installation its stations, and again changes nothing", async () => {
    const first = await seedStations(platform.database, log);
    assert.deepEqual(counts(first), {
      rows: 288,
      added: 288,
      changed: 0,
      unchanged: 0,
      leftOut: 0,
    });
    assert.deepEqual(first.warnings, []);
    const all = "select md5(string_agg(s::text, '' order by id)) as all from charging_stations s";
    const before = await platform.sql(all);
    const again = await seedStations(platform.database, log);
    assert.deepEqual(counts(again), {
      rows: 288,
      added: 0,
      changed: 0,
      unchanged: 288,
      leftOut: 0,
    });
    assert.deepEqual(await platform.sql(all), before);
  });

  it("shows them to everybody, priced and free; equal rows are devices side by side", async () => {
    const place = "11.000001;49.000001";
    const two = row(place, "AC Steckdose Typ 2;22;;;;;;;;;;");
    const done = await importing(two, two, row(place, "AC Schuko;3.7;;;;;;;;;;"));
    assert.equal(done.added, 3);
    assert.equal((await importing(two, two)).unchanged, 2);
    const other = platform.client((await platform.openAccount()).testKey);
    const query = "latitude=49.000001&longitude=11.000001&radius=10&available=true";
    const { data } = await other.read(`/v1/charging_stations?${query}`);
    assert.equal(data.length, 3);
    assert.equal(data[0]?.["operator"], "Stadtwerke Süd");
    assert.equal(((data[0] as Json)["pricing"] as Json[])[0]?.["price"], 42);
  });

  it("makes plugs of a charge point one EVSE, and no household socket has 22 kW", async () => {
    await importing(
      row("11.1;49.1", "AC Steckdose Typ 2, AC Schuko;22;;DC Kupplung Combo, DC CHAdeMO;50;;;;;;;"),
    );
    const station = await only("49.1", "11.1");
    assert.deepEqual(
      (station["connectors"] as Json[]).map((one) => [one["id"], one["type"], one["power"]]),
      [
        ["connector_a1", "Type2", 22],
        ["connector_a2", "Schuko", 3.7],
        ["connector_b1", "CCS", 50],
        ["connector_b2", "CHAdeMO", 50],
      ],
    );
    const evses = await platform.sql(
      "select evse from charging_station_connectors where station_id = $1 order by position",
      [station["id"]],
    );
    assert.deepEqual(
      evses.map((one) => one["evse"]),
      [1, 1, 2, 2],
    );
    assert.deepEqual(station["address"], {
      ...{ city: "Irgendwo", country: "DE", line1: "Weg 1", line2: null },
      ...{ postal_code: "12345", state: "Bayern" },
    });
  });

  it("takes odd rows in with a warning by line and reason", async () => {
    const done = await importing(
      row("11.2;49.2", 'AC Steckdose Typ 2;22;"a\nb";;;;;;;;;'),
      row("15.592092;50.681519", "AC Steckdose Typ 2;22;;;;;;;;;;"),
      row("11.3;49.3", "AC Steckdose Typ 2;22;;;22;;;;;;;"),
      row("11.4;49.4", "DC Kupplung Combo, 0;50;;Wunderstecker;11;;;;;;;"),
      row("hier;49.4", "AC Steckdose Typ 2;22;;;;;;;;;;"),
    );
    assert.deepEqual(counts(done), { rows: 5, added: 4, changed: 0, unchanged: 0, leftOut: 1 });
    assert.deepEqual(done.warnings, [
      { line: 3, reason: "lies outside Germany (50.681519, 15.592092)" },
      { line: 4, reason: "charge point 2: power (22 kW) without plug, left out" },
      { line: 5, reason: "charge point 1: unknown plug '0', left out" },
      { line: 5, reason: "charge point 2: unknown plug 'Wunderstecker', taken as other" },
      { line: 6, reason: "has no place that can be read, left out" },
    ]);
  });

  it("leaves a station that was deleted here deleted", async () => {
    const gone = row("11.6;49.6", "AC Steckdose Typ 2;22;;;;;;;;;;");
    await importing(gone);
    await platform.api.delete(`/v1/charging_stations/${(await only("49.6", "11.6"))["id"]}`);
    assert.equal((await importing(gone)).unchanged, 1);
    const { data } = await platform.api.read(
      "/v1/charging_stations?latitude=49.6&longitude=11.6&radius=10",
    );
    assert.deepEqual(data, []);
  });

  it("refuses a file that is not the register, and a network that does not exist", async () => {
    const file = join(folder, "other.csv");
    await writeFile(file, "a;b\n1;2\n");
    const { database } = platform;
    await assert.rejects(importBnetza({ database, log, file }), /column 'Betreiber' is missing/);
    await assert.rejects(
      importBnetza({ database, log, file: registerCut, network: "net_nope" }),
      /no network net_nope/,
    );
    await assert.rejects(importBnetza({ database, log, file: join(folder, "none.csv") }), /ENOENT/);
  });
});
