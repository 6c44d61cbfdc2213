// The one place where things are built and joined: database, nouns, networks, jobs and the HTTP
// server.
import { type Config, isLoopback, readConfig } from "./config.ts";
import { openDatabase } from "./db/database.ts";
import { applicationRole, maintainPartitions, migrate, readiness } from "./db/migrate.ts";
import { holdNodeLock } from "./db/node_lock.ts";
import { type Connection, startDatabase } from "./db/open.ts";
import { openPool, type Pool } from "./db/pool.ts";
import { openPulse, type Pulse } from "./db/pulse.ts";
import type { Announce, Database } from "./db/work.ts";
import { downloads } from "./downloads.ts";
import { type Figures, openFigures } from "./figures.ts";
import type { Files } from "./files/files.ts";
import { type Links, openLinks } from "./files/links.ts";
import { openFiles } from "./files/open.ts";
import { type Keyring, openKeyring } from "./http/auth.ts";
import { catalogue, dispatchTo, references } from "./http/catalogue.ts";
import { docs } from "./http/docs/pages.ts";
import { health } from "./http/health.ts";
import { removeExpired } from "./http/idempotency.ts";
import { openApiText as openApiOf } from "./http/openapi/document.ts";
import { type Outbound, openOutbound, openResolver } from "./http/outbound.ts";
import { openRateLimit, type RateLimit } from "./http/rate_limit.ts";
import type { Resource } from "./http/resource.ts";
import { sampleObject } from "./http/samples.ts";
import type { Observe } from "./http/seen.ts";
import { type HttpServer, openServer, type ServerOptions } from "./http/server.ts";
import { openTally } from "./http/tally.ts";
import { addressOf, isLocal, plainTextAllowed, type TransportRule } from "./http/transport.ts";
import { type Change, openVersions, publishedChanges, type Versions } from "./http/versions.ts";
import { newNodeName, startRunner, type Task } from "./jobs/runner.ts";
import { type Chore, startSchedule } from "./jobs/schedule.ts";
import { randomFraction } from "./lib/id.ts";
import type { Log } from "./lib/log.ts";
import { openVault, type Vault } from "./lib/secret.ts";
import { addMs, type Clock, systemClock } from "./lib/time.ts";
import { ocppNetwork } from "./networks/ocpp/server.ts";
import { simulatorNetwork, type VirtualChargers } from "./networks/simulator/simulator.ts";
import { wallClock } from "./networks/wall_clock.ts";
import { openProcessors, tokenizers } from "./payments/open.ts";
import { forgetEvents } from "./payments/stripe/store.ts";
import { stripeWebhook } from "./payments/stripe/webhook.ts";
import * as accounts from "./resources/accounts/store.ts";
import * as apiKeys from "./resources/api_keys/store.ts";
import { type KeyUses, openKeyUses } from "./resources/api_keys/use_actions.ts";
import { tasks as sessionTasks } from "./resources/charging_sessions/jobs.ts";
import { tasks as stationTasks } from "./resources/charging_stations/jobs.ts";
import * as stations from "./resources/charging_stations/store.ts";
import * as events from "./resources/events/actions.ts";
import { resources } from "./resources/index.ts";
import { tasks as invoiceTasks } from "./resources/invoices/jobs.ts";
import { bankAccountChecked } from "./resources/payment_methods/actions.ts";
import { tasks as methodTasks } from "./resources/payment_methods/jobs.ts";
import { removeOldFiles } from "./resources/reports/actions.ts";
import { tasks as reportTasks } from "./resources/reports/jobs.ts";
import { openRecorder, type Recorder } from "./resources/request_logs/actions.ts";
import { tasks as reservationTasks } from "./resources/reservations/jobs.ts";
import { dropSilent } from "./resources/station_connections/actions.ts";
import { tasks as connectionTasks } from "./resources/station_connections/jobs.ts";
import { tasks as clockTasks } from "./resources/test_clocks/jobs.ts";
import { tasks as helperTasks } from "./resources/test_helpers/jobs.ts";
import { tasks as topUpTasks } from "./resources/top_ups/jobs.ts";
import { tasks as transactionTasks } from "./resources/transactions/jobs.ts";
import { hinted } from "./resources/transactions/sighting_actions.ts";
import * as webhooks from "./resources/webhook_endpoints/actions.ts";
import { tasks as webhookTasks } from "./resources/webhook_endpoints/jobs.ts";
import { runningOn, stationHost } from "./station_host.ts";

export type Platform = {
  readonly url: string;
  readonly port: number;
  /** How clients reach it. */
  publicUrl(): string;
  readonly database: Database;
  readonly vault: Vault;
  /** The virtual chargers: plug in, unplug, fault, go offline. */
  readonly simulator: VirtualChargers;
  /** Resolves when the embedded database ended although nobody stopped it. */
  readonly died: Promise<Error>;
  /** From now on `/readyz` says so: what a start prepares (keys, stations) is there. */
  markReady(): void;
  close(): Promise<void>;
};

export type PlatformOptions = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** The versions of the API. */
  readonly changes: readonly Change[];
};

/**
 * The nouns, with what some of them need from outside. Without a server nothing is linked to.
 */
export function nounsOf(
  config: Config,
  vault: Vault,
  versions: Versions,
  links: Links = openLinks(vault, systemClock, () => ""),
): readonly Resource[] {
  const given = { config, vault, versions, links };
  const knowing = (nouns: readonly string[]) => resourcesOf(given, nouns);
  // Keys have rights on every noun of the list, their own included: it is made to be read first.
  return knowing(knowing([]).map(({ name }) => name));
}

type Given = {
  readonly config: Config;
  readonly vault: Vault;
  readonly versions: Versions;
  readonly links: Links;
};

function resourcesOf(
  { config, vault, versions, links }: Given,
  nouns: readonly string[],
): readonly Resource[] {
  const made: readonly Resource[] = resources({
    apiKeys: { nouns },
    stationConnections: { vault },
    webhookEndpoints: {
      ...{ vault, versions, allowPrivate: config.webhookAllowPrivate },
      sampleOf: (word) => sampleObject(made, word),
    },
    paymentMethods: {
      tokenizers: tokenizers(config, vault),
      cardNumbersLive: config.cardNumbersLive,
    },
    reports: { links },
  });
  return made;
}

/** The OpenAPI document of all nouns. Only shapes are read and nothing runs, so any settings do. */
export function openApiText(): string {
  const config = readConfig({
    CHARGE_SECRET: "0".repeat(32),
    CHARGE_DATABASE_URL: "postgres://none",
  });
  const versions = openVersions(publishedChanges);
  return openApiOf(nounsOf(config, openVault(config.secret), versions), versions);
}

const announce: Announce = async (work, emissions, unwanted) => {
  await webhooks.fanOut(work, await events.record(work, emissions, unwanted));
};

/** How clients reach the server, which may be known only when it listens. */
type Reached = {
  publicUrl(): string;
  /** Resolves when it is known. */
  readonly known: Promise<void>;
  /** It listens there. */
  set(url: string): void;
};

function openReached({ publicUrl }: Config): Reached {
  const { promise: known, resolve } = Promise.withResolvers<void>();
  let url = publicUrl;
  if (url !== null) resolve();
  return {
    publicUrl: () => url ?? "",
    known,
    set(bound) {
      url ??= bound;
      resolve();
    },
  };
}

export type OpenedDatabase = {
  readonly connection: Connection;
  readonly database: Database;
  readonly pool: Pool;
  readonly vault: Vault;
  readonly versions: Versions;
  readonly nouns: readonly Resource[];
  readonly links: Links;
  readonly reached: Reached;
  /** Says which objects the commits of this process changed. */
  readonly pulse: Pulse;
  readonly died: Promise<Error>;
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
    const pulse = openPulse();
    const vault = openVault(config.secret);
    const versions = openVersions(options.changes);
    const reached = openReached(config);
    const links = openLinks(vault, clock, reached.publicUrl);
    const nouns = nounsOf(config, vault, versions, links);
    const database = openDatabase({
      ...{ pool, clock, announce },
      references: references(catalogue(nouns)),
      dispatch: dispatchTo(nouns),
      committed: pulse.beat,
    });
    return {
      connection: server.connection,
      ...{ database, pool, vault, versions, nouns, pulse, died: server.died, links, reached },
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

/** Everything that runs: networks, jobs and the HTTP server on one database. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, log } = options;
  const opened = await openApplicationDatabase(options);
  const { database, connection, vault } = opened;
  const node = newNodeName();
  const lock = await holdNodeLock(connection, node, log);
  const networks = openNetworks(options, database);
  const outbound = openOutbound(openResolver());
  const files = await openFiles(config.files);
  const runner = startRunner({
    ...{ database, log, node, lookEveryMs: 250 },
    tasks: tasksOf(options, opened, networks, { outbound, files }),
  });
  await database.times.refresh(database.everyone());
  await resumeSimulated(database, networks.simulator);
  // The embedded database has one server: no line of an earlier one is up.
  if (config.databaseUrl === null) await dropSilent(database, database.clock.now());
  const watch = openWatch(options, opened);
  const uses = openKeyUses();
  const { rateLimit } = watch;
  const schedule = startSchedule(choresOf(opened, { uses, rateLimit, files }), log);
  const { publicUrl } = opened.reached;
  let prepared = false;
  const ready = readiness();
  const isReady = async () => prepared && (await ready(database.everyone()));
  const keyring = keyringOf(opened, uses);
  const joined = { publicUrl, isReady, watch, keyring, files };
  const server = serverOf(options, opened, joined, networks.ocpp);
  const { port } = await server.listen(config.port, config.host);
  const url = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  opened.reached.set(url);
  return {
    ...{ url, port, publicUrl, database, vault, died: opened.died },
    simulator: networks.simulator,
    markReady() {
      prepared = true;
    },
    async close() {
      // Together: the HTTP server waits for upgraded sockets, which are the chargers'.
      await Promise.all([server.close(), networks.simulator.close(), networks.ocpp.close()]);
      // Before the runner, which would wait for strangers to answer.
      outbound.close();
      await Promise.all([runner.stop(), schedule.stop(), watch.close()]);
      await uses.write(database.everyone());
      await lock.release();
      await opened.close();
    },
  };
}

function openNetworks({ config, clock, log }: PlatformOptions, database: Database) {
  const host = stationHost(database, log);
  const hardware = { host, log, clock: wallClock(clock.now) };
  return {
    simulator: simulatorNetwork({ ...hardware, speed: config.simulatorSpeed, autoPlug: true }),
    ocpp: ocppNetwork(hardware),
  };
}

type Networks = ReturnType<typeof openNetworks>;

const tasksOf = (
  { config, log }: PlatformOptions,
  { connection, database, vault, versions, pulse, links, reached }: OpenedDatabase,
  networks: Networks,
  { outbound, files }: { readonly outbound: Outbound; readonly files: Files },
): readonly Task[] => [
  ...stationTasks({ database }),
  ...connectionTasks({ ocpp: networks.ocpp, database, vault }),
  ...paymentTasks(openProcessors(config, database, log), log),
  ...topUpTasks(),
  ...reservationTasks(networks),
  ...sessionTasks(networks),
  ...helperTasks(networks.simulator),
  ...invoiceTasks(),
  ...clockTasks({
    times: database.times,
    makePartitions: (aheadMs) => maintainPartitions(connection, aheadMs),
  }),
  ...webhookTasks({
    ...{ outbound, vault, versions, pulse, random: randomFraction },
    allowPrivate: config.webhookAllowPrivate,
  }),
  ...reportTasks({ database, files, links, log, linkable: reached.known }),
];

const paymentTasks = (processors: ReturnType<typeof openProcessors>, log: Log) => [
  ...methodTasks({ processors }),
  ...transactionTasks({ processors, log }),
];

const hourMs = 3_600_000;
/** Three times the heartbeat that chargers are told: what says nothing for so long is gone. */
const silentMs = 180_000;

/** What watches the requests: their log, their limits, their figures. */
type Watch = {
  readonly recorder: Recorder;
  readonly rateLimit: RateLimit | null;
  readonly figures: Figures;
  readonly transport: TransportRule;
  readonly observe: Observe;
  close(): Promise<void>;
};

function openWatch({ config, log }: PlatformOptions, { database, pool }: OpenedDatabase): Watch {
  const loopbackUrl = config.publicUrl === null || isLoopback(new URL(config.publicUrl).hostname);
  const { allowHttp, trustedProxies, rateLimit: allowance } = config;
  const transport = { allowHttp, trustedProxies, loopback: isLoopback(config.host) && loopbackUrl };
  const everyone = database.everyone();
  const recorder = openRecorder({
    // Not on the connections that reads share: a hundred lines would hold up what stands behind.
    everyone: { query: (...asked) => database.acrossAccounts((apart) => apart.query(...asked)) },
    log,
  });
  const rateLimit = allowance === null ? null : openRateLimit({ allowance, everyone, log });
  const tally = openTally();
  const figures = openFigures({
    ...{ tally, database, pool, linesLost: recorder.lost, token: config.metricsToken },
    ...{ isLocal: isLocal(transport), plainTextAllowed: plainTextAllowed(transport) },
  });
  return {
    ...{ recorder, rateLimit, figures, transport },
    observe(seen) {
      tally.observe(seen);
      recorder.observe(seen);
    },
    async close() {
      figures.close();
      await Promise.all([recorder.close(), rateLimit?.close()]);
    },
  };
}

type Tended = {
  readonly uses: KeyUses;
  readonly rateLimit: RateLimit | null;
  readonly files: Files;
};

const choresOf = (
  { connection, database }: OpenedDatabase,
  { uses, rateLimit, files }: Tended,
): readonly Chore[] => [
  // See `knownAfterMs`: two of these looks, and what they may take.
  {
    name: "accounts' times",
    everyMs: 400,
    run: () => database.times.refresh(database.everyone()),
  },
  { name: "uses of keys", everyMs: 60_000, run: () => uses.write(database.everyone()) },
  { name: "partitions", everyMs: 6 * hourMs, run: () => maintainPartitions(connection) },
  {
    name: "silent chargers",
    everyMs: 60_000,
    run: () => dropSilent(database, addMs(database.clock.now(), -silentMs)),
  },
  {
    name: "idempotency keys",
    everyMs: hourMs,
    run: () => removeExpired(database),
  },
  {
    name: "Stripe's notifications",
    everyMs: 6 * hourMs,
    // Stripe repeats one for three days.
    run: () =>
      database.acrossAccounts((everyone) =>
        forgetEvents(everyone, [addMs(database.clock.now(), -720 * hourMs)]),
      ),
  },
  { name: "rate limits", everyMs: 60_000, run: async () => rateLimit?.clean() },
  { name: "old reports", everyMs: hourMs, run: () => removeOldFiles(database, files) },
];

/**
 * Simulated chargers live in this process; what they were doing when the last one ended goes on.
 */
async function resumeSimulated(
  database: Database,
  simulator: Networks["simulator"],
): Promise<void> {
  await stations.freeSimulated(database.everyone(), [database.clock.now()]);
  await simulator.resume(await runningOn(database, "simulator"));
}

/** Looks keys up; what this process changes about keys and accounts holds in it at once. */
function keyringOf({ database, pulse }: OpenedDatabase, uses: KeyUses): Keyring {
  const { clock } = database;
  const keyring = openKeyring(
    async (digest) => {
      const [key] = await apiKeys.findByDigest(database.everyone(), [digest, clock.now()]);
      if (key === undefined) return null;
      const { id: keyId, account_id: account, livemode, permissions } = key;
      return {
        ...{ keyId, account, livemode, permissions },
        expiresAt: key.expires_at,
        accountStatus: key.status,
        apiVersion: key.api_version,
      };
    },
    (keyId) => uses.note(keyId, clock.now()),
  );
  pulse.watch((ids) => {
    for (const id of ids) if (/^(key|acct)_/.test(id)) return keyring.forget();
  });
  return keyring;
}

type Joined = {
  readonly publicUrl: () => string;
  readonly isReady: () => Promise<boolean>;
  readonly watch: Watch;
  readonly keyring: Keyring;
  readonly files: Files;
};

function serverOf(
  { config, log }: PlatformOptions,
  { database, vault, versions, nouns, pulse, links }: OpenedDatabase,
  { publicUrl, isReady, watch, keyring, files }: Joined,
  ocpp: Networks["ocpp"],
): HttpServer {
  const waits = Object.assign({}, ...nouns.map((one) => one.waits));
  return openServer({
    kernel: {
      ...{ database, catalogue: catalogue(nouns), waits, vault, versions, log, publicUrl, pulse },
    },
    resources: nouns,
    keyring,
    childAccount: async (parent, child) =>
      (await accounts.child(database.everyone(), [parent, child]))[0]?.status ?? null,
    plainTextAllowed: plainTextAllowed(watch.transport),
    addressOf: addressOf(watch.transport),
    admit: (key) => watch.rateLimit?.admit(key) ?? null,
    observe: watch.observe,
    open: {
      ...health({ ready: isReady, log }),
      ...watch.figures.open,
      ...docs(nouns, versions),
      ...downloads({ files, links, plainTextAllowed: plainTextAllowed(watch.transport) }),
    },
    notified: notifiedOf(config, database, log),
    requestTimeoutMs: config.requestTimeoutMs,
    upgrade: (request, socket, head) => ocpp.upgrade(request, socket, head),
  });
}

/** Where processors tell what happens there; nowhere without one that does. */
function notifiedOf(config: Config, database: Database, log: Log): ServerOptions["notified"] {
  const secrets = [
    ...(config.stripe === null ? [] : [{ livemode: true, secret: config.stripe.webhookSecret }]),
    ...(config.stripeTest === null
      ? []
      : [{ livemode: false, secret: config.stripeTest.webhookSecret }]),
  ];
  if (secrets.length === 0) return {};
  const hearers = { payment: hinted, bankAccount: bankAccountChecked };
  return { "/stripe/webhook": stripeWebhook({ secrets, database, log, hearers }) };
}
