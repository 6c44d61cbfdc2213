// What a charger says of which charge it means: numbers of its own, old ones, none, and all of it
// twice.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startOf, until } from "../fleet.ts";
import { ago, cardFor, hour, minute, openLiars } from "../lying_charger.ts";

describe("a charger that does not tell the truth", () => {
  const liars = openLiars();

  it("may say -1, 0 or a number of its own: readings and stop find the charge all the same", async () => {
    for (const wrong of [-1, 0, 2_000_000_001]) {
      const at = await liars.open();
      await at.start(1000);
      await at.read(wrong, 1400);
      assert.deepEqual(await at.billed(), ["active 400"], `${wrong}`);
      await at.stop(wrong, 1900, { idTag: at.uid });
      assert.deepEqual(await at.billed(), ["completed 900"], `${wrong}`);
    }
  });

  it("may stop with an unknown number while two charge: only what the card or register tells ends", async () => {
    const at = await liars.open();
    const other = await liars.open();
    const second = await cardFor(liars.platform, other.fleet);
    await at.start(1000);
    await at.start(50_000, { connectorId: 2, idTag: second.uid });
    await at.stop(-1, 51_000);
    assert.deepEqual(await at.billed(), ["active 0"]);
    assert.deepEqual(await other.billed(), ["completed 1000"]);
    await at.stop(-1, 1500);
    assert.deepEqual(await at.billed(), ["completed 500"]);
  });

  it("may use an old number again: the new charge is billed to whoever charged, the old one stays", async () => {
    const at = await liars.open();
    const { transactionId: old } = await at.start(1000);
    await at.stop(old, 3000);
    const other = await liars.open();
    const { uid } = await cardFor(liars.platform, other.fleet);
    await at.start(3000, { idTag: uid });
    await at.read(old, 3600);
    assert.deepEqual(await other.billed(), ["active 600"]);
    await at.stop(old, 4500);
    assert.deepEqual(await other.billed(), ["completed 1500"]);
    assert.deepEqual(await at.billed(), ["completed 2000"]);
  });

  it("may begin anew without an end: the old charge ends on its last reading, and one late stop corrects it", async () => {
    const at = await liars.open();
    const other = await liars.open();
    const { uid } = await cardFor(liars.platform, other.fleet);
    const { transactionId: lost } = await at.start(1000, { timestamp: ago(hour) });
    await at.read(lost, 1800, { timestamp: ago(hour / 2) });
    const { transactionId } = await at.start(2500, { idTag: uid });
    assert.deepEqual(await at.billed(), ["completed 800"]);
    const [closed = {}] = await at.internal();
    assert.deepEqual([closed["end_reason"], closed["closed_by_timeout"]], ["superseded", true]);
    assert.ok(Math.abs((closed["session_ended"] as Date).getTime() - Date.now() + hour / 2) < 5000);
    // It ends where the other one began, whatever it says.
    await at.stop(lost, 2400);
    await at.stop(lost, 2450);
    assert.deepEqual(await at.billed(), ["completed 1400"]);
    await at.stop(transactionId, 3000);
    assert.deepEqual(await other.billed(), ["completed 500"]);
    const id = closed["id"];
    const [corrected = {}] = await at.sessionsOf(at.fleet.driver);
    assert.equal(corrected["amount_due"], 59);
    const paid = await until(
      () => liars.session(id),
      (one) => one["amount_paid"] === 59,
    );
    assert.equal(paid["status"], "completed");
  });

  it("may tell everything again after it reconnects: nobody pays twice", async () => {
    const at = await liars.open();
    const [from, until_] = [ago(40 * minute), ago(10 * minute)];
    const tell = async () => {
      const { transactionId } = await at.start(1000, { timestamp: from });
      await at.read(transactionId, 1500, { timestamp: ago(30 * minute) });
      await at.read(transactionId, 1500, { timestamp: ago(20 * minute) });
      await at.stop(transactionId, 2000, { timestamp: until_ });
      return transactionId;
    };
    const first = await tell();
    await at.point.goOffline();
    await at.point.comeBack();
    assert.equal(await tell(), first);
    assert.deepEqual(await at.billed(), ["completed 1000"]);
    const [{ id } = {}] = await at.sessionsOf(at.fleet.driver);
    const { data } = await liars.platform.api.read(
      `/v1/transactions?charging_session=${String(id)}`,
    );
    assert.equal(data.length, 1);
    assert.deepEqual(await at.evidence(), []);
  });

  it("may reboot and begin anew with the same card: the driver's charge goes on, and is one", async () => {
    const at = await liars.open();
    const { transactionId: first } = await at.start(1000, { timestamp: ago(5 * minute) });
    await at.read(first, 1500, { timestamp: ago(3 * minute) });
    await at.point.boot();
    const { transactionId: second, idTagInfo } = await at.start(1600);
    assert.notEqual(second, first);
    assert.equal(idTagInfo?.["status"], "Accepted");
    // What the charger remembers of the first one is not the end.
    await at.stop(first, 1600, { reason: "PowerLoss" });
    await at.read(second, 2000);
    assert.deepEqual(await at.billed(), ["active 1000"]);
    await at.stop(second, 2300);
    assert.deepEqual(await at.billed(), ["completed 1300"]);
  });

  it("may reboot in the middle of what the API started, too", async () => {
    const at = await liars.open();
    const started = await liars.platform.api.make(
      "/v1/charging_sessions",
      startOf(at.fleet, at.station),
    );
    const idTag = started.id.slice(-20);
    const { transactionId: first } = await at.start(1000, { idTag });
    await at.read(first, 1500);
    await at.point.boot();
    const { transactionId: second } = await at.start(1500, { idTag });
    await at.stop(second, 2500);
    assert.deepEqual(await at.billed(), ["completed 1500"]);
  });

  it("may tell readings of nothing, or of another station's charge: nobody notices", async () => {
    const at = await liars.open();
    const other = await liars.open();
    const { transactionId } = await other.start(1000);
    await at.read(transactionId, 90_000);
    await at.read(undefined, 90_000);
    await at.stop(transactionId, 95_000);
    assert.deepEqual(await other.billed(), ["active 0"]);
    await other.stop(transactionId, 1500);
    assert.deepEqual(await other.billed(), ["completed 500"]);
  });

  it("may begin with a card that nobody knows where somebody else charges: that charge has ended", async () => {
    const at = await liars.open();
    const { transactionId } = await at.start(1000, { timestamp: ago(hour) });
    await at.read(transactionId, 2000, { timestamp: ago(hour / 2) });
    const stranger = await at.start(2500, { idTag: "STRANGER" });
    assert.equal(stranger.idTagInfo?.["status"], "Invalid");
    await at.read(stranger.transactionId, 9000);
    await at.stop(stranger.transactionId, 9000);
    assert.deepEqual(await at.billed(), ["completed 1000"]);
  });
});
