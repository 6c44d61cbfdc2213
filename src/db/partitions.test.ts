import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";

describe("partitions by month", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const far = "clock_timestamp() + interval '5 years'";
  const put = async () => {
    const whose = `'${platform.first.account}', false`;
    await platform.sql(
      `insert into meter_values (account_id, livemode, id, session, at, reported_at, created)
       select ${whose}, 'mtv_far', 'cs_far', t, t, t from (select ${far} as t)`,
    );
    await platform.sql(
      `insert into vehicle_telemetry_readings
         (account_id, livemode, vehicle_id, id, reading, source, received, created)
       select ${whose}, 'veh_far', 'vtr_far', '{"a": 1}', 'api', t, t from (select ${far} as t)`,
    );
  };
  const places = async (): Promise<unknown[]> =>
    (
      await platform.sql(
        `select tableoid::regclass::text as place from meter_values where session = 'cs_far'
         union all
         select tableoid::regclass::text from vehicle_telemetry_readings where id = 'vtr_far'
           and digest = md5('{"a": 1}'::jsonb::text)`,
      )
    ).map((one) => one["place"]);

  it("are made also where rows of that month came before, which move into them", async () => {
    await put();
    const waiting = ["meter_values_default", "vehicle_telemetry_readings_default"];
    assert.deepEqual(await places(), waiting);
    await platform.sql(`select make_partitions(${far}, 1)`);
    const [moved] = await platform.sql(
      `select to_char((${far}) at time zone 'UTC', 'YYYYMM') as at`,
    );
    const month = moved?.["at"];
    assert.deepEqual(await places(), [
      `meter_values_${month}`,
      `vehicle_telemetry_readings_${month}`,
    ]);
  });

  it("one of them alone, as before an account's time is moved", async () => {
    await platform.sql(
      `insert into meter_values (account_id, livemode, id, session, at, reported_at, created)
       select '${platform.first.account}', false, 'mtv_alone', 'cs_alone', t, t, t
       from (select timestamptz '2041-03-05' as t)`,
    );
    await platform.sql("select make_partition('meter_values', '2041-03-01T00:00:00Z')");
    const [row] = await platform.sql(
      "select tableoid::regclass::text as place from meter_values where session = 'cs_alone'",
    );
    assert.equal(row?.["place"], "meter_values_204103");
  });

  it("of what is kept for a while only, nothing old stays in the default one", async () => {
    const [old, young] = ["400 days", "40 days"];
    for (const age of [old, young]) {
      await platform.sql(
        `insert into station_notices
           (account_id, livemode, id, station_id, topic, text, detail, reported, created)
         select '${platform.first.account}', false, 'ntc_${age}', 'chst_1', 'x', 'x', '{}', t, t
         from (select clock_timestamp() - interval '${age}' as t)`,
      );
    }
    await platform.sql("select make_partitions(clock_timestamp(), 1)");
    const left = await platform.sql("select id from station_notices");
    assert.deepEqual(left, [{ id: `ntc_${young}` }]);
  });
});
