// What a new installation, and a new account, begins with.
import type { Database } from "./db/work.ts";
import { currentVersion } from "./http/versions.ts";
import * as accounts from "./resources/accounts/actions.ts";
import * as accountStore from "./resources/accounts/store.ts";
import * as apiKeys from "./resources/api_keys/actions.ts";
import * as networks from "./resources/networks/actions.ts";

export type FreshAccount = {
  readonly account: string;
  readonly testKey: string;
  readonly liveKey: string;
};

/** An account with one secret key per mode and its standard networks. The keys are seen here and never again. */
export async function openAccount(
  database: Database,
  input: accounts.NewAccount,
): Promise<FreshAccount> {
  const now = database.clock.now();
  return database.acrossAccounts(async (everyone) => {
    const account = await accounts.create(everyone, now, currentVersion, input);
    const testKey = await apiKeys.createSecretKey(everyone, now, account, false);
    const liveKey = await apiKeys.createSecretKey(everyone, now, account, true);
    const [installation] = await accountStore.installation(everyone);
    await networks.createStandard(everyone, now, account, { shared: installation?.id === account });
    return { account, testKey, liveKey };
  });
}
