// What happens without a request: the networks of chargers, the tasks of jobs, and what is tended
// to from time to time.
import { maintainPartitions } from "./db/migrate.ts";
import type { Database } from "./db/work.ts";
import type { Files } from "./files/files.ts";
import { removeExpired } from "./http/idempotency.ts";
import type { Outbound } from "./http/outbound.ts";
import type { RateLimit } from "./http/rate_limit.ts";
import type { Task } from "./jobs/runner.ts";
import type { Chore } from "./jobs/schedule.ts";
import { randomFraction } from "./lib/id.ts";
import type { Log } from "./lib/log.ts";
import { addMs } from "./lib/time.ts";
import type { StationRef } from "./networks/network.ts";
import type { Authority } from "./networks/ocpp/authority.ts";
import type { FrameListener } from "./networks/ocpp/seen.ts";
import { ocppNetwork } from "./networks/ocpp/server.ts";
import type { TlsListener } from "./networks/ocpp/tls.ts";
import { type SimulatorNetwork, simulatorNetwork } from "./networks/simulator/simulator.ts";
import { wallClock } from "./networks/wall_clock.ts";
import { type Election, electedSimulator } from "./nodes/elected.ts";
import type { Relay } from "./nodes/relay.ts";
import { acrossNodes, dispatch, servedBy } from "./nodes/stations.ts";
import { removeExpired as removeOldCalls } from "./nodes/store.ts";
import type { OpenedDatabase, PlatformOptions } from "./opening.ts";
import { openProcessors } from "./payments/open.ts";
import { forgetEvents } from "./payments/stripe/store.ts";
import type { KeyUses } from "./resources/api_keys/use_actions.ts";
import { forgetOld as forgetEvidence } from "./resources/charging_sessions/evidence/actions.ts";
import { tasks as sessionTasks } from "./resources/charging_sessions/jobs.ts";
import { localList } from "./resources/charging_sessions/local_list_actions.ts";
import { closeStale } from "./resources/charging_sessions/stale_actions.ts";
import { transactionOf } from "./resources/charging_sessions/transaction_actions.ts";
import { tasks as stationTasks } from "./resources/charging_stations/jobs.ts";
import * as stations from "./resources/charging_stations/store.ts";
import { tasks as commandTasks } from "./resources/commands/jobs.ts";
import { tasks as invoiceTasks } from "./resources/invoices/jobs.ts";
import { tasks as methodTasks } from "./resources/payment_methods/jobs.ts";
import { removeOldFiles } from "./resources/reports/actions.ts";
import { tasks as reportTasks } from "./resources/reports/jobs.ts";
import { tasks as reservationTasks } from "./resources/reservations/jobs.ts";
import { dropOfDeadNodes, dropSilent, holderOf } from "./resources/station_connections/actions.ts";
import { tasks as connectionTasks } from "./resources/station_connections/jobs.ts";
import { tasks as clockTasks } from "./resources/test_clocks/jobs.ts";
import { tasks as helperTasks } from "./resources/test_helpers/jobs.ts";
import { tasks as topUpTasks } from "./resources/top_ups/jobs.ts";
import { tasks as transactionTasks } from "./resources/transactions/jobs.ts";
import { tasks as webhookTasks } from "./resources/webhook_endpoints/jobs.ts";
import { runningOn, stationHost } from "./station_host.ts";

type Joint = {
  readonly relay: Relay;
  readonly election: Election;
  readonly authority: Authority;
  readonly onFrame: FrameListener;
};

/** Chargers, wherever their sockets are and whichever process plays the virtual ones. */
export function openNetworks(
  { config, clock, log }: PlatformOptions,
  database: Database,
  { relay, election, authority, onFrame }: Joint,
) {
  const host = stationHost(database, log, {
    node: relay.node,
    minimumProfile: config.ocppMinimumProfile,
    replaced(station, node, connection) {
      relay.tell(node, "ocpp.hangUp", [station, connection]);
    },
  });
  const hardware = { host, log, clock: wallClock(clock.now) };
  const { simulatorSpeed: speed } = config;
  const simulator = electedSimulator({
    ...{ relay, election, log, everyone: () => database.everyone() },
    make: () => simulatorNetwork({ ...hardware, speed, autoPlug: true }),
    resume: (network) => resumeSimulated(database, network),
  });
  const local = ocppNetwork({ ...hardware, authority, onFrame });
  relay.serve(dispatch({ simulator: simulator.near, ocpp: servedBy(local) }));
  const holder = (station: StationRef) => holderOf(database, station.id);
  return { simulator, ocpp: acrossNodes(local, relay, { holder }), host };
}

/** What virtual chargers were doing when the process before ended goes on. */
async function resumeSimulated(database: Database, network: SimulatorNetwork): Promise<void> {
  await stations.freeSimulated(database.everyone(), [database.clock.now()]);
  await network.resume(await runningOn(database, "simulator"));
}

export type Networks = ReturnType<typeof openNetworks>;

export const tasksOf = (
  { config, log }: PlatformOptions,
  { connection, database, vault, versions, pulse, links, reached }: OpenedDatabase,
  networks: Networks,
  { outbound, files }: { readonly outbound: Outbound; readonly files: Files },
): readonly Task[] => [
  ...stationTasks({ database }),
  ...connectionTasks({ ocpp: networks.ocpp, database, vault }),
  ...commandTasks({
    ...{ ...networks, vault, transactionOf },
    cardsAt: (work, station) => localList(database, work, station),
  }),
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

export type Tended = {
  readonly uses: KeyUses;
  readonly rateLimit: RateLimit | null;
  readonly files: Files;
  /** Of the listener for chargers, where there is one. */
  readonly tls: TlsListener | null;
};

/** After an outage of our own, chargers need so long to come back before any is taken for gone. */
const comeBackMs = hourMs;

function watchdog({ config, log }: PlatformOptions, database: Database): Chore {
  const { staleSilentMs: silentMs, staleGoneMs } = config;
  const since = database.clock.now();
  const run = () => {
    const areBack = addMs(since, comeBackMs) <= database.clock.now();
    const goneMs = areBack ? staleGoneMs : Number.POSITIVE_INFINITY;
    return closeStale(database, log, { silentMs, goneMs });
  };
  return { name: "stale sessions", everyMs: 60_000, run };
}

export const choresOf = (
  options: PlatformOptions,
  { connection, database }: OpenedDatabase,
  { uses, rateLimit, files, tls }: Tended,
): readonly Chore[] => [
  watchdog(options, database),
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
  {
    name: "calls between processes",
    everyMs: 60_000,
    run: () => removeOldCalls(database.everyone(), [database.clock.now()]),
  },
  { name: "lines of dead processes", everyMs: 2000, run: () => dropOfDeadNodes(database) },
  { name: "chargers' TLS", everyMs: hourMs, run: async () => tls?.reload() },
  { name: "rate limits", everyMs: 60_000, run: async () => rateLimit?.clean() },
  { name: "chargers' old evidence", everyMs: 6 * hourMs, run: () => forgetEvidence(database) },
  { name: "old reports", everyMs: hourMs, run: () => removeOldFiles(database, files) },
];
