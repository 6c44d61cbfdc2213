// Signs of life and clocks that are written for many lines at once.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Charger, openLiar } from "../../../test/lying_charger.ts";
import { type TestPlatform, testPlatform } from "../../../test/platform.ts";

describe("signs of life", () => {
  let platform: TestPlatform;
  let at: Charger;
  before(async () => {
    platform = await testPlatform();
    at = await openLiar(platform);
  });
  after(async () => {
    await at.point.powerDown();
    await platform.close();
  });

  const line = async () =>
    (
      await platform.sql("select * from station_connections where station_id = $1", [at.ref.id])
    )[0] ?? {};
  const beat = async (connection: string) => {
    await at.host.tell(at.ref, { kind: "heartbeat", connection });
    await at.host.close();
  };

  it("are of the current socket, and bring back a line that was taken for gone", async () => {
    const current = String((await line())["connection"]);
    const set = "update station_connections set online = $2, last_seen = $3 where station_id = $1";
    const old = new Date(Date.now() - 600_000);
    await platform.sql(set, [at.ref.id, true, old]);
    await beat("another");
    assert.deepEqual((await line())["last_seen"], old);
    await beat(current);
    assert.ok(Number((await line())["last_seen"]) > old.getTime());
    await platform.sql(set, [at.ref.id, false, old]);
    await beat(current);
    const back = await line();
    assert.deepEqual([back["online"], Number(back["last_seen"]) > old.getTime()], [true, true]);
  });

  it("never set the time back at which a line was last heard of", async () => {
    const { connection } = await line();
    const later = new Date(Date.now() + 600_000);
    const set = "update station_connections set last_seen = $2 where station_id = $1";
    await platform.sql(set, [at.ref.id, later]);
    await beat(String(connection));
    assert.deepEqual((await line())["last_seen"], later);
  });

  it("a clock is known when it has been told", async () => {
    const tell = (skewMs: number) => at.host.tell(at.ref, { kind: "clock", skewMs });
    await Promise.all([tell(7_000), tell(7_200_000)]);
    assert.equal(Number((await line())["clock_skew_ms"]), 7_200_000);
  });
});
