// What a server says when it has started, and what it starts with: keys in the data folder,
// stations to charge at, and one fleet with a driver, so that the first copied command works.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Platform } from "./app.ts";
import type { Config } from "./config.ts";
import { type FreshAccount, firstStart } from "./first_start.ts";
import { seedStations } from "./imports/bnetza.ts";
import type { Log } from "./lib/log.ts";

type Credentials = {
  readonly base_url: string;
  readonly account: string;
  readonly test_key: string;
  readonly live_key: string;
};

const fileIn = (dataDir: string): string => join(dataDir, "credentials.json");

function readCredentials(dataDir: string): Credentials | null {
  const file = fileIn(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Credentials) : null;
}

/** Written beside and renamed: a crash leaves the old file or the new one, never half of one. */
function writeCredentials(dataDir: string, credentials: Credentials): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${fileIn(dataDir)}.new`;
  writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileIn(dataDir));
}

const credentialsOf = (url: string, fresh: FreshAccount): Credentials => ({
  base_url: url,
  account: fresh.account,
  test_key: fresh.testKey,
  live_key: fresh.liveKey,
});

/** Makes the first account on a fresh installation, and answers what to print. */
export async function welcome(platform: Platform, config: Config, log: Log): Promise<string> {
  const known = readCredentials(config.dataDir);
  const fresh = await firstStart(platform.database, {
    // Whoever can read the data folder of an embedded database owns the installation: lost keys are
    // made anew.
    lostKeys: known === null && config.databaseUrl === null,
  });
  if (fresh !== null && known === null) await seedStations(platform.database, log);
  const url = platform.publicUrl();
  const credentials = fresh === null ? known : credentialsOf(url, fresh);
  if (credentials === null) {
    return `Charge listens on ${url}\nIts keys are with the node that started first.\n`;
  }
  const current = { ...credentials, base_url: url };
  if (JSON.stringify(current) !== JSON.stringify(known)) writeCredentials(config.dataDir, current);
  const driver = await exampleDriver({ url: platform.url, key: current.test_key });
  return greeting(current, driver, config);
}

type Self = { readonly url: string; readonly key: string };

/**
 * A call to ourselves, at the listener: the public URL may lead through a proxy that is not up yet.
 */
async function call(self: Self, path: string, body?: object, key?: string) {
  const response = await fetch(`${self.url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${self.key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { "idempotency-key": `welcome-${key}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) return null;
  return (await response.json()) as { id: string; data: { id: string }[] };
}

/** The driver that a fresh installation gets, through its own API; nobody else's is printed. */
async function exampleDriver(self: Self): Promise<string | null> {
  const drivers = await call(self, "/v1/drivers?limit=1&metadata[example]=first+start");
  if (drivers === null) return null;
  const known = drivers.data[0];
  if (known !== undefined) return known.id;
  const events = await call(self, "/v1/events?type=driver.deleted&limit=1");
  // Whoever deleted the example does not want it back.
  if (events === null || events.data.length > 0) return null;
  const fleet = await call(
    self,
    "/v1/fleets",
    { name: "Example Fleet", timezone: "Europe/Berlin" },
    "fleet",
  );
  const driver = await call(
    self,
    "/v1/drivers",
    { name: "Example Driver", email: "example@example.com", metadata: { example: "first start" } },
    "driver",
  );
  if (fleet === null || driver === null) return null;
  await call(self, `/v1/drivers/${driver.id}/attach`, { fleet: fleet.id }, "attach");
  return driver.id;
}

/** A word of a shell's command line. */
const shellWord = (text: string): string =>
  /^[\w./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** `npm run demo`, told where the keys are if that is not where it looks by itself. */
const demoCommand = (dataDir: string): string =>
  dataDir === resolve("data")
    ? "npm run demo"
    : `CHARGE_DATA_DIR=${shellWord(dataDir)} npm run demo`;

export function greeting(
  credentials: Credentials,
  driver: string | null,
  { dataDir }: Pick<Config, "dataDir">,
): string {
  const header = `-H "Authorization: Bearer ${credentials.test_key}"`;
  const example =
    driver === null
      ? `  curl ${credentials.base_url}/v1/account ${header}`
      : [
          `  curl -X POST ${credentials.base_url}/v1/drivers/${driver} \\`,
          `    ${header} \\`,
          `    --json '{"phone": "+33189000029"}'`,
        ].join("\n");
  return [
    `Charge listens on ${credentials.base_url}`,
    "",
    `  test key   ${credentials.test_key}`,
    `  all keys   ${fileIn(dataDir)}`,
    `  reference  ${credentials.base_url}/docs`,
    "",
    "Try it:",
    "",
    example,
    "",
    `Then, in another terminal: ${demoCommand(dataDir)}`,
    "",
  ].join("\n");
}
