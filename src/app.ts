// The one place where things are built and joined: database, nouns, networks, jobs and the HTTP
// server.

import { openAuthority } from "./authority.ts";
import { choresOf, type Networks, openNetworks, tasksOf } from "./background.ts";
import { type Config, isLoopback } from "./config.ts";
import { readiness } from "./db/migrate.ts";
import { holdNodeLock } from "./db/node_lock.ts";
import type { Reader } from "./db/statement.ts";
import type { Database } from "./db/work.ts";
import { downloads } from "./downloads.ts";
import { type Figures, openFigures } from "./figures.ts";
import type { Files } from "./files/files.ts";
import { openFiles } from "./files/open.ts";
import { type Keyring, openKeyring } from "./http/auth.ts";
import { catalogue } from "./http/catalogue.ts";
import { docs } from "./http/docs/pages.ts";
import { health } from "./http/health.ts";
import { openOutbound, openResolver } from "./http/outbound.ts";
import { openRateLimit, type RateLimit } from "./http/rate_limit.ts";
import type { Observe } from "./http/seen.ts";
import { type HttpServer, openServer, type ServerOptions } from "./http/server.ts";
import { openTally } from "./http/tally.ts";
import {
  addressOf,
  isLocal,
  plainTextAllowed,
  type TransportRule,
  throughProxy,
} from "./http/transport.ts";
import { newNodeName, startRunner } from "./jobs/runner.ts";
import { startSchedule } from "./jobs/schedule.ts";
import type { Log } from "./lib/log.ts";
import type { Vault } from "./lib/secret.ts";
import type { Authority } from "./networks/ocpp/authority.ts";
import { openTlsListener, type TlsListener } from "./networks/ocpp/tls.ts";
import type { VirtualChargers } from "./networks/simulator/simulator.ts";
import { openRelay } from "./nodes/relay.ts";
import { type OpenedDatabase, openApplicationDatabase, type PlatformOptions } from "./opening.ts";
import { stripeWebhook } from "./payments/stripe/webhook.ts";
import * as accounts from "./resources/accounts/store.ts";
import * as apiKeys from "./resources/api_keys/store.ts";
import { type KeyUses, openKeyUses } from "./resources/api_keys/use_actions.ts";
import { bankAccountChecked } from "./resources/payment_methods/actions.ts";
import { openRecorder, type Recorder } from "./resources/request_logs/actions.ts";
import { dropSilent } from "./resources/station_connections/actions.ts";
import {
  type FrameRecorder,
  openFrameRecorder,
} from "./resources/station_connections/messages/recorder_actions.ts";
import { hinted } from "./resources/transactions/sighting_actions.ts";

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
  /** Where chargers come over TLS; null: nowhere. */
  readonly ocppTlsPort: number | null;
  /** Reads its certificates again, as happens every hour. */
  reloadTls(): void;
  /** From now on `/readyz` says so: what a start prepares (keys, stations) is there. */
  markReady(): void;
  close(): Promise<void>;
};

/** Everything that runs: networks, jobs and the HTTP server on one database. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, log } = options;
  const opened = await openApplicationDatabase(options);
  const { database, connection, vault } = opened;
  const node = newNodeName();
  const lock = await holdNodeLock(connection, node, log);
  const relay = openRelay({
    ...{ node, log, clock: options.clock, everyone: () => database.everyone() },
    seal: (text) => vault.encrypt("node_call", text),
    open: (sealed) => vault.decrypt("node_call", sealed),
  });
  lock.onRing(relay.ring);
  await relay.enter();
  const outbound = openOutbound(openResolver());
  const authority = openAuthority(options, vault, outbound);
  const trace = openFrameRecorder({ everyone: apart(database), log });
  const joint = { relay, election: lock, authority, onFrame: trace.seen };
  const networks = openNetworks(options, database, joint);
  const files = await openFiles(config.files);
  const runner = startRunner({
    ...{ database, log, node, lookEveryMs: 250 },
    tasks: tasksOf(options, opened, networks, { outbound, files }),
  });
  await database.times.refresh(database.everyone());
  await networks.simulator.begin();
  // The embedded database has one server: no line of an earlier one is up.
  if (config.databaseUrl === null) await dropSilent(database, database.clock.now());
  const watch = openWatch(options, opened, trace);
  const uses = openKeyUses();
  const { rateLimit } = watch;
  const tls = await openChargerTls(options, networks.ocpp, authority);
  const schedule = startSchedule(choresOf(options, opened, { uses, rateLimit, files, tls }), log);
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
    ocppTlsPort: tls?.port ?? null,
    reloadTls: () => tls?.reload(),
    markReady() {
      prepared = true;
    },
    async close() {
      // Together: the HTTP server waits for upgraded sockets, which are the chargers'.
      const listeners = [server.close(), tls?.close()];
      await Promise.all([...listeners, networks.simulator.close(), networks.ocpp.close()]);
      await networks.host.close();
      // Before the runner, which would wait for strangers to answer.
      outbound.close();
      await Promise.all([runner.stop(), schedule.stop(), watch.close()]);
      await uses.write(database.everyone());
      await relay.close();
      await lock.release();
      await opened.close();
    },
  };
}

/** Where chargers come over TLS. Certificates of our own authority let them in, too. */
async function openChargerTls(
  { config, clock, log }: PlatformOptions,
  ocpp: Networks["ocpp"],
  authority: Authority,
): Promise<TlsListener | null> {
  if (config.ocppTls === null) return null;
  const { port, ...files } = config.ocppTls;
  const roots = authority.signing?.roots() ?? [];
  const { upgrade } = ocpp;
  return openTlsListener({ ...{ files, port, host: config.host, roots, clock, log, upgrade } });
}

/** What watches the requests: their log, their limits, their figures. */
type Watch = {
  readonly recorder: Recorder;
  readonly rateLimit: RateLimit | null;
  readonly figures: Figures;
  readonly transport: TransportRule;
  readonly observe: Observe;
  close(): Promise<void>;
};

/** Not on the connections that reads share: a hundred lines would hold up what stands behind. */
const apart = (database: Database): Pick<Reader, "query"> => ({
  query: (...asked) => database.acrossAccounts((alone) => alone.query(...asked)),
});

function openWatch(
  { config, log }: PlatformOptions,
  { database, pool }: OpenedDatabase,
  trace: FrameRecorder,
): Watch {
  const loopbackUrl = config.publicUrl === null || isLoopback(new URL(config.publicUrl).hostname);
  const { allowHttp, trustedProxies, rateLimit: allowance } = config;
  const transport = { allowHttp, trustedProxies, loopback: isLoopback(config.host) && loopbackUrl };
  const everyone = database.everyone();
  const recorder = openRecorder({ everyone: apart(database), log });
  const rateLimit = allowance === null ? null : openRateLimit({ allowance, everyone, log });
  const tally = openTally();
  const figures = openFigures({
    ...{ tally, database, pool, linesLost: recorder.lost, token: config.metricsToken },
    framesLost: trace.lost,
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
      await Promise.all([recorder.close(), trace.close(), rateLimit?.close()]);
    },
  };
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
  const overTls = throughProxy(watch.transport);
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
    upgrade: (request, socket, head) =>
      ocpp.upgrade(request, socket, head, { tls: overTls(request), certificate: null }),
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
