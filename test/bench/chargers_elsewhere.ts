// The load of `chargers` on any central system that speaks OCPP 1.6J, so that others can be held
// beside ours: `npm run bench:elsewhere -- --url ws://127.0.0.1:8092 --identity 'BENCH-{}'
// --password … --stations 1000 --pid 4711`. The system must know the stations; with --pid (a
// process of this machine) its processor time and memory are counted, too.
import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Done, Order } from "./charger_load.ts";
import { ask, cpuMs } from "./core.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    identity: { type: "string", default: "BENCH-{}" },
    password: { type: "string", default: "" },
    stations: { type: "string", default: "1000" },
    seconds: { type: "string", default: "60" },
    pid: { type: "string" },
  },
});
if (values.url === undefined) {
  console.error("Give --url: where charge points connect, without the identity.");
  process.exit(2);
}

const count = Number(values.stations);
const ms = 1000 * Number(values.seconds);
const pid = values.pid === undefined ? null : Number(values.pid);

const load: ChildProcess = fork(join(import.meta.dirname, "charger_load.ts"));
const tell = (order: Order): Promise<Done> => ask(load, order);

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1);

const residentMb = (): number =>
  pid === null
    ? Number.NaN
    : Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

async function measured(what: string, order: Order): Promise<void> {
  const before = pid === null ? Number.NaN : cpuMs(pid);
  const done = await tell(order);
  const used = pid === null ? Number.NaN : (cpuMs(pid) - before) / done.tookMs;
  const rate = done.sent / (done.tookMs / 1000);
  console.log(
    `${what}: ${rate.toFixed(0)} calls/s, p50 ${at(done.trips, 0.5)} ms, p99 ` +
      `${at(done.trips, 0.99)} ms, ${done.refused} refused` +
      (pid === null ? "" : `, ${(100 * used).toFixed(0)} % of a core`),
  );
}

const { url, identity, password } = values;
const line = { do: "connect", url, identity, password, from: 1 } as const;
const emptyMb = residentMb();
const came = await tell({ ...line, count, perSecond: 300 });
console.log(`${count} connected at 300/s after ${(came.answeredMs / 1000).toFixed(1)} s`);
if (pid !== null) {
  const eachKb = (1024 * (residentMb() - emptyMb)) / count;
  console.log(`memory: ${eachKb.toFixed(1)} KiB for each`);
}
await measured("heartbeat 30 s, reading 60 s", {
  ...{ do: "live", heartbeatMs: 30_000, meterMs: 60_000, ms },
});
await measured("1 000 frames/s", { do: "live", heartbeatMs: count, meterMs: 1e9, ms: ms / 3 });
await measured("readings, as fast as they are answered", {
  ...{ do: "meter", rate: 0, samples: 1, atOnce: 500, ms: ms / 3 },
});
await tell({ do: "cut" });
const back = await tell({ ...line, count: Math.ceil(count / 2), perSecond: 0 });
console.log(`half of them back at once: let in after ${(back.openMs / 1000).toFixed(1)} s`);
load.kill();
