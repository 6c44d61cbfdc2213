// `npm run bench`: measures the figures that the project promises and prints them beside what was
// asked for. Never part of the tests: a busy machine is no fault of the code. Options: --only name,
// --quick, --strict (a missed figure is an error), --write (docs/benchmarks.md), --profile folder.
import { parseArgs } from "node:util";
import { chargerFigures } from "./chargers.ts";
import { createFigures } from "./creates.ts";
import { invoiceFigures } from "./invoices.ts";
import { listFigures } from "./lists.ts";
import { pricingFigures } from "./pricing.ts";
import { readFigures } from "./reads.ts";
import { type Result, tableOf, writePage } from "./report.ts";
import { reportFigures } from "./reports.ts";
import { settlementFigures } from "./settlements.ts";
import { openStage, type Stage } from "./stage.ts";
import { webhookFigures } from "./webhooks.ts";

const benches: Readonly<Record<string, (stage: Stage) => Promise<Result>>> = {
  reads: readFigures,
  creates: createFigures,
  lists: listFigures,
  webhooks: webhookFigures,
  invoices: invoiceFigures,
  reports: reportFigures,
  pricing: pricingFigures,
  settlements: settlementFigures,
  chargers: chargerFigures,
};

/** Those whose memory is counted have a server to themselves, which has done nothing else yet. */
const alone: ReadonlySet<string> = new Set(["reports", "chargers"]);

const { values } = parseArgs({
  options: {
    ["only"]: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    strict: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});

const stage = await openStage(values.quick, values.profile ?? null);
try {
  const results: Result[] = [];
  for (const [name, run] of Object.entries(benches)) {
    if (values.only !== undefined && !values.only.includes(name)) continue;
    console.log(`${name} …`);
    const own = alone.has(name) ? await openStage(values.quick, null) : null;
    const result = await run(own ?? stage).finally(() => own?.close());
    for (const note of result.notes) console.log(`  ${note}`);
    results.push(result);
  }
  const figures = results.flatMap((one) => one.figures);
  console.log(`\n${tableOf(figures)}`);
  if (values.write) writePage(results, stage.databaseVersion);
  if (values.strict && figures.some(({ ok }) => !ok)) process.exitCode = 1;
} finally {
  await stage.close();
}
