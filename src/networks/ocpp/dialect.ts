// What a version of OCPP is to the socket that carries it. v16/ is one, v201/ another.

import type { CommandAnswer, CommandOrder } from "../commands.ts";
import type {
  Answer,
  Clock,
  Log,
  NetworkHost,
  PasswordAnswer,
  ReserveAnswer,
  ReserveOrder,
  StartOrder,
  StationRef,
  StopOrder,
  WithdrawOrder,
} from "../network.ts";
import type { Authority } from "./authority.ts";
import type { Version } from "./official.ts";
import type { Registration, WaitingRules } from "./registration.ts";
import type { CallOptions, Outcome } from "./rpc.ts";

export type ConversationSettings = {
  readonly station: StationRef;
  readonly host: NetworkHost;
  readonly clock: Clock;
  readonly log: Log;
  /** How often a charger without other news reports, 30 to 300 s. */
  readonly heartbeatSeconds: number;
  /** How often it reads its meter while charging. */
  readonly meterSeconds: number;
  /** How long after connecting a charger may boot by itself before it is asked. */
  readonly bootWithinMs: number;
  /** Who signs and vouches for certificates. */
  readonly authority: Authority;
  readonly call: Call;
  /** How the charger's boot was answered; the conversation says what it answers. */
  readonly registration: Registration;
  /**
   * Does something between two calls of the charger, after those that wait already: what is told
   * outside of serving goes here, as facts of a station are told one after another. Logs what
   * fails. Never waited for while serving.
   */
  readonly inTurn: (task: () => Promise<void>) => Promise<void>;
};

/** Asks the charger something, in the order of all that is asked of it. */
export type Call = (action: string, payload: object, options?: CallOptions) => Promise<Outcome>;

/** One station on one socket. */
export type Conversation = {
  /** The platform knows of the socket: from here on the station may be spoken to. */
  opened(): void;
  serve(action: string, payload: unknown): Promise<object>;
  start(order: StartOrder): Promise<Answer>;
  stop(order: StopOrder): Promise<Answer>;
  reserve(order: ReserveOrder): Promise<ReserveAnswer>;
  withdraw(order: WithdrawOrder): Promise<ReserveAnswer>;
  command(order: CommandOrder): Promise<CommandAnswer>;
  /** With what it is to let itself in from the next connection on. */
  changePassword(password: string): Promise<PasswordAnswer>;
  close(): void;
};

export type Dialect = {
  readonly subprotocol: string;
  /** Which official schemas its messages have. */
  readonly version: Version;
  /** Whether this is a charger's message to send. */
  readonly serves: (action: string) => boolean;
  /** What may be said while a boot is not accepted. */
  readonly waiting: WaitingRules;
  converse(settings: ConversationSettings): Conversation;
};
