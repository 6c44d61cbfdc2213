// Who a connecting charger is, and whether it is let in. When the power is back a whole city asks
// at once: many are looked up with one statement. Strangers are noted, and wait (ruling 22).
import { openBatches } from "../../../db/batches.ts";
import type { Database } from "../../../db/work.ts";
import { newId } from "../../../lib/id.ts";
import type { SecurityProfile } from "../../../networks/fact.ts";
import type { Admission, Arrival } from "../../../networks/network.ts";
import * as accounts from "../../accounts/store.ts";
import { asGiven, fits } from "../passwords.ts";
import * as store from "./store.ts";

export type Claim = {
  readonly identity: string;
  readonly password: string | null;
  readonly arrival: Arrival;
  /** The installation's; a station may ask for more. */
  readonly minimumProfile: SecurityProfile;
};

export type Admit = (claim: Claim) => Promise<Admission>;

/** As many strangers are remembered, of all that may knock on an open port. */
const mostPending = 1000;
/** Of a crowd of strangers only so many are noted at once: the others come again. */
const mostNoted = 200;
/** Looked up with one statement, while one is under way the next one gathers. */
const [most, underWay] = [500, 2];

const identityShape = /^[A-Za-z0-9*_=:+|@.-]{1,48}$/;

export function openAdmission(database: Database): Admit {
  const note = openStrangers(database);
  const look = openBatches<{ readonly identity: string; readonly nth: string }, store.Lock | null>({
    lineOf: () => "",
    // None waits for another one, be it of the same identity.
    turnOf: ({ nth }) => nth,
    ...{ most, underWay },
    async run(all) {
      const identities = [...new Set(all.map(({ identity }) => identity))];
      const locks = await store.byIdentity(database.everyone(), [identities]);
      const known = new Map(locks.map((lock) => [lock.identity, lock]));
      return all.map(async ({ identity }) => known.get(identity) ?? null);
    },
  });
  let count = 0;
  return async (claim) => {
    const { identity } = claim;
    count += 1;
    const known = await look({ identity, nth: String(count) });
    if (known !== null) return admitted(database, known, claim);
    if (identityShape.test(identity)) await note(identity);
    return { admitted: false, reason: "unknown" };
  };
}

/** Checks password, or certificate, of a charger whose identity is known. */
async function admitted(database: Database, known: store.Lock, claim: Claim): Promise<Admission> {
  const { identity, arrival } = claim;
  const station = { id: known.station_id, identity };
  const reason = await refusalOf(database, known, claim);
  if (reason !== null) return { admitted: false, reason, station };
  const securityProfile = profileOf(arrival);
  // After the password: who does not know it is not told how the station is to be reached.
  const { minimum_security_profile: asked, reached_security_profile: reached } = known;
  if (securityProfile < Math.max(claim.minimumProfile, asked ?? reached ?? 1)) {
    return { admitted: false, reason: "security_profile", station };
  }
  // It had knocked before somebody made its station.
  if (known.was_pending) await store.forgetPending(database.everyone(), [identity]);
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

/** Notes strangers, those of one moment with one statement. */
function openStrangers(database: Database): (identity: string) => Promise<void> {
  const waiting = new Map<string, Promise<void>>();
  const note = openBatches<string, void>({
    lineOf: () => "",
    turnOf: (identity) => identity,
    ...{ most: mostNoted, underWay: 1 },
    async run(identities) {
      const now = database.clock.now();
      await database.acrossAccounts(async (everyone) => {
        const [installation] = await accounts.installation(everyone);
        if (installation === undefined) return;
        const ids = identities.map(() => newId("conn", now));
        await store.notePending(everyone, [installation.id, ids, identities, now, mostPending]);
      });
      return identities.map(async () => {});
    },
  });
  return (identity) => {
    const same = waiting.get(identity);
    if (same !== undefined) return same;
    if (waiting.size >= mostNoted) return Promise.resolve();
    const noted = note(identity).finally(() => waiting.delete(identity));
    waiting.set(identity, noted);
    return noted;
  };
}

/** Not once it was rolled again: a charger must not learn a password that is forgotten. */
export async function isCurrent(
  database: Database,
  identity: string,
  password: string,
): Promise<boolean> {
  const [known] = await store.byIdentity(database.everyone(), [[identity]]);
  return known !== undefined && fits(known.password_salt, known.password_digest, password);
}
