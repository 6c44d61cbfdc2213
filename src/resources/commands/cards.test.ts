import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../../../test/charge_point.ts";
import { makeFleet, makeStation, until } from "../../../test/fleet.ts";
import { type Client, type TestPlatform, testPlatform } from "../../../test/platform.ts";

type Part = {
  listVersion: number;
  updateType: string;
  localAuthorizationList: { idTag: string; idTagInfo: { status: string; parentIdTag?: string } }[];
};

describe("the platform's own list of cards", () => {
  let platform: TestPlatform;
  let api: Client;
  before(async () => {
    platform = await testPlatform();
    api = platform.api;
  });
  after(() => platform.close());

  const over = (id: string) =>
    until(
      () => api.read(`/v1/commands/${id}`),
      ({ status }) => status !== "pending",
    );

  it("reaches the charger in parts, with what is refused; a part that fails is mended by the next", async () => {
    const { driver, vehicle, card: payment_method } = await makeFleet(api);
    const make = (uid: string, more: object = {}) =>
      api.make("/v1/charge_tokens", { uid, driver, vehicle, payment_method, ...more });
    await make("A1", { group: "DEPOT" });
    await make("A2");
    await make("LOST", { status: "blocked" });
    const station = await makeStation(api, "ocpp", { ocpp_identity: "CARDS:1" });
    const path = `/v1/charging_stations/${station.id}`;
    const { password } = await api.make(`${path}/connection/roll_password`);
    const endpoint = `ws://127.0.0.1:${platform.port}/ocpp`;
    const point = new ChargePoint({ endpoint, identity: "CARDS:1", password: String(password) });
    point.configuration.set("SendLocalListMaxLength", "2");
    const parts: Part[] = [];
    const answers = ["Accepted", "Failed"];
    point.client.handle("SendLocalList", async ({ params }) => {
      parts.push(params as Part);
      return { status: answers.shift() ?? "Accepted" };
    });
    try {
      await point.powerUp();
      const send = () => api.make(`${path}/commands`, { type: "send_local_list" });
      const failed = await over((await send()).id);
      assert.deepEqual([failed["status"], failed["reason"]], ["failed", "incomplete"]);
      assert.match(String(failed["message"]), /taken a part of it only.*\(part 2 of 2: Failed\)$/);
      parts.length = 0;
      const made = await send();
      const done = await over(made.id);
      assert.deepEqual(
        [done["status"], done["message"]],
        ["succeeded", "2 cards are accepted, 1 refused."],
      );
      assert.deepEqual(
        parts.map(({ updateType, listVersion }) => [updateType, listVersion]),
        [
          ["Full", Number(made["number"]) - 1],
          ["Differential", made["number"]],
        ],
      );
      const cards = parts.flatMap((one) => one.localAuthorizationList);
      assert.deepEqual(
        cards.map(({ idTag, idTagInfo }) => [idTag, idTagInfo.status]),
        [
          ["A2", "Accepted"],
          ["A1", "Accepted"],
          ["LOST", "Blocked"],
        ],
      );
      assert.equal(cards[1]?.idTagInfo.parentIdTag, "DEPOT");
    } finally {
      await point.powerDown();
    }
  });
});
