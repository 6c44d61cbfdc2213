// A whole city at the door at once: each gets its own answer, and strangers cost nobody anything.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { copyStations } from "../../../../test/bench/charger_copies.ts";
import { openLiar } from "../../../../test/lying_charger.ts";
import { type TestPlatform, testPlatform } from "../../../../test/platform.ts";
import type { Admission } from "../../../networks/network.ts";
import { type Admit, openAdmission } from "./actions.ts";

const count = 600;

describe("chargers that come at the same moment", () => {
  let platform: TestPlatform;
  let admit: Admit;
  let password: string;
  before(async () => {
    platform = await testPlatform();
    const at = await openLiar(platform);
    await at.start(0);
    const [session] = await at.internal();
    await at.point.powerDown();
    await copyStations(
      platform.databaseUrl,
      { station: at.ref.id, session: String(session?.["id"]) },
      count,
    );
    admit = openAdmission(platform.database);
    password = String(at.point.address.password);
  });
  after(() => platform.close());

  const knock = (identity: string, secret: string | null): Promise<Admission> =>
    admit({
      ...{ identity, password: secret, minimumProfile: 1 },
      arrival: { tls: false, certificate: null },
    });
  const bench = (nth: number): string => `BENCH-${String(nth).padStart(5, "0")}`;
  const strangers = async (): Promise<number> =>
    Number((await platform.sql("select count(*)::int as n from pending_connections"))[0]?.["n"]);

  it("are answered each for itself, with a handful of statements for all", async () => {
    const before = platform.database.sent();
    const answers = await Promise.all(
      Array.from({ length: count }, (_, i) => {
        if (i % 3 === 1) return knock(bench(i + 1), "wrong");
        return knock(i % 3 === 2 ? `NOBODY-${i % 30}` : bench(i + 1), password);
      }),
    );
    for (const [i, answer] of answers.entries()) {
      const expected = ["in", "password", "unknown"][i % 3];
      assert.equal(answer.admitted ? "in" : answer.reason, expected, String(i));
      if (answer.admitted) assert.equal(answer.station.identity, bench(i + 1));
    }
    const sent = platform.database.sent() - before;
    assert.ok(sent < 60, `${sent} statements`);
    assert.equal(await strangers(), 10);
  });

  it("are noted as strangers up to a limit, however many come, and known ones get in", async () => {
    const answers = Promise.all(
      Array.from({ length: 3_000 }, (_, i) => knock(`CROWD-${i}`, password)),
    );
    assert.equal((await knock(bench(1), password)).admitted, true);
    assert.ok((await answers).every((one) => !one.admitted && one.reason === "unknown"));
    const noted = await strangers();
    assert.ok(noted > 10 && noted <= 1_000, `${noted} noted`);
    for (let from = 0; from < 3_000; from += 150) {
      await Promise.all(
        Array.from({ length: 150 }, (_, i) => knock(`LATER-${from + i}`, password)),
      );
    }
    assert.equal(await strangers(), 1_000);
    await knock("NOBODY-2", null);
    assert.equal(await strangers(), 1_000, "one that is known comes again");
  });

  it("are no strangers any more once they have a station", async () => {
    const [row] = await platform.sql("select account_id from charging_stations limit 1");
    await platform.sql(
      `insert into pending_connections (account_id, id, identity, last_seen, created)
       values ($1, 'conn_x', $2, now(), now())`,
      [row?.["account_id"], bench(2)],
    );
    await knock(bench(2), "wrong");
    const waiting = async () =>
      (await platform.sql("select 1 from pending_connections where identity = $1", [bench(2)]))
        .length;
    assert.equal(await waiting(), 1);
    assert.equal((await knock(bench(2), password)).admitted, true);
    assert.equal(await waiting(), 0);
  });
});
