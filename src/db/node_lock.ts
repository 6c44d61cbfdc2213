// Tells the other processes that this one lives: an advisory lock on a connection of its own,
// which the database lets go the moment the process is gone. No clock, no heartbeat table.
import pg from "pg";
import type { Log } from "../lib/log.ts";
import { pause } from "../lib/time.ts";
import type { DatabaseUrl } from "./lane.ts";

export type NodeLock = {
  /**
   * Tries to take up a role that one process plays at a time; false where another one has it. It
   * is held as long as the connection lasts.
   */
  lead(role: string): Promise<boolean>;
  /** Calls when the connection broke: roles are lost, though the process lives. */
  onLost(call: () => void): void;
  /** Calls when somebody rings at this process. */
  onRing(call: () => void): void;
  release(): Promise<void>;
};

export async function holdNodeLock(
  database: DatabaseUrl,
  node: string,
  log: Log,
): Promise<NodeLock> {
  let released = false;
  let client: pg.Client | null = null;
  const lost: (() => void)[] = [];
  const rung: (() => void)[] = [];
  const hold = async (): Promise<void> => {
    const fresh = new pg.Client({
      ...database,
      application_name: "charge node",
      keepAlive: true,
    } as pg.ClientConfig);
    fresh.on("error", (error) => {
      log.warn({ err: error }, "the node lock's connection broke");
      if (client !== fresh) return;
      for (const one of lost) one();
      retake();
    });
    fresh.on("notification", ({ payload }) => {
      if (payload === node) for (const one of rung) one();
    });
    await fresh.connect();
    await fresh.query("select pg_advisory_lock(hashtextextended('node:' || $1, 0))", [node]);
    await fresh.query("listen charge_nodes");
    client = fresh;
    // What was rung meanwhile was not heard.
    for (const one of rung) one();
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
    async lead(role) {
      const text = "select pg_try_advisory_lock(hashtextextended('role:' || $1, 0)) as led";
      const found = await client?.query(text, [role]);
      return found?.rows[0]?.led === true;
    },
    onLost: (call) => void lost.push(call),
    onRing: (call) => void rung.push(call),
    async release() {
      released = true;
      await client?.end();
    },
  };
}
