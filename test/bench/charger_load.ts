// Chargers for benchmarks, as many as asked for, on plain sockets: a program beside the server,
// told over its message channel what to do, one thing at a time. OCPP 1.6J.
import { WebSocket } from "ws";

/** Where they connect; the first one has the number `from`. */
export type Connect = {
  readonly do: "connect";
  readonly url: string;
  /** `{}` stands for the charger's number, of five digits. */
  readonly identity: string;
  readonly password: string;
  readonly from: number;
  readonly count: number;
  /** Connections begun per second; 0: all at once. */
  readonly perSecond: number;
};

/** Heartbeats and readings, each charger in its turn, evenly. */
export type Live = {
  readonly do: "live";
  readonly ms: number;
  readonly heartbeatMs: number;
  readonly meterMs: number;
};

/** So many readings a second, spread over all; or as fast as they are answered, with rate 0. */
export type Meter = {
  readonly do: "meter";
  readonly ms: number;
  readonly rate: number;
  /** Readings in one message. */
  readonly samples: number;
  /** Calls under way at once, with rate 0. */
  readonly atOnce: number;
};

export type Order = Connect | Live | Meter | { readonly do: "cut" };

export type Done = {
  /** Until all were let in, and until all had their first answer. */
  readonly openMs: number;
  readonly answeredMs: number;
  readonly sent: number;
  readonly refused: number;
  /** Milliseconds from call to answer, sorted. */
  readonly trips: readonly number[];
  readonly tookMs: number;
};

type Charger = {
  readonly socket: WebSocket;
  readonly number: number;
  meterWh: number;
  /** Calls by id. */
  readonly waiting: Map<string, (refused: boolean) => void>;
};

let chargers: Charger[] = [];
let ids = 0;
/** A charger's meter goes on where it was when its line was cut. */
const registers = new Map<number, number>();

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const now = (): string => new Date().toISOString();

/** The charger's answer to whatever it is asked: it is set as the platform wants it. */
function answer(action: string): object {
  if (action !== "GetConfiguration") return { status: "Accepted" };
  const entry = (key: string, value: string) => ({ key, readonly: false, value });
  const measurands = "Energy.Active.Import.Register,Power.Active.Import,SoC";
  return {
    configurationKey: [
      ...[entry("ConnectionTimeOut", "120"), entry("MeterValueSampleInterval", "10")],
      ...[entry("MeterValuesSampledData", measurands), entry("StopTxnSampledData", "")],
      entry("StopTxnAlignedData", ""),
    ],
  };
}

function hear(charger: Charger, text: string): void {
  const [type, id, third] = JSON.parse(text) as [number, string, string];
  if (type === 2) {
    charger.socket.send(JSON.stringify([3, id, answer(third)]));
    return;
  }
  const settle = charger.waiting.get(id);
  charger.waiting.delete(id);
  settle?.(type === 4);
}

function call(charger: Charger, action: string, payload: object): Promise<boolean> {
  ids += 1;
  const id = String(ids);
  return new Promise((resolve) => {
    charger.waiting.set(id, resolve);
    charger.socket.send(JSON.stringify([2, id, action, payload]));
  });
}

const boot = (charger: Charger): Promise<boolean> =>
  call(charger, "BootNotification", {
    ...{ chargePointVendor: "Bench", chargePointModel: "B1", firmwareVersion: "1" },
  });

const heartbeat = (charger: Charger): Promise<boolean> => call(charger, "Heartbeat", {});

function readings(charger: Charger, count: number): Promise<boolean> {
  const meterValue = Array.from({ length: count }, () => {
    charger.meterWh += 50;
    return {
      timestamp: now(),
      sampledValue: [
        { measurand: "Energy.Active.Import.Register", unit: "Wh", value: String(charger.meterWh) },
        { measurand: "Power.Active.Import", unit: "W", value: "11000" },
      ],
    };
  });
  registers.set(charger.number, charger.meterWh);
  return call(charger, "MeterValues", { connectorId: 1, meterValue });
}

/** Resolves when it is let in; comes again where the server has enough for now. */
async function open(order: Connect, number: number): Promise<Charger> {
  const identity = order.identity.replace("{}", String(number).padStart(5, "0"));
  const auth = Buffer.from(`${identity}:${order.password}`).toString("base64");
  for (;;) {
    const socket = new WebSocket(`${order.url}/${identity}`, ["ocpp1.6"], {
      headers: { authorization: `Basic ${auth}` },
      perMessageDeflate: false,
    });
    const opened = await new Promise<boolean>((resolve) => {
      socket.once("open", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (!opened) {
      await pause(200);
      continue;
    }
    const meterWh = registers.get(number) ?? 1_000_000;
    const charger: Charger = { socket, number, meterWh, waiting: new Map() };
    socket.on("message", (data) => hear(charger, data.toString()));
    socket.on("error", () => undefined);
    return charger;
  }
}

const none = { openMs: 0, answeredMs: 0, sent: 0, refused: 0, trips: [], tookMs: 0 };

async function connect(order: Connect): Promise<Done> {
  const begin = performance.now();
  let openMs = 0;
  const one = async (number: number): Promise<void> => {
    if (order.perSecond > 0) await pause((1000 * (number - order.from)) / order.perSecond);
    const charger = await open(order, number);
    openMs = performance.now() - begin;
    await boot(charger);
    chargers.push(charger);
  };
  await Promise.all(Array.from({ length: order.count }, (_, k) => one(order.from + k)));
  return { ...none, openMs, answeredMs: performance.now() - begin };
}

type Count = { sent: number; refused: number; trips: number[] };

async function timed(count: Count, send: () => Promise<boolean>): Promise<void> {
  const begin = performance.now();
  count.sent += 1;
  if (await send()) count.refused += 1;
  count.trips.push(performance.now() - begin);
}

/** Calls `send` evenly, `rate` times a second, whatever the answers do. */
async function evenly(rate: number, ms: number, send: (nth: number) => void): Promise<void> {
  const begin = performance.now();
  let done = 0;
  while (performance.now() - begin < ms) {
    const due = ((performance.now() - begin) * rate) / 1000;
    while (done < due) send(done++);
    await pause(2);
  }
}

async function finished(count: Count): Promise<void> {
  for (let waited = 0; count.trips.length < count.sent && waited < 30_000; waited += 20) {
    await pause(20);
  }
}

const sorted = (trips: number[]): number[] => trips.sort((a, b) => a - b);

async function live({ ms, heartbeatMs, meterMs }: Live): Promise<Done> {
  const begin = performance.now();
  const count: Count = { sent: 0, refused: 0, trips: [] };
  const turn = (nth: number) => chargers[nth % chargers.length] as Charger;
  const rate = (everyMs: number) => (1000 * chargers.length) / everyMs;
  await Promise.all([
    evenly(rate(heartbeatMs), ms, (nth) => void timed(count, () => heartbeat(turn(nth)))),
    evenly(rate(meterMs), ms, (nth) => void timed(count, () => readings(turn(nth), 1))),
  ]);
  await finished(count);
  return { ...none, ...count, trips: sorted(count.trips), tookMs: performance.now() - begin };
}

async function meter({ ms, rate, samples, atOnce }: Meter): Promise<Done> {
  const begin = performance.now();
  const count: Count = { sent: 0, refused: 0, trips: [] };
  let nth = 0;
  const turn = () => chargers[nth++ % chargers.length] as Charger;
  const once = () => timed(count, () => readings(turn(), samples));
  if (rate > 0) await evenly(rate, ms, () => void once());
  else {
    const lane = async () => {
      while (performance.now() - begin < ms) await once();
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
  await finished(count);
  return { ...none, ...count, trips: sorted(count.trips), tookMs: performance.now() - begin };
}

async function cut(): Promise<Done> {
  const gone = chargers.map(
    ({ socket }) => new Promise((resolve) => socket.once("close", resolve)),
  );
  for (const { socket } of chargers) socket.terminate();
  await Promise.all(gone);
  chargers = [];
  return none;
}

const run = (order: Order): Promise<Done> => {
  if (order.do === "connect") return connect(order);
  if (order.do === "live") return live(order);
  return order.do === "meter" ? meter(order) : cut();
};

process.on("message", (order: Order) => {
  run(order).then(
    (done) => process.send?.(done),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
