// Which start and which stop count when a charger's memory, clock and order of telling are wrong,
// and what everybody is shown of it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startOf, until } from "../fleet.ts";
import { ago, cardFor, hour, minute, openLiars } from "../lying_charger.ts";
import type { Json } from "../platform.ts";

describe("a charger that tells of another time, or of what is over", () => {
  const liars = openLiars();

  it("may begin what it refused, or what is over: the session tells why, and what was taken", async () => {
    const at = await liars.open();
    at.point.client.handle("RemoteStartTransaction", async () => ({ status: "Rejected" }));
    const order = startOf(at.fleet, at.station);
    const refused = await liars.platform.api.post("/v1/charging_sessions", order);
    assert.equal(refused.body["code"], "charging_station_rejected");
    const [failed] = await at.sessionsOf(at.fleet.driver);
    const path = `/v1/charging_sessions/${failed?.id}/evidence`;
    const told = await liars.platform.api.read(path);
    const { code, reason } = told["failure"] as Json;
    assert.deepEqual([code, reason], ["charging_station_rejected", "rejected"]);
    assert.deepEqual(told["transactions"], []);
    const idTag = String(failed?.id).slice(-20).toUpperCase();
    const { transactionId, idTagInfo } = await at.start(1000, { idTag });
    assert.equal(idTagInfo?.["status"], "Invalid");
    await at.stop(transactionId, 1900);
    const [taken = {}] = (await liars.platform.api.read(path))["transactions"] as Json[];
    assert.deepEqual(
      [taken["answer"], taken["number"], taken["meter_start"], taken["meter_stop"]],
      ["invalid", transactionId, 1000, 1900],
    );
    assert.deepEqual(await at.billed(), ["failed 0"]);
  });

  it("may have begun again after a boot, and tell all of it once more: it is one charge", async () => {
    const at = await liars.open();
    const other = await cardFor(liars.platform, at.fleet);
    const first = { timestamp: ago(50 * minute) };
    const anew = { timestamp: ago(49 * minute) };
    const { transactionId } = await at.start(1000, first);
    await at.stop((await at.start(1000, anew)).transactionId, 1000, {
      timestamp: ago(45 * minute),
    });
    const next = await at.start(1000, { idTag: other.uid, timestamp: ago(40 * minute) });
    for (const again of [first, anew]) {
      assert.equal((await at.start(1000, again)).transactionId, transactionId);
    }
    await at.stop(next.transactionId, 1028, { timestamp: ago(30 * minute) });
    await at.start(1028, { timestamp: ago(20 * minute) });
    assert.deepEqual(await at.billed(), ["completed 0", "completed 28", "active 0"]);
  });

  it("may begin anew what was to end: it is told to end that, too", async () => {
    const at = await liars.open();
    const stops: unknown[] = [];
    at.point.client.handle("RemoteStopTransaction", async ({ params }) => {
      stops.push(params?.["transactionId"]);
      return { status: "Rejected" };
    });
    const { transactionId: first } = await at.start(1000);
    const [{ id } = {}] = await at.sessionsOf(at.fleet.driver);
    const ended = liars.platform.api.make(`/v1/charging_sessions/${id}/end`);
    await until(
      async () => stops,
      (all) => all.includes(first),
    );
    const { transactionId: second } = await at.start(1200);
    await until(
      async () => stops,
      (all) => all.includes(second),
    );
    await at.stop(second, 1500);
    assert.equal((await ended)["energy_consumed"], 500);
  });

  it("may say that it began before the last one ended: it is billed from that end on", async () => {
    const at = await liars.open();
    const { transactionId: first } = await at.start(1000, { timestamp: ago(3 * hour) });
    await at.stop(first, 3000, { timestamp: ago(hour) });
    const { transactionId } = await at.start(3000, { timestamp: ago(2 * hour) });
    await at.stop(transactionId, 4000, { timestamp: ago(minute) });
    assert.deepEqual(await at.billed(), ["completed 2000", "completed 1000"]);
    const [second = {}, one = {}] = await at.sessionsOf(at.fleet.driver);
    assert.equal(second["session_started"], one["session_ended"]);
  });

  it("may begin before anything is known of its clock: nobody pays for the hours that it is behind", async () => {
    const times = { currency: "eur", price: 600, step_size: 60, tax: "vat", type: "TIME" };
    const at = await liars.open({ pricing: [times] });
    const behind = () => ago(6 * hour);
    const { transactionId } = await at.start(1000, { timestamp: behind() });
    for (const wh of [1100, 1200, 1300, 1400]) {
      await new Promise((done) => setTimeout(done, 900));
      await at.read(transactionId, wh, { timestamp: behind() });
    }
    await at.stop(transactionId, 1500, { timestamp: behind() });
    const [one = {}] = await at.sessionsOf(at.fleet.driver);
    const began = Date.parse(String(one["session_started"])) - Date.now();
    assert.ok(Math.abs(began) < minute, `it began ${began} ms from now`);
    assert.deepEqual([one["energy_consumed"], one["amount_due"]], [500, 10]);
    const evidence = await liars.platform.api.read(`/v1/charging_sessions/${one.id}/evidence`);
    const [its = {}] = evidence["transactions"] as Json[];
    assert.ok(Math.abs(Number(its["clock_skew_ms"]) + 6 * hour) < 5000, "as it is known by now");
  });

  it("that tells an old charge late, after a new one: both are billed, each by its own", async () => {
    const at = await liars.open();
    const other = await liars.open();
    const { uid } = await cardFor(liars.platform, other.fleet);
    const now = await at.start(9000, { timestamp: ago(10 * minute) });
    const before = await at.start(1000, { idTag: uid, timestamp: ago(5 * hour) });
    assert.equal(before.idTagInfo?.["status"], "Accepted");
    await at.read(now.transactionId, 9300);
    await at.read(before.transactionId, 2000, { timestamp: ago(4.5 * hour) });
    await at.stop(before.transactionId, 3000, { timestamp: ago(4 * hour) });
    assert.deepEqual(await other.billed(), ["completed 2000"]);
    assert.deepEqual(await at.billed(), ["active 300"]);
    const [late = {}] = await other.sessionsOf(other.fleet.driver);
    for (const [key, hours] of Object.entries({ session_started: 5, session_ended: 4 })) {
      const off = Date.parse(String(late[key])) - Date.now() + hours * hour;
      assert.ok(Math.abs(off) < minute, `${key} is ${off} ms off`);
    }
    await at.stop(now.transactionId, 9500);
    assert.deepEqual(await at.billed(), ["completed 500"]);
    // The connector is free, and so are car and card.
    const next = await at.start(9500, { idTag: uid });
    assert.equal(next.idTagInfo?.["status"], "Accepted");
    await at.stop(next.transactionId, 9600);
  });
});
