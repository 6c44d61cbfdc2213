// Many charge points on one simulator: the virtual chargers tell their facts to a host, and the
// host is the platform at the other end of each one's line.

import type { Fact, Told } from "../../fact.ts";
import type {
  Authorization,
  Clock,
  ConnectorRef,
  Log,
  NetworkHost,
  StationRef,
} from "../../network.ts";
import { type SimulatorNetwork, simulatorNetwork } from "../../simulator/simulator.ts";
import type { Version } from "../official.ts";
import { ChargePointClient } from "./point.ts";

export type FleetSettings = {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Factor on energy. */
  readonly speed: number;
  readonly heartbeatMs: number;
  readonly reportEveryMs: number;
};

export type NewPoint = {
  readonly identity: string;
  readonly password: string;
  readonly version: Version;
  readonly connectors: readonly ConnectorRef[];
  readonly skewMs?: number;
};

export class ChargePointFleet {
  readonly chargers: SimulatorNetwork;
  readonly #settings: FleetSettings;
  readonly #points = new Map<string, ChargePointClient>();
  /** Transactions whose start was told and whose end was not. */
  running = 0;

  constructor(settings: FleetSettings) {
    this.#settings = settings;
    const { clock, log, speed, reportEveryMs } = settings;
    const quiet: Log = { ...log, warn() {} };
    this.chargers = simulatorNetwork({
      ...{ host: this.#host(), clock, speed, reportEveryMs, autoPlug: true },
      // A line that is down is no news here: what is untold is told again.
      log: quiet,
    });
  }

  get points(): readonly ChargePointClient[] {
    return [...this.#points.values()];
  }

  add(point: NewPoint): ChargePointClient {
    const { endpoint, clock, log, heartbeatMs } = this.#settings;
    const around = { endpoint, clock, log, heartbeatMs, chargers: this.chargers };
    const made = new ChargePointClient({ ...around, ...point });
    this.#points.set(made.station.id, made);
    return made;
  }

  async close(): Promise<void> {
    for (const point of this.points) point.close();
    await this.chargers.close();
  }

  #host(): NetworkHost {
    const pointOf = (station: StationRef): ChargePointClient => {
      const point = this.#points.get(station.id);
      if (point === undefined) throw new Error(`no charge point ${station.id}`);
      return point;
    };
    return {
      admit: async () => ({ admitted: false, reason: "unknown" }),
      plugsOf: async () => [],
      async authorize(station, idTag): Promise<Authorization> {
        const status = await pointOf(station).authorize(idTag);
        return { status, group: null, expiresAt: null };
      },
      tell: async (station: StationRef, fact: Fact): Promise<Told> => {
        const told = await pointOf(station).tell(fact);
        if (fact.kind === "transaction_started") this.running += 1;
        if (fact.kind === "transaction_stopped") this.running -= 1;
        return told;
      },
    };
  }
}
