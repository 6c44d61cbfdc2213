// Reports of nobody and of ended charges: kept for whoever asks, and not for ever.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { forgetOld } from "../../src/resources/charging_sessions/evidence/actions.ts";
import { openLiars } from "../lying_charger.ts";
import type { Json } from "../platform.ts";

describe("what a charger tells that no bill rests on", () => {
  const liars = openLiars();

  it("may tell a stop of which nobody told the start: it is evidence, and nobody pays", async () => {
    const at = await liars.open();
    await at.stop(77, 9000, { idTag: at.uid });
    await at.stop(-1, 9500);
    assert.deepEqual(await at.billed(), []);
    const kept = await at.evidence();
    assert.deepEqual(
      kept.map((one) => [one["reason"], (one["report"] as Json)["meterStopWh"]]),
      [
        ["unknown", 9000],
        ["unknown", 9500],
      ],
    );
  });

  it("is found out by whoever asks for a session's evidence", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(1000);
    await at.read(transactionId, 1500);
    await at.read(transactionId, 200);
    await at.stop(transactionId, 1600, { reason: "EVDisconnected" });
    await at.stop(transactionId, 1700);
    await at.stop(4711, 9000);
    const [session] = await at.sessionsOf(at.fleet.driver);
    const path = `/v1/charging_sessions/${session?.id}/evidence`;
    const told = await liars.platform.api.read(path);
    assert.deepEqual(
      [told["charging_session"], told["end_reason"], told["flags"], told["trigger"]],
      [session?.id, "unplugged", ["falling"], "token"],
    );
    const [its = {}, ...others] = told["transactions"] as Json[];
    assert.deepEqual(
      [its["number"], its["meter_start"], its["meter_stop"], its["evse"], others.length],
      [transactionId, 1000, 1600, 1, 0],
    );
    assert.deepEqual(
      (told["reports"] as Json[]).map((one) => [one["kind"], one["reason"], one["register"]]),
      [
        ["stop", "repeated", 1700],
        ["stop", "unknown", 9000],
      ],
    );
    const other = liars.platform.client((await liars.platform.openAccount()).testKey);
    assert.equal((await other.get(path)).body["code"], "charging_session_not_found");
  });

  it("fills no database with what nobody can use: a thousand reports a day are kept, for 400 days", async () => {
    const at = await liars.open();
    const fill = (count: number, age: string) =>
      liars.platform.sql(
        `insert into station_evidence
           (account_id, livemode, charging_station, reason, report, created)
         select $1, false, $2, 'unknown', '{}', clock_timestamp() - $4::interval
         from generate_series(1, $3)`,
        [liars.platform.first.account, at.station.id, count, age],
      );
    await fill(1, "401 days");
    await fill(998, "2 hours");
    for (const number of [1, 2, 3]) await at.stop(7000 + number, 9000);
    assert.equal((await at.evidence()).length, 1001);
    await forgetOld(liars.platform.database);
    assert.equal((await at.evidence()).length, 1000);
  });
});
