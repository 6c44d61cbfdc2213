import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { card, until } from "../../../test/fleet.ts";
import { openMoney } from "../../../test/money.ts";
import { type Answer, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { refused } from "../../../test/sample.ts";
import { lowerWallet, type Payer, payer } from "../../../test/wallets.ts";
import { checkBooks } from "../../books.ts";
import { type Clock, systemClock } from "../../lib/time.ts";
import { create } from "./actions.ts";

let aheadMs = 0;
const clock: Clock = {
  now: () => new Date(systemClock.now().getTime() + aheadMs),
  after: systemClock.after,
};

describe("top-ups", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ clock });
  });
  after(() => platform.close());

  const owner = (number?: string) => payer(platform.api, number);
  const topUp = (by: Payer, more: Json = {}): Promise<Answer> =>
    platform.api.post("/v1/top_ups", {
      ...{ driver: by.driver, payment_method: by.method, amount: 500 },
      ...more,
    });
  const walletOf = async (of: string) =>
    (await platform.api.read(`/v1/wallets?${of.startsWith("drv") ? "driver" : "account"}=${of}`))
      .data[0] as Json & { id: string };
  const sound = async () =>
    assert.deepEqual(await platform.database.acrossAccounts(checkBooks), []);
  const eventsOf = async (id: unknown) =>
    (await platform.api.read(`/v1/events?object_id=${id}`)).data.map((one) => one["type"]);

  it("credits the wallet at once from a card, as an adjustment that tells of it", async () => {
    const by = await owner();
    const { status, body } = await topUp(by, { amount: 1234 });
    assert.equal(status, 200);
    assert.deepEqual(
      [body["status"], body["amount"], body["currency"], body["driver"], body["failure"]],
      ["succeeded", 1234, "eur", by.driver, null],
    );
    const wallet = await walletOf(by.driver);
    assert.deepEqual(
      [wallet["balance"], wallet["held"], wallet["available"], wallet.id],
      [1234, 0, 1234, body["wallet"]],
    );
    const driver = await platform.api.read(`/v1/drivers/${by.driver}`);
    assert.equal(driver["wallet_balance"], 1234);
    const transaction = await platform.api.read(`/v1/transactions/${body["transaction"]}`);
    assert.deepEqual(
      ["type", "status", "amount", "driver", "charging_session", "payment_method"].map(
        (key) => transaction[key],
      ),
      ["adjustment", "succeeded", 1234, by.driver, null, by.method],
    );
    const { data } = await platform.api.read(`/v1/wallets/${wallet.id}/entries`);
    assert.deepEqual(
      data.map((one) => [one["type"], one["amount"], one["balance"], one["transaction"]]),
      [["top_up", 1234, 1234, transaction.id]],
    );
    assert.deepEqual(await eventsOf(body.id), ["top_up.succeeded"]);
    await sound();
  });

  it("says why it failed, keeps the failed top-up, and credits nothing", async () => {
    for (const [number, code] of [
      ["4000000000000002", "card_declined"],
      ["4000000000009995", "insufficient_funds"],
      ["4000000000000341", "card_declined"],
    ]) {
      const by = await owner(number);
      const { status, body } = await topUp(by);
      const failure = body["failure"] as Json;
      assert.deepEqual([status, body["status"], failure["code"]], [200, "failed", code]);
      assert.equal(body["transaction"], null);
      assert.equal((await walletOf(by.driver))["balance"], 0);
      assert.deepEqual(await eventsOf(body.id), ["top_up.failed"]);
    }
    await sound();
  });

  it("from a bank account is pending until the bank has decided, for good or ill", async () => {
    for (const [iban, end, balance] of [
      ["DE89370400440532013000", "succeeded", 700],
      ["DE62370400440532013001", "failed", 0],
    ] as const) {
      const by = await owner();
      const { id: payment_method } = await platform.api.make("/v1/payment_methods", {
        type: "bank_account",
        bank_account: { iban },
      });
      const attach = `/v1/payment_methods/${payment_method}/attach`;
      await platform.api.make(attach, { driver: by.driver });
      const { body } = await topUp(by, { payment_method, amount: 700 });
      assert.equal(body["status"], "pending");
      const deleted = await platform.api.delete(`/v1/drivers/${by.driver}`);
      assert.deepEqual(refused(deleted), [409, "driver_state_conflict", null]);
      await until(
        () => platform.api.read(`/v1/top_ups/${body.id}`),
        (one) => one["status"] === end,
      );
      assert.equal((await walletOf(by.driver))["balance"], balance);
      assert.deepEqual(await eventsOf(body.id), [`top_up.${end}`]);
    }
    await sound();
  });

  it("of the account's own wallet takes an unattached method, and no driver's does", async () => {
    const account = platform.first.account;
    const { id: payment_method } = await platform.api.make("/v1/payment_methods", card());
    const body = { account, payment_method, amount: 900 };
    const made = await platform.api.make("/v1/top_ups", body);
    assert.deepEqual([made["status"], made["account"]], ["succeeded", account]);
    assert.equal((await platform.api.read("/v1/account"))["wallet_balance"], 900);
    const { driver, method } = await owner();
    const foreign = await platform.api.post("/v1/top_ups", { ...body, payment_method: method });
    const scope = [400, "payment_method_scope_invalid", "payment_method"];
    assert.deepEqual(refused(foreign), scope);
    const detached = await platform.api.post("/v1/top_ups", { driver, payment_method, amount: 9 });
    assert.deepEqual(refused(detached), scope);
  });

  it("refuses what cannot be, and leaves nothing behind", async () => {
    const by = await owner();
    const wallet = await platform.api.make("/v1/payment_methods", { type: "wallet" });
    await platform.api.make(`/v1/payment_methods/${wallet.id}/attach`, { driver: by.driver });
    const cases: [Json, [number, string, string | null]][] = [
      [{ amount: 0 }, [400, "parameter_invalid", "amount"]],
      [{ amount: -5 }, [400, "parameter_invalid", "amount"]],
      [{ amount: 10.5 }, [400, "parameter_invalid", "amount"]],
      [{ amount: "10" }, [400, "parameter_invalid", "amount"]],
      [{ amount: 2 ** 53 }, [400, "parameter_invalid", "amount"]],
      [{ amount: 1e300 }, [400, "parameter_invalid", "amount"]],
      [{ amount: undefined }, [400, "parameter_missing", "amount"]],
      [{ currency: "usd" }, [400, "parameter_invalid", "currency"]],
      [{ currency: "xxx" }, [400, "parameter_invalid", "currency"]],
      [{ driver: undefined }, [400, "owner_scope_invalid", null]],
      [{ account: platform.first.account }, [400, "owner_scope_invalid", null]],
      [{ driver: `drv_${"0".repeat(32)}` }, [404, "driver_not_found", "driver"]],
      [{ driver: undefined, fleet: "flt_x" }, [404, "fleet_not_found", "fleet"]],
      [{ driver: undefined, account: "acct_x" }, [404, "account_not_found", "account"]],
      [{ payment_method: "pm_x" }, [404, "payment_method_not_found", "payment_method"]],
      [{ payment_method: wallet.id }, [400, "payment_method_invalid_input", "payment_method"]],
    ];
    for (const [more, expected] of cases) {
      assert.deepEqual(refused(await topUp(by, more)), expected, JSON.stringify(more));
    }
    await platform.api.make(`/v1/drivers/${by.driver}`, { status: "archived" });
    assert.deepEqual(refused(await topUp(by)), [409, "driver_state_conflict", "driver"]);
    const { data } = await platform.api.read(`/v1/top_ups?driver=${by.driver}`);
    assert.deepEqual(data, []);
    await sound();
  });

  it("repeated with one idempotency key is charged once", async () => {
    const by = await owner();
    const body = { driver: by.driver, payment_method: by.method, amount: 300 };
    const headers = { "idempotency-key": `once-${by.driver}` };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => platform.api.post("/v1/top_ups", body, headers)),
    );
    const made = answers.filter(({ status }) => status === 200);
    assert.equal(new Set(made.map(({ body }) => body.id)).size, 1);
    assert.equal((await walletOf(by.driver))["balance"], 300);
  });

  describe("that a wallet asks for by itself", () => {
    async function automatic(by: Payer, threshold: number, amount: number) {
      const { id } = await walletOf(by.driver);
      const auto_top_up = { threshold, amount, payment_method: by.method };
      return platform.api.make(`/v1/wallets/${id}`, { auto_top_up });
    }
    const lowered = (by: Payer, amount: number) =>
      lowerWallet(platform, { driver: by.driver, amount });
    const topUps = async (by: Payer) =>
      (await platform.api.read(`/v1/top_ups?driver=${by.driver}`)).data;
    const quiet = () =>
      until(
        async () => platform.sql("select 1 from jobs where run_at <= $1", [clock.now()]),
        (rows) => rows.length === 0,
      );

    it("follows when less than the threshold is available, once, also after a hold", async () => {
      const by = await owner();
      await topUp(by, { amount: 1000 });
      await automatic(by, 600, 2000);
      await quiet();
      assert.equal((await topUps(by)).length, 1);
      await lowered(by, 300);
      await quiet();
      assert.equal((await topUps(by)).length, 1, "700 are still enough");
      await Promise.all([lowered(by, 150), lowered(by, 150), lowered(by, 50)]);
      const balance = await until(
        () => walletOf(by.driver),
        (one) => Number(one["available"]) > 600,
      );
      await quiet();
      assert.equal(balance["available"], 1000 - 650 + 2000);
      const made = await topUps(by);
      assert.deepEqual(
        made.map((one) => [one["automatic"], one["status"], one["amount"]]),
        [
          [true, "succeeded", 2000],
          [false, "succeeded", 1000],
        ],
      );
      await sound();
    });

    it("is due at once when it is set on a wallet that is too low", async () => {
      const by = await owner();
      await automatic(by, 100, 1500);
      await until(
        () => walletOf(by.driver),
        (one) => one["balance"] === 1500,
      );
    });

    it("leaves a card that declines alone, longer each time, and tells until when", async () => {
      const by = await owner("4000000000000002");
      const started = clock.now().getTime();
      await automatic(by, 100, 500);
      const failures = (n: number) =>
        until(
          () => topUps(by),
          (all) => all.filter((one) => one["status"] === "failed").length === n,
        );
      await failures(1);
      await quiet();
      const wallet = await walletOf(by.driver);
      const pausedUntil = Date.parse(String((wallet["auto_top_up"] as Json)["paused_until"]));
      assert.ok(pausedUntil >= started + 3_600_000, String(wallet["auto_top_up"]));
      for (let tries = 0; tries < 3; tries++) {
        await platform.sql("select 1");
        await lowered(by, 0);
        await quiet();
      }
      assert.equal((await topUps(by)).length, 1);
      aheadMs += 3_601_000;
      await failures(2);
      aheadMs += 3_601_000;
      await quiet();
      assert.equal((await topUps(by)).length, 2, "the second pause is longer");
    });

    it("waits while the account is suspended", async () => {
      const child = await platform.openAccount();
      const api = platform.client(child.testKey);
      const by = await payer(api);
      const wallet = (await api.read(`/v1/wallets?driver=${by.driver}`)).data[0] as Json;
      await platform.sql("update accounts set status = 'suspended' where id = $1", [child.account]);
      const auto_top_up = { threshold: 100, amount: 500, payment_method: by.method };
      await api.make(`/v1/wallets/${wallet["id"]}`, { auto_top_up });
      await quiet();
      assert.deepEqual((await api.read("/v1/top_ups")).data, []);
    });

    it("ends with the payment method that it would use", async () => {
      const by = await owner();
      await topUp(by, { amount: 5000 });
      await automatic(by, 100, 500);
      await platform.api.make(`/v1/payment_methods/${by.method}/detach`, { driver: by.driver });
      assert.equal((await walletOf(by.driver))["auto_top_up"], null);
    });
  });
});

describe("a wallet that holds more than anybody has", () => {
  it("is not filled beyond what counts exactly", async () => {
    const money = await openMoney();
    const card = await money.method("tok_visa");
    await money.credit(card.driver, 1_000_000_000_000_000 - 500);
    const fill = (amount: number) =>
      money.inWork((work) =>
        create(work, { driver: card.driver, payment_method: card.id, amount }),
      );
    await assert.rejects(fill(501), { code: "parameter_invalid", param: "amount" });
    await fill(500);
    await money.settled();
    await money.close();
  });
});
