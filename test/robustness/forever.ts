// `npm run fuzz`: the robustness test without an end, or CHARGE_FUZZ_REQUESTS long. Stops at the
// first complaint; CHARGE_FUZZ_SEED repeats a run.
import { startThrowaway } from "../database.ts";
import { seed, startRun } from "./start.ts";

const longest = Number(process.env["CHARGE_FUZZ_REQUESTS"] ?? Number.POSITIVE_INFINITY);
const leg = 1000;

console.log(`CHARGE_FUZZ_SEED=${seed}; Ctrl-C ends it.`);
const database = await startThrowaway();
process.env["CHARGE_TEST_DATABASE"] = JSON.stringify(database.admin);
const { run, close } = await startRun();
let interrupted = false;
process.once("SIGINT", () => {
  interrupted = true;
});
while (!interrupted && run.failures.length === 0 && run.tally.total < longest) {
  await run.generate(Math.min(leg, longest - run.tally.total));
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(`${run.tally.total} requests, ${megabytes} MiB`);
}
console.log(run.tally.table());
for (const failure of run.failures) console.error(`\n${failure}`);
process.exitCode = run.failures.length === 0 ? 0 : 1;
await close();
await database.stop();
