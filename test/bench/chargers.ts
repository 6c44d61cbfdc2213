// Ten thousand chargers at one process: what they cost while they only live, how fast they come
// back after a power cut, how long a frame takes, and how many readings are stored.
import { type ChildProcess, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import pg from "pg";
import { copyStations } from "./charger_copies.ts";
import type { Connect, Done, Order } from "./charger_load.ts";
import { ask, childrenCpuMs, cpuMs, startBeside } from "./core.ts";
import { figure, type Result } from "./report.ts";
import type { Json, Stage } from "./stage.ts";

const tell = (load: ChildProcess, order: Order): Promise<Done> => ask(load, order);

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Kibibytes of memory that a process holds. */
const residentKb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

async function queried(stage: Stage, text: string): Promise<number> {
  const client = new pg.Client({ connectionString: stage.databaseUrl });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return Number(rows[0]?.n);
}

const stored = (stage: Stage): Promise<number> =>
  queried(stage, "select count(*) as n from meter_values");

/** A station with a charge under way, and its charger's password. */
export async function makeOriginal(stage: Stage) {
  const networks = await stage.read("/v1/networks?limit=100");
  const network = networks.data.find((one) => one["kind"] === "ocpp")?.id;
  const station = await stage.make("/v1/charging_stations", {
    ...{ network, name: "Bench", ocpp_identity: "BENCH-00000" },
    location: { latitude: 52.5, longitude: 13.4 },
    address: { country: "DE", city: "Berlin", line1: "Teststr. 1", postal_code: "10115" },
    connectors: [{ id: "c1", type: "CCS", power: 50 }],
    pricing: [{ currency: "eur", price: 1, step_size: 1, tax: "vat", type: "ENERGY" }],
  });
  const path = `/v1/charging_stations/${station.id}/connection`;
  const { password } = await stage.make(`${path}/roll_password`);
  const fleet = await stage.make("/v1/fleets", { name: "Bench" });
  const driver = await stage.make("/v1/drivers", { name: "Ada", email: "a@b.example" });
  await stage.make(`/v1/drivers/${driver.id}/attach`, { fleet: fleet.id });
  const vehicle = await stage.make("/v1/vehicles", {
    ...{ vin: "TESTVN00000000001", battery_capacity: 82_000, charging_standard: "CCS" },
  });
  await stage.make(`/v1/vehicles/${vehicle.id}/attach`, { fleet: fleet.id });
  const card = { number: "4242424242424242", exp_month: 12, exp_year: 2035, cvc: "123" };
  const method = await stage.make("/v1/payment_methods", { type: "card", card });
  await stage.make(`/v1/payment_methods/${method.id}/attach`, { fleet: fleet.id });
  const start = {
    ...{ charging_station: station.id, connector: "c1", driver: driver.id, vehicle: vehicle.id },
    payment_method: method.id,
  };
  return { station: station.id, password: String(password), path, start };
}

type Original = Awaited<ReturnType<typeof makeOriginal>>;

/** The original's charger takes the order and tells of the transaction. */
export async function begin(stage: Stage, original: Original): Promise<string> {
  const { WebSocket } = await import("ws");
  const auth = Buffer.from(`BENCH-00000:${original.password}`).toString("base64");
  const url = `ws://127.0.0.1:${stage.server.port}/ocpp/BENCH-00000`;
  const socket = new WebSocket(url, ["ocpp1.6"], { headers: { authorization: `Basic ${auth}` } });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const told = new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      const [type, id, action, payload] = JSON.parse(data.toString());
      if (type === 3 && id === "begin") resolve();
      if (type !== 2) return;
      socket.send(JSON.stringify([3, id, { status: "Accepted" }]));
      if (action !== "RemoteStartTransaction") return;
      const { idTag } = payload as Json;
      const started = { connectorId: 1, idTag, meterStart: 1_000_000, timestamp: new Date() };
      socket.send(JSON.stringify([2, "begin", "StartTransaction", started]));
    });
  });
  while ((await stage.read(original.path))["online"] !== true) await pause(50);
  const session = await stage.make("/v1/charging_sessions", original.start);
  await told;
  socket.terminate();
  return session.id;
}

type Cost = { readonly core: number; readonly databaseCore: number };

/** What a stretch of time costs, in parts of a core. */
async function costing<T>(stage: Stage, run: () => Promise<T>): Promise<[T, Cost]> {
  const [server, database] = [cpuMs(stage.server.pid), childrenCpuMs(stage.databasePid)];
  const beginMs = performance.now();
  const result = await run();
  const tookMs = performance.now() - beginMs;
  const core = (cpuMs(stage.server.pid) - server) / tookMs;
  const databaseCore = (childrenCpuMs(stage.databasePid) - database) / tookMs;
  return [result, { core, databaseCore }];
}

const openFiles = (): number =>
  Number(execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).trim());

export async function chargerFigures(stage: Stage): Promise<Result> {
  const count = stage.quick ? 1000 : 10_000;
  const burst = count / 2;
  if (openFiles() < count + 1000) throw new Error(`ulimit -n must be above ${count + 1000}`);
  const original = await makeOriginal(stage);
  const session = await begin(stage, original);
  await copyStations(stage.databaseUrl, { station: original.station, session }, count);
  const load = startBeside("charger_load.ts", "other cores");
  const line: Omit<Connect, "count" | "perSecond"> = {
    ...{ do: "connect", url: `ws://127.0.0.1:${stage.server.port}/ocpp`, identity: "BENCH-{}" },
    ...{ password: original.password, from: 1 },
  };
  const warm = await tell(load, { ...line, count: 500, perSecond: 0 });
  await tell(load, { do: "meter", ms: 3000, rate: 200, samples: 1, atOnce: 1 });
  await tell(load, { do: "cut" });
  await pause(8000);
  const emptyKb = residentKb(stage.server.pid);
  const rest = await tell(load, { ...line, count, perSecond: 300 });
  const calm = { do: "live", heartbeatMs: 30_000, meterMs: 60_000 } as const;
  await tell(load, { ...calm, ms: stage.quick ? 5000 : 30_000 });
  const fullKb = residentKb(stage.server.pid);
  const [life, cost] = await costing(stage, () =>
    tell(load, { ...calm, ms: stage.quick ? 10_000 : 60_000 }),
  );
  const [thousand, thousandCost] = await costing(stage, () =>
    tell(load, { ...calm, ms: stage.quick ? 5000 : 20_000, heartbeatMs: count, meterMs: 1e9 }),
  );
  const seconds = stage.quick ? 5000 : 15_000;
  const speeds: string[] = [];
  let best = 0;
  for (const samples of [1, 10]) {
    const before = await stored(stage);
    const order = { do: "meter", ms: seconds, rate: 0, samples, atOnce: 500 } as const;
    const [done, used] = await costing(stage, () => tell(load, order));
    const perSecond = (1000 * ((await stored(stage)) - before)) / done.tookMs;
    best = Math.max(best, perSecond);
    speeds.push(
      `${samples} to a message: ${perSecond.toFixed(0)}/s stored, ${done.refused} refused, ` +
        `${(100 * used.core).toFixed(0)} % of the server's core`,
    );
  }
  await tell(load, { do: "cut" });
  await pause(3000);
  const back = await tell(load, { ...line, count: burst, perSecond: 0 });
  load.kill();
  const eachKb = (fullKb - emptyKb) / count;
  const trip = percentile(thousand.trips, 0.99);
  const figures = [
    figure(
      `${count} chargers, heartbeat 30 s, reading 60 s: of the core`,
      { value: 100 * cost.core, unit: " %", digits: 0 },
      ["at most", 60],
    ),
    figure(
      `${count} chargers: memory of the server for each`,
      { value: eachKb, unit: " KiB", digits: 1 },
      ["at most", 25],
    ),
    figure(
      `${burst} chargers come back at once: all let in`,
      { value: back.openMs / 1000, unit: " s", digits: 1 },
      ["at most", 15],
    ),
    figure(
      "1 000 frames/s, all kept: p99 of a round trip",
      { value: trip, unit: " ms", digits: 1 },
      ["at most", 20],
    ),
    figure("Meter values stored", { value: best, unit: "/s", digits: 0 }, ["at least", 5000]),
  ];
  const parts = ({ core, databaseCore }: Cost) =>
    `${(100 * core).toFixed(0)} % of the server's core, ${(100 * databaseCore).toFixed(0)} % of ` +
    "one for the database";
  return {
    figures,
    notes: [
      `the first 500 were let in after ${(warm.openMs / 1000).toFixed(1)} s; ${count} at 300/s ` +
        `after ${(rest.answeredMs / 1000).toFixed(1)} s`,
      `living: ${(life.sent / (life.tookMs / 1000)).toFixed(0)} calls/s, ${parts(cost)}, p99 ` +
        `${percentile(life.trips, 0.99).toFixed(1)} ms`,
      `1 000/s: ${(thousand.sent / (thousand.tookMs / 1000)).toFixed(0)} calls/s, ` +
        `${parts(thousandCost)}, p50 ${percentile(thousand.trips, 0.5).toFixed(1)} ms`,
      ...speeds.map((one) => `readings, ${one}`),
      `back after a cut: all have an answer after ${(back.answeredMs / 1000).toFixed(1)} s`,
    ],
  };
}
