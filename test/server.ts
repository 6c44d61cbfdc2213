// A real server process of its own, to be killed. Its database is either embedded in its data
// folder or given.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, clientOf } from "./platform.ts";

export type ServerProcess = {
  readonly url: string;
  readonly api: Client;
  readonly dataDir: string;
  /** What it has printed so far. */
  output(): string;
  /** kill -9, as a power cut would. */
  kill(): Promise<void>;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>;
  readonly child: ChildProcess;
};

const main = join(import.meta.dirname, "../src/main.ts");

export const newDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), "charge-server-"));

export const removeDataDir = (dataDir: string): Promise<void> =>
  rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });

/** Starts a server and waits for its greeting. `entry` may stand in for the command line. */
export async function startServer(
  dataDir: string,
  env: Record<string, string> = {},
  entry = main,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [entry, "serve"], {
    env: {
      ...process.env,
      ...{ CHARGE_DATA_DIR: dataDir, CHARGE_PORT: "0", CHARGE_LOG_LEVEL: "warn" },
      CHARGE_RATE_LIMIT: "off",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe", ...(entry === main ? [] : ["ipc" as const])],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (part) => {
      printed += part;
    });
  }
  await greeting(child, () => printed);
  const { base_url, test_key } = JSON.parse(
    await readFile(join(dataDir, "credentials.json"), "utf8"),
  );
  const exited = once(child, "exit");
  return {
    url: base_url,
    api: clientOf(base_url, test_key),
    ...{ dataDir, child },
    output: () => printed,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      child.kill("SIGTERM");
      const [code] = await exited;
      return code;
    },
  };
}

async function greeting(child: ChildProcess, printed: () => string): Promise<void> {
  const limit = performance.now() + 60_000;
  while (!printed().includes("Try it:")) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > limit) {
      child.kill("SIGKILL");
      throw new Error(`the server did not start:\n${printed()}`);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}
