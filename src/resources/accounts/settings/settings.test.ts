// What an account sets for its business, and that it takes effect (spec part 3, ruling 28).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { makeFleet, makeStation, startOf } from "../../../../test/fleet.ts";
import { type TestPlatform, testPlatform } from "../../../../test/platform.ts";
import { refused } from "../../../../test/sample.ts";

const path = "/v1/account/settings";

describe("account settings", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  const open = async () => {
    const { testKey, liveKey, account } = await platform.openAccount();
    return { account, api: platform.client(testKey), live: platform.client(liveKey) };
  };

  it("begin with the contract's values, under the account's id", async () => {
    const { api, account } = await open();
    assert.deepEqual(await api.read(path), {
      id: account,
      object: "settings",
      invoice_due_days: 7,
      livemode: false,
      reservation_fee: 0,
      reservation_fee_currency: "eur",
      reservation_free_cancellation_seconds: 1800,
      session_hold_amounts: {},
      vat_rates: {},
      webhook_http_allowed: false,
    });
  });

  it("keep what is left out, merge maps key by key, and exist once per mode", async () => {
    const { api, live } = await open();
    const before = await live.read(path);
    await api.make(path, {
      ...{ invoice_due_days: 30, session_hold_amounts: { eur: 8000, usd: 9000 } },
      ...{ vat_rates: { DE: "19", CH: "8.1" }, reservation_fee_currency: "chf" },
    });
    const after = await api.make(path, {
      ...{ session_hold_amounts: { usd: null, chf: 100 }, vat_rates: { DE: null } },
      ...{ reservation_fee: 500, reservation_fee_currency: null },
    });
    assert.deepEqual(
      [after["invoice_due_days"], after["session_hold_amounts"], after["vat_rates"]],
      [30, { chf: 100, eur: 8000 }, { CH: "8.1" }],
    );
    assert.deepEqual([after["reservation_fee"], after["reservation_fee_currency"]], [500, "eur"]);
    assert.deepEqual(await api.read(path), after);
    assert.deepEqual(await live.read(path), before);
  });

  it("are all kept when they are changed at the same time", async () => {
    const { api } = await open();
    const currencies = ["eur", "usd", "chf", "gbp", "sek", "nok"];
    await Promise.all(
      currencies.map((one) => api.make(path, { session_hold_amounts: { [one]: 100 } })),
    );
    const { session_hold_amounts: kept } = await api.read(path);
    assert.deepEqual(Object.keys(kept as object), [...currencies].sort());
  });

  it("refuse what cannot be, by its name", async () => {
    const { api } = await open();
    for (const [body, code, param] of [
      [{ invoice_due_days: -1 }, "parameter_invalid", "invoice_due_days"],
      [{ invoice_due_days: null }, "parameter_invalid", "invoice_due_days"],
      [{ reservation_fee: 1.5 }, "parameter_invalid", "reservation_fee"],
      [{ session_hold_amounts: { zzz: 1 } }, "parameter_invalid", "session_hold_amounts.zzz"],
      [{ session_hold_amounts: { EUR: 1 } }, "parameter_unknown", "session_hold_amounts.EUR"],
      [{ session_hold_amounts: { eur: 0 } }, "parameter_invalid", "session_hold_amounts.eur"],
      [{ vat_rates: { ZZ: "19" } }, "parameter_invalid", "vat_rates.ZZ"],
      [{ vat_rates: { DE: 19 } }, "parameter_invalid", "vat_rates.DE"],
      [{ vat_rates: { DE: "100.5" } }, "parameter_invalid", "vat_rates.DE"],
      [{ vat_rates: { DE: "-1" } }, "parameter_invalid", "vat_rates.DE"],
      [{ colour: "red" }, "parameter_unknown", "colour"],
    ] as const) {
      assert.deepEqual(refused(await api.post(path, body)), [400, code, param]);
    }
    assert.equal((await api.read(path))["invoice_due_days"], 7);
  });

  it("decide what a session holds: the amount of its currency, and nobody else's", async () => {
    const { api, account } = await open();
    const held = async () => {
      const fleet = await makeFleet(api);
      const station = await makeStation(api);
      const session = await api.make("/v1/charging_sessions", startOf(fleet, station));
      const [row] = await platform.sql(
        "select held::int from charging_sessions where account_id = $1 and id = $2",
        [account, session.id],
      );
      await api.make(`/v1/charging_sessions/${session.id}/end`);
      return row?.["held"];
    };
    assert.equal(await held(), 5000);
    await api.make(path, { session_hold_amounts: { eur: 1234, usd: 77 } });
    assert.equal(await held(), 1234);
    await api.make(path, { session_hold_amounts: { eur: null } });
    assert.equal(await held(), 5000);
  });
});
