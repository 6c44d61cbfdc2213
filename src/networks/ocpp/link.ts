// One charger's socket from handshake to end: frames in and out, proof of life, and the facts
// that the station came and went. What the frames mean is the dialect's.

import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import type { RegistrationStatus, SecurityProfile } from "../fact.ts";
import type { Clock, Log, MessageChecks, NetworkHost, StationRef } from "../network.ts";
import { Outbox } from "../outbox.ts";
import { ClockSkew, saidIn } from "./clock_skew.ts";
import type { Conversation, ConversationSettings, Dialect } from "./dialect.ts";
import { Examiner, whole } from "./examination.ts";
import type { FramePassed } from "./frame.ts";
import { Registration } from "./registration.ts";
import { type CallOptions, type Outcome, Peer } from "./rpc.ts";
import { type FrameListener, showTo } from "./seen.ts";

export type LinkSettings = Omit<
  ConversationSettings,
  "call" | "inTurn" | "station" | "registration"
> & {
  readonly pingEveryMs: number;
  /** The platform hears that a socket lives at most this often. */
  readonly seenEveryMs: number;
  readonly onFrame: FrameListener | null;
};

export type LinkFor = {
  readonly socket: WebSocket;
  readonly station: StationRef;
  readonly remoteAddress: string | null;
  readonly dialect: Dialect;
  readonly checks: MessageChecks;
  readonly securityProfile: SecurityProfile;
  readonly registration: RegistrationStatus;
  /** The socket has ended. */
  readonly onGone: (link: Link) => void;
  /** And the platform knows. */
  readonly onForgotten: (link: Link) => void;
};

const examinerFor = ({ dialect, checks }: LinkFor): Examiner =>
  new Examiner(dialect.version, checks, dialect.serves);

/** A charger that does not read what we send is cut before it fills our memory. */
const mostUnreadBytes = 1_000_000;
const closeWithinMs = 1_000;

export class Link {
  /** Names the socket in what is told of it. */
  readonly id = randomUUID();
  readonly station: StationRef;
  readonly conversation: Conversation;
  readonly #socket: WebSocket;
  readonly #peer: Peer;
  readonly #outbox: Outbox;
  readonly #host: NetworkHost;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onFrame: FrameListener | null;
  readonly #seenEveryMs: number;
  readonly #registration: Registration;
  readonly #skew = new ClockSkew();
  #alive = true;
  #seenMs: number;
  #ready = false;
  #nextPing = () => {};
  #gone: Promise<void>;

  constructor(settings: LinkSettings, subject: LinkFor) {
    this.station = subject.station;
    this.#socket = subject.socket;
    this.#host = settings.host;
    this.#clock = settings.clock;
    this.#log = settings.log;
    this.#onFrame = settings.onFrame;
    this.#seenEveryMs = settings.seenEveryMs;
    this.#seenMs = settings.clock.now().getTime();
    this.#outbox = new Outbox(settings, subject.station, () => subject.onForgotten(this));
    this.#registration = new Registration(subject.dialect.waiting, subject.registration);
    this.#peer = this.#makePeer(examinerFor(subject));
    this.conversation = subject.dialect.converse({
      ...settings,
      station: subject.station,
      call: this.call.bind(this),
      registration: this.#registration,
      inTurn: (task) => this.#peer.inTurn(task),
    });
    this.#gone = new Promise((resolve) => {
      this.#socket.on("close", () => {
        subject.onGone(this);
        resolve(this.#end(subject));
      });
    });
    this.#listen(settings.pingEveryMs);
    this.#announce(subject);
  }

  /** Orders are taken once the platform knows of the connection, and until the socket ends. */
  get ready(): boolean {
    return this.#ready && this.#socket.readyState === this.#socket.OPEN;
  }

  call(action: string, payload: object, options?: CallOptions): Promise<Outcome> {
    const call = () => this.#peer.call(action, payload, options);
    return this.#registration.ask(action, payload, call);
  }

  /** Says goodbye, and hangs up on who does not answer it. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#clock.after(closeWithinMs, () => this.#socket.terminate());
  }

  /** Resolves when the socket has ended and the platform was told so, or could not be. */
  async ended(): Promise<void> {
    await this.#gone;
    await this.#outbox.close();
  }

  #makePeer(examiner: Examiner): Peer {
    return new Peer({
      clock: this.#clock,
      log: this.#log,
      examiner,
      send: (frame) => this.#send(frame),
      seen: (frame) => this.#show(frame),
      serve: async (action, payload) => {
        await this.#measureClock(action, payload);
        return this.conversation.serve(action, payload);
      },
      throttle: (pause) => (pause ? this.#socket.pause() : this.#socket.resume()),
      giveUp: () => this.close(1002, "too many malformed frames"),
    });
  }

  /** Before the message is told: its own times are read by what is known of the clock then. */
  async #measureClock(action: string, payload: unknown): Promise<void> {
    if (action === "BootNotification") this.#skew.forget();
    const said = saidIn(payload);
    const skewMs = said === null ? null : this.#skew.hear(said, this.#clock.now());
    if (skewMs === null) return;
    try {
      await this.#host.tell(this.station, { kind: "clock", skewMs });
    } catch (cause) {
      this.#log.warn({ station: this.station.id, cause: String(cause) }, "clock not stored");
    }
  }

  #listen(pingEveryMs: number): void {
    const proveLife = () => {
      this.#alive = true;
      this.#tellSeen();
    };
    this.#socket.on("pong", proveLife);
    this.#socket.on("ping", proveLife);
    this.#socket.on("message", (data) => {
      proveLife();
      this.#peer.receive(data.toString());
    });
    this.#socket.on("error", (cause) => {
      this.#log.warn({ station: this.station.id, cause: cause.message }, "socket error");
      this.#showBroken(cause.message);
    });
    this.#ping(pingEveryMs);
  }

  /** A charger with other news sends no Heartbeat (1.6 §4.6): whatever it sends is one. */
  #tellSeen(): void {
    const nowMs = this.#clock.now().getTime();
    if (!this.#ready || nowMs - this.#seenMs < this.#seenEveryMs) return;
    this.#seenMs = nowMs;
    const fact = { kind: "heartbeat", connection: this.id } as const;
    this.#peer.inTurn(async () => {
      await this.#host.tell(this.station, fact);
    });
  }

  /** Since the last ping nothing came at all: the other side is gone without a word. */
  #ping(everyMs: number): void {
    this.#nextPing = this.#clock.after(everyMs, () => {
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      if (!this.#alive) {
        this.#showBroken("no sign of life since the last ping");
        this.#socket.terminate();
        return;
      }
      this.#alive = this.#socket.isPaused;
      if (this.#alive) this.#tellSeen();
      this.#socket.ping();
      this.#ping(everyMs);
    });
  }

  /** Before anything else of this socket; if it cannot be stored the charger shall come again. */
  #announce({ dialect, remoteAddress, securityProfile }: LinkFor): void {
    const connection = this.id;
    const protocol = dialect.subprotocol;
    this.#peer.inTurn(async () => {
      try {
        const line = { protocol, securityProfile, remoteAddress, connection };
        await this.#host.tell(this.station, { kind: "connected", ...line });
        this.#ready = true;
        this.conversation.opened();
      } catch (cause) {
        this.#log.warn({ station: this.station.id, cause: String(cause) }, "connection not stored");
        this.close(1011, "try again later");
      }
    });
  }

  #send(frame: FramePassed): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > mostUnreadBytes) {
      this.#showBroken("the charger does not read what it is sent");
      this.#socket.terminate();
      return;
    }
    this.#show(frame);
    this.#socket.send(frame.text);
  }

  /** What broke the line, in the place of the frame that could not be read to its end. */
  #showBroken(message: string): void {
    const passed = { direction: "in", kind: "malformed", action: null, messageId: null } as const;
    this.#show({ ...passed, text: "", findings: [whole("line", message)] });
  }

  #show(frame: FramePassed): void {
    if (this.#onFrame === null) return;
    const where = { station: this.station, connection: this.id, at: this.#clock.now() };
    showTo(this.#onFrame, { ...frame, ...where }, this.#log);
  }

  async #end({ onForgotten }: LinkFor): Promise<void> {
    this.#nextPing();
    this.#peer.close();
    this.conversation.close();
    await this.#peer.inTurn(async () => {});
    if (this.#ready) this.#outbox.putOfLink({ kind: "disconnected", connection: this.id });
    else onForgotten(this);
  }
}
