// Does at the virtual charger what was asked for, and tells how it went.
import { type Job, type Task, untilDone } from "../../jobs/runner.ts";
import { assert } from "../../lib/assert.ts";
import type { StartOrder } from "../../networks/network.ts";
import type { Place, VirtualChargers } from "../../networks/simulator/simulator.ts";
import { type Order, task } from "./actions.ts";
import type { Action, tokenStatuses } from "./schema.ts";
import * as store from "./store.ts";

type TokenStatus = (typeof tokenStatuses)[number];

type Do = (chargers: VirtualChargers, order: Order) => Promise<TokenStatus> | undefined;

const placeOf = ({ station, connector }: Order): Place => {
  assert(connector !== null, "what is done at a connector names it");
  return { station, connector };
};

/** A car that was described at least in part. */
function carOf({ battery_capacity: wh, battery_level: level }: Order["detail"]) {
  if (wh === undefined && level === undefined) return undefined;
  const car: StartOrder["vehicle"] = {
    batteryWh: Number(wh ?? 60_000),
    socPercent: level === undefined ? null : Number(level),
  };
  return car;
}

const acts: Readonly<Record<Action, Do>> = {
  plug_in: (chargers, order) => void chargers.plugIn(placeOf(order), carOf(order.detail)),
  unplug: (chargers, order) => void chargers.unplug(placeOf(order)),
  swipe_card: (chargers, order) => chargers.swipe(placeOf(order), String(order.detail["uid"])),
  fault: (chargers, order) => void chargers.fault(placeOf(order), String(order.detail["error"])),
  clear_fault: (chargers, order) => void chargers.mend(placeOf(order)),
  go_offline: (chargers, { station }) => void chargers.goOffline(station),
  come_back: (chargers, { station }) => void chargers.comeBack(station),
  set_driver: (chargers, { station, detail }) =>
    void chargers.autoPlug(station, detail["automatic"] === true),
};

async function act(chargers: VirtualChargers, job: Job): Promise<void> {
  const order = job.payload as Order;
  const tokenStatus = (await acts[order.action](chargers, order)) ?? null;
  await job.finish(async (work) => {
    await store.finish(work, [order.id, work.realNow, tokenStatus]);
    work.touches(order.id);
  });
}

export const tasks = (chargers: VirtualChargers): Task[] => [
  { name: task, retryMs: untilDone, concurrency: 20, run: (job) => act(chargers, job) },
];
