import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../../test/charge_point.ts";
import { commission } from "../../test/commissioned.ts";
import { makeFleet, startOf } from "../../test/fleet.ts";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { elapsedMs } from "../lib/time.ts";
import { openPulse } from "./pulse.ts";

describe("a pulse", () => {
  const longMs = 5000;
  const resolvedWithin = async (waiting: Promise<void>, ms: number): Promise<boolean> => {
    const start = elapsedMs();
    await waiting;
    return elapsedMs() - start < ms;
  };

  it("wakes who listens to the id, and nobody else", async () => {
    const pulse = openPulse();
    const [mine, other] = [pulse.listen("cs_1"), pulse.listen("cs_2")];
    const quiet = other.next(60);
    const woken = mine.next(longMs);
    pulse.beat(["cs_1"]);
    assert.equal(await resolvedWithin(woken, 40), true);
    assert.equal(await resolvedWithin(quiet, 40), false);
  });

  it("remembers a beat that came while nobody waited, once", async () => {
    const pulse = openPulse();
    const mine = pulse.listen("cs_1");
    pulse.beat(["cs_1"]);
    pulse.beat(["cs_1"]);
    assert.equal(await resolvedWithin(mine.next(longMs), 40), true);
    assert.equal(await resolvedWithin(mine.next(60), 40), false);
  });

  it("does not wake who has closed", async () => {
    const pulse = openPulse();
    const [mine, other] = [pulse.listen("cs_1"), pulse.listen("cs_1")];
    mine.close();
    const woken = other.next(longMs);
    pulse.beat(["cs_1"]);
    assert.equal(await resolvedWithin(woken, 40), true);
    assert.equal(await resolvedWithin(mine.next(60), 40), false);
  });
});

describe("a start that waits for its charger", () => {
  let platform: TestPlatform;
  let point: ChargePoint;
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    await point.powerDown();
    await platform.close();
  });

  it("does not flood the database while others commit, and is answered soon", async () => {
    const { api } = platform;
    const { station, line, online } = await commission(platform, "CP:quiet");
    point = new ChargePoint(line);
    const ordered = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<object>();
    point.client.handle("RemoteStartTransaction", () => {
      ordered.resolve();
      return answer.promise;
    });
    await point.powerUp();
    await online(true);
    const fleet = await makeFleet(api);
    const others = 80;
    const sentBy = async (): Promise<number> => {
      const before = platform.database.sent();
      for (let at = 0; at < others; at++) {
        await api.make("/v1/fleets", { name: `Fleet ${at}` });
      }
      return platform.database.sent() - before;
    };
    await sentBy();
    const alone = await sentBy();
    const started = api.make("/v1/charging_sessions", startOf(fleet, station));
    await ordered.promise;
    const beside = await sentBy();
    assert.ok(beside - alone < others / 2, `${alone} statements alone, ${beside} beside a start`);
    // Longer, and the slow look would find it just as well.
    const asked = elapsedMs();
    answer.resolve({ status: "Accepted" });
    assert.equal((await started)["status"], "active");
    assert.ok(elapsedMs() - asked < 250, `answered after ${elapsedMs() - asked} ms`);
  });
});
