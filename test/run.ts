// What `npm test` runs: types, lint and tidy rules, then every test file against one throwaway
// PostgreSQL. Arguments name files to run instead of all.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startThrowaway } from "./database.ts";

const everyTest = ["src/**/*.test.ts", "sdk/**/*.test.ts", "cli/**/*.test.ts", "test/**/*.test.ts"];
const nodeArguments = [
  "--test",
  "--test-reporter=spec",
  "--test-concurrency=3",
  // A test that hangs fails with its name instead of holding up the whole run. It holds for a file
  // too, and the robustness test takes a minute on two free cores.
  "--test-timeout=600000",
  // A failed test that left something open must not keep the run from ending.
  "--test-force-exit",
];

let current: ChildProcess | null = null;
let interrupted = false;

async function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  if (interrupted) return 1;
  current = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  const [code] = await once(current, "exit");
  return code ?? 1;
}

async function runTests(files: string[]): Promise<number> {
  const database = await startThrowaway();
  // Some five hundred processes load the same files: compiled once, they start in half the time.
  const compiled = await mkdtemp(join(tmpdir(), "charge-compiled-"));
  try {
    return await run(process.execPath, [...nodeArguments, ...files], {
      CHARGE_TEST_DATABASE: JSON.stringify(database.admin),
      NODE_COMPILE_CACHE: compiled,
    });
  } finally {
    await database.stop();
    await rm(compiled, { recursive: true, force: true });
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interrupted = true;
    current?.kill(signal);
  });
}

const chosen = process.argv.slice(2);
const checked = chosen.length > 0 ? 0 : await run("npm", ["run", "--silent", "check"]);
process.exitCode = checked !== 0 ? checked : await runTests(chosen.length > 0 ? chosen : everyTest);
