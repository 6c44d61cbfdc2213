// A charger that drops, repeats and mixes up what it tells, forgets numbers or uses old ones again,
// loses its line, boots, has a wrong clock and a register that stumbles, over a real socket: what
// the sessions and the books must say in the end. Its meters are honest: what each driver took is
// known. What nobody could tell apart it does not do: lose an end and the next beginning at one
// EVSE, or give a wrong number for the end of a charge of nothing.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { closeStale } from "../../src/resources/charging_sessions/stale_actions.ts";
import { booksOf } from "../books.ts";
import { type Fleet, makeFleet, until } from "../fleet.ts";
import { type Charger, cardFor, hour, minute, openLiar } from "../lying_charger.ts";
import { type Json, type TestPlatform, testPlatform } from "../platform.ts";
import { one, type Random, seeded } from "./random.ts";

type Driver = { readonly fleet: Fleet; readonly uid: string; takenWh: number };
type Visit = {
  readonly driver: Driver;
  readonly connectorId: number;
  number: number | undefined;
  startTold: boolean;
  tookWh: number;
};
type Bay = { registerWh: number; visit: Visit | null; endTold: boolean; old: number[] };
type Message = { readonly action: string; readonly payload: Json };

/** What there is, what is true, and what has been told of it. */
class Liar {
  readonly #random: Random;
  readonly #at: Charger;
  readonly #drivers: readonly Driver[];
  readonly #bays: readonly Bay[] = [
    { registerWh: 200_000, visit: null, endTold: true, old: [] },
    { registerWh: 5_000_000, visit: null, endTold: true, old: [] },
  ];
  readonly #told: Message[] = [];
  #held: Message | null = null;
  #nowMs = Date.now() - 40 * hour;
  #skewMs = 0;

  constructor(random: Random, at: Charger, drivers: readonly Driver[]) {
    this.#random = random;
    this.#at = at;
    this.#drivers = drivers;
  }

  #chance(percent: number): boolean {
    return this.#random(100) < percent;
  }

  #timestamp(): string {
    return new Date(this.#nowMs + this.#skewMs).toISOString();
  }

  /** Tells it, perhaps twice, perhaps after what comes next. */
  async #tell(action: string, payload: Json): Promise<number | undefined> {
    const message = { action, payload };
    this.#told.push(message);
    if (action === "MeterValues" && this.#held === null && this.#chance(10)) {
      this.#held = message;
      return undefined;
    }
    const answer = await this.#at.call(action, payload);
    if (this.#chance(10)) await this.#at.call(action, payload);
    const held = this.#held;
    this.#held = null;
    if (held !== null) await this.#at.call(held.action, held.payload);
    return answer.transactionId;
  }

  async step(): Promise<void> {
    this.#nowMs += 20_000 + this.#random(4 * minute);
    const index = this.#random(this.#bays.length);
    const bay = this.#bays[index] as Bay;
    const what = this.#random(100);
    if (what < 4) await this.#reconnect();
    else if (what < 7) this.#skewMs = one(this.#random, [0, 3 * hour, -2 * hour, 40_000]);
    else if (bay.visit === null) await this.#begin(bay, index + 1);
    else if (what < 12) await this.#boot(bay, bay.visit);
    else if (what < 30) await this.#end(bay, bay.visit);
    else await this.#charge(bay, bay.visit);
  }

  async #begin(bay: Bay, connectorId: number): Promise<void> {
    const here = this.#bays.map((one) => one.visit?.driver);
    const driver = one(
      this.#random,
      this.#drivers.filter((each) => !here.includes(each)),
    );
    const visit: Visit = { driver, connectorId, number: undefined, startTold: false, tookWh: 0 };
    bay.visit = visit;
    if (bay.endTold && this.#chance(7)) return; // Nobody hears of the start.
    visit.startTold = true;
    visit.number = await this.#start(bay, visit);
  }

  #start(bay: Bay, { driver, connectorId }: Visit): Promise<number | undefined> {
    const timestamp = this.#timestamp();
    const start = { connectorId, idTag: driver.uid, meterStart: bay.registerWh, timestamp };
    return this.#tell("StartTransaction", start);
  }

  /** The car takes some, and the meter tells it, or something else. */
  async #charge(bay: Bay, visit: Visit): Promise<void> {
    const tookWh = this.#random(1500);
    bay.registerWh += tookWh;
    visit.driver.takenWh += tookWh;
    visit.tookWh += tookWh;
    if (this.#chance(15)) return;
    const stumbles = this.#chance(8) ? this.#random(3000) : 0;
    const wh = bay.registerWh - stumbles;
    const inKwh = stumbles === 0 && this.#chance(8);
    const sampledValue = [{ value: inKwh ? (wh / 1000).toFixed(3) : String(wh) }];
    const meterValue = [{ timestamp: this.#timestamp(), sampledValue }];
    const { connectorId } = visit;
    const number = this.#numberFor(bay, visit);
    const named = number === undefined ? {} : { transactionId: number };
    await this.#tell("MeterValues", { connectorId, ...named, meterValue });
  }

  /** Mostly the right one. */
  #numberFor(bay: Bay, visit: Visit): number | undefined {
    const isSure = visit.tookWh === 0 || !this.#chance(15);
    if (visit.number !== undefined && isSure) return visit.number;
    return one(this.#random, [-1, 0, undefined, ...bay.old.slice(-2)]);
  }

  async #end(bay: Bay, visit: Visit): Promise<void> {
    bay.visit = null;
    // Of a start and the end before it, and of both ends of a charge, one is told.
    bay.endTold = !visit.startTold || !this.#chance(12);
    if (visit.number !== undefined) bay.old.push(visit.number);
    if (!bay.endTold) return;
    const [timestamp, meterStop] = [this.#timestamp(), bay.registerWh];
    const transactionId = this.#numberFor(bay, visit) ?? -1;
    const card = this.#chance(40) ? { idTag: visit.driver.uid } : {};
    const stop = { transactionId, meterStop, timestamp, ...card };
    await this.#tell("StopTransaction", stop);
    // A second thought, that must not count.
    if (this.#chance(10)) {
      await this.#tell("StopTransaction", { ...stop, meterStop: meterStop - this.#random(500) });
    }
  }

  /** It forgets what it did, and begins the same charge anew, or ends it. */
  async #boot(bay: Bay, visit: Visit): Promise<void> {
    await this.#at.point.boot();
    if (!visit.startTold || this.#chance(50)) return;
    if (visit.number !== undefined) bay.old.push(visit.number);
    visit.number = await this.#start(bay, visit);
  }

  async #reconnect(): Promise<void> {
    await this.#at.point.goOffline();
    await this.#at.point.comeBack();
    const again = this.#told.slice(-1 - this.#random(6));
    for (const { action, payload } of again) await this.#at.call(action, payload);
  }
}

describe("a lying charger", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  it("law: no driver pays for what another one took, nobody pays twice, and every charge ends", async (context) => {
    const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
    context.diagnostic(`SEED=${seed}`);
    const random = seeded(seed);
    const at = await openLiar(platform);
    const drivers: Driver[] = [];
    for (let i = 0; i < 4; i++) {
      const fleet = await makeFleet(platform.api);
      drivers.push({ fleet, uid: (await cardFor(platform, fleet)).uid, takenWh: 0 });
    }
    const liar = new Liar(random, at, drivers);
    for (let step = 0; step < 350; step++) await liar.step();
    await at.point.powerDown();
    await until(
      () => platform.api.read(at.path),
      (line) => line["online"] === false,
    );
    const { database } = platform;
    const days = {
      ...database,
      clock: { ...database.clock, now: () => new Date(Date.now() + 100 * hour) },
    };
    const patience = { silentMs: 24 * hour, goneMs: 72 * hour };
    await closeStale(days, { warn() {} } as never, patience);
    let billedWh = 0;
    let takenWh = 0;
    for (const { fleet, takenWh: taken } of drivers) {
      const sessions = await until(
        () => at.sessionsOf(fleet.driver),
        (all) => all.every((each) => each["amount_paid"] === each["amount_due"]),
      );
      const billed = sessions.reduce((sum, each) => sum + Number(each["energy_consumed"]), 0);
      assert.ok(billed <= taken, `${billed} of ${taken} Wh (SEED=${seed})`);
      for (const each of sessions) {
        assert.equal(each["status"], "completed", `(SEED=${seed})`);
        const due = Math.round((Number(each["energy_consumed"]) * 42) / 1000);
        assert.equal(each["amount_due"], due, `(SEED=${seed})`);
      }
      billedWh += billed;
      takenWh += taken;
    }
    context.diagnostic(`${billedWh} of ${takenWh} Wh billed`);
    assert.ok(billedWh > takenWh / 3, `${billedWh} of ${takenWh} Wh (SEED=${seed})`);
    assert.deepEqual(await booksOf(platform.databaseUrl, "s".repeat(32)), [], `(SEED=${seed})`);
  });
});
