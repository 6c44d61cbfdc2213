// The OCPP central system: lets chargers in that come to /ocpp/{identity}, keeps one live socket
// per station, and passes orders to it. Frames are rpc.ts's, messages the versions' business.

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { CommandAnswer, CommandOrder } from "../commands.ts";
import type {
  Admission,
  Answer,
  Arrival,
  Network,
  NetworkHost,
  PasswordAnswer,
  ReserveAnswer,
  ReserveOrder,
  RunningTransaction,
  StartOrder,
  StationRef,
  StopOrder,
  WithdrawOrder,
} from "../network.ts";
import { plainArrival } from "./arrival.ts";
import { noAuthority } from "./authority.ts";
import type { Dialect } from "./dialect.ts";
import { refusalOf } from "./examination.ts";
import {
  identityIn,
  offersCompression,
  passwordFor,
  refusalText,
  subprotocol,
} from "./handshake.ts";
import { Link, type LinkFor, type LinkSettings } from "./link.ts";
import { Refusals } from "./refusals.ts";
import type { CallOptions, Outcome } from "./rpc.ts";
import type { FrameListener } from "./seen.ts";
import { v16 } from "./v16/conversation.ts";
import { v201 } from "./v201/conversation.ts";

export type OcppSettings = Pick<LinkSettings, "host" | "clock" | "log"> &
  Partial<Omit<LinkSettings, "host" | "clock" | "log" | "onFrame">> & {
    /** Sees every frame, with passwords taken out. */
    readonly onFrame?: FrameListener;
    readonly mostAdmissions?: number;
  };

export type OcppNetwork = Network & {
  /** Takes over an HTTP upgrade for a path below /ocpp/. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, arrival?: Arrival): void;
  /** Any message of ours, as it stands; throws an RpcError where it does not fit its schema. */
  call(
    station: StationRef,
    action: string,
    payload: object,
    options?: CallOptions,
  ): Promise<Outcome>;
  /** Has a charger that is here use another password from its next connection on. */
  changePassword(station: StationRef, password: string): Promise<PasswordAnswer>;
  /**
   * Ends the socket that came under this identity: it is not the station's any more. With
   * `connection` only the one of that name, which another one has replaced.
   */
  hangUp(station: StationRef, connection?: string | null): Done;
};

/** At once, or once the process that holds the socket has done it. */
type Done = void | Promise<void>;
type Admitted = Extract<Admission, { admitted: true }>;

const dialects = new Map<string, Dialect>([v16, v201].map((one) => [one.subprotocol, one]));
const ours: ReadonlySet<string> = new Set(dialects.keys());

/** Stops with thousands of readings exist (2 000 are 767 KB); ten megabytes of anything do not. */
const longestFrameBytes = 4 * 1024 * 1024;
/**
 * Who waits to be let in. After a power cut the whole city asks at once, and the host looks them up
 * together; each that waits is a socket and its request, so there is an end to it. Who is told to
 * come again later comes much later.
 */
const mostAdmissions = 5_000;

const common = {
  ...{ noServer: true, clientTracking: false, maxPayload: longestFrameBytes },
  handleProtocols: (offered: Set<string>) => subprotocol(offered, ours) ?? false,
};
const plainSockets = new WebSocketServer({ ...common, perMessageDeflate: false });

/**
 * Nothing is kept from one message to the next: a window for each of ten thousand chargers would
 * be most of our memory. `maxPayload` counts what comes out.
 */
const compressedSockets = new WebSocketServer({
  ...common,
  perMessageDeflate: {
    ...{ serverNoContextTakeover: true, clientNoContextTakeover: true },
    threshold: 1024,
  },
});

/** OCPP-J 2.0.1 §3.4 wants compression of us; 1.6 §5.1 advises against it. */
const socketsFor = ({ headers }: IncomingMessage): WebSocketServer => {
  const offered = headers["sec-websocket-protocol"]?.split(",").map((one) => one.trim()) ?? [];
  const compresses =
    subprotocol(offered, ours) === v201.subprotocol &&
    offersCompression(headers["sec-websocket-extensions"]);
  return compresses ? compressedSockets : plainSockets;
};

class CentralSystem implements OcppNetwork {
  readonly kind = "ocpp";
  readonly #settings: LinkSettings;
  readonly #host: NetworkHost;
  readonly #refusals: Refusals;
  readonly #links = new Map<string, Link>();
  /** Replaced ones included, until the platform knows that they ended. */
  readonly #all = new Set<Link>();
  readonly #mostAdmissions: number;
  #admissions = 0;
  #closed = false;

  constructor(settings: OcppSettings) {
    const heartbeatSeconds = Math.min(300, Math.max(30, settings.heartbeatSeconds ?? 60));
    const proofs = { pingEveryMs: 30_000, seenEveryMs: 30_000 };
    const defaults = {
      ...proofs,
      meterSeconds: 10,
      bootWithinMs: 5_000,
      onFrame: null,
      authority: noAuthority,
    };
    this.#settings = { ...defaults, ...settings, heartbeatSeconds };
    this.#host = settings.host;
    this.#refusals = new Refusals(this.#settings);
    this.#mostAdmissions = settings.mostAdmissions ?? mostAdmissions;
  }

  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    arrival: Arrival = plainArrival,
  ): void {
    const onError = () => socket.destroy();
    socket.on("error", onError);
    this.#admit(request, arrival).then(
      (verdict) => {
        if (typeof verdict === "number") {
          socket.end(refusalText(verdict));
          return;
        }
        socket.off("error", onError);
        this.#open(request, socket, head, verdict);
      },
      (cause: unknown) => {
        this.#settings.log.error({ cause: String(cause) }, "admission failed");
        socket.end(refusalText(503));
      },
    );
  }

  online(station: StationRef): boolean {
    return this.#links.get(station.id)?.ready ?? false;
  }

  async start(order: StartOrder): Promise<Answer> {
    const link = this.#ready(order.station);
    return link === null ? { outcome: "offline" } : link.conversation.start(order);
  }

  async stop(order: StopOrder): Promise<Answer> {
    const link = this.#ready(order.station);
    return link === null ? { outcome: "offline" } : link.conversation.stop(order);
  }

  async reserve(order: ReserveOrder): Promise<ReserveAnswer> {
    const link = this.#ready(order.station);
    return link === null ? { outcome: "offline" } : link.conversation.reserve(order);
  }

  async withdraw(order: WithdrawOrder): Promise<ReserveAnswer> {
    const link = this.#ready(order.station);
    return link === null ? { outcome: "offline" } : link.conversation.withdraw(order);
  }

  async command(order: CommandOrder): Promise<CommandAnswer> {
    const link = this.#ready(order.station);
    return link === null ? { outcome: "offline" } : link.conversation.command(order);
  }

  async call(
    station: StationRef,
    action: string,
    payload: object,
    options?: CallOptions,
  ): Promise<Outcome> {
    const link = this.#ready(station);
    if (link === null) return { kind: "lost", sent: false };
    const outcome = await link.call(action, payload, options);
    if (outcome.kind === "unfit") throw refusalOf(outcome.finding);
    return outcome;
  }

  async changePassword(station: StationRef, password: string): Promise<PasswordAnswer> {
    const link = this.#ready(station);
    return link === null ? "unanswered" : link.conversation.changePassword(password);
  }

  hangUp(station: StationRef, connection: string | null = null): void {
    const link = this.#links.get(station.id);
    if (link?.station.identity !== station.identity) return;
    if (connection !== null && link.id !== connection) return;
    link.close(1000, "come again: what this line rests on has changed");
  }

  /** Chargers go on by themselves and come back: nothing to take up. */
  async resume(_running: readonly RunningTransaction[]): Promise<void> {}

  async close(): Promise<void> {
    this.#closed = true;
    const links = [...this.#all];
    for (const link of links) link.close(1001, "the platform goes away");
    await Promise.all(links.map((link) => link.ended()));
  }

  #ready(station: StationRef): Link | null {
    const link = this.#links.get(station.id);
    return link?.ready ? link : null;
  }

  async #admit(request: IncomingMessage, arrival: Arrival): Promise<Admitted | 401 | 404 | 503> {
    const identity = identityIn(request.url);
    if (identity === null) return 404;
    if (this.#closed || this.#admissions >= this.#mostAdmissions) return 503;
    this.#admissions += 1;
    try {
      const password = passwordFor(identity, request.headers.authorization);
      const admission: Admission = await this.#host.admit(identity, password, arrival);
      if (admission.admitted) return admission;
      this.#settings.log.info({ identity, reason: admission.reason }, "charger refused");
      if (admission.reason === "unknown") return 404;
      const { station, reason } = admission;
      this.#refusals.show(station, { identity, reason, from: request.socket.remoteAddress });
      return 401;
    } finally {
      this.#admissions -= 1;
    }
  }

  #open(request: IncomingMessage, socket: Duplex, head: Buffer, admitted: Admitted): void {
    socketsFor(request).handleUpgrade(request, socket, head, (webSocket) => {
      const dialect = dialects.get(webSocket.protocol);
      // OCPP-J 1.6 §3.2: no common subprotocol completes the handshake without one and closes.
      if (dialect === undefined || this.#closed) {
        webSocket.on("error", () => {});
        webSocket.close(dialect === undefined ? 1002 : 1001);
        return;
      }
      const { admitted: _, ...whose } = admitted;
      const remoteAddress = request.socket.remoteAddress ?? null;
      this.#replace({ socket: webSocket, ...whose, dialect, remoteAddress });
    });
  }

  /** One live socket per identity: the newest, since an old one may be a zombie. */
  #replace(arrived: Omit<LinkFor, "onGone" | "onForgotten">): void {
    const { station } = arrived;
    const old = this.#links.get(station.id);
    const onGone = (link: Link) => {
      if (this.#links.get(station.id) === link) this.#links.delete(station.id);
    };
    const onForgotten = (link: Link) => this.#all.delete(link);
    const link = new Link(this.#settings, { ...arrived, onGone, onForgotten });
    this.#links.set(station.id, link);
    this.#all.add(link);
    old?.close(1000, "replaced by a newer connection");
  }
}

export const ocppNetwork = (settings: OcppSettings): OcppNetwork => new CentralSystem(settings);
