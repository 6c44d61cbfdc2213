import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Answer, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { assertSample } from "../../../test/sample.ts";
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { pause } from "../../lib/time.ts";
import * as methods from "../payment_methods/actions.ts";
import * as money from "./actions.ts";

describe("transactions over HTTP", () => {
  let platform: TestPlatform;
  let driver: Answer["body"];
  let card: Answer["body"];
  let session: string;
  let transaction: Json;

  const inWork = <T>(run: (work: Work) => Promise<T>): Promise<T> =>
    platform.database.transaction({ account: platform.first.account, livemode: false }, run);

  before(async () => {
    platform = await testPlatform();
    driver = await platform.api.make("/v1/drivers", { name: "Ada", email: "ada@example.com" });
    card = await platform.api.make("/v1/payment_methods", {
      type: "card",
      card: { token: "tok_visa" },
    });
    await platform.api.make(`/v1/payment_methods/${card.id}/attach`, { driver: driver.id });
    const payer = { driver: driver.id, fleet: null };
    session = await inWork(async (work) => {
      const source = work.newId("cs");
      const method = present(await methods.chargeable(work, card.id, payer), "the method");
      const hold = await money.placeHold(work, {
        source,
        method,
        amount: 5000,
        currency: "eur",
        payer,
      });
      await money.collect(work, {
        ...{ hold: hold.id, amount: 1842, currency: "eur", session: source },
        ...{
          description: `Charge for charging session ${source}`,
          driver: driver.id,
          fleet: null,
          vehicle: null,
          vat: null,
        },
      });
      return source;
    });
    for (let waited = 0; waited < 200 && transaction?.["status"] !== "succeeded"; waited++) {
      await pause(25);
      const page = await platform.api.read(`/v1/transactions?charging_session=${session}`);
      transaction = present(page.data[0], "the charge");
    }
  });
  after(() => platform.close());

  it("has exactly the keys of the contract", async () => {
    assertSample(transaction);
    assertSample(await platform.api.read(`/v1/transactions/${transaction["id"]}`));
    assert.deepEqual(
      [transaction["amount"], transaction["status"], transaction["type"]],
      [1842, "succeeded", "charge"],
    );
  });

  it("is what charge.succeeded carries", async () => {
    const events = await platform.api.read(`/v1/events?object_id=${transaction["id"]}`);
    assert.deepEqual(
      events.data.map((one) => one["type"]),
      ["charge.succeeded"],
    );
    assert.deepEqual(((events.data[0] as Json)["data"] as Json)["object"], transaction);
  });

  it("is found by each filter, and not by another's value", async () => {
    const filters = {
      driver: driver.id,
      charging_session: session,
      payment_method: card.id,
      status: "succeeded",
      type: "charge",
    };
    for (const [name, value] of Object.entries(filters)) {
      const page = await platform.api.read(`/v1/transactions?${name}=${value}`);
      assert.deepEqual(
        page.data.map((one) => one["id"]),
        [transaction["id"]],
        name,
      );
    }
    for (const query of [
      "driver=drv_no",
      "fleet=flt_no",
      "vehicle=veh_no",
      "status=failed",
      "type=refund",
    ]) {
      assert.deepEqual((await platform.api.read(`/v1/transactions?${query}`)).data, [], query);
    }
  });

  it("expands who paid with what", async () => {
    const path = `/v1/transactions/${transaction["id"]}?expand=driver&expand=payment_method`;
    const expanded = await platform.api.read(path);
    assert.equal((expanded["driver"] as Json)["id"], driver.id);
    assert.equal((expanded["payment_method"] as Json)["id"], card.id);
  });

  it("is an unknown one to other accounts and to live mode, and is written by nobody", async () => {
    const other = platform.client((await platform.openAccount()).testKey);
    for (const api of [other, platform.client(platform.first.liveKey)]) {
      const answer = await api.get(`/v1/transactions/${transaction["id"]}`);
      assert.deepEqual([answer.status, answer.body["code"]], [404, "transaction_not_found"]);
    }
    assert.equal((await platform.api.post("/v1/transactions", {})).status, 405);
  });

  it("keeps the id of a payment method that was deleted; expanded, it is null", async () => {
    assert.equal((await platform.api.delete(`/v1/payment_methods/${card.id}`)).status, 200);
    const path = `/v1/transactions/${transaction["id"]}`;
    assert.equal((await platform.api.read(path))["payment_method"], card.id);
    assert.equal(
      (await platform.api.read(`${path}?expand=payment_method`))["payment_method"],
      null,
    );
  });
});
