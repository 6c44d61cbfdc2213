// A throwaway PostgreSQL for tests: fast instead of durable, gone when stopped.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../src/db/embedded.ts";
import type { Connection } from "../src/db/embedded_socket.ts";

/** Nothing here outlives a power cut, so nothing waits for the disk. */
export const fastSettings = {
  fsync: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_connections: "300",
  log_min_messages: "fatal",
};

export type Throwaway = {
  /** Leads to the maintenance database, from which tests make their own. */
  readonly admin: Connection;
  stop(): Promise<void>;
};

export async function startThrowaway(): Promise<Throwaway> {
  const dataDir = await mkdtemp(join(tmpdir(), "charge-test-"));
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  const log = (line: string): void => {
    if (/FATAL|PANIC/.test(line) && !line.includes("administrator command")) console.error(line);
  };
  try {
    const server = await startEmbedded({ dataDir, log, settings: fastSettings });
    return {
      admin: { ...server.connection, database: "postgres" },
      stop: () => server.stop().finally(remove),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
