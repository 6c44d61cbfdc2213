// What a charger of OCPP 2.0.1 shows of prices to a driver who holds a card to it (I01).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint201 } from "../charge_point_201.ts";
import { energyPrice, makeFleet, makeStation, until } from "../fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";

type Answer = { idTokenInfo?: { status: string; personalMessage?: { content: string } } };

describe("the prices that a charger shows", () => {
  let platform: TestPlatform;
  const points: ChargePoint201[] = [];
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    for (const point of points) await point.powerDown();
    await platform.close();
  });

  async function commission(as: Json = {}) {
    const identity = `PRICES:${points.length}`;
    const station = await makeStation(platform.api, "ocpp", { ocpp_identity: identity, ...as });
    const connection = `/v1/charging_stations/${station.id}/connection`;
    const { password } = await platform.api.make(`${connection}/roll_password`);
    const endpoint = `ws://127.0.0.1:${platform.port}/ocpp`;
    const point = new ChargePoint201({ endpoint, identity, password: String(password) });
    point.model.variables.set("TariffCostCtrlr.Available.Tariff", "true");
    points.push(point);
    await point.powerUp();
    await until(
      async () => point.asked,
      (asked) => asked.includes("GetBaseReport"),
    );
    const fleet = await makeFleet(platform.api);
    const uid = `04PRICES${points.length}`;
    await platform.api.make("/v1/charge_tokens", {
      ...{ uid, driver: fleet.driver, vehicle: fleet.vehicle, payment_method: fleet.card },
    });
    const ask = (idToken: string) =>
      point.client.call("Authorize", {
        idToken: { idToken, type: "ISO14443" },
      }) as Promise<Answer>;
    return { point, uid, ask };
  }

  it("are those of the station's tariff, told when the card is and when it starts", async () => {
    const { point, uid, ask } = await commission();
    const { idTokenInfo } = await ask(uid);
    assert.equal(idTokenInfo?.status, "Accepted");
    assert.equal(idTokenInfo?.personalMessage?.content, "0.42 EUR/kWh, incl. VAT");
    await point.plugIn();
    await point.swipe(uid);
    const [started] = await until(
      async () => point.answers,
      (answers) => answers.length > 0,
    );
    const told = (started as Answer).idTokenInfo?.personalMessage?.content;
    assert.equal(told, "0.42 EUR/kWh, incl. VAT");
    const { idTokenInfo: stranger } = await ask("04UNKNOWN");
    assert.deepEqual(stranger, { status: "Invalid" });
  });

  it("are told for each kind of plug that fits, where they differ", async () => {
    const tariffs = await Promise.all(
      [39, 69].map((price) =>
        platform.api.make("/v1/tariffs", {
          ...{ name: `${price}`, currency: "eur" },
          elements: [{ price_components: energyPrice(price).map(({ currency, ...one }) => one) }],
        }),
      ),
    );
    const { ask, uid } = await commission({
      pricing: undefined,
      connectors: [
        { id: "a1", type: "Type2", power: 22, tariff: tariffs[0]?.id },
        { id: "a2", type: "CCS", power: 150, tariff: tariffs[1]?.id },
        { id: "a3", type: "CHAdeMO", power: 50, tariff: tariffs[1]?.id },
      ],
    });
    const { idTokenInfo } = await ask(uid);
    assert.equal(
      idTokenInfo?.personalMessage?.content,
      "Type2 22 kW: 0.39 EUR/kWh, incl. VAT; CCS 150 kW: 0.69 EUR/kWh, incl. VAT",
    );
  });
});
