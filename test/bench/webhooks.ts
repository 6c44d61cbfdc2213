// Deliveries to a receiver on the same machine: how fast a backlog drains, and how long after a
// change its first attempt arrives while everything keeps up.
import type { ChildProcess } from "node:child_process";
import { ask, childrenCpuMs, cpuMs, startBeside } from "./core.ts";
import { figure, type Result } from "./report.ts";
import type { Report, Order as SinkOrder } from "./sink.ts";
import type { Stage } from "./stage.ts";

const tell = (sink: ChildProcess, order: SinkOrder): Promise<Report> => ask(sink, { order });

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function arrived(sink: ChildProcess, count: number): Promise<Report> {
  const limit = performance.now() + 120_000;
  for (;;) {
    const report = await tell(sink, "report");
    if (report.arrived >= count) return report;
    if (performance.now() > limit) throw new Error(`only ${report.arrived} of ${count} arrived`);
    await pause(20);
  }
}

const driver = { path: "/v1/drivers", body: JSON.stringify({ name: "Ada", email: "a@b.example" }) };

/** Several endpoints, so that few changes make a long backlog before the first answer is late. */
async function drain(stage: Stage, sink: ChildProcess, endpoints: number): Promise<Drained> {
  const changes = Math.ceil((stage.quick ? 4000 : 12_000) / endpoints);
  await tell(sink, "hold");
  const loading = { connections: 32, requests: [driver], count: changes, ms: 60_000 };
  const { answered } = await stage.load(stage.server, loading);
  const begin = Date.now();
  const [server, database] = [cpuMs(stage.server.pid), childrenCpuMs(stage.databasePid)];
  await tell(sink, "open");
  const held = answered * endpoints;
  const { lastMs, unsigned } = await arrived(sink, held - endpoints * lanes);
  if (unsigned > 0) throw new Error(`${unsigned} deliveries had no signature`);
  return {
    perSecond: (1000 * held) / (lastMs - begin),
    cpuUs: (1000 * (cpuMs(stage.server.pid) - server)) / held,
    databaseUs: (1000 * (childrenCpuMs(stage.databasePid) - database)) / held,
  };
}

type Drained = { readonly perSecond: number; readonly cpuUs: number; readonly databaseUs: number };

const drainText = (who: string, { perSecond, cpuUs, databaseUs }: Drained): string =>
  `a backlog of ${who}: ${perSecond.toFixed(0)}/s, ${cpuUs.toFixed(0)} µs of server CPU and ` +
  `${databaseUs.toFixed(0)} µs of database CPU each`;

/** Of one endpoint, that were under way while the sink held its answers. */
const lanes = 8;

async function ages(stage: Stage, sink: ChildProcess): Promise<{ p50: number; p99: number }> {
  const loading = { connections: 16, requests: [driver], rate: 200 };
  const follow = async (ms: number): Promise<Report> => {
    await tell(sink, "open");
    const { answered } = await stage.load(stage.server, { ...loading, ms });
    return arrived(sink, answered);
  };
  // Compiled code, and plans for tables that are not empty.
  await follow(stage.quick ? 3000 : 12_000);
  const { ages: sorted } = await follow(stage.quick ? 5000 : 20_000);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] as number;
  return { p50: at(0.5), p99: at(0.99) };
}

export async function webhookFigures(stage: Stage): Promise<Result> {
  const sink = startBeside("sink.ts", "other cores");
  const { port } = await tell(sink, "open");
  const endpoint = () =>
    stage.make("/v1/webhook_endpoints", {
      ...{ url: `http://127.0.0.1:${port}/hook`, enabled_events: ["driver.created"] },
    });
  await endpoint();
  const age = await ages(stage, sink);
  const one = await drain(stage, sink, 1);
  for (let more = 1; more < 4; more++) await endpoint();
  const four = await drain(stage, sink, 4);
  sink.kill();
  return {
    figures: [
      figure("Webhooks delivered, signed", { value: four.perSecond, unit: "/s", digits: 0 }, [
        "at least",
        1500,
      ]),
      figure(
        "Webhooks at 200 events/s: p99 to the first attempt",
        { value: age.p99, unit: " ms", digits: 0 },
        ["at most", 250],
      ),
    ],
    notes: [
      drainText("one endpoint", one),
      drainText("four", four),
      `from the event's own time to its arrival: p50 ${age.p50} ms, p99 ${age.p99} ms`,
    ],
  };
}
