// A network without hardware: ten thousand virtual stations of which only those in use exist in
// memory. It ships and serves test mode. What a car takes is charge_curve.ts's, what happens in
// front of a charger bay.ts's business.

import { randomUUID } from "node:crypto";
import type { CommandAnswer, CommandOrder } from "../commands.ts";
import type { TokenStatus } from "../fact.ts";
import type {
  Answer,
  Clock,
  ConnectorRef,
  Log,
  Network,
  NetworkHost,
  ReserveAnswer,
  ReserveOrder,
  RunningTransaction,
  StartOrder,
  StationRef,
  StopOrder,
  WithdrawOrder,
} from "../network.ts";
import { Outbox } from "../outbox.ts";
import { Bay, type BaySettings, type Permit } from "./bay.ts";
import { carOf } from "./charge.ts";
import { booted, carryOut, type Hands } from "./command.ts";

/** Where something happens: a connector of a station. */
export type Place = { readonly station: StationRef; readonly connector: ConnectorRef };

/** The hands of a tester: what drivers, vandals and bad weather do to virtual chargers. */
export type VirtualChargers = {
  plugIn(place: Place, vehicle?: StartOrder["vehicle"]): Done;
  unplug(place: Place): Done;
  /** Holds a card to the reader: starts, or ends a charge that this card began. */
  swipe(place: Place, idTag: string): Promise<TokenStatus | "offline" | "rejected">;
  fault(place: Place, error: string): Done;
  mend(place: Place): Done;
  goOffline(station: StationRef): Done;
  comeBack(station: StationRef): Done;
  /** Overrides for one station whether a driver is simulated as well; null: as built. */
  autoPlug(station: StationRef, on: boolean | null): Done;
};

/** At once, or once the process that the chargers live in has done it. */
type Done = void | Promise<void>;

export type SimulatorNetwork = Network & VirtualChargers;

export type SimulatorSettings = {
  readonly host: NetworkHost;
  readonly clock: Clock;
  readonly log: Log;
  /** Factor on simulated energy (CHARGE_SIMULATOR_SPEED); all other times are wall time. */
  readonly speed: number;
  /** Whether drivers plug in 1 s after a start and leave 1 s after the end. */
  readonly autoPlug: boolean;
  readonly plugWithinMs?: number;
  /** Below a second, so that readings are never more than a second apart (ruling 24). */
  readonly reportEveryMs?: number;
};

type Station = {
  readonly ref: StationRef;
  readonly outbox: Outbox;
  readonly bays: Map<number, Bay>;
  autoPlug: boolean | null;
  offline: boolean;
  /** As a whole in service; bays may be out of it by themselves. */
  available: boolean;
  /** The simulated socket, once it mattered. */
  connection: string | null;
  /** Takes back a restart that is under way or waited for. */
  restart: (() => void) | null;
};

class Simulator implements Network, VirtualChargers {
  readonly kind = "simulator";
  readonly #settings: SimulatorSettings;
  readonly #stations = new Map<string, Station>();
  #closed = false;

  constructor(settings: SimulatorSettings) {
    this.#settings = settings;
  }

  /** How many stations are held in memory, for tests and for the log. */
  get stationsInUse(): number {
    return this.#stations.size;
  }

  online(station: StationRef): boolean {
    return !this.#closed && !this.#stations.get(station.id)?.offline;
  }

  async start(order: StartOrder): Promise<Answer> {
    if (!this.online(order.station)) return { outcome: "offline" };
    const { connector, session, idTag, vehicle } = order;
    const refusal = this.#allow(order, { connector, session, idTag, car: carOf(vehicle) });
    return refusal === null ? { outcome: "accepted" } : { outcome: "rejected", reason: refusal };
  }

  async stop(order: StopOrder): Promise<Answer> {
    if (!this.online(order.station)) return { outcome: "offline" };
    const bay = this.#stations.get(order.station.id)?.bays.get(order.connector.evse);
    return bay?.stop(order) ?? { outcome: "rejected", reason: "no such transaction" };
  }

  async reserve(order: ReserveOrder): Promise<ReserveAnswer> {
    if (!this.online(order.station)) return { outcome: "offline" };
    const refusal = this.#bay(order).reserve(order.reservation, order.idTag, order.keepMs);
    return refusal === null ? { outcome: "accepted" } : { outcome: "rejected", reason: refusal };
  }

  async withdraw(order: WithdrawOrder): Promise<ReserveAnswer> {
    if (!this.online(order.station)) return { outcome: "offline" };
    const bay = this.#stations.get(order.station.id)?.bays.get(order.connector.evse);
    if (bay?.withdraw(order.reservation)) return { outcome: "accepted" };
    return { outcome: "rejected", reason: "no such reservation" };
  }

  async command(order: CommandOrder): Promise<CommandAnswer> {
    if (!this.online(order.station)) return { outcome: "offline" };
    const answer = carryOut(order, this.#hands(this.#station(order.station)));
    this.#forgetIfIdle(order.station.id);
    return answer;
  }

  async resume(running: readonly RunningTransaction[]): Promise<void> {
    for (const transaction of running) this.#resume(transaction);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const stations = [...this.#stations.values()];
    for (const station of stations) {
      station.restart?.();
      for (const bay of station.bays.values()) bay.close();
    }
    await Promise.all(stations.map((station) => station.outbox.close()));
    this.#stations.clear();
  }

  plugIn(place: Place, vehicle?: StartOrder["vehicle"]): void {
    this.#bay(place).plugIn(vehicle === undefined ? null : carOf(vehicle));
  }

  unplug(place: Place): void {
    this.#bay(place).unplug();
  }

  fault(place: Place, error: string): void {
    this.#bay(place).fail(error);
  }

  mend(place: Place): void {
    this.#bay(place).mend();
  }

  async swipe(place: Place, idTag: string): Promise<TokenStatus | "offline" | "rejected"> {
    const bay = this.#stations.get(place.station.id)?.bays.get(place.connector.evse);
    if (bay?.charges(idTag)) {
      bay.stopByCard();
      return "accepted";
    }
    // A virtual charger keeps no list of cards: away from the platform it knows nobody.
    if (!this.online(place.station)) return "offline";
    const { status } = await this.#settings.host.authorize(place.station, idTag);
    if (status !== "accepted") return status;
    const permit = { connector: place.connector, session: null, idTag, car: null };
    return this.#allow(place, permit) === null ? "accepted" : "rejected";
  }

  goOffline(ref: StationRef): void {
    const station = this.#station(ref);
    if (station.offline) return;
    station.offline = true;
    if (station.connection === null) this.#connect(station);
    station.outbox.setLinked(false);
    station.outbox.putOfLink({ kind: "disconnected", connection: station.connection! });
  }

  comeBack(ref: StationRef): void {
    const station = this.#station(ref);
    if (!station.offline) return;
    station.offline = false;
    this.#connect(station);
    station.outbox.setLinked(true);
  }

  autoPlug(ref: StationRef, on: boolean | null): void {
    this.#station(ref).autoPlug = on;
    this.#forgetIfIdle(ref.id);
  }

  #hands(station: Station): Hands {
    const { ref, outbox } = station;
    return {
      bays: () => [...station.bays.values()],
      bay: (connector) => this.#bay({ station: ref, connector }),
      restart: () => this.#restart(station, () => {}),
      restartWhenIdle: (number) => this.#restartWhenIdle(station, number),
      setAvailable: (available) => this.#setAvailable(station, available),
      tell: (fact) => outbox.put({ build: () => fact }),
      tellLife: () => {
        if (station.connection === null) this.#connect(station);
        else outbox.putOfLink({ kind: "heartbeat", connection: station.connection });
      },
    };
  }

  #setAvailable(station: Station, available: boolean): void {
    station.available = available;
    for (const bay of station.bays.values()) bay.setAvailable(available);
    const status = available ? "available" : "unavailable";
    const at = this.#settings.clock.now();
    const fact = { kind: "connector_status", evse: 0, status, error: null, at } as const;
    station.outbox.put({ build: () => fact });
  }

  /** Ends what runs, is away for a moment, and boots. */
  #restart(station: Station, then: () => void): void {
    const { clock } = this.#settings;
    station.restart?.();
    for (const bay of station.bays.values()) bay.restart();
    station.restart = clock.after(restartPaceMs, () => {
      this.goOffline(station.ref);
      station.restart = clock.after(restartPaceMs, () => {
        station.restart = null;
        station.outbox.put({ build: () => booted });
        then();
        this.comeBack(station.ref);
        this.#forgetIfIdle(station.ref.id);
      });
    });
  }

  #restartWhenIdle(station: Station, number: number): void {
    const { clock } = this.#settings;
    station.restart?.();
    const look = (): void => {
      if ([...station.bays.values()].some((bay) => bay.charging)) {
        station.restart = clock.after(restartPaceMs, look);
        return;
      }
      const detail = { status: "restarted" };
      const fact = { kind: "command_progress", number, status: "succeeded", detail } as const;
      this.#restart(station, () => station.outbox.put({ build: () => fact }));
    };
    station.restart = clock.after(restartPaceMs, look);
  }

  #connect(station: Station): void {
    const connection = randomUUID();
    station.connection = connection;
    const line = { protocol: "simulator", securityProfile: null, remoteAddress: null } as const;
    station.outbox.putOfLink({ kind: "connected", ...line, connection });
  }

  #allow(place: Place, permit: Permit): string | null {
    if (this.#closed) return "closed";
    const bay = this.#bay(place);
    const refusal = bay.refusalOf(permit);
    if (refusal === null) bay.allow(permit);
    return refusal;
  }

  #resume(running: RunningTransaction): void {
    const { connector, session, idTag, vehicle } = running.order;
    if (running.startedAt !== null) {
      this.#bay(running.order).resume(running, running.startedAt);
      return;
    }
    const waitedMs = this.#settings.clock.now().getTime() - running.orderedAt.getTime();
    const leftMs = (this.#settings.plugWithinMs ?? plugWithinMs) - waitedMs;
    if (running.stopAsked || leftMs <= 0) return;
    this.#bay(running.order).allow({ connector, session, idTag, car: carOf(vehicle) }, leftMs);
  }

  #bay(place: Place): Bay {
    const station = this.#station(place.station);
    const { evse } = place.connector;
    const known = station.bays.get(evse);
    if (known !== undefined) return known;
    const onIdle = () => this.#forgetIfIdle(station.ref.id);
    const bay = new Bay(evse, this.#baySettings(station), station.outbox, onIdle);
    station.bays.set(evse, bay);
    if (!station.available) bay.setAvailable(false);
    return bay;
  }

  #baySettings(station: Station): BaySettings {
    const { clock, speed, reportEveryMs = 900 } = this.#settings;
    const autoPlug = () => station.autoPlug ?? this.#settings.autoPlug;
    const within = this.#settings.plugWithinMs ?? plugWithinMs;
    return { clock, speed, reportEveryMs, autoPlug, plugWithinMs: within };
  }

  #station(ref: StationRef): Station {
    const known = this.#stations.get(ref.id);
    if (known !== undefined) return known;
    const outbox = new Outbox(this.#settings, ref, () => this.#forgetIfIdle(ref.id));
    const station: Station = {
      ...{ ref, outbox, bays: new Map<number, Bay>() },
      ...{ autoPlug: null, offline: false, connection: null, available: true, restart: null },
    };
    this.#stations.set(ref.id, station);
    return station;
  }

  #forgetIfIdle(id: string): void {
    const station = this.#stations.get(id);
    if (station === undefined) return;
    for (const [evse, bay] of station.bays) if (bay.idle) station.bays.delete(evse);
    const bare = station.bays.size === 0 && station.outbox.empty;
    const touched = station.offline || !station.available || station.restart !== null;
    if (bare && !touched && station.autoPlug === null) this.#stations.delete(id);
  }
}

const plugWithinMs = 120_000;
const restartPaceMs = 1000;

export const simulatorNetwork = (
  settings: SimulatorSettings,
): Network & VirtualChargers & { readonly stationsInUse: number } => new Simulator(settings);
