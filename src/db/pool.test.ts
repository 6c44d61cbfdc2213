import assert from "node:assert/strict";
import { it } from "node:test";
import { testDatabase } from "../../test/platform.ts";
import { openLog } from "../lib/log.ts";
import { openPool } from "./pool.ts";

it("a read waits behind no slow one while another shared connection is free", async () => {
  const pool = await openPool({
    database: { connectionString: await testDatabase() },
    ...{ role: "charge_app", shared: 3, exclusive: 1, log: openLog("silent") },
  });
  try {
    const read = (text: string) => pool.read("everyone", { name: "", text }, []);
    let over = false;
    const slow = read("select pg_sleep(1.5)").finally(() => {
      over = true;
    });
    for (let round = 0; round < 12; round++) await read("select 1");
    assert.equal(over, false);
    await slow;
  } finally {
    await pool.close();
  }
});
