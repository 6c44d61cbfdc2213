import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { testDatabase } from "../../test/platform.ts";
import { sendAlone, sendTogether } from "./flight.ts";

describe("statements in flight", () => {
  let client: pg.Client;
  before(async () => {
    const settings = { connectionString: await testDatabase(), pipeline: true };
    client = new pg.Client(settings as pg.ClientConfig);
    await client.connect();
  });
  after(() => client.end());

  for (const [how, open] of [
    ["alone", sendAlone],
    ["together", sendTogether],
  ] as const) {
    it(`without a name are each their own, sent ${how} on one connection`, async () => {
      const send = open(client);
      const ask = async (text: string, value: unknown) =>
        (await send({ name: "", text }, [value])).rows;
      const both = await Promise.all([
        ask("select $1::int as number", 1),
        ask("select $1::text as word", "two"),
      ]);
      assert.deepEqual(both, [[{ number: 1 }], [{ word: "two" }]]);
      assert.deepEqual(await ask("select $1::int + 1 as number", 2), [{ number: 3 }]);
    });

    it(`with a name are parsed once and good after another one failed, sent ${how}`, async () => {
      const send = open(client);
      const good = { name: `good_${how}`, text: "select $1::int as number" };
      assert.deepEqual((await send(good, [1])).rows, [{ number: 1 }]);
      await assert.rejects(send({ name: `bad_${how}`, text: "select 1 / $1::int" }, [0]));
      assert.deepEqual((await send(good, [2])).rows, [{ number: 2 }]);
    });
  }
});
