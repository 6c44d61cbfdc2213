// The command line of the server: one command, one function each.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPlatform } from "./app.ts";
import { checkBooks } from "./books.ts";
import { ConfigError, readConfig } from "./config.ts";
import { publishedChanges } from "./http/versions.ts";
import { importBnetza, type Progress, type Summary } from "./imports/bnetza.ts";
import { type Log, openLog } from "./lib/log.ts";
import { elapsedMs, systemClock } from "./lib/time.ts";
import { openApiText, openApplicationDatabase } from "./opening.ts";
import { welcome } from "./welcome.ts";

type Command = (args: readonly string[]) => Promise<number>;

const base = () => {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  return { config, clock: systemClock, log, changes: publishedChanges };
};

/** A terminal's Ctrl-C may reach a process twice; only one that comes later means "at once". */
const impatientMs = 1500;

/** Calls `stop` at the first SIGINT or SIGTERM; a second one, later, does not wait for it. */
function onStopSignal(log: Log, stop: () => void): void {
  let first: number | null = null;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      const now = elapsedMs();
      if (first === null) {
        first = now;
        log.info({ signal }, "stopping");
        stop();
      } else if (now - first > impatientMs) process.exit(1);
    });
  }
}

/** Answers requests, talks to chargers and runs jobs until it is told to stop. */
const serve: Command = async () => {
  const options = base();
  const platform = await startPlatform(options);
  const stopped = new Promise<number>((resolve) => {
    onStopSignal(options.log, () => {
      platform.close().then(
        () => resolve(0),
        (error) => {
          options.log.error({ err: error }, "the server did not stop cleanly");
          resolve(1);
        },
      );
    });
    platform.died.then((error) => {
      options.log.error({ err: error }, "the database ended");
      resolve(1);
    });
  });
  const greeting = await welcome(platform, options.config, options.log);
  platform.markReady();
  console.log(greeting);
  return stopped;
};

const migrateOnly: Command = async () => {
  const opened = await openApplicationDatabase({ ...base(), join: true });
  await opened.close();
  console.log("The database has the schema of this version.");
  return 0;
};

const openapi: Command = async () => {
  const file = join(import.meta.dirname, "../openapi.json");
  writeFileSync(file, openApiText());
  console.log(`Wrote ${file}`);
  return 0;
};

const importStations: Command = async ([format, file, ...rest]) => {
  const network = rest[0] === "--network" ? (rest[1] ?? null) : null;
  if (format !== "bnetza" || file === undefined || (rest.length > 0 && network === null)) {
    console.error("Usage: npm run import -- bnetza <file.csv> [--network net_…]");
    return 2;
  }
  const options = base();
  const opened = await openApplicationDatabase({ ...options, join: true });
  try {
    const summary = await importBnetza({
      ...{ database: opened.database, log: openLog("error"), file, onProgress: showProgress },
      ...(network === null ? {} : { network }),
    });
    console.log(importText(summary));
    return 0;
  } finally {
    await opened.close();
  }
};

/** One line that counts up, on a terminal; every tenth of the file elsewhere. */
function showProgress({ rows, bytes, totalBytes }: Progress): void {
  const percent = Math.floor((100 * bytes) / Math.max(1, totalBytes));
  const line = `${rows} rows, ${percent} %`;
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
  else console.log(line);
}

function importText(summary: Summary): string {
  const warnings = summary.warnings.map(({ line, reason }) => `line ${line}: ${reason}`);
  const counts =
    `${summary.rows} rows in ${(summary.tookMs / 1000).toFixed(1)} s: ${summary.added} added, ` +
    `${summary.changed} changed, ${summary.unchanged} unchanged, ${summary.leftOut} left out, ` +
    `${summary.warnings.length} warnings (network ${summary.network})`;
  return ["", ...warnings, counts].join("\n");
}

/** Recomputes every balance from the entries; finds nothing when the books are right. */
const checkLedger: Command = async () => {
  const opened = await openApplicationDatabase({ ...base(), join: true });
  try {
    const findings = await opened.database.snapshotOfAll(checkBooks);
    for (const finding of findings) console.error(finding);
    console.log(findings.length === 0 ? "The ledger adds up." : `${findings.length} findings.`);
    return findings.length === 0 ? 0 : 1;
  } finally {
    await opened.close();
  }
};

const commands: Readonly<Record<string, Command>> = {
  serve,
  migrate: migrateOnly,
  openapi,
  import: importStations,
  "check-ledger": checkLedger,
};

async function main(): Promise<number> {
  const [name = "serve", ...args] = process.argv.slice(2);
  const command = commands[name];
  if (command === undefined) {
    console.error(`Unknown command '${name}'. Commands: ${Object.keys(commands).join(", ")}.`);
    return 2;
  }
  try {
    return await command(args);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return 2;
  }
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? `Charge could not go on: ${error.message}` : error);
  if (process.env["CHARGE_LOG_LEVEL"] === "debug") console.error(error);
  process.exit(1);
}
