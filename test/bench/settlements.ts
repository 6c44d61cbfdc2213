// Session ends in money (the hold's end, transaction, ledger, event; one durable transaction each),
// beside a bare script that writes the same rows with one prepared statement. All in one account,
// whose postings wait for each other.
import { ask, childrenCpuMs, cpuMs, startBeside } from "./core.ts";
import { figure, type Result } from "./report.ts";
import type { Open, Took, Turn } from "./settler.ts";
import { median } from "./side_by_side.ts";
import type { Stage } from "./stage.ts";

export async function settlementFigures(stage: Stage): Promise<Result> {
  const settler = startBeside("settler.ts", "server core");
  const { databaseUrl, secret, account } = stage;
  await ask(settler, { databaseUrl, secret, account } satisfies Open);
  const take = async (what: Turn["what"], count: number) => {
    const database = childrenCpuMs(stage.databasePid);
    const own = cpuMs(settler.pid as number);
    const { ms } = await ask<Took>(settler, { what, count } satisfies Turn);
    return {
      perSecond: (1000 * count) / ms,
      cpuUs: (1000 * (cpuMs(settler.pid as number) - own)) / count,
      databaseUs: (1000 * (childrenCpuMs(stage.databasePid) - database)) / count,
    };
  };
  const [rounds, count] = stage.quick ? [3, 500] : [7, 2000];
  const both = {
    ours: [] as Awaited<ReturnType<typeof take>>[],
    bare: [] as Awaited<ReturnType<typeof take>>[],
  };
  for (let round = -1; round < rounds; round++) {
    await take("hold", 2 * count);
    const [bare, ours] = [await take("bare", count), await take("ours", count)];
    // The first is for compiled code and plans.
    if (round < 0) continue;
    both.bare.push(bare);
    both.ours.push(ours);
  }
  settler.kill();
  const ratio = median(
    both.ours.map((one, at) => one.perSecond / (both.bare[at]?.perSecond as number)),
  );
  const line = (who: "ours" | "bare", name: string): string => {
    const of = (key: "perSecond" | "cpuUs" | "databaseUs") =>
      median(both[who].map((one) => one[key])).toFixed(0);
    return (
      `${name}: ${of("perSecond")} session ends/s, ${of("cpuUs")} µs of the script's CPU and ` +
      `${of("databaseUs")} µs of database CPU each`
    );
  };
  return {
    figures: [
      figure("Session end: per second of the bare script's", { value: ratio, unit: "" }, [
        "at least",
        0.5,
      ]),
    ],
    notes: [line("ours", "Charge"), line("bare", "bare")],
  };
}
