// A full page of a hundred objects with two expansions: what it costs the server's processor. The
// heavier of two lists that clients really ask for.
import { figure, type Result } from "./report.ts";
import { type Measured, measure, median } from "./side_by_side.ts";
import type { Stage } from "./stage.ts";

const size = 100;
/** At once while seeding. */
const width = 10;

async function each<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await run(item);
  };
  await Promise.all(Array.from({ length: width }, work));
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

/** A hundred drivers, each in two of ten fleets, each with a vehicle of their own in a fleet. */
async function seed(stage: Stage): Promise<void> {
  const fleets: string[] = [];
  await each(numbers(10), async (at) => {
    fleets.push((await stage.make("/v1/fleets", { name: `Fleet ${at}` })).id);
  });
  await each(numbers(size), async (at) => {
    const driver = await stage.make("/v1/drivers", {
      ...{ name: `Driver ${at}`, email: `driver${at}@example.com`, phone: "+33189000029" },
      metadata: { cost_center: String(at), region: "north" },
    });
    const vehicle = await stage.make("/v1/vehicles", {
      ...{ vin: `BENCHVN${String(at).padStart(10, "0")}`, battery_capacity: 82_000 },
      charging_standard: "CCS",
    });
    for (const fleet of [fleets[at % 10], fleets[(at + 1) % 10]]) {
      await stage.make(`/v1/drivers/${driver.id}/attach`, { fleet });
    }
    await stage.make(`/v1/vehicles/${vehicle.id}/attach`, { fleet: fleets[at % 10] });
    await stage.make(`/v1/vehicles/${vehicle.id}/attach`, { driver: driver.id });
  });
}

const lists = [
  "/v1/drivers?limit=100&expand=fleets&expand=vehicles",
  "/v1/vehicles?limit=100&expand=drivers&expand=fleet",
];

export async function listFigures(stage: Stage): Promise<Result> {
  await seed(stage);
  const results: { path: string; cpuMs: number; perSecond: number }[] = [];
  for (const path of lists) {
    const loading = { connections: 2, requests: [{ path, body: null }] };
    await stage.load(stage.server, { ...loading, count: 200, ms: 30_000 });
    const rounds: Measured[] = [];
    for (const _ of numbers(stage.quick ? 3 : 7)) {
      rounds.push(await measure(stage, stage.server, loading, 2000));
    }
    const cpuMs = median(rounds.map(({ cpuUs }) => cpuUs)) / 1000;
    results.push({ path, cpuMs, perSecond: median(rounds.map((one) => one.perSecond)) });
  }
  const value = Math.max(...results.map(({ cpuMs }) => cpuMs));
  return {
    figures: [
      figure("List of 100 with two expansions: server CPU", { value, unit: " ms" }, ["at most", 6]),
    ],
    notes: results.map(
      ({ path, cpuMs, perSecond }) =>
        `${path}: ${cpuMs.toFixed(2)} ms of server CPU, ${perSecond.toFixed(0)}/s`,
    ),
  };
}
