// kill -9 while many chargers tell what they measure: nothing that was acknowledged is lost.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { WebSocket } from "ws";
import { copyStations } from "../bench/charger_copies.ts";
import { ChargePoint } from "../charge_point.ts";
import { commission } from "../commissioned.ts";
import { makeFleet, until } from "../fleet.ts";
import { sqlAt, testDatabase } from "../platform.ts";
import { newDataDir, removeDataDir, type ServerProcess, startServer } from "../server.ts";

const count = 60;
const startWh = 1_000_000;

/** What a charger has told, and what of it was acknowledged. */
type Teller = { toldWh: number; ackedWh: number; acked: number; told: number };

describe("kill -9 while readings share transactions", () => {
  let dataDir: string;
  let databaseUrl: string;
  let server: ServerProcess;
  let password: string;
  const env = () => ({ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: "k".repeat(32) });

  const sql = (text: string, values: unknown[] = []) => sqlAt(databaseUrl, text, values);

  before(async () => {
    dataDir = await newDataDir();
    databaseUrl = await testDatabase();
    server = await startServer(dataDir, env());
    const { station, line } = await commission(server, "ORIGINAL");
    ({ password } = line);
    const fleet = await makeFleet(server.api);
    await server.api.make("/v1/charge_tokens", {
      ...{ uid: "04CRASH", driver: fleet.driver, vehicle: fleet.vehicle },
      payment_method: fleet.card,
    });
    const point = new ChargePoint(line);
    await point.powerUp();
    await point.client.call("StartTransaction", {
      ...{ connectorId: 1, idTag: "04CRASH", meterStart: startWh },
      timestamp: new Date().toISOString(),
    });
    const [session] = await until(
      () => sql("select id from charging_sessions where state = 'charging'"),
      (rows) => rows.length === 1,
    );
    await point.powerDown();
    await copyStations(
      databaseUrl,
      { station: station.id, session: String(session?.["id"]) },
      count,
    );
  });
  after(async () => {
    await server.kill();
    await removeDataDir(dataDir);
  });

  /** Tells readings, each after the answer to the one before, until the line breaks. */
  async function tell(number: number, teller: Teller): Promise<void> {
    const identity = `BENCH-${String(number).padStart(5, "0")}`;
    const auth = Buffer.from(`${identity}:${password}`).toString("base64");
    const url = `${server.url.replace("http", "ws")}/ocpp/${identity}`;
    const headers = { authorization: `Basic ${auth}` };
    const socket = new WebSocket(url, ["ocpp1.6"], { headers });
    const next = (): void => {
      teller.toldWh += 10;
      teller.told += 1;
      const sampledValue = [{ value: String(teller.toldWh) }];
      const meterValue = [{ timestamp: new Date().toISOString(), sampledValue }];
      socket.send(
        JSON.stringify([2, String(teller.told), "MeterValues", { connectorId: 1, meterValue }]),
      );
    };
    socket.on("open", next);
    socket.on("message", (data) => {
      const [type, id, action] = JSON.parse(String(data)) as [number, string, string];
      if (type === 2) {
        const answer = action === "GetConfiguration" ? {} : { status: "Accepted" };
        socket.send(JSON.stringify([3, id, answer]));
      } else {
        if (type === 3) {
          teller.ackedWh = teller.toldWh;
          teller.acked += 1;
        }
        next();
      }
    });
    await new Promise((resolve) => {
      socket.on("close", resolve);
      socket.on("error", () => undefined);
    });
  }

  it("what was acknowledged is there once, and no more than was told", async () => {
    const tellers = Array.from(
      { length: count },
      (): Teller => ({ toldWh: startWh, ackedWh: startWh, acked: 0, told: 0 }),
    );
    for (let round = 0; round < 3; round++) {
      const lines = tellers.map((teller, i) => tell(i + 1, teller));
      const before = tellers.reduce((sum, { acked }) => sum + acked, 0);
      await until(
        async () => tellers.reduce((sum, { acked }) => sum + acked, 0) - before,
        (acked) => acked > 300,
      );
      await new Promise((done) => setTimeout(done, randomInt(200)));
      await server.kill();
      await Promise.all(lines);
      server = await startServer(dataDir, env());
      const rows = await sql(
        `select s.meter_last_wh - s.meter_offset_wh as wh, s.energy_consumed, s.flags,
           (select sum(energy_wh)::int from charging_session_periods p where p.session = s.id)
             as sum,
           (select count(*)::int from meter_values v where v.session = s.id) as stored
         from charging_sessions s where identity like 'BENCH%' order by identity`,
      );
      for (const [i, { toldWh, ackedWh, acked, told }] of tellers.entries()) {
        const row = rows[i] as Record<string, number>;
        const wh = Number(row["wh"]);
        assert.ok(wh >= ackedWh && wh <= toldWh, `${wh} Wh of ${ackedWh} to ${toldWh}`);
        assert.equal(Number(row["energy_consumed"]), wh - startWh);
        assert.equal(Number(row["sum"] ?? 0), wh - startWh);
        const stored = Number(row["stored"]);
        assert.ok(stored >= acked && stored <= told, `${stored} of ${acked} to ${told}`);
      }
    }
    const [shared] = await sql(
      "select count(distinct xmin::text)::int as commits, count(*)::int as stored from meter_values",
    );
    const { commits, stored } = shared as { commits: number; stored: number };
    assert.ok(commits < stored / 2, `${stored} readings in ${commits} transactions`);
  });
});
