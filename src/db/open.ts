// The PostgreSQL that a command works on: one's own by URL, or the embedded one, started or joined.
import type { Log } from "../lib/log.ts";
import { joinEmbedded, startEmbedded } from "./embedded.ts";
import type { DatabaseUrl } from "./lane.ts";

export type Connection = DatabaseUrl;

export type OpenDatabaseServer = {
  readonly connection: Connection;
  /** Resolves when an embedded database ended although nobody stopped it. */
  readonly died: Promise<Error>;
  stop(): Promise<void>;
};

const never = new Promise<Error>(() => undefined);

/**
 * With `join`, a server that already runs on the data folder is used instead of starting a
 * second.
 */
export async function startDatabase(
  config: { readonly dataDir: string; readonly databaseUrl: string | null },
  log: Log,
  join: boolean,
): Promise<OpenDatabaseServer> {
  if (config.databaseUrl !== null) {
    return {
      connection: { connectionString: config.databaseUrl },
      died: never,
      stop: async () => undefined,
    };
  }
  const running = join ? await joinEmbedded(config.dataDir) : null;
  if (running !== null) return { connection: running, died: never, stop: async () => undefined };
  const log_ = (line: string): void => log.debug({ postgres: line }, "postgres");
  const embedded = await startEmbedded({ dataDir: config.dataDir, log: log_ });
  return { connection: embedded.connection, died: embedded.died, stop: () => embedded.stop() };
}
