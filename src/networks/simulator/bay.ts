// One parking bay of a virtual station: an EVSE, perhaps a car in front of it, perhaps an order,
// perhaps a transaction. Tells through its station's outbox; holds timers only while in use.

import type { ConnectorStatus, Fact, Sample, StopReason, Told } from "../fact.ts";
import type { Answer, Clock, ConnectorRef, RunningTransaction } from "../network.ts";
import type { Outbox } from "../outbox.ts";
import { type Charge, fullAt, registerAt, resumed, sampleAt, strangersCar } from "./charge.ts";
import type { Car } from "./charge_curve.ts";

/** What lets a car charge: an order from above, or a card held to the reader. */
export type Permit = {
  readonly connector: ConnectorRef;
  readonly session: string | null;
  readonly idTag: string;
  /** Null: whichever car stands there. */
  readonly car: Car | null;
};

export type BaySettings = {
  readonly clock: Clock;
  readonly speed: number;
  /** An order without a plug lapses after that (ruling 26: at most 120 s). */
  readonly plugWithinMs: number;
  readonly reportEveryMs: number;
  /** Whether the driver is simulated as well: plugs in after an order, leaves after the end. */
  readonly autoPlug: () => boolean;
};

/** Kept for whoever comes with this card, or with one that the platform has let pass. */
type Keeping = { readonly reservation: number; readonly idTag: string };

type Running = { readonly charge: Charge; readonly fullAt: Date; transactionId: number | null };

const driverPaceMs = 1000;
const samplesPerFact = 500;

export class Bay {
  readonly #evse: number;
  readonly #settings: BaySettings;
  readonly #outbox: Outbox;
  readonly #onIdle: () => void;
  #car: Car | null = null;
  #fault: string | null = null;
  #permit: Permit | null = null;
  #keeping: Keeping | null = null;
  #running: Running | null = null;
  #toldStatus: ConnectorStatus | null = "available";
  /** Taken out of service; what is charging ends by itself first. */
  #outOfService = false;
  #unsent: Sample[] | null = null;
  /** The simulated driver has ended and is about to drive off. */
  #leaving = false;
  #lastSampleAt: Date | null = null;
  #lapse = () => {};
  #keepingEnds = () => {};
  #driver = () => {};
  #meter = () => {};

  constructor(evse: number, settings: BaySettings, outbox: Outbox, onIdle: () => void) {
    this.#evse = evse;
    this.#settings = settings;
    this.#outbox = outbox;
    this.#onIdle = onIdle;
  }

  get idle(): boolean {
    const taken = this.#car || this.#permit || this.#keeping || this.#running;
    return !taken && !this.#fault && !this.#outOfService;
  }

  get charging(): boolean {
    return this.#running !== null;
  }

  get #refusal(): string | null {
    if (this.#fault !== null) return "faulted";
    if (this.#outOfService) return "unavailable";
    return this.#permit !== null || this.#running !== null ? "occupied" : null;
  }

  /** Null when this start would be taken, else why not. */
  refusalOf({ idTag, session }: Permit): string | null {
    // Without a session: a card, and whether it may was asked of the platform just now.
    const others = this.#keeping !== null && session !== null && this.#keeping.idTag !== idTag;
    return this.#refusal ?? (others ? "reserved" : null);
  }

  /** Null when the bay is kept from now on, else why not. */
  reserve(reservation: number, idTag: string, keepMs: number): string | null {
    const others = this.#keeping !== null && this.#keeping.reservation !== reservation;
    const refusal = this.#refusal ?? (others || this.#car !== null ? "occupied" : null);
    if (refusal !== null) return refusal;
    this.#keepingEnds();
    this.#keeping = { reservation, idTag };
    this.#keepingEnds = this.#settings.clock.after(keepMs, () => this.withdraw(reservation));
    this.#settle();
    return null;
  }

  /** Whether the bay was kept under this number. */
  withdraw(reservation: number): boolean {
    if (this.#keeping?.reservation !== reservation) return false;
    this.#keepingEnds();
    this.#keeping = null;
    this.#settle();
    return true;
  }

  charges(idTag: string): boolean {
    return this.#running?.charge.idTag === idTag;
  }

  allow(permit: Permit, waitMs = this.#settings.plugWithinMs): void {
    this.#permit = permit;
    // Whom it was kept for has come.
    this.#keepingEnds();
    this.#keeping = null;
    // The order is another driver's: whoever is about to leave makes way now, and is not charged.
    if (this.#leaving) this.unplug();
    if (this.#car !== null) {
      this.#begin();
      return;
    }
    const { clock, autoPlug } = this.#settings;
    this.#lapse = clock.after(waitMs, () => {
      this.#permit = null;
      this.#settle();
    });
    if (autoPlug()) this.#driver = clock.after(driverPaceMs, () => this.plugIn(null));
  }

  plugIn(car: Car | null): void {
    this.#driver();
    this.#leaving = false;
    if (this.#car !== null) return;
    this.#car = car ?? strangersCar;
    this.#settle();
    if (this.#permit !== null && this.#fault === null) this.#begin();
  }

  unplug(): void {
    this.#driver();
    this.#leaving = false;
    if (this.#running !== null) this.#end("unplugged");
    this.#car = null;
    this.#settle();
  }

  fail(error: string): void {
    this.#fault = error;
    if (this.#running !== null) this.#end("fault");
    this.#settle();
  }

  mend(): void {
    this.#fault = null;
    this.#settle();
    if (this.#permit !== null && this.#car !== null) this.#begin();
  }

  stop(which: { session: string; transactionId: number | null }): Answer {
    if (this.#permit?.session === which.session) {
      this.#lapse();
      this.#driver();
      this.#permit = null;
      this.#settle();
      return { outcome: "accepted" };
    }
    const running = this.#running;
    const meant =
      running !== null &&
      (running.charge.session === which.session ||
        (which.transactionId !== null && running.transactionId === which.transactionId));
    if (!meant) return { outcome: "rejected", reason: "no such transaction" };
    this.#end("remote");
    return { outcome: "accepted" };
  }

  /** The same card that started a charge ends it. */
  stopByCard(): void {
    this.#end("local");
  }

  resume(running: RunningTransaction, startedAt: Date): void {
    const charge = resumed(running, startedAt, this.#settings.speed);
    this.#car = charge.from.car;
    this.#toldStatus = null;
    this.#lastSampleAt = running.lastMeterAt;
    this.#run(charge, running.transactionId);
    if (running.stopAsked) this.#end("remote");
  }

  setAvailable(available: boolean): void {
    this.#outOfService = !available;
    this.#settle();
  }

  /** Lets go of the plug; false while a charge goes on. */
  unlock(): boolean {
    if (this.#running !== null) return false;
    // Whether somebody pulls it then is nobody's to say, but a simulated driver does.
    if (this.#settings.autoPlug()) this.unplug();
    return true;
  }

  /** The station restarts: what was going on here ends, and orders are forgotten. */
  restart(): void {
    this.#lapse();
    this.#driver();
    this.#permit = null;
    if (this.#running !== null) this.#end("reboot");
    this.tellStatus();
  }

  tellStatus(): void {
    this.#toldStatus = null;
    this.#settle();
  }

  tellReading(): void {
    const running = this.#running;
    if (running === null) return;
    const now = this.#settings.clock.now();
    this.#report(running, sampleAt(running.charge, now));
    this.#lastSampleAt = now;
  }

  /** Takes back all timers. The bay says nothing more. */
  close(): void {
    this.#lapse();
    this.#keepingEnds();
    this.#driver();
    this.#meter();
  }

  #begin(): void {
    this.#lapse();
    const permit = this.#permit;
    if (permit === null) return;
    this.#permit = null;
    const startedAt = this.#settings.clock.now();
    const meterStartWh = registerAt(startedAt);
    const from = { at: startedAt, meterWh: meterStartWh, car: permit.car ?? this.#car! };
    const { connector, session, idTag } = permit;
    const { speed } = this.#settings;
    this.#lastSampleAt = startedAt;
    this.#run({ connector, session, idTag, startedAt, meterStartWh, from, speed }, null);
  }

  #run(charge: Charge, transactionId: number | null): void {
    const running: Running = { charge, fullAt: fullAt(charge), transactionId };
    this.#running = running;
    this.#settle();
    if (transactionId === null) this.#tellStart(running);
    this.#nextReading();
  }

  #tellStart(running: Running): void {
    const { idTag, meterStartWh, startedAt: at } = running.charge;
    const kind = "transaction_started";
    const none = { reference: null, reservation: null };
    const told = (answer: Told) => {
      if (answer.transactionId === null) throw new Error("a started transaction needs a number");
      running.transactionId = answer.transactionId;
      if (answer.token !== "accepted" && this.#running === running) this.#end("deauthorized");
    };
    this.#outbox.put({
      build: () => ({ kind, evse: this.#evse, idTag, ...none, meterStartWh, at }),
      told,
    });
  }

  #nextReading(): void {
    const { clock, reportEveryMs } = this.#settings;
    this.#meter = clock.after(reportEveryMs, () => {
      this.#read(clock.now());
      this.#nextReading();
    });
  }

  /** A reading falls due; the moment at which the car became full gets one of its own. */
  #read(now: Date): void {
    const running = this.#running;
    if (running === null) return;
    const full = running.fullAt;
    if (this.#lastSampleAt !== null && this.#lastSampleAt < full && full < now) {
      this.#report(running, sampleAt(running.charge, full));
    }
    this.#report(running, sampleAt(running.charge, now));
    this.#lastSampleAt = now;
  }

  /** Readings that wait together are told together, so a slow host meets few facts. */
  #report(running: Running, sample: Sample): void {
    if (this.#unsent !== null && this.#unsent.length < samplesPerFact) {
      this.#unsent.push(sample);
      return;
    }
    const samples = [sample];
    this.#unsent = samples;
    this.#outbox.put({
      build: () => {
        if (this.#unsent === samples) this.#unsent = null;
        const { transactionId } = running;
        return { kind: "metered", reference: null, evse: this.#evse, transactionId, samples };
      },
    });
  }

  #end(reason: StopReason): void {
    const running = this.#running;
    if (running === null) return;
    this.#meter();
    const { clock, autoPlug } = this.#settings;
    const at = clock.now();
    const last = sampleAt(running.charge, at);
    this.#running = null;
    this.#unsent = null;
    this.#outbox.put({ build: () => this.#stopped(running, reason, last) });
    if (autoPlug() && reason !== "unplugged") {
      this.#leaving = true;
      this.#driver = clock.after(driverPaceMs, () => this.unplug());
    }
    this.#settle();
  }

  #stopped(running: Running, reason: StopReason, last: Sample): Fact {
    if (running.transactionId === null) throw new Error("a stop is told after its start");
    return {
      kind: "transaction_stopped",
      reference: null,
      transactionId: running.transactionId,
      evse: this.#evse,
      meterStopWh: last.meterWh ?? running.charge.meterStartWh,
      reason,
      idTag: reason === "local" ? running.charge.idTag : null,
      samples: [last],
      at: last.at,
    };
  }

  get #status(): ConnectorStatus {
    if (this.#fault !== null) return "faulted";
    if (this.#outOfService && this.#running === null) return "unavailable";
    if (this.#car !== null) return "occupied";
    return this.#keeping !== null ? "reserved" : "available";
  }

  /** Tells a changed status, and lets go of the bay when nothing is left in it. */
  #settle(): void {
    const status = this.#status;
    if (status !== this.#toldStatus) {
      this.#toldStatus = status;
      const at = this.#settings.clock.now();
      const error = this.#fault;
      const evse = this.#evse;
      this.#outbox.put({ build: () => ({ kind: "connector_status", evse, status, error, at }) });
    }
    if (this.idle) this.#onIdle();
  }
}
