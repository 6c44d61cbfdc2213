import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { card, makeFleet, makeStation, startOf, until } from "../../../test/fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { refused } from "../../../test/sample.ts";
import { lowerWallet, payer, walletMethod } from "../../../test/wallets.ts";
import { checkBooks } from "../../books.ts";
import * as templates from "../../ledger/templates.ts";
import { entryTypeOf } from "./schema.ts";

describe("wallets", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ config: { simulatorSpeed: 60 } });
  });
  after(() => platform.close());

  const walletOf = async (of: string) => {
    const filter = { drv: "driver", flt: "fleet", acct: "account" }[of.split("_")[0] ?? ""];
    const { data } = await platform.api.read(`/v1/wallets?${filter}=${of}`);
    assert.equal(data.length, 1);
    return data[0] as Json & { id: string };
  };
  const funded = async (amount: number) => {
    const by = await payer(platform.api);
    const body = { driver: by.driver, payment_method: by.method, amount };
    await platform.api.make("/v1/top_ups", body);
    return by;
  };
  const sound = async () =>
    assert.deepEqual(await platform.database.acrossAccounts(checkBooks), []);

  it("are there for every account, driver and fleet, one each, in each mode", async () => {
    const { api, first } = platform;
    const fleet = (await api.make("/v1/fleets", { name: "Fleet" })).id;
    const driver = (await api.make("/v1/drivers", { name: "Ada", email: "a@example.com" })).id;
    for (const [owner, key] of [
      [first.account, "account"],
      [fleet, "fleet"],
      [driver, "driver"],
    ] as const) {
      const wallet = await walletOf(owner);
      assert.deepEqual(
        [wallet[key], wallet["balance"], wallet["held"], wallet["available"], wallet["currency"]],
        [owner, 0, 0, 0, "eur"],
      );
      const others = ["account", "driver", "fleet"].filter((one) => one !== key);
      assert.deepEqual(
        others.map((one) => wallet[one]),
        [null, null],
      );
      assert.deepEqual(await api.read(`/v1/wallets/${wallet.id}`), wallet);
    }
    const live = platform.client(first.liveKey);
    assert.equal((await live.read("/v1/wallets")).data.length, 1);
    assert.equal((await live.get(`/v1/wallets/${(await walletOf(driver)).id}`)).status, 404);
    const child = await api.make("/v1/accounts", {
      ...{ name: "Child", email: "c@example.com", type: "business" },
    });
    const below = { "charge-account": child.id };
    const theirs = await api.send("GET", "/v1/wallets", undefined, below);
    assert.deepEqual(
      theirs.body.data.map((one) => one["account"]),
      [child.id],
    );
  });

  it("show what a session holds, and then what it cost", async () => {
    const { api } = platform;
    const fleet = await makeFleet(api);
    const { driver } = await funded(3000);
    await api.make(`/v1/drivers/${driver}/attach`, { fleet: fleet.fleet });
    const payment_method = await walletMethod(api, driver);
    const session = await api.make("/v1/charging_sessions", {
      ...startOf(fleet, await makeStation(api)),
      ...{ driver, payment_method },
    });
    const during = await walletOf(driver);
    assert.deepEqual([during["balance"], during["held"], during["available"]], [3000, 3000, 0]);
    const path = `/v1/charging_sessions/${session.id}`;
    await until(
      () => api.read(path),
      (one) => Number(one["amount_due"]) > 0,
    );
    const { amount_paid: paid } = await api.make(`${path}/end`);
    const later = await walletOf(driver);
    assert.deepEqual([later["balance"], later["held"]], [3000 - Number(paid), 0]);
    const owner = await api.read(`/v1/drivers/${driver}`);
    assert.equal(owner["wallet_balance"], later["balance"]);
    await sound();
  });

  it("let one of two sessions that race for the last euro begin", async () => {
    const { api } = platform;
    for (let round = 0; round < 3; round++) {
      const { driver } = await funded(100);
      const payment_method = await walletMethod(api, driver);
      const starts = await Promise.all(
        [0, 1, 2].map(async () => {
          const fleet = await makeFleet(api);
          await api.make(`/v1/drivers/${driver}/attach`, { fleet: fleet.fleet });
          const station = await makeStation(api);
          return { ...startOf(fleet, station), driver, payment_method };
        }),
      );
      const answers = await Promise.all(
        starts.map((body) => api.post("/v1/charging_sessions", body)),
      );
      const begun = answers.filter(({ status }) => status === 200);
      assert.equal(begun.length, 1, answers.map(({ text }) => text).join("\n"));
      for (const answer of answers.filter(({ status }) => status !== 200)) {
        assert.deepEqual(refused(answer), [402, "payment_authorization_failed", null]);
      }
      await sound();
      await api.make(`/v1/charging_sessions/${begun[0]?.body.id}/end`);
    }
    await sound();
  });

  it("list their entries with the balance after each, in the ledger's order", async () => {
    const { driver } = await funded(5000);
    await Promise.all(
      [10, 20, 30, 40, 50].map((amount) => lowerWallet(platform, { driver, amount })),
    );
    const { id } = await walletOf(driver);
    const { data } = await platform.api.read(`/v1/wallets/${id}/entries?limit=100`);
    assert.equal(data.length, 6);
    let balance = 0;
    for (const entry of [...data].reverse()) {
      balance += Number(entry["amount"]);
      assert.equal(entry["balance"], balance);
      assert.match(String(entry["transaction"]), /^txn_/);
    }
    assert.equal(balance, 4850);
  });

  it("are walked without a gap or a repetition while more entries come, both ways", async () => {
    const { api } = platform;
    const { driver } = await funded(5000);
    const charge = (amount: number) => lowerWallet(platform, { driver, amount });
    for (let n = 1; n <= 6; n++) await charge(n);
    const { id } = await walletOf(driver);
    const path = `/v1/wallets/${id}/entries`;
    const amounts = (page: { data: Json[] }) => page.data.map((one) => one["amount"]);
    let page = await api.read(`${path}?limit=2`);
    const walked = [amounts(page)];
    while (page["next_page_url"] !== null) {
      await charge(100);
      page = await api.read(String(page["next_page_url"]));
      walked.push(amounts(page));
    }
    assert.deepEqual(walked.flat(), [-6, -5, -4, -3, -2, -1, 5000]);
    const back: unknown[] = [];
    while (page["previous_page_url"] !== null) {
      page = await api.read(String(page["previous_page_url"]));
      back.unshift(...amounts(page));
    }
    assert.deepEqual(back, [-100, -100, -100, -6, -5, -4, -3, -2, -1]);
    const none = await api.read(`${path}?created[gt]=2999-01-01T00:00:00Z`);
    assert.deepEqual(none.data, []);
    const all = await api.read(`${path}?created[gt]=2000-01-01T00:00:00Z&limit=100`);
    assert.equal(all.data.length, 10);
    const foreign = await api.get(`/v1/wallets/wal_${"0".repeat(32)}/entries`);
    assert.deepEqual(refused(foreign), [404, "wallet_not_found", null]);
  });

  it("have a word for every posting that moves a wallet", () => {
    const names = Object.keys(templates).filter((one) =>
      /^(charge(Collected|Lowered|Refunded)|wallet|receivable|credit)/.test(one),
    );
    const keys = names.map((one) => one.replaceAll(/[A-Z]/g, (big) => `_${big.toLowerCase()}`));
    assert.deepEqual(keys.sort(), Object.keys(entryTypeOf).sort());
  });

  it("refuse an automatic top-up that could not work", async () => {
    const { api } = platform;
    const by = await payer(api);
    const { id } = await walletOf(by.driver);
    const unattached = (await api.make("/v1/payment_methods", card())).id;
    const wallet = await walletMethod(api, by.driver);
    const good = { threshold: 100, amount: 500, payment_method: by.method };
    const at = (key: string) => `auto_top_up.${key}`;
    const cases: [Json, [number, string, string]][] = [
      [{ ...good, threshold: 0 }, [400, "parameter_invalid", at("threshold")]],
      [{ ...good, amount: -1 }, [400, "parameter_invalid", at("amount")]],
      [{ ...good, amount: 2 ** 53 }, [400, "parameter_invalid", at("amount")]],
      [{ ...good, amount: 1.5 }, [400, "parameter_invalid", at("amount")]],
      [{ ...good, amount: undefined }, [400, "parameter_missing", at("amount")]],
      [{ threshold: 5 }, [400, "parameter_missing", at("amount")]],
      [
        { ...good, payment_method: unattached },
        [400, "payment_method_scope_invalid", at("payment_method")],
      ],
      [
        { ...good, payment_method: "pm_none" },
        [404, "payment_method_not_found", at("payment_method")],
      ],
      [
        { ...good, payment_method: wallet },
        [400, "payment_method_invalid_input", at("payment_method")],
      ],
    ];
    for (const [auto_top_up, expected] of cases) {
      const answer = await api.post(`/v1/wallets/${id}`, { auto_top_up });
      assert.deepEqual(refused(answer), expected, JSON.stringify(auto_top_up));
    }
    assert.equal((await walletOf(by.driver))["auto_top_up"], null);
    await api.make(`/v1/drivers/${by.driver}`, { status: "archived" });
    await api.delete(`/v1/payment_methods/${by.method}`);
    assert.equal((await api.delete(`/v1/drivers/${by.driver}`)).status, 200);
    const gone = await api.post(`/v1/wallets/${id}`, { auto_top_up: good });
    assert.deepEqual(refused(gone), [409, "wallet_state_conflict", null]);
  });

  it("keep of an automatic top-up what an update leaves out, and clear it with null", async () => {
    const { api } = platform;
    const by = await funded(900);
    const { id } = await walletOf(by.driver);
    const path = `/v1/wallets/${id}`;
    const first = { threshold: 100, amount: 500, payment_method: by.method };
    await api.make(path, { auto_top_up: first });
    const changed = await api.make(path, { auto_top_up: { amount: 700 } });
    assert.deepEqual(changed["auto_top_up"], {
      ...{ amount: 700, paused_until: null, payment_method: by.method, threshold: 100 },
    });
    assert.deepEqual(await api.make(path, {}), changed);
    assert.equal((await api.make(path, { auto_top_up: null }))["auto_top_up"], null);
  });
});
