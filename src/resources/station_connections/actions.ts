// What a charger tells of its line, and its password. Who is let in is admission/'s; the protocol
// is src/networks' affair.
import type { Database, Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { found } from "../../lib/errors.ts";
import { newId, randomText } from "../../lib/id.ts";
import type { Vault } from "../../lib/secret.ts";
import type { Fact, RegistrationStatus } from "../../networks/fact.ts";
import type { PasswordAnswer } from "../../networks/network.ts";
import * as stations from "../charging_stations/actions.ts";
import * as stationRows from "../charging_stations/store.ts";
import * as admission from "./admission/store.ts";
import { digestOf, passwordLength } from "./passwords.ts";
import { type ConnectionRow, renderRolled } from "./schema.ts";
import * as store from "./store.ts";

type LineKind = "connected" | "disconnected" | "booted" | "heartbeat" | "clock";
export type LineFact = Extract<Fact, { kind: LineKind }>;

export type Taken = {
  /** The socket that who connects anew leaves behind. */
  readonly before: store.Socket | null;
  /** How who boots is to be answered. */
  readonly registration: RegistrationStatus;
};

/** Stores what a charger told of its line to the process `node`, in the station's own account. */
export async function tell(
  database: Database,
  { station, node }: { readonly station: string; readonly node: string | null },
  fact: LineFact,
): Promise<Taken> {
  const owner = await stations.ownerOf(database, station);
  return database.transaction(owner, async (work) => {
    if (fact.kind !== "connected") {
      return { before: null, registration: await told(work, station, fact) };
    }
    const { connection, protocol, remoteAddress, securityProfile } = fact;
    const before = await store.connected(work, [
      ...[station, connection, protocol, remoteAddress, work.realNow, node, securityProfile],
    ]);
    await stations.setOnline(work, station, true);
    return { before, registration: "accepted" };
  });
}

async function told(
  work: Work,
  station: string,
  fact: Exclude<LineFact, { kind: "connected" }>,
): Promise<RegistrationStatus> {
  switch (fact.kind) {
    case "disconnected": {
      const current = await store.disconnected(work, [station, fact.connection, work.realNow]);
      if (current !== null) await stations.setOnline(work, station, false);
      break;
    }
    case "booted": {
      const { vendor, model, serial, firmware } = fact;
      const boot = [station, vendor, model, serial, firmware, work.realNow];
      return (await store.booted(work, boot))?.registration_status ?? "accepted";
    }
    case "clock":
      await store.clock(work, [station, fact.skewMs, work.realNow]);
      break;
    case "heartbeat": {
      const line = await store.seen(work, [station, work.realNow, fact.connection]);
      if (line?.was_online === false) await stations.setOnline(work, station, true);
    }
  }
  return "accepted";
}

/** What was measured of a charger's clock; 0 as long as nothing was. */
export async function skewMsOf(database: Database, station: string): Promise<number> {
  const [line] = await store.skewOf(database.everyone(), [station]);
  return line?.clock_skew_ms ?? 0;
}

/**
 * Takes lines for gone that have told nothing since then: a process that was killed could not say
 * that its sockets went with it.
 */
export async function dropSilent(database: Database, since: Date): Promise<void> {
  await drop(database, await store.silentSince(database.everyone(), [since]), since);
}

/** Takes lines for gone whose process is dead: their chargers are looking for another one. */
export async function dropOfDeadNodes(database: Database): Promise<void> {
  const lines = await database.acrossAccounts((everyone) => store.ofDeadNodes(everyone, []));
  await drop(database, lines, database.clock.now());
}

async function drop(database: Database, lines: readonly store.Line[], since: Date): Promise<void> {
  for (const line of lines) {
    const scope = { account: line.account_id, livemode: line.livemode };
    const { station_id: station, connection } = line;
    await database.transaction(scope, async (work) => {
      const gone = await store.silenced(work, [station, connection, since, work.realNow]);
      if (gone !== null) await stations.setOnline(work, station, false);
    });
  }
}

/** The process that holds the station's socket, as far as is known. */
export async function holderOf(database: Database, station: string): Promise<string | null> {
  return (await store.holder(database.everyone(), [station]))[0]?.node ?? null;
}

export const hangUpTask = "station_connections.hang_up";
export type HangUp = {
  readonly id: string;
  readonly identity: string;
  /** Only the socket of this name; null: whichever it is. */
  readonly connection?: string | null;
};

export const bootAgainTask = "station_connections.boot_again";
export type BootAgain = Pick<HangUp, "id" | "identity">;

/** The station is the charger of this identity from now on; null: it has no line of its own. */
export async function identify(
  work: Work,
  station: string,
  identity: string | null,
): Promise<void> {
  const before = await store.ofStation(work, [station]);
  if (before !== null) {
    const payload: HangUp = { id: station, identity: before.identity };
    await enqueue(work, { task: hangUpTask, payload });
  }
  if (identity === null) {
    await store.remove(work, [station]);
    return;
  }
  await store.identify(work, [newId("conn", work.realNow), station, identity, work.realNow]);
  await admission.approve(work, [identity]);
}

/** The line of an own station. */
export async function connectionOf(
  work: Parameters<typeof stationRows.find>[0] & { readonly now: Date },
  station: string,
): Promise<ConnectionRow> {
  found(await stationRows.find(work, [station, work.now]), "charging_station_not_found", station);
  const row = await store.ofStation(work, [station]);
  return found(row, "station_connection_not_found", station);
}

export const pushTask = "station_connections.push_password";
export type Push = Pick<HangUp, "id" | "identity"> & {
  readonly sealed: string;
  /** Of the digest: names the password. */
  readonly salt: string;
};
/** What the vault encrypts passwords for, until the charger has them. */
export const pushPurpose = "charger_password";

/** Gives the charger a new password, seen here and never again; one that is online is told it. */
export async function rollPassword(work: Work, vault: Vault, station: string) {
  const { online, identity } = await connectionOf(work, station);
  const password = randomText(passwordLength);
  const salt = randomText(16);
  const status = online ? "pushed" : "rolled";
  await store.rollPassword(work, [
    ...[station, salt, digestOf(salt, password), work.realNow, status],
  ]);
  if (online) {
    const sealed = vault.encrypt(pushPurpose, password);
    const payload: Push = { id: station, identity, sealed, salt };
    await enqueue(work, { task: pushTask, queue: `${pushTask}:${station}`, payload });
  }
  return renderRolled(await connectionOf(work, station), password);
}

/** What the charger has said of it; the password itself is named by its salt. */
export async function passwordAnswered(
  work: Work,
  { station, salt, answer }: { station: string; salt: string; answer: PasswordAnswer },
): Promise<void> {
  await store.passwordAnswered(work, [station, salt, answer]);
}
