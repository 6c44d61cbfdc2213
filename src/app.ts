// The one place where things are built and joined: database, nouns, networks, jobs and the HTTP server.
import { type Config, isLoopback } from "./config.ts";
import { applicationRole, migrate } from "./db/migrate.ts";
import { holdNodeLock } from "./db/node_lock.ts";
import { type Connection, startDatabase } from "./db/open.ts";
import { openPool } from "./db/pool.ts";
import {
  type Announce,
  type Database,
  type Dispatch,
  openDatabase,
  type References,
  type Rendered,
  type Work,
} from "./db/work.ts";
import type { Catalogue } from "./http/expand.ts";
import type { Kernel } from "./http/handle.ts";
import type { Resource } from "./http/resource.ts";
import { openServer } from "./http/server.ts";
import { plainTextAllowed } from "./http/transport.ts";
import { newNodeName, startRunner, type Task } from "./jobs/runner.ts";
import { assert } from "./lib/assert.ts";
import type { Log } from "./lib/log.ts";
import { openVault, type Vault } from "./lib/secret.ts";
import type { Clock } from "./lib/time.ts";
import { testTokenizer } from "./payments/test/cards.ts";
import { testProcessor } from "./payments/test/processor.ts";
import * as accounts from "./resources/accounts/store.ts";
import * as apiKeys from "./resources/api_keys/store.ts";
import * as events from "./resources/events/actions.ts";
import { resources } from "./resources/index.ts";
import * as transactions from "./resources/transactions/jobs.ts";

export type Platform = {
  readonly url: string;
  readonly port: number;
  readonly database: Database;
  readonly vault: Vault;
  close(): Promise<void>;
};

export type PlatformOptions = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
};

/** The nouns, with what some of them need from outside. */
const nounsOf = (config: Config, vault: Vault): readonly Resource[] =>
  resources({
    paymentMethods: {
      tokenizers: { test: testTokenizer(vault), live: null },
      cardNumbersLive: config.cardNumbersLive,
    },
  });

/** What the nouns render, by id prefix and by object word. */
export function catalogue(nouns: readonly Resource[]): Catalogue {
  const renders = nouns.flatMap((one) => one.renders);
  return {
    byPrefix: new Map(renders.map((one) => [one.prefix, one])),
    byObject: new Map(renders.map((one) => [one.object, one])),
  };
}

function references(all: Catalogue): References {
  const load: References["load"] = async (work, prefix, ids) => {
    const rendering = all.byPrefix.get(prefix);
    assert(rendering !== undefined, `no noun renders ids that begin with ${prefix}`);
    const loaded = ids.length === 0 ? [] : await rendering.load(work, ids);
    return new Map(loaded.map((one: Rendered) => [String(one.id), one]));
  };
  return {
    load,
    async firstMissing(work, prefix, ids) {
      const loaded = await load(work, prefix, ids);
      return ids.find((id) => !loaded.has(id)) ?? null;
    },
  };
}

const announce: Announce = async (work, emissions) => {
  await events.record(work, emissions);
};

/** Facts go to the nouns in the order of the list, each in the teller's transaction. */
const dispatchTo =
  (nouns: readonly Resource[]): Dispatch =>
  async (work, name, fact) => {
    for (const { listens } of nouns) {
      const hear = (listens as Readonly<Record<string, Hearer | undefined>>)[name];
      if (hear !== undefined) await hear(work, fact);
    }
  };

type Hearer = (work: Work, fact: unknown) => Promise<void>;

/** Wakes requests that wait for an outcome, whenever something in this process has committed. */
function heartbeat(): { beat: () => void; pulse: (ms: number) => Promise<void> } {
  let waiting: (() => void)[] = [];
  return {
    beat() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    pulse: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

export type OpenedDatabase = {
  readonly connection: Connection;
  readonly database: Database;
  readonly vault: Vault;
  readonly nouns: readonly Resource[];
  close(): Promise<void>;
};

/** A migrated database with its pool: what every command needs, the server and the others. */
export async function openApplicationDatabase(
  options: PlatformOptions & { readonly join?: boolean },
): Promise<OpenedDatabase> {
  const { config, clock, log } = options;
  const server = await startDatabase(config, log, options.join === true);
  try {
    await migrate(server.connection);
    const pool = await openPool({
      database: server.connection,
      role: applicationRole,
      shared: 4,
      exclusive: 24,
      log,
    });
    const vault = openVault(config.secret);
    const nouns = nounsOf(config, vault);
    const database = openDatabase({
      ...{ pool, clock, announce },
      references: references(catalogue(nouns)),
      dispatch: dispatchTo(nouns),
    });
    return {
      connection: server.connection,
      ...{ database, vault, nouns },
      async close() {
        await pool.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, clock, log } = options;
  const opened = await openApplicationDatabase(options);
  const { database, connection, vault, nouns } = opened;
  const node = newNodeName();
  const lock = await holdNodeLock(connection, node, log);
  const { pulse } = heartbeat();
  const tasks: Task[] = [
    ...transactions.tasks({ processors: { test: testProcessor(database), live: null } }),
  ];
  const runner = startRunner({ database, tasks, log, node, lookEveryMs: 250 });
  let url = "";
  const kernel: Kernel = {
    database,
    catalogue: catalogue(nouns),
    waits: Object.assign({}, ...nouns.map((one) => one.waits)),
    vault,
    log,
    publicUrl: () => config.publicUrl ?? url,
    pulse,
  };
  const server = openServer({
    kernel,
    resources: nouns,
    authenticate: async (digest) => {
      const [key] = await apiKeys.findByDigest(database.everyone(), [digest, clock.now()]);
      if (key === undefined) return null;
      const {
        id: keyId,
        account_id: account,
        status: accountStatus,
        api_version: apiVersion,
      } = key;
      return {
        keyId,
        account,
        livemode: key.livemode,
        accountStatus,
        apiVersion,
        permissions: key.permissions,
      };
    },
    childAccount: async (parent, child) =>
      (await accounts.child(database.everyone(), [parent, child]))[0]?.status ?? null,
    plainTextAllowed: plainTextAllowed({
      allowHttp: config.allowHttp,
      loopback:
        isLoopback(config.host) &&
        (config.publicUrl === null || isLoopback(new URL(config.publicUrl).hostname)),
      trustedProxies: config.trustedProxies,
    }),
    open: {
      "/healthz": async () => ({ status: 200, type: "application/json", body: '{"status":"ok"}' }),
    },
    upgrade: (_request, socket) => socket.destroy(),
  });
  const { port } = await server.listen(config.port, config.host);
  url = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  return {
    url,
    port,
    database,
    vault,
    async close() {
      await server.close();
      await runner.stop();
      await lock.release();
      await opened.close();
    },
  };
}
