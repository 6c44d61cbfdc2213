// What a run starts from: a platform without rate limits, an account in use with one of every
// object, thrice, and a receiver of its webhooks.
import { readConfig } from "../../src/config.ts";
import { freshSession } from "../exemplar.ts";
import { makeOneOfEach } from "../exemplars.ts";
import { openInvoice } from "../open_invoice.ts";
import { testDatabase, testPlatform } from "../platform.ts";
import { openReceiver } from "../receiver.ts";
import { openRun, type Run } from "./run.ts";
import type { fingerprint } from "./tables.ts";

/** CHARGE_FUZZ_SEED repeats a run. */
export const seed = Number(process.env["CHARGE_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

export type Started = {
  readonly run: Run;
  readonly sql: Parameters<typeof fingerprint>[0];
  close(): Promise<void>;
};

const kits = 3;
/** Invoices that something is owed on: no request alone makes one. */
const openInvoices = 4;
const inFlight = 16;

/** `world`: several begin with the same seed, each with other requests. */
export async function startRun(world = 0): Promise<Started> {
  const databaseUrl = await testDatabase();
  const config = readConfig({
    ...{ CHARGE_DATABASE_URL: databaseUrl, CHARGE_SECRET: "s".repeat(32), CHARGE_PORT: "0" },
    ...{ CHARGE_RATE_LIMIT: "off", CHARGE_LOG_LEVEL: process.env["CHARGE_LOG_LEVEL"] ?? "silent" },
    // Sessions here last a moment, and should come to cost something.
    CHARGE_SIMULATOR_SPEED: "500",
  });
  const platform = await testPlatform({ databaseUrl, config });
  const receiver = await openReceiver();
  const owner = await platform.openAccount();
  const stock = new Set<string>();
  for (let made = 0; made < kits; made++) {
    const api = platform.client(owner.testKey);
    const ids = await makeOneOfEach(api, owner.account);
    // An account has one clock: another is made where that one may be deleted.
    const { test_clock: _clock, ...kept } = ids;
    for (const id of Object.values(kept)) stock.add(id);
    // Nobody listens there; its retries would never let the platform come to rest.
    await api.make(`/v1/webhook_endpoints/${ids["webhook_endpoint"]}`, { status: "disabled" });
    if (made > 0) continue;
    for (let open = 0; open < openInvoices; open++) {
      await openInvoice(api, await freshSession(api, ids));
    }
  }
  const run = await openRun({
    url: platform.url,
    keys: { own: owner.testKey, live: owner.liveKey, stranger: platform.first.testKey },
    ...{ sink: receiver.url, stock, seed: seed + world, inFlight },
  });
  return {
    ...{ run, sql: platform.sql },
    async close() {
      run.close();
      await platform.close();
      await receiver.close();
    },
  };
}
