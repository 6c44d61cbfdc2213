import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { checkLedger } from "../../src/ledger/check.ts";
import { makeFleet, makeStation, startOf, until } from "../fleet.ts";
import { type TestPlatform, testPlatform } from "../platform.ts";
import { openReceiver } from "../receiver.ts";
import { assertSample } from "../sample.ts";

describe("the main job", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({ config: { simulatorSpeed: 60 } });
  });
  after(() => platform.close());

  it("goes from an empty account to a paid session and its signed webhook", async () => {
    const { api } = platform;
    const hooks = await openReceiver();
    const endpoint = await api.make("/v1/webhook_endpoints", {
      url: hooks.url,
      enabled_events: ["*"],
    });
    const fleet = await makeFleet(api);
    const policy = await api.make("/v1/policies", {
      name: "Cheap",
      mode: "enforcement",
      rules: { max_price_per_kwh: 50 },
    });
    await api.make(`/v1/fleets/${fleet.fleet}`, { policy_ids: [policy.id] });
    const station = await makeStation(api);

    const session = await api.make("/v1/charging_sessions", startOf(fleet, station));
    assertSample(session);
    assert.deepEqual(
      [session["status"], session["fleet"], session["currency"], session["country"]],
      ["active", fleet.fleet, "eur", "FR"],
    );

    const running = await until(
      () => api.read(`/v1/charging_sessions/${session.id}`),
      (one) => Number(one["energy_consumed"]) > 3000,
    );
    assert.equal(
      running["amount_due"],
      Math.round((Number(running["energy_consumed"]) * 42) / 1000),
    );
    assert.notEqual(running["session_started"], null);

    const ended = await api.make(`/v1/charging_sessions/${session.id}/end`);
    assertSample(ended);
    assert.equal(ended["status"], "completed");
    assert.equal(ended["amount_paid"], ended["amount_due"]);
    assert.equal(ended["amount_due"], Math.round((Number(ended["energy_consumed"]) * 42) / 1000));

    const transactions = await api.read(`/v1/transactions?charging_session=${session.id}`);
    assert.equal(transactions.data.length, 1);
    const [transaction] = transactions.data as [Record<string, unknown>];
    assertSample(transaction);
    assert.deepEqual(
      [transaction["amount"], transaction["status"], transaction["type"]],
      [ended["amount_due"], "succeeded", "charge"],
    );

    const after = await api.read(`/v1/fleets/${fleet.fleet}`);
    assert.equal(after["total_sessions"], 1);
    assert.equal(after["total_energy_consumed_kwh"], Number(ended["energy_consumed"]) / 1000);

    await until(
      async () => hooks.deliveries.map((one) => one.type),
      (types) =>
        ["charging_session.started", "charging_session.completed", "charge.succeeded"].every(
          (type) => types.includes(type),
        ),
    );
    for (const { headers, body } of hooks.deliveries) {
      const { t, v1 } = Object.fromEntries(
        String(headers["charge-signature"])
          .split(",")
          .map((part) => part.split(/=(.*)/s, 2)),
      );
      assert.equal(
        v1,
        createHmac("sha256", String(endpoint["secret"])).update(`${t}.${body}`).digest("hex"),
      );
    }
    const completed = hooks.deliveries.find((one) => one.type === "charging_session.completed");
    const told = (JSON.parse(String(completed?.body)) as { data: { object: object } }).data.object;
    assert.deepEqual(told, ended, "the event tells what was paid");
    await hooks.close();
    assert.deepEqual(await checkLedger(platform.database.everyone()), []);
  });

  it("answers the same bytes to a start that is sent again with its key, and starts one session", async () => {
    const { api } = platform;
    const fleet = await makeFleet(api);
    const station = await makeStation(api);
    const headers = { "idempotency-key": "start-once" };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        api.post("/v1/charging_sessions", startOf(fleet, station), headers),
      ),
    );
    const good = answers.filter((one) => one.status === 200);
    assert.ok(good.length >= 1);
    assert.deepEqual(
      new Set(answers.map((one) => one.status).filter((status) => status !== 200)).size <= 1,
      true,
    );
    for (const one of answers)
      if (one.status !== 200) assert.equal(one.body["code"], "idempotency_key_in_use");
    assert.equal(new Set(good.map((one) => one.text)).size, 1);
    const again = await api.post("/v1/charging_sessions", startOf(fleet, station), headers);
    assert.equal(again.text, good[0]?.text);
    assert.equal(again.headers.get("idempotent-replayed"), "true");
    const sessions = await api.read(`/v1/charging_sessions?driver=${fleet.driver}`);
    assert.equal(sessions.data.length, 1);
    await api.make(`/v1/charging_sessions/${sessions.data[0]?.["id"]}/end`);
  });

  it("stops by itself at the session limit", async () => {
    const { api } = platform;
    const fleet = await makeFleet(api);
    const station = await makeStation(api);
    const session = await api.make(
      "/v1/charging_sessions",
      startOf(fleet, station, { session_limit: 5000 }),
    );
    const ended = await until(
      () => api.read(`/v1/charging_sessions/${session.id}`),
      (one) => one["status"] === "completed",
    );
    assert.ok(Number(ended["energy_consumed"]) >= 5000);
    await until(
      () => api.read(`/v1/charging_sessions/${session.id}`),
      (one) => one["amount_paid"] === one["amount_due"],
    );
  });

  it("cancels a session that is ended before the charger reported the transaction", async () => {
    const { api } = platform;
    const fleet = await makeFleet(api);
    const station = await makeStation(api);
    platform.simulator.autoPlug({ id: station.id, identity: null }, false);
    const session = await api.make("/v1/charging_sessions", startOf(fleet, station));
    assert.deepEqual([session["status"], session["session_started"]], ["active", null]);
    const ended = await api.make(`/v1/charging_sessions/${session.id}/end`);
    assert.deepEqual(
      [ended["status"], ended["amount_due"], ended["amount_paid"]],
      ["cancelled", 0, 0],
    );
    const again = await api.post(`/v1/charging_sessions/${session.id}/end`);
    assert.deepEqual([again.status, again.body["code"]], [409, "charging_session_state_conflict"]);
  });
});
