// A commissioned OCPP station whose charger says whatever a test wants it to: raw messages through
// an independent client, a fleet, cards, and what came of it all.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { stationHost } from "../src/station_host.ts";
import { booksOf } from "./books.ts";
import { ChargePoint } from "./charge_point.ts";
import { commission, switchedOffAfterEach } from "./commissioned.ts";
import { type Fleet, makeFleet } from "./fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "./platform.ts";

let number = 0;

export type Answer = { readonly transactionId?: number; readonly idTagInfo?: Json };

export type Charger = Awaited<ReturnType<typeof openLiar>>;

export const minute = 60_000;
export const hour = 60 * minute;
export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** A card for a driver's vehicle, paid by the fleet. */
export async function cardFor(platform: TestPlatform, fleet: Fleet, more: Json = {}) {
  const uid = `04UID${++number}`;
  const whose = { driver: fleet.driver, vehicle: fleet.vehicle, payment_method: fleet.card };
  const made = await platform.api.make("/v1/charge_tokens", { uid, ...whose, ...more });
  return { id: made.id, uid: String(made["uid"]) };
}

export async function openLiar(platform: TestPlatform, more: Json = {}) {
  const identity = `LIAR-${++number}`;
  const { station, path, line, online } = await commission(platform, identity, more);
  const point = new ChargePoint({ ...line, stopsOnInvalid: false });
  await point.powerUp();
  await online(true);
  const fleet = await makeFleet(platform.api);
  const { id, uid } = await cardFor(platform, fleet);
  const call = async (action: string, payload: Json): Promise<Answer> =>
    (await point.client.call(action, payload)) as Answer;
  const sessionsOf = async (driver: string) =>
    (await platform.api.read(`/v1/charging_sessions?driver=${driver}&limit=100`)).data;
  return {
    ...{ point, station, fleet, uid, card: id, call, path },
    ref: { id: station.id, identity },
    /** The platform's side, for what no 1.6 charger can say. */
    host: stationHost(platform.database, { info() {}, warn() {}, error() {} } as never, {
      ...{ node: "a test", replaced: () => {}, minimumProfile: 1 },
    }),
    start: (meterStart: number, rest: Json = {}) =>
      call("StartTransaction", {
        ...{ connectorId: 1, idTag: uid, meterStart, timestamp: ago(0), ...rest },
      }),
    read: (transactionId: number | undefined, wh: number | string, rest: Json = {}) => {
      const { timestamp = ago(0), ...entry } = rest;
      const sampledValue = [{ value: String(wh), ...entry }];
      const payload = { connectorId: 1, meterValue: [{ timestamp, sampledValue }] };
      return call("MeterValues", {
        ...(transactionId === undefined ? payload : { ...payload, transactionId }),
      });
    },
    stop: (transactionId: number | undefined, meterStop: number, rest: Json = {}) =>
      call("StopTransaction", { transactionId, meterStop, timestamp: ago(0), ...rest }),
    sessionsOf,
    /** The driver's sessions, oldest first, as `status Wh`. */
    billed: async () =>
      (await sessionsOf(fleet.driver))
        .map((one) => `${one["status"]} ${one["energy_consumed"]}`)
        .reverse(),
    evidence: () =>
      platform.sql(
        "select reason, report from station_evidence where charging_station = $1 order by id",
        [station.id],
      ),
    internal: async () =>
      platform.sql(
        `select id, state, end_reason, flags, closed_by_timeout, session_started, session_ended
         from charging_sessions where charging_station = $1 order by id`,
        [station.id],
      ),
  };
}

/** Such chargers at a platform of their own, for a suite: in the end its books add up. */
export function openLiars() {
  let platform: TestPlatform;
  const points = switchedOffAfterEach<ChargePoint>();
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    assert.deepEqual(await booksOf(platform.databaseUrl, "s".repeat(32)), []);
    await platform.close();
  });
  return {
    get platform(): TestPlatform {
      return platform;
    },
    async open(more: Json = {}): Promise<Charger> {
      const one = await openLiar(platform, more);
      points.add(one.point);
      return one;
    },
    session: (id: unknown) => platform.api.read(`/v1/charging_sessions/${id}`),
  };
}
