import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../charge_point.ts";
import { commission } from "../commissioned.ts";
import { makeFleet, makeStation, startOf, until } from "../fleet.ts";
import { sqlAt, testDatabase } from "../platform.ts";
import { openReceiver } from "../receiver.ts";
import { newDataDir, removeDataDir, type ServerProcess, startServer } from "../server.ts";

/** Seeded, so that a failure can be seen again: CHARGE_SEED=… */
const seed = Number(process.env["CHARGE_SEED"] ?? Math.floor(performance.timeOrigin) % 100_000);
function random(state = seed) {
  let s = state;
  return () => {
    s = (s * 1_103_515_245 + 12_345) % 2_147_483_648;
    return s / 2_147_483_648;
  };
}

describe("kill -9 of the server", () => {
  let dataDir: string;
  let databaseUrl: string;
  let server: ServerProcess;
  const next = random();
  const start = () =>
    startServer(dataDir, {
      ...{ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: "k".repeat(32) },
      ...{ CHARGE_SIMULATOR_SPEED: "40", CHARGE_WEBHOOK_ALLOW_PRIVATE: "on" },
    });
  async function killAndRestart(): Promise<void> {
    await server.kill();
    server = await start();
  }
  const session = (id: unknown) => server.api.read(`/v1/charging_sessions/${id}`);
  const sql = (text: string, values: unknown[] = []) => sqlAt(databaseUrl, text, values);

  before(async () => {
    dataDir = await newDataDir();
    databaseUrl = await testDatabase();
    server = await start();
  });
  after(async () => {
    await server.kill();
    await removeDataDir(dataDir);
  });

  it("in the middle of a session: after the restart it goes on, and its energy is charged once", async () => {
    const fleet = await makeFleet(server.api);
    const station = await makeStation(server.api);
    const started = await server.api.make("/v1/charging_sessions", startOf(fleet, station));
    const running = await until(
      () => session(started.id),
      (one) => Number(one["energy_consumed"]) > 500,
    );
    await killAndRestart();
    const later = await until(
      () => session(started.id),
      (one) => Number(one["energy_consumed"]) > Number(running["energy_consumed"]),
    );
    assert.equal(later["status"], "active");
    assert.equal(later["session_started"], running["session_started"]);
    const ended = await server.api.make(`/v1/charging_sessions/${started.id}/end`);
    assert.deepEqual([ended["status"], ended["amount_paid"]], ["completed", ended["amount_due"]]);
    const transactions = await server.api.read(`/v1/transactions?charging_session=${started.id}`);
    assert.deepEqual(
      transactions.data.map((one) => one["amount"]),
      [ended["amount_due"]],
    );
  });

  it("while a start is under way: the retry with the same key finds the same session", async () => {
    for (let round = 0; round < 4; round++) {
      const fleet = await makeFleet(server.api);
      const station = await makeStation(server.api);
      const headers = { "idempotency-key": `start-${round}` };
      const lost = server.api
        .post("/v1/charging_sessions", startOf(fleet, station), headers)
        .catch(() => null);
      await new Promise((done) => setTimeout(done, next() * 60));
      await killAndRestart();
      await lost;
      const answer = await until(
        () => server.api.post("/v1/charging_sessions", startOf(fleet, station), headers),
        (one) => one.body["code"] !== "idempotency_key_in_use",
      );
      assert.equal(answer.status, 200, `seed ${seed}: ${answer.text}`);
      const { data } = await server.api.read(`/v1/charging_sessions?driver=${fleet.driver}`);
      assert.deepEqual(
        data.map((one) => one["id"]),
        [answer.body.id],
        `seed ${seed}`,
      );
      const orders = await sql("select count(*)::int as n from payment_holds where source = $1", [
        answer.body.id,
      ]);
      assert.equal(orders[0]?.["n"], 1);
      await server.api.make(`/v1/charging_sessions/${answer.body.id}/end`);
    }
  });

  it("while a charger has the order: it is not sent twice, and the charger's report counts", async () => {
    const { station, path, line } = await commission(server, "CRASH-1");
    const fleet = await makeFleet(server.api);
    let idTag = "";
    const connect = async (): Promise<ChargePoint> => {
      const endpoint = `${server.url.replace("http", "ws")}/ocpp`;
      const point = new ChargePoint({ ...line, endpoint });
      point.client.handle("RemoteStartTransaction", async ({ params }) => {
        assert.equal(idTag, "", "the order was sent twice");
        idTag = String((params as Record<string, unknown>)["idTag"]);
        return new Promise<object>(() => undefined);
      });
      await point.powerUp();
      return point;
    };
    let point = await connect();
    await until(
      () => server.api.read(path),
      (one) => one["online"] === true,
    );
    const headers = { "idempotency-key": "charger-has-it" };
    const body = startOf(fleet, station);
    const lost = server.api.post("/v1/charging_sessions", body, headers).catch(() => null);
    await until(
      async () => idTag,
      (tag) => tag !== "",
    );
    await killAndRestart();
    await lost;
    await point.powerDown();
    point = await connect();
    const retry = server.api.post("/v1/charging_sessions", body, headers);
    await point.client.call("StartTransaction", {
      ...{ connectorId: 1, idTag, meterStart: 5, timestamp: new Date().toISOString() },
    });
    const answer = await retry;
    assert.deepEqual([answer.status, answer.body["status"]], [200, "active"], answer.text);
    const { transaction_id } = (
      await sql("select transaction_id from charging_sessions where id = $1", [answer.body.id])
    )[0] as { transaction_id: number };
    const stop = {
      transactionId: transaction_id,
      meterStop: 5,
      timestamp: new Date().toISOString(),
    };
    await point.client.call("StopTransaction", stop);
    await point.powerDown();
  });

  it("while a card is charged: nothing is charged twice and nothing is forgotten", async () => {
    for (let round = 0; round < 5; round++) {
      const fleet = await makeFleet(server.api);
      const station = await makeStation(server.api);
      const started = await server.api.make("/v1/charging_sessions", startOf(fleet, station));
      await until(
        () => session(started.id),
        (one) => Number(one["energy_consumed"]) > 200,
      );
      const lost = server.api.post(`/v1/charging_sessions/${started.id}/end`).catch(() => null);
      await new Promise((done) => setTimeout(done, next() * 80));
      await killAndRestart();
      await lost;
      // The stop may have died with the process before it was asked for: then the session still
      // runs.
      const now = await session(started.id);
      if (now["status"] === "active")
        await server.api.post(`/v1/charging_sessions/${started.id}/end`);
      const ended = await until(
        () => session(started.id),
        (one) => one["status"] === "completed" && one["amount_paid"] === one["amount_due"],
        45_000,
      );
      const { data } = await server.api.read(`/v1/transactions?charging_session=${started.id}`);
      assert.deepEqual(
        data.map((one) => [one["type"], one["status"], one["amount"]]),
        [["charge", "succeeded", ended["amount_due"]]],
        `seed ${seed}`,
      );
      const events = await server.api.read(
        `/v1/events?type=charge.succeeded&object_id=${data[0]?.["id"]}`,
      );
      assert.equal(events.data.length, 1, `seed ${seed}`);
    }
  });

  it("in the middle of a webhook: every event arrives all the same", async () => {
    const hooks = await openReceiver();
    hooks.answer(500);
    const endpoint = await server.api.make("/v1/webhook_endpoints", {
      url: hooks.url,
      enabled_events: ["driver.*"],
    });
    const made: string[] = [];
    for (let i = 0; i < 20; i++) {
      made.push(
        (await server.api.make("/v1/drivers", { name: `D${i}`, email: "d@example.com" })).id,
      );
    }
    await killAndRestart();
    hooks.answer(200);
    const ids = () =>
      new Set(
        hooks.deliveries.map((one) =>
          String((JSON.parse(one.body) as { data: { object: { id: string } } }).data.object.id),
        ),
      );
    await until(
      async () => made.filter((id) => !ids().has(id)),
      (lost) => lost.length === 0,
      60_000,
    );
    const pending = () => server.api.read("/v1/events?type=driver.created&limit=20");
    await until(pending, (page) => page.data.every((one) => one["pending_webhooks"] === 0), 60_000);
    await server.api.delete(`/v1/webhook_endpoints/${endpoint.id}`);
    await hooks.close();
  });

  it("leaves books that add up", async () => {
    const sums = await sql(
      "select currency, sum(amount)::bigint as sum from ledger_entries group by currency",
    );
    assert.deepEqual(
      sums.filter((one) => Number(one["sum"]) !== 0),
      [],
    );
    const open = await sql("select id from payment_holds where status in ('pending', 'capturing')");
    assert.deepEqual(open, []);
  });
});

describe("kill -9 of a server with its embedded database", () => {
  it("loses nothing that was acknowledged, and starts again", async () => {
    const dataDir = await newDataDir();
    let server = await startServer(dataDir);
    try {
      const driver = await server.api.make("/v1/drivers", { name: "Kept", email: "k@example.com" });
      await server.kill();
      server = await startServer(dataDir);
      assert.deepEqual(await server.api.read(`/v1/drivers/${driver.id}`), driver);
      assert.equal(await server.stop(), 0);
    } finally {
      await server.kill();
      await removeDataDir(dataDir);
    }
  });
});
