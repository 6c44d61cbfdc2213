// What a new installation, and every new account, begins with.

import type { Reader } from "./db/statement.ts";
import type { Database } from "./db/work.ts";
import * as accounts from "./resources/accounts/actions.ts";
import * as accountStore from "./resources/accounts/store.ts";
import * as apiKeys from "./resources/api_keys/actions.ts";
import * as networks from "./resources/networks/actions.ts";
import { startReporting } from "./resources/reports/automatic_actions.ts";

export type FreshAccount = {
  readonly account: string;
  readonly testKey: string;
  readonly liveKey: string;
};

type Everyone = Pick<Reader, "query">;

async function makeKeys(everyone: Everyone, now: Date, account: string): Promise<FreshAccount> {
  const testKey = await apiKeys.createSecretKey(everyone, now, account, false);
  const liveKey = await apiKeys.createSecretKey(everyone, now, account, true);
  return { account, testKey, liveKey };
}

async function make(
  everyone: Everyone,
  now: Date,
  input: accounts.NewAccount,
): Promise<FreshAccount> {
  const first = (await accountStore.installation(everyone))[0] === undefined;
  const account = await accounts.create(everyone, now, input);
  // The first account is the installation's: its simulator's stations are everybody's (ruling 13).
  await networks.createStandard(everyone, now, account, { shared: first });
  await startReporting(everyone, now, account);
  return makeKeys(everyone, now, account);
}

/**
 * An account with its networks and one secret key per mode. The keys are seen here and never again.
 */
export const openAccount = (
  database: Database,
  input: accounts.NewAccount,
): Promise<FreshAccount> =>
  database.acrossAccounts((everyone) => make(everyone, database.clock.now(), input));

/**
 * Makes the first account, if nobody has yet. With `lostKeys` a known installation gets new ones.
 * Null where nothing was made. Several nodes may call it at once.
 */
export async function firstStart(
  database: Database,
  options: { readonly lostKeys: boolean },
): Promise<FreshAccount | null> {
  const now = database.clock.now();
  const fresh = await database.acrossAccounts(async (everyone) => {
    await accountStore.lockInstallation(everyone);
    const [known] = await accountStore.installation(everyone);
    if (known !== undefined) return options.lostKeys ? makeKeys(everyone, now, known.id) : null;
    const first = { name: "First account", email: "owner@example.com", type: "business" as const };
    return make(everyone, now, first);
  });
  return fresh;
}
