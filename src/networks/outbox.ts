// Tells the host the facts of one station, one after another, each again until it is stored.
// Facts that wait for the station's link stay here while it is down.

import type { Fact, Told } from "./fact.ts";
import type { Clock, Log, NetworkHost, StationRef } from "./network.ts";

export type Report = {
  /** Called once, when the report's turn has come: what it says may depend on earlier answers. */
  build(): Fact;
  /** What the host answered. A throw means that the answer cannot be used: told again. */
  told?(answer: Told): void;
};

type Waiting = Report & { fact?: Fact };

const firstPauseMs = 100;
const longestPauseMs = 10_000;

export class Outbox {
  readonly #host: NetworkHost;
  readonly #station: StationRef;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onEmpty: () => void;
  /** Of the link itself: told also while the station is away, and before all else. */
  readonly #ofLink: Waiting[] = [];
  readonly #ofStation: Waiting[] = [];
  #linked = true;
  #closed = false;
  #running: Promise<void> | null = null;
  #pauseMs = firstPauseMs;
  #wake: () => void = () => {};

  constructor(
    around: { host: NetworkHost; clock: Clock; log: Log },
    station: StationRef,
    onEmpty: () => void = () => {},
  ) {
    this.#host = around.host;
    this.#clock = around.clock;
    this.#log = around.log;
    this.#station = station;
    this.#onEmpty = onEmpty;
  }

  get empty(): boolean {
    return this.#running === null && this.#ofLink.length === 0 && this.#ofStation.length === 0;
  }

  put(report: Report): void {
    this.#ofStation.push(report);
    this.#run();
  }

  putOfLink(fact: Fact): void {
    this.#ofLink.push({ build: () => fact });
    this.#run();
  }

  setLinked(linked: boolean): void {
    this.#linked = linked;
    this.#run();
  }

  /** Ends the telling. What is untold stays untold; what is being told is waited for. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#running;
  }

  #run(): void {
    if (this.#running !== null || this.#closed || this.#next() === undefined) return;
    this.#running = this.#tellAll().finally(() => {
      this.#running = null;
      if (this.empty) this.#onEmpty();
      else this.#run();
    });
  }

  #next(): Waiting | undefined {
    return this.#ofLink[0] ?? (this.#linked ? this.#ofStation[0] : undefined);
  }

  async #tellAll(): Promise<void> {
    for (let next = this.#next(); next !== undefined && !this.#closed; next = this.#next()) {
      await this.#tell(next);
    }
  }

  async #tell(report: Waiting): Promise<void> {
    try {
      report.fact ??= report.build();
      const answer = await this.#host.tell(this.#station, report.fact);
      report.told?.(answer);
      this.#pauseMs = firstPauseMs;
      const queue = this.#ofLink.includes(report) ? this.#ofLink : this.#ofStation;
      queue.shift();
    } catch (cause) {
      const detail = { station: this.#station.id, fact: report.fact?.kind, cause: String(cause) };
      this.#log.warn(detail, "fact not stored, told again later");
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    return new Promise((resolve) => {
      const cancel = this.#clock.after(pauseMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
