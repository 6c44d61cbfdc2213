// A report of a million transactions: how many rows a second, and how much memory the server needs
// for it. The rows name real drivers, vehicles and a fleet, as they would after years of charging.
import pg from "pg";
import { newId } from "../../src/lib/id.ts";
import { pause } from "../../src/lib/time.ts";
import { forgetHighest, memory } from "./memory.ts";
import { figure, type Result } from "./report.ts";
import type { Json, Stage } from "./stage.ts";

const people = 200;

/** In the year before now; ids sort as their times do. */
async function seed(stage: Stage, count: number): Promise<void> {
  const fleet = await stage.make("/v1/fleets", { name: "Bench", timezone: "Europe/Berlin" });
  const [drivers, vehicles]: [string[], string[]] = [[], []];
  for (let at = 0; at < people; at++) {
    const name = `Driver, ${at}`;
    drivers.push((await stage.make("/v1/drivers", { name, email: "bench@example.com" })).id);
    const vin = `BENCHRPT${String(at).padStart(9, "0")}`;
    const more = { battery_capacity: 82_000, charging_standard: "CCS" };
    const plate = { registration_plate: `B-CH ${at}` };
    vehicles.push((await stage.make("/v1/vehicles", { vin, ...more, ...plate })).id);
  }
  const begin = newId("txn", new Date("2026-01-01T00:00:00Z")).slice(0, 12);
  const client = new pg.Client({ connectionString: stage.databaseUrl });
  await client.connect();
  await client.query(
    `insert into transactions (account_id, livemode, id, type, status, amount, currency,
       description, charging_session, driver, fleet, vehicle, payment_method, created)
     select $1, false, $2 || lpad(g::text, 24, '0'), 'charge', 'succeeded', 1 + g % 5000, 'eur',
       'Charging session', 'cs_' || lpad(g::text, 32, '0'), ($3::text[])[1 + g % $6::int], $4,
       ($5::text[])[1 + g % $6::int], 'pm_' || lpad((g % 300)::text, 32, '0'),
       '2026-01-01'::timestamptz + g * interval '1 second'
     from generate_series(1, $7::int) g`,
    [stage.account, begin, drivers, fleet.id, vehicles, people, count],
  );
  await client.query("analyze transactions");
  await client.end();
}

async function made(stage: Stage, parameters: object): Promise<Json & { ms: number }> {
  const period = { period_start: "2025-12-31T00:00:00Z", period_end: "2026-02-01T00:00:00Z" };
  const { id } = await stage.make("/v1/reports", { parameters: { ...parameters, ...period } });
  const begin = performance.now();
  for (;;) {
    const report = await stage.read(`/v1/reports/${id}`);
    if (report["status"] === "failed") throw new Error("the report failed");
    if (report["status"] === "succeeded") return { ...report, ms: performance.now() - begin };
    await pause(20);
  }
}

export async function reportFigures(stage: Stage): Promise<Result> {
  const count = stage.quick ? 200_000 : 1_000_000;
  await seed(stage, count);
  await made(stage, { type: "transactions", filters: { vehicle: ["veh_none"] } });
  const before = memory(stage.server.pid, "VmRSS");
  forgetHighest(stage.server.pid);
  const rounds: (Json & { ms: number })[] = [];
  for (let round = 0; round < 3; round++) rounds.push(await made(stage, { type: "transactions" }));
  const most = memory(stage.server.pid, "VmHWM");
  const best = Math.min(...rounds.map(({ ms }) => ms));
  const sums = await made(stage, { type: "transactions", group_by: "day" });
  const rate = (1000 * count) / best;
  return {
    figures: [
      figure("Report: rows a second, as CSV", { value: rate, unit: "/s", digits: 0 }, [
        ...(["at least", 40_000] as const),
      ]),
      figure("Report of a million rows: memory of the server", { value: most, unit: " MiB" }, [
        ...(["at most", 300] as const),
      ]),
    ],
    notes: [
      `${count} rows, ${(Number(rounds[0]?.["size"]) / 2 ** 20).toFixed(0)} MiB: ` +
        `${rounds.map(({ ms }) => `${(ms / 1000).toFixed(1)} s`).join(", ")}; by day in ` +
        `${(sums.ms / 1000).toFixed(1)} s`,
      `server before: ${before.toFixed(0)} MiB`,
    ],
  };
}
