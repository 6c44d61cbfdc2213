// Tells the other processes that this one lives: an advisory lock on a connection of its own,
// which the database lets go the moment the process is gone. No clock, no heartbeat table.
import pg from "pg";
import type { Log } from "../lib/log.ts";
import { pause } from "../lib/time.ts";
import type { DatabaseUrl } from "./pool.ts";

export type NodeLock = { release(): Promise<void> };

export async function holdNodeLock(
  database: DatabaseUrl,
  node: string,
  log: Log,
): Promise<NodeLock> {
  let released = false;
  let client: pg.Client | null = null;
  const hold = async (): Promise<void> => {
    const fresh = new pg.Client({
      ...database,
      application_name: "charge node",
      keepAlive: true,
    } as pg.ClientConfig);
    fresh.on("error", (error) => {
      log.warn({ err: error }, "the node lock's connection broke");
      if (client === fresh) retake();
    });
    await fresh.connect();
    await fresh.query("select pg_advisory_lock(hashtextextended('node:' || $1, 0))", [node]);
    client = fresh;
  };
  const retake = async (): Promise<void> => {
    client = null;
    while (!released && client === null) {
      await hold().catch((error) => log.warn({ err: error }, "the node lock is not held"));
      if (client === null) await pause(500);
    }
  };
  await hold();
  return {
    async release() {
      released = true;
      await client?.end();
    },
  };
}
