// What a driver is told of prices before they are charged (I01): with the card's answer, at
// chargers that have a place for it.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { endScenes, operatorScene } from "../../../../test/operator_201.ts";
import { sceneOf } from "../../../../test/scene_201.ts";
import { Witness } from "../../witness.ts";
import { authorize } from "./authorize.ts";
import type { Scene } from "./message.ts";
import { transactionEvent } from "./transaction_event.ts";

afterEach(endScenes);

const prices = "0.59 EUR/kWh, incl. VAT";
const message = { format: "UTF8", language: "en", content: prices };
const idToken = { idToken: "04A1", type: "ISO14443" };

const priced = (more: Partial<Scene> = {}) => {
  const host = new Witness();
  host.prices = prices;
  return { host, scene: { ...sceneOf(host), ...more } };
};

const event = (more: object) => ({
  ...{ eventType: "Started", timestamp: "2026-11-21T12:00:00Z", seqNo: 0 },
  ...{ triggerReason: "Authorized", evse: { id: 1, connectorId: 1 } },
  transactionInfo: { transactionId: "tx-1", remoteStartId: 5 },
  ...more,
});

test("a card that may charge is answered with the prices, another one is not", async () => {
  const { host, scene } = priced();
  assert.deepEqual(await authorize.serve({ idToken }, scene), {
    idTokenInfo: { status: "Accepted", personalMessage: message },
  });
  host.refuse("04A1", "blocked");
  assert.deepEqual(await authorize.serve({ idToken }, scene), {
    idTokenInfo: { status: "Blocked" },
  });
});

test("a start is answered with its prices: with the card, or by themselves where none is shown", async () => {
  const shownCard = await transactionEvent.serve(event({ idToken }), priced().scene);
  assert.deepEqual(JSON.parse(JSON.stringify(shownCard)), {
    idTokenInfo: { status: "Accepted", personalMessage: message },
  });
  const { scene } = priced();
  scene.transactions.ordered(5, "CS-1");
  const ordered = await transactionEvent.serve(event({}), scene);
  assert.deepEqual(JSON.parse(JSON.stringify(ordered)), { updatedPersonalMessage: message });
});

test("a charger that shows no prices is told none", async () => {
  const { scene } = priced({ showsPrices: () => false });
  const card = await authorize.serve({ idToken }, scene);
  assert.deepEqual(card, { idTokenInfo: { status: "Accepted" } });
  const start = await transactionEvent.serve(event({ idToken }), scene);
  assert.deepEqual(start, { idTokenInfo: { status: "Accepted" } });
});

test("whether it shows them a charger says when it has booted", async () => {
  const rows: [Record<string, string>, boolean][] = [
    [{}, false],
    [{ "TariffCostCtrlr.Available.Tariff": "true" }, true],
    [{ "TariffCostCtrlr.Available.Tariff": "false" }, false],
    [
      {
        "TariffCostCtrlr.Available.Tariff": "true",
        "TariffCostCtrlr.Enabled.Tariff": "false",
      },
      false,
    ],
  ];
  for (const [variables, shows] of rows) {
    const { charger, host } = await operatorScene({}, variables);
    host.prices = prices;
    await charger.boot("PowerUp");
    await host.until("the set-up", () => charger.asked.includes("GetBaseReport"));
    const { idTokenInfo } = (await charger.client.call("Authorize", { idToken })) as {
      idTokenInfo: object;
    };
    assert.equal("personalMessage" in idTokenInfo, shows, JSON.stringify(variables));
  }
});
