// Who a connecting charger is, and what it tells of its line. The protocol is src/networks' affair.
import type { Database, Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { found } from "../../lib/errors.ts";
import { newId, randomText } from "../../lib/id.ts";
import { sameText, sha256, type Vault } from "../../lib/secret.ts";
import type { Fact, RegistrationStatus, SecurityProfile } from "../../networks/fact.ts";
import type { Admission, Arrival, PasswordAnswer } from "../../networks/network.ts";
import * as accounts from "../accounts/store.ts";
import * as stations from "../charging_stations/actions.ts";
import * as stationRows from "../charging_stations/store.ts";
import { type ConnectionRow, renderRolled } from "./schema.ts";
import * as store from "./store.ts";

/** As many strangers are remembered, of all that may knock on an open port. */
const mostPending = 1000;

/**
 * 20 letters and digits: 119 bits, and in hexadecimal the 40 characters that an OCPP 1.6 charger
 * takes as its AuthorizationKey. So much chance needs no slow digest.
 */
const passwordLength = 20;

const digestOf = (salt: string, password: string): string => sha256(`${salt}:${password}`);

const fits = (salt: string | null, digest: string | null, password: string): boolean =>
  salt !== null && digest !== null && sameText(digestOf(salt, password), digest);

/** A charger that takes its AuthorizationKey for text says the digits themselves. */
const asGiven = (password: string): string =>
  hexShape.test(password) ? Buffer.from(password, "hex").toString() : password;

const hexShape = new RegExp(`^[0-9a-f]{${2 * passwordLength}}$`, "i");

const identityShape = /^[A-Za-z0-9*_=:+|@.-]{1,48}$/;

export type Claim = {
  readonly identity: string;
  readonly password: string | null;
  readonly arrival: Arrival;
  /** The installation's; a station may ask for more. */
  readonly minimumProfile: SecurityProfile;
};

/**
 * Checks identity and password, or certificate, of a charger; a stranger is noted and waits
 * (ruling 22).
 */
export async function admit(database: Database, claim: Claim): Promise<Admission> {
  const { identity, arrival } = claim;
  const [known] = await store.byIdentity(database.everyone(), [identity]);
  if (known === undefined) {
    if (identityShape.test(identity)) await noteStranger(database, identity);
    return { admitted: false, reason: "unknown" };
  }
  const station = { id: known.station_id, identity };
  const reason = await refusalOf(database, known, claim);
  if (reason !== null) return { admitted: false, reason, station };
  const securityProfile = profileOf(arrival);
  // After the password: who does not know it is not told how the station is to be reached.
  const { minimum_security_profile: asked, reached_security_profile: reached } = known;
  if (securityProfile < Math.max(claim.minimumProfile, asked ?? reached ?? 1)) {
    return { admitted: false, reason: "security_profile", station };
  }
  // It may have knocked before somebody made its station.
  await store.forgetPending(database.everyone(), [identity]);
  const { message_checks: checks, last_boot_status: told } = known;
  return { admitted: true, station, checks, securityProfile, registration: told ?? "accepted" };
}

const profileOf = ({ tls, certificate }: Arrival): SecurityProfile =>
  certificate !== null ? 3 : tls ? 2 : 1;

type Reason = "password" | "no_password" | "certificate";

/** A certificate that is shown says who it is; a password beside it adds nothing. */
async function refusalOf(
  database: Database,
  known: store.Lock,
  { identity, password, arrival: { certificate } }: Claim,
): Promise<Reason | null> {
  if (certificate !== null) return certificate.name === identity ? null : "certificate";
  if (known.password_digest === null) return "no_password";
  if (password === null) return "password";
  const given = asGiven(password);
  const isCurrent = fits(known.password_salt, known.password_digest, given);
  if (!isCurrent && !fits(known.old_password_salt, known.old_password_digest, given)) {
    return "password";
  }
  if (isCurrent && (known.old_password_digest !== null || known.password_status !== "in_use")) {
    const scope = { account: known.account_id, livemode: known.livemode };
    await database.transaction(scope, (work) => store.passwordUsed(work, [known.station_id]));
  }
  return null;
}

async function noteStranger(database: Database, identity: string): Promise<void> {
  const now = database.clock.now();
  await database.acrossAccounts(async (everyone) => {
    const [installation] = await accounts.installation(everyone);
    if (installation === undefined) return;
    const id = newId("conn", now);
    await store.notePending(everyone, [installation.id, id, identity, now, mostPending]);
  });
}

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
  await store.approve(work, [identity]);
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

/** Not once it was rolled again: a charger must not learn a password that is forgotten. */
export async function isCurrent(
  database: Database,
  identity: string,
  password: string,
): Promise<boolean> {
  const [known] = await store.byIdentity(database.everyone(), [identity]);
  return known !== undefined && fits(known.password_salt, known.password_digest, password);
}
