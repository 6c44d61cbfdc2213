// What the platform is to its networks: every fact finds its noun here, in the account and mode
// that it concerns. A fact is on disk when `tell` resolves.
import { openBatches } from "./db/batches.ts";
import type { Database } from "./db/work.ts";
import type { Log } from "./lib/log.ts";
import { toReal } from "./lib/time.ts";
import { type Fact, heard, type SecurityProfile, type Told } from "./networks/fact.ts";
import type { NetworkHost, RunningTransaction, StationRef } from "./networks/network.ts";
import * as begun from "./resources/charging_sessions/begun_actions.ts";
import * as cards from "./resources/charging_sessions/card_actions.ts";
import { startOrderOf } from "./resources/charging_sessions/jobs.ts";
import * as openings from "./resources/charging_sessions/openings/actions.ts";
import { openReadings } from "./resources/charging_sessions/reading_batch_actions.ts";
import * as reports from "./resources/charging_sessions/report_actions.ts";
import type { SessionRow } from "./resources/charging_sessions/schema.ts";
import { clockMeasured } from "./resources/charging_sessions/skew_actions.ts";
import { hurryStops } from "./resources/charging_sessions/stop_actions.ts";
import * as sessions from "./resources/charging_sessions/store.ts";
import * as stations from "./resources/charging_stations/actions.ts";
import * as commands from "./resources/commands/actions.ts";
import { booted, statusApart, statusTold } from "./resources/commands/follow_actions.ts";
import { openAdmission } from "./resources/station_connections/admission/actions.ts";
import { report } from "./resources/station_connections/report_actions.ts";
import { openSigns } from "./resources/station_connections/sign_actions.ts";
import {
  openTogether,
  type ShareableFact,
} from "./resources/station_connections/together_actions.ts";

/** This process, among those that chargers may connect to. */
export type Here = {
  readonly node: string;
  /** A charger has come here while its old socket may live elsewhere. */
  /** How chargers must come at least; a station may ask for more. */
  readonly minimumProfile: SecurityProfile;
  readonly replaced: (station: StationRef, node: string, connection: string) => void;
};

/** `close` writes what is held in memory; nothing is told after it. */
export type StationHost = NetworkHost & { close(): Promise<void> };

export function stationHost(database: Database, log: Log, here: Here): StationHost {
  const { minimumProfile } = here;
  const admit = openAdmission(database);
  const readings = openReadings(database);
  const signs = openSigns(database, log);
  const status = { apart: statusApart, told: statusTold };
  const together = openTogether({ database, node: here.node, status });
  const hurry = openHurry(database);
  const tellOfLine = async (station: StationRef, fact: ShareableFact) => {
    const { before, registration } = await together(station.id, fact);
    const isElsewhere = before !== null && before.node !== null && before.node !== here.node;
    if (isElsewhere && before.connection !== null) {
      here.replaced(station, before.node, before.connection);
    }
    return { registration };
  };
  const tell = async (station: StationRef, fact: Fact): Promise<Told> => {
    switch (fact.kind) {
      case "connected":
      case "disconnected":
      case "booted": {
        const { registration } = await tellOfLine(station, fact);
        if (fact.kind === "booted") await booted(database, station.id, fact);
        if (fact.kind !== "disconnected") await hurry(station);
        return { ...heard, registration };
      }
      case "heartbeat":
        signs.seen(station.id, fact);
        return heard;
      case "clock":
        await signs.clock(station.id, fact);
        await clockMeasured(database, station, fact.skewMs);
        return heard;
      case "connector_status":
      case "variables":
        await together(station.id, fact);
        return heard;
      case "command_progress":
        await commands.progress(database, station.id, fact);
        return heard;
      case "notice":
        await report(database, station.id, fact);
        return heard;
      case "transaction_opened":
        return openings.opened(database, station, fact);
      case "transaction_started":
        return begun.started(database, station, fact);
      case "metered":
        return readings.take(station, fact);
      case "transaction_stopped": {
        const told = await reports.stopped(database, station, fact);
        await openings.ended(database, station, fact);
        return told;
      }
    }
  };
  return {
    admit: (identity, password, arrival) => admit({ identity, password, arrival, minimumProfile }),
    authorize: (station, idTag, kind) => cards.authorize(database, station, idTag, kind),
    plugsOf: ({ id }) => stations.plugsOf(database, id),
    close: signs.close,
    async tell(station, fact) {
      const keeps = readingsGoOn.has(fact.kind);
      if (!keeps) readings.forget(station.id);
      try {
        return await tell(station, fact);
      } catch (error) {
        log.error(
          { err: error, station: station.id, fact: fact.kind },
          "a charger's fact was not stored",
        );
        throw error;
      } finally {
        // What was looked up meanwhile may be of before.
        if (!keeps) readings.forget(station.id);
      }
    },
  };
}

/** After these, readings are still whose they were. */
const readingsGoOn: ReadonlySet<Fact["kind"]> = new Set([
  ...(["metered", "heartbeat", "connector_status", "variables", "notice"] as const),
  "command_progress",
]);

/** Of chargers that came back: what waits for them is looked up for many at once. */
function openHurry(database: Database): (station: StationRef) => Promise<void> {
  return openBatches<StationRef, void>({
    lineOf: () => "",
    turnOf: ({ id }) => id,
    ...{ most: 500, underWay: 2 },
    async run(all) {
      const [stop, send] = await Promise.all([
        hurryStops(database, all),
        commands.hurry(database, all),
      ]);
      return all.map(async (station) => {
        await stop(station);
        await send(station);
      });
    },
  });
}

/** The transactions that a network's chargers had under way when the last process ended. */
export async function runningOn(database: Database, kind: string): Promise<RunningTransaction[]> {
  const open = await sessions.openOnNetwork(database.everyone(), [kind]);
  return open.map((session) => asRunning(database, session));
}

/** Chargers live in real time: the account's is left behind here. */
function asRunning(
  { times }: Database,
  session: SessionRow & { readonly reference: string | null },
): RunningTransaction {
  const { account_id: account, livemode, created } = session;
  const moment = times.at({ account, livemode });
  const { session_started: startedAt } = session;
  return {
    order: startOrderOf(session),
    transactionId: session.transaction_id,
    reference: session.reference,
    orderedAt: toReal(moment, session.accepted_at ?? created),
    startedAt: startedAt === null ? null : toReal(moment, startedAt),
    meterStartWh: session.meter_start_wh ?? 0,
    lastMeterWh: session.meter_last_wh ?? 0,
    lastMeterAt: toReal(moment, session.meter_last_at ?? created),
    stopAsked: session.state === "stopping",
  };
}
