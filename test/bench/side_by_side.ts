// Two servers under the same load, in turns, so that whatever else the machine does meets both; of
// many short rounds the medians, and of their ratios.
import { childrenCpuMs, cpuMs } from "./core.ts";
import type { Order } from "./load.ts";
import type { Server, Stage } from "./stage.ts";

export type Measured = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of the server's processor time per request. */
  readonly cpuUs: number;
  /** The same of the database's. */
  readonly databaseUs: number;
  /** How much of its core the server used, 0 to 1. */
  readonly busy: number;
};

export type SideBySide = {
  readonly ours: Measured;
  readonly bare: Measured;
  /** Medians of the ratios of neighbouring rounds. */
  readonly ratio: { readonly perSecond: number; readonly p99: number; readonly cpu: number };
};

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

const medians = (all: readonly Measured[]): Measured => ({
  perSecond: median(all.map((one) => one.perSecond)),
  p50: median(all.map((one) => one.p50)),
  p99: median(all.map((one) => one.p99)),
  cpuUs: median(all.map((one) => one.cpuUs)),
  databaseUs: median(all.map((one) => one.databaseUs)),
  busy: median(all.map((one) => one.busy)),
});

type Loading = Pick<Order, "connections" | "requests">;

export async function measure(
  stage: Stage,
  on: Server,
  loading: Loading,
  ms: number,
): Promise<Measured> {
  const before = cpuMs(on.pid);
  const databaseBefore = childrenCpuMs(stage.databasePid);
  const begin = performance.now();
  const { perSecond, p50, p99, answered } = await stage.load(on, { ...loading, ms });
  const used = cpuMs(on.pid) - before;
  const busy = used / (performance.now() - begin);
  const databaseUs = (1000 * (childrenCpuMs(stage.databasePid) - databaseBefore)) / answered;
  return { perSecond, p50, p99, cpuUs: (1000 * used) / answered, databaseUs, busy };
}

export async function sideBySide(stage: Stage, loading: Loading): Promise<SideBySide> {
  const [rounds, ms] = stage.quick ? [3, 1500] : [9, 3000];
  const ours: Measured[] = [];
  const bare: Measured[] = [];
  // Compiled code and filled caches on both sides: by number, for that is what the compiler counts.
  const warm = { ...loading, count: stage.quick ? 5000 : 20_000, ms: 60_000 };
  for (const one of [stage.server, stage.bare]) await stage.load(one, warm);
  for (let round = 0; round < rounds; round++) {
    bare.push(await measure(stage, stage.bare, loading, ms));
    ours.push(await measure(stage, stage.server, loading, ms));
  }
  const ratioOf = (pick: (one: Measured) => number): number =>
    median(ours.map((one, at) => pick(one) / pick(bare[at] as Measured)));
  return {
    ours: medians(ours),
    bare: medians(bare),
    ratio: {
      perSecond: ratioOf((one) => one.perSecond),
      p99: ratioOf((one) => one.p99),
      cpu: ratioOf((one) => 1 / one.cpuUs),
    },
  };
}
