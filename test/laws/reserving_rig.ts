// What the law of reservations walks over: a platform without HTTP, whose lines to processor and
// chargers break when they are told to, and drivers who pay in every way.
import assert from "node:assert/strict";
import pg from "pg";
import { readConfig } from "../../src/config.ts";
import type { Work } from "../../src/db/work.ts";
import { openAccount } from "../../src/first_start.ts";
import { publishedChanges } from "../../src/http/versions.ts";
import { newNodeName, startRunner } from "../../src/jobs/runner.ts";
import { post } from "../../src/ledger/store.ts";
import { walletCredited } from "../../src/ledger/templates.ts";
import { openLog } from "../../src/lib/log.ts";
import type { Network } from "../../src/networks/network.ts";
import { simulatorNetwork } from "../../src/networks/simulator/simulator.ts";
import { wallClock } from "../../src/networks/wall_clock.ts";
import { openApplicationDatabase } from "../../src/opening.ts";
import { testTokenizer } from "../../src/payments/test/cards.ts";
import { testProcessor } from "../../src/payments/test/processor.ts";
import { tasks as stationTasks } from "../../src/resources/charging_stations/jobs.ts";
import * as drivers from "../../src/resources/drivers/store.ts";
import * as methods from "../../src/resources/payment_methods/actions.ts";
import { tasks as reservationTasks } from "../../src/resources/reservations/jobs.ts";
import { tasks as moneyTasks } from "../../src/resources/transactions/jobs.ts";
import * as vehicles from "../../src/resources/vehicles/actions.ts";
import { stationHost } from "../../src/station_host.ts";
import { type Break, brokenLine } from "../money.ts";
import { testDatabase } from "../platform.ts";
import { movable } from "../reserving.ts";

export const fee = 600;

/** The simulator behind a line that breaks when it is told to. */
function brokenNetwork(network: Network, next: () => Break): Network {
  const over =
    <O, A>(send: (order: O) => Promise<A>) =>
    async (order: O): Promise<A> => {
      const where = next();
      if (where === "before") throw new Error("the line is dead");
      const answer = await send(order);
      if (where === "after") throw new Error("the process was killed");
      return answer;
    };
  return {
    ...{ kind: network.kind, online: (station) => network.online(station) },
    start: (order) => network.start(order),
    stop: (order) => network.stop(order),
    reserve: over((order: Parameters<Network["reserve"]>[0]) => network.reserve(order)),
    withdraw: over((order: Parameters<Network["withdraw"]>[0]) => network.withdraw(order)),
    command: (order) => network.command(order),
    resume: (running) => network.resume(running),
    close: () => network.close(),
  };
}

export async function openRig(next: () => Break) {
  const url = await testDatabase();
  const clock = movable();
  const log = openLog("silent");
  const opened = await openApplicationDatabase({
    config: readConfig({ CHARGE_DATABASE_URL: url, CHARGE_SECRET: "s".repeat(32) }),
    ...{ clock, log, changes: publishedChanges },
  });
  const { database } = opened;
  const owner = { name: "Owner", email: "owner@example.com", type: "business" } as const;
  const { account } = await openAccount(database, owner);
  const simulator = simulatorNetwork({
    ...{
      host: stationHost(database, log, { node: "here", minimumProfile: 1, replaced() {} }),
      clock: wallClock(clock.now),
      log,
    },
    ...{ speed: 1, autoPlug: false },
  });
  const network = brokenNetwork(simulator, next);
  const tasks = [
    ...stationTasks({ database }),
    ...moneyTasks({
      processors: { test: brokenLine(testProcessor(database), next), live: null },
      log,
    }),
    ...reservationTasks({ simulator: network, ocpp: network }),
  ].map((task) => ({ ...task, retryMs: () => 5 }));
  const runner = startRunner({ database, tasks, log, node: newNodeName(), lookEveryMs: 10 });
  const looks = new pg.Pool({ connectionString: url, max: 2 });
  return {
    ...{ clock, database, simulator, vault: opened.vault },
    tasks: tasks.map(({ name }) => name),
    inWork: <T>(run: (work: Work) => Promise<T>): Promise<T> =>
      database.transaction({ account, livemode: false }, run),
    sql: async (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
      (await looks.query(text, values)).rows,
    async close() {
      await runner.stop();
      await simulator.close();
      await looks.end();
      await opened.close();
    },
  };
}

export type Rig = Awaited<ReturnType<typeof openRig>>;
export type Person = {
  readonly driver: string;
  readonly vehicle: string;
  readonly method: string | null;
};

/** A driver with a car of their own, who pays by this. */
export async function person(
  { inWork, vault }: Rig,
  source: string | null,
  at: number,
): Promise<Person> {
  const tokenizer = testTokenizer(vault);
  const asked = { merchant: { account: "", livemode: false }, key: null };
  const card = source?.startsWith("tok_")
    ? await tokenizer.cardByToken({ ...asked, token: source })
    : null;
  assert.ok(card === null || "brand" in card);
  return inWork(async (work) => {
    const driver = work.newId("drv");
    const preferences = {
      ...{ preferred_charging_stations: [], preferred_cpos: [], max_price_per_kwh: null },
      ...{ default_payment_method: null, currency: "eur" },
    };
    await drivers.insert(work, [
      ...[driver, "Ada", "ada@example.com", null, null, "active", preferences, "{}", work.now],
    ]);
    const vehicle = await vehicles.create(work, {
      ...{ vin: `TESTVN${String(at).padStart(11, "0")}`, battery_capacity: 80_000 },
      ...{ charging_standard: "CCS", registration_plate: null, status: "active", policy_ids: [] },
      information: { make: null, model: null, year: null },
    });
    await vehicles.attach(work, vehicle.id, { driver });
    if (source === null) return { driver, vehicle: vehicle.id, method: null };
    const made = await methods.create(
      work,
      card !== null
        ? { type: "card", card, month: 12, year: 2040 }
        : source === "wallet"
          ? { type: "wallet" }
          : {
              ...{ type: "bank_account", bankName: null, country: "DE", currency: "eur" },
              bank: { token: "ba_1", last4: "3000", fingerprint: "f", status: "verified" },
            },
      undefined,
    );
    await methods.attach(work, made.id, { driver });
    if (source === "wallet") {
      const from = { kind: "processor", name: "test" } as const;
      const credit = { owner: driver, amount: 2 * fee, currency: "eur" };
      await post(work, walletCredited({ transaction: work.newId("txn"), from, ...credit }));
    }
    return { driver, vehicle: vehicle.id, method: made.id };
  });
}
