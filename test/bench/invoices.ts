// A draft invoice over a hundred thousand transactions: what a client waits for its lines, which
// are computed each time it is read. And how long its document takes.
import pg from "pg";
import { seedSessions } from "../bulk.ts";
import { forgetHighest, memory } from "./memory.ts";
import { figure, type Result } from "./report.ts";
import { median } from "./side_by_side.ts";
import type { Stage } from "./stage.ts";

const transactions = 100_000;
const period = { period_start: "2026-03-01T00:00:00Z", period_end: "2026-04-01T00:00:00Z" };

async function seed({ databaseUrl, account, make }: Stage): Promise<string> {
  const fleet = (await make("/v1/fleets", { name: "Fleet", timezone: "Europe/Berlin" })).id;
  const drivers = await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      const driver = { name: `Driver ${at}`, email: "driver@example.com" };
      return (await make("/v1/drivers", driver)).id;
    }),
  );
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await seedSessions(client, {
    ...{ account, fleet, drivers, stations: [`chst_${"0".repeat(32)}`], count: transactions },
    ...{ from: new Date(period.period_start), to: new Date(period.period_end) },
  });
  await client.end();
  return fleet;
}

const secondsOf = async (run: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
};

export async function invoiceFigures(stage: Stage): Promise<Result> {
  const fleet = await seed(stage);
  const { id } = await stage.make("/v1/invoices", { ...period, fleet });
  const path = `/v1/invoices/${id}`;
  const reads: number[] = [];
  for (let round = 0; round < (stage.quick ? 3 : 7); round++) {
    reads.push(await secondsOf(() => stage.read(path)));
  }
  let sent = false;
  const waits: number[] = [];
  const others = async (): Promise<void> => {
    while (!sent) waits.push(await secondsOf(() => stage.read(`/v1/fleets/${fleet}`)));
  };
  const before = memory(stage.server.pid, "VmRSS");
  forgetHighest(stage.server.pid);
  const document = await secondsOf(async () => {
    const meanwhile = others();
    const headers = { authorization: `Bearer ${stage.key}` };
    const answer = await fetch(`http://127.0.0.1:${stage.server.port}${path}/pdf`, { headers });
    for await (const _ of answer.body ?? []);
    sent = true;
    await meanwhile;
  });
  const most = memory(stage.server.pid, "VmHWM");
  waits.sort((a, b) => a - b);
  const at = (share: number): string =>
    `${(1000 * (waits[Math.ceil(share * waits.length) - 1] ?? 0)).toFixed(0)} ms`;
  const finalizing = await secondsOf(() => stage.make(`${path}/finalize`));
  const value = median(reads);
  const name = "Draft invoice over 100 000 transactions";
  return {
    figures: [figure(name, { value, unit: " s" }, ["at most", 2])],
    notes: [
      `read: ${reads.map((one) => one.toFixed(2)).join(", ")} s`,
      `finalised in ${finalizing.toFixed(1)} s, its document sent in ${document.toFixed(1)} s`,
      `other reads meanwhile: p50 ${at(0.5)}, p99 ${at(0.99)}, slowest ${at(1)}`,
      `memory of the server: ${before.toFixed(0)} MiB before, ${most.toFixed(0)} MiB at most`,
    ],
  };
}
