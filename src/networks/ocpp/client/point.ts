// One charge point as a client: a socket that comes back when it is lost, with its own clock. What
// happens in front of the charger is the simulator's, how it is said the tongue's.

import { WebSocket } from "ws";
import type { Fact, TokenStatus, Told } from "../../fact.ts";
import { heard } from "../../fact.ts";
import type { Clock, ConnectorRef, Log, StationRef } from "../../network.ts";
import type { SimulatorNetwork } from "../../simulator/simulator.ts";
import { Examiner } from "../examination.ts";
import { RpcError } from "../frame.ts";
import type { Version } from "../official.ts";
import { Peer } from "../rpc.ts";
import type { Speaker, Tongue } from "./tongue.ts";
import { speaking16 } from "./v16.ts";
import { speaking201 } from "./v201.ts";

export type PointSettings = {
  /** For instance `ws://127.0.0.1:4300/ocpp`. */
  readonly endpoint: string;
  readonly identity: string;
  readonly password: string;
  readonly version: Version;
  readonly connectors: readonly ConnectorRef[];
  readonly chargers: SimulatorNetwork;
  readonly clock: Clock;
  readonly log: Log;
  readonly heartbeatMs: number;
  /** How far its clock is ahead. */
  readonly skewMs?: number;
};

const firstRetryMs = 1_000;
const longestRetryMs = 30_000;
/** Longer than the platform may take for an answer. */
const answerWithinMs = 30_000;

export class ChargePointClient {
  readonly station: StationRef;
  readonly tongue: Tongue;
  /** How many calls were answered, and how many were not. */
  readonly counts = { answered: 0, unanswered: 0, connects: 0 };
  readonly #settings: PointSettings;
  readonly #examiner: Examiner;
  #socket: WebSocket | null = null;
  #peer: Peer | null = null;
  #wanted = false;
  #retryMs = firstRetryMs;
  #timers: (() => void)[] = [];
  #last: string | null = null;
  /** Delays answers to the platform's calls, for a charger that thinks slowly. */
  slowMs = 0;

  constructor(settings: PointSettings) {
    this.#settings = settings;
    const { identity, version, clock, chargers, connectors, skewMs = 0 } = settings;
    this.station = { id: identity, identity };
    this.#examiner = new Examiner(version, "lenient");
    const speaker: Speaker = {
      ...{ station: this.station, connectors, chargers, now: clock.now },
      say: (action, payload) => this.#say(action, payload),
      own: (at) => new Date(at.getTime() + skewMs),
      restart: () => this.drop(500),
    };
    this.tongue = version === "1.6" ? speaking16(speaker) : speaking201(speaker);
  }

  get online(): boolean {
    return this.#peer !== null;
  }

  connect(): void {
    this.#wanted = true;
    // What happens before there is a line waits for it.
    if (this.#socket === null) this.#settings.chargers.goOffline(this.station);
    const { endpoint, identity, password } = this.#settings;
    const auth = Buffer.from(`${identity}:${password}`).toString("base64");
    const socket = new WebSocket(
      `${endpoint}/${encodeURIComponent(identity)}`,
      [this.tongue.subprotocol],
      { headers: { authorization: `Basic ${auth}` }, perMessageDeflate: false },
    );
    this.#socket = socket;
    socket.on("open", () => this.#onOpen(socket));
    socket.on("error", () => {});
    socket.on("close", () => this.#onClose(socket));
  }

  /** Cuts the line and comes back after so long; what happens meanwhile is told later. */
  drop(forMs: number): void {
    const { chargers } = this.#settings;
    chargers.goOffline(this.station);
    this.#wanted = false;
    this.#socket?.terminate();
    this.#later(forMs, () => this.connect());
  }

  /** Says something that no charger should say. */
  babble(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** The last call once more, with the same id, as chargers do that have not heard the answer. */
  sayAgain(): void {
    if (this.#last !== null) this.babble(this.#last);
  }

  /** A fact of the virtual charger; rejects while there is no line, to be told again. */
  async tell(fact: Fact): Promise<Told> {
    if (fact.kind === "connected" || fact.kind === "disconnected") return heard;
    return this.tongue.tell(fact);
  }

  authorize(idTag: string): Promise<TokenStatus> {
    return this.tongue.authorize(idTag);
  }

  close(): void {
    this.#wanted = false;
    for (const cancel of this.#timers) cancel();
    this.#socket?.close();
  }

  #later(ms: number, call: () => void): void {
    const cancel = this.#settings.clock.after(ms, () => {
      this.#timers = this.#timers.filter((one) => one !== cancel);
      call();
    });
    this.#timers.push(cancel);
  }

  #onOpen(socket: WebSocket): void {
    const { clock, log, chargers } = this.#settings;
    this.#retryMs = firstRetryMs;
    this.counts.connects += 1;
    const peer = new Peer({
      ...{ clock, log, examiner: this.#examiner },
      send: ({ kind, text }) => {
        if (kind === "call") this.#last = text;
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      seen() {},
      serve: (action, payload) => this.#serve(action, payload),
      throttle: (pause) => (pause ? socket.pause() : socket.resume()),
      giveUp: () => socket.close(),
    });
    socket.on("message", (data) => peer.receive(data.toString()));
    this.#peer = peer;
    const begin = async () => {
      await this.tongue.boot();
      chargers.comeBack(this.station);
      this.#beat();
    };
    begin().catch(() => socket.terminate());
  }

  #beat(): void {
    const peer = this.#peer;
    this.#later(this.#settings.heartbeatMs, () => {
      if (peer === null || this.#peer !== peer) return;
      this.tongue.heartbeat().catch(() => undefined);
      this.#beat();
    });
  }

  #onClose(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#peer?.close();
    this.#peer = null;
    this.#settings.chargers.goOffline(this.station);
    if (!this.#wanted) return;
    this.#later(this.#retryMs, () => this.connect());
    this.#retryMs = Math.min(longestRetryMs, 2 * this.#retryMs);
  }

  async #say(action: string, payload: object): Promise<Record<string, unknown>> {
    const outcome = await this.#peer?.call(action, payload, { timeoutMs: answerWithinMs });
    if (outcome?.kind === "result") {
      this.counts.answered += 1;
      return (outcome.payload ?? {}) as Record<string, unknown>;
    }
    this.counts.unanswered += 1;
    throw new Error(`${action} was not answered: ${outcome?.kind ?? "no line"}`);
  }

  async #serve(action: string, payload: unknown): Promise<object> {
    if (this.slowMs > 0) {
      await new Promise<void>((resolve) => this.#later(this.slowMs, resolve));
    }
    const answer = this.tongue.serve(action, (payload ?? {}) as Record<string, unknown>);
    if (answer === null)
      throw new RpcError("NotImplemented", "a virtual charger knows no such thing");
    return answer;
  }
}
