// One charger that sends a thousand frames at once, at a whole platform with its database: it is
// served in order, and a driver at another charger charges meanwhile as if nothing were.

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { WebSocket } from "ws";
import { commission } from "../commissioned.ts";
import { makeFleet, until } from "../fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";

const flood = 1000;
const now = () => new Date(performance.timeOrigin + performance.now()).toISOString();

type Line = {
  /** Ids of the platform's answers, in their order. */
  readonly answered: string[];
  send(action: string, payload: Json, id: string): void;
  call(action: string, payload: Json, id: string): Promise<Json>;
  close(): void;
};

describe("a flood from one charger", () => {
  let platform: TestPlatform;
  const lines: Line[] = [];
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    for (const line of lines) line.close();
    await platform.close();
  });

  /** A charger by hand: it takes whatever it is asked, and waits for nothing unless told to. */
  async function charger(identity: string): Promise<{ line: Line; station: string }> {
    const { station: made, line: given } = await commission(platform, identity);
    const credentials = Buffer.from(`${identity}:${given.password}`).toString("base64");
    const url = `${given.endpoint}/${identity}`;
    const headers = { authorization: `Basic ${credentials}` };
    const socket = new WebSocket(url, ["ocpp1.6"], { headers });
    const answered: string[] = [];
    const waiting = new Map<string, (payload: Json) => void>();
    socket.on("message", (data) => {
      const [type, id, payload]: [number, string, Json] = JSON.parse(String(data));
      if (type === 2) socket.send(JSON.stringify([4, id, "NotImplemented", "", {}]));
      else answered.push(id);
      if (type === 3) waiting.get(id)?.(payload);
    });
    await once(socket, "open");
    const send = (action: string, payload: Json, id: string) =>
      socket.send(JSON.stringify([2, id, action, payload]));
    const call = (action: string, payload: Json, id: string) =>
      new Promise<Json>((done) => {
        waiting.set(id, done);
        send(action, payload, id);
      });
    const line = { answered, send, call, close: () => socket.terminate() };
    lines.push(line);
    await call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" }, "boot");
    return { line, station: made.id };
  }

  const status = (word: string) => ({
    ...{ connectorId: 1, errorCode: "NoError", status: word, timestamp: now() },
  });
  const reading = (wh: number) => ({
    connectorId: 1,
    meterValue: [{ timestamp: now(), sampledValue: [{ value: String(wh) }] }],
  });

  it("is served in order, while a card at another charger starts, meters and ends a charge", async () => {
    const loud = await charger("LOUD-1");
    const quiet = await charger("QUIET-1");
    const fleet = await makeFleet(platform.api);
    const uid = "04FLOOD";
    await platform.api.make("/v1/charge_tokens", {
      ...{ uid, driver: fleet.driver, vehicle: fleet.vehicle, payment_method: fleet.card },
    });
    const ids = Array.from({ length: flood }, (_, index) => `f${index}`);
    for (const [index, id] of ids.entries()) {
      const isStatus = index % 4 === 3;
      if (!isStatus) loud.line.send("MeterValues", reading(index), id);
      else
        loud.line.send("StatusNotification", status(index % 8 === 3 ? "Faulted" : "Available"), id);
    }
    const start = { connectorId: 1, idTag: uid, meterStart: 1000, timestamp: now() };
    const { transactionId, idTagInfo } = await quiet.line.call("StartTransaction", start, "s");
    assert.equal((idTagInfo as Json)["status"], "Accepted");
    for (const [index, wh] of [1200, 1400, 1600].entries()) {
      await quiet.line.call("MeterValues", { ...reading(wh), transactionId }, `q${index}`);
    }
    const stop = { transactionId, meterStop: 2000, timestamp: now() };
    await quiet.line.call("StopTransaction", stop, "e");
    const served = loud.line.answered.length;
    assert.ok(served < flood, `the flood was over before the charge was: ${served}`);

    const answers = () => loud.line.answered.filter((id) => id !== "boot");
    await until(
      async () => answers().length,
      (count) => count === flood,
      120_000,
    );
    assert.deepEqual(answers(), ids);
    const { data } = await platform.api.read(`/v1/charging_sessions?driver=${fleet.driver}`);
    assert.deepEqual([data[0]?.["status"], data[0]?.["energy_consumed"]], ["completed", 1000]);
    const { connectors } = await platform.api.read(`/v1/charging_stations/${loud.station}`);
    assert.equal((connectors as Json[])[0]?.["status"], "available");
  });
});
