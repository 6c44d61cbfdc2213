import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Client, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { localTokens } from "./local_list_actions.ts";

describe("the cards that a charger without a line may take", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const driver = async (api: Client, more: object = {}) =>
    (await api.make("/v1/drivers", { name: "Ada", email: "ada@example.com", ...more })).id;
  const listOf = async (account: string, shared: boolean) => {
    const reader = platform.database.reader({ account, livemode: false });
    return (await localTokens(reader, { account_id: account, shared })).map(({ uid }) => uid);
  };

  it("are the good cards of active drivers; of everybody where the station is everybody's", async () => {
    const { account } = platform.first;
    const other = await platform.openAccount();
    const [api, theirs] = [platform.api, platform.client(other.testKey)];
    const ada = await driver(api);
    const make = (uid: string, more: object = {}, by: Client = api) =>
      by.make("/v1/charge_tokens", { uid, driver: ada, ...more });
    await make("GOOD");
    await make("LATER", { expires_at: "2099-01-01T00:00:00Z", type: "emaid" });
    await make("BLOCKED", { status: "blocked" });
    await make("EXPIRED", { expires_at: "2020-01-01T00:00:00Z" });
    await make("IDLE", { driver: await driver(api, { status: "suspended" }) });
    await make("BOTH");
    const bob = await driver(theirs);
    await make("THEIRS", { driver: bob }, theirs);
    await make("both", { driver: bob }, theirs);
    assert.deepEqual(await listOf(account, false), ["BOTH", "LATER", "GOOD"]);
    assert.deepEqual(await listOf(account, true), ["THEIRS", "BOTH", "LATER", "GOOD"]);
    assert.deepEqual(await listOf(other.account, false), ["both", "THEIRS"]);
    const reader = platform.database.reader({ account, livemode: false });
    const [, later] = await localTokens(reader, { account_id: account, shared: false });
    assert.deepEqual(later, {
      ...{ uid: "LATER", type: "emaid", status: "accepted", group: ada.slice(-20) },
      expires_at: "2099-01-01T00:00:00.000Z",
    });
  });
});
