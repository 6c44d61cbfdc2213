// One server per data folder. The claim is an advisory lock that the server holds in the embedded
// database itself for as long as it lives: the kernel closes the connections of a killed process,
// so a claim cannot go stale and no process id has to be trusted.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Connection } from "./embedded_socket.ts";

/** "CHRG" in bytes: nothing else locks this number in the maintenance database. */
const claimKey = 0x43485247;
/** A killed server's connection takes a moment to be noticed; we ask again before we refuse. */
const attempts = 8;
const pauseMs = 50;

export class ClaimedError extends Error {}

/** Refuses with a `ClaimedError` when another server holds the claim. */
export async function claim(dataDir: string, connection: Connection): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, application_name: `server ${process.pid}` });
  // A lost connection shows as "end"; without this listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (await tryClaim(client)) return client;
    await sleep(pauseMs);
  }
  const holder = await claimHolder(client);
  await client.end();
  const who = holder === null ? "Another server" : `Another server (process ${holder})`;
  throw new ClaimedError(`${who} is running on the data folder ${dataDir}. Stop it first.`);
}

/** Claims, and claims again whenever the connection breaks, until released. */
export async function holdClaim(dataDir: string, connection: Connection): Promise<() => void> {
  let released = false;
  const regain = async (): Promise<void> => {
    while (!released) {
      await sleep(200, undefined, { ref: false });
      if (released) return;
      const client = await claim(dataDir, connection).catch(() => null);
      if (client !== null) return void client.once("end", regain);
    }
  };
  const client = await claim(dataDir, connection);
  client.once("end", regain);
  return () => {
    released = true;
  };
}

async function tryClaim(client: pg.Client): Promise<boolean> {
  const answer = await client.query<{ taken: boolean }>(
    "SELECT pg_try_advisory_lock($1) AS taken",
    [claimKey],
  );
  return answer.rows[0]?.taken ?? false;
}

/** Process id of the server that holds the claim, null when nobody does. */
async function claimHolder(client: pg.Client): Promise<string | null> {
  const answer = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted`,
    [claimKey],
  );
  return answer.rows[0]?.name.replace("server ", "") ?? null;
}

/** Looks without taking, so that asking can never make a starting server believe it is second. */
export async function isClaimed(connection: Connection): Promise<boolean> {
  const client = new pg.Client(connection);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await claimHolder(client)) !== null;
  } finally {
    await client.end();
  }
}
