// What the platform asks of a charging network, and what it is to one. Protocols live behind this
// page: sessions, prices and policies must not learn which one carries them. What networks tell:
// fact.ts.

import type { CommandAnswer, CommandOrder } from "./commands.ts";
import type {
  Fact,
  RegistrationStatus,
  SecurityProfile,
  TokenKind,
  TokenStatus,
  Told,
} from "./fact.ts";

/** A station as a network sees it: enough to address the hardware, no tenant data. */
export type StationRef = {
  /** `chst_…` */
  readonly id: string;
  /** The charger's own identity on an OCPP network, null on the simulator. */
  readonly identity: string | null;
};

export type ConnectorRef = {
  /** The platform's connector id, for instance `connector_a1`. */
  readonly id: string;
  /** Number of the EVSE at the station, from 1. In OCPP 1.6 this is the connectorId. */
  readonly evse: number;
  readonly type: string;
  readonly powerKw: number;
  /**
   * Which of its EVSE's connectors it is, from 1, as OCPP 2.0.1 numbers them. Left out: it has
   * the EVSE for itself.
   */
  readonly plug?: number;
};

export type StartOrder = {
  readonly station: StationRef;
  readonly connector: ConnectorRef;
  /** `cs_…` */
  readonly session: string;
  /**
   * What the charger will show us as the card of this start, at most 20 characters (CiString20).
   */
  readonly idTag: string;
  /** What a simulated car needs; real chargers ask the car themselves. */
  readonly vehicle: { readonly batteryWh: number; readonly socPercent: number | null };
};

export type StopOrder = {
  readonly station: StationRef;
  readonly session: string;
  /** The number we gave the charger when it reported the start; null before that. */
  readonly transactionId: number | null;
  /** The charger's own name of it, where the protocol has the charger choose one (OCPP 2.0.1). */
  readonly reference: string | null;
  readonly connector: ConnectorRef;
};

/** Why a charger took no order that was kept from it while its boot is not accepted. */
export const bootNotAccepted = "boot_not_accepted";

/** A connector as its charger counts: at which EVSE, and which of those there, both from 1. */
export type PlugRef = { readonly evse: number; readonly plug: number };

/** What the station said to an order. `offline` and `timeout` mean that it said nothing. */
export type Answer =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "rejected"; readonly reason: string }
  | { readonly outcome: "offline" }
  | { readonly outcome: "timeout" };

/** Keep the connector for whoever shows this card. The same number again replaces the order. */
export type ReserveOrder = {
  readonly station: StationRef;
  readonly connector: ConnectorRef;
  /** What the charger knows the reservation by: a positive 32-bit integer. */
  readonly reservation: number;
  readonly idTag: string;
  /** The driver's own cards, which are told as of this group when they are held up. */
  readonly group: string;
  /** For how long from now; then it lapses by itself. */
  readonly keepMs: number;
};

export type WithdrawOrder = Pick<ReserveOrder, "station" | "connector" | "reservation">;

/** `unsupported`: the charger knows no reservations; the platform alone keeps the connector. */
export type ReserveAnswer = Answer | { readonly outcome: "unsupported" };

/** A transaction that runs on a station, as the platform holds it: handed back after a restart. */
export type RunningTransaction = {
  readonly order: StartOrder;
  readonly transactionId: number | null;
  readonly reference: string | null;
  /** When the order was accepted. */
  readonly orderedAt: Date;
  /** When the charger reported the transaction; null when it has not plugged in yet. */
  readonly startedAt: Date | null;
  readonly meterStartWh: number;
  readonly lastMeterWh: number;
  readonly lastMeterAt: Date;
  /** True once the platform has asked the station to stop. */
  readonly stopAsked: boolean;
};

/** Orders go down through this. One instance per kind, built in app.ts. */
export type Network = {
  readonly kind: "simulator" | "ocpp";
  /** Whether the station could take an order now, from this process. */
  online(station: StationRef): boolean;
  /**
   * Settles with what the station said; rejects never. Facts may overtake the answer: a car that
   * is plugged in already starts its transaction before `accepted` has reached the caller.
   */
  start(order: StartOrder): Promise<Answer>;
  /**
   * Ends a transaction, or an order that still waits for its plug. Protocols without a way to
   * take such an order back say `accepted` too: the start that may yet come is then refused by
   * the host (`token` of its `Told`), and the network stops it.
   */
  stop(order: StopOrder): Promise<Answer>;
  /** Keeps a free connector; starts with another card are refused there from then on. */
  reserve(order: ReserveOrder): Promise<ReserveAnswer>;
  /** Gives it back; `rejected` where nothing is kept under this number (any more). */
  withdraw(order: WithdrawOrder): Promise<ReserveAnswer>;
  /**
   * Has a charger do something beside charging (commands.ts). Rejects never; what is answered
   * later by a notification is told as `command_progress`.
   */
  command(order: CommandOrder): Promise<CommandAnswer>;
  /** Takes up transactions that were running when the process last ended. */
  resume(running: readonly RunningTransaction[]): Promise<void>;
  /** Stops timers and sockets. Does not stop charging: the chargers go on. */
  close(): Promise<void>;
};

/** What becomes of a card. */
export type Authorization = {
  readonly status: TokenStatus;
  /** Whose it is, as far as a charger need know: cards of one group end each other's charges. */
  readonly group: string | null;
  /** Until when a charger may believe the answer without asking again. */
  readonly expiresAt: Date | null;
};

/** Who a connecting charger is. */
export type Admission =
  | {
      readonly admitted: true;
      readonly station: StationRef;
      /**
       * `strict`: a message that does not fit the official schema is refused; `lenient`: what can
       * be understood counts, and what did not fit is noted in the frame trace.
       */
      readonly checks: MessageChecks;
      readonly securityProfile: SecurityProfile;
      /** What it was told at its last boot: it holds until the next one, on any line. */
      readonly registration: RegistrationStatus;
    }
  | { readonly admitted: false; readonly reason: "unknown" }
  | {
      readonly admitted: false;
      /** `security_profile`: not on such a line, whatever it knows. */
      readonly reason: "password" | "no_password" | "certificate" | "security_profile";
      /** Whose identity it claimed: shown in that station's frame trace. */
      readonly station: StationRef;
    };

/** What a charger's line proves of it, beside the password that it may send. */
export type Arrival = {
  /** Encrypted, up to us or to a proxy that is trusted. */
  readonly tls: boolean;
  /**
   * The client certificate that it has shown, if it has. Its common name is null unless it leads
   * to a root that is trusted for chargers, and is valid now.
   */
  readonly certificate: { readonly name: string | null } | null;
};

/** What a charger says of a password that it is to let itself in with from its next line on. */
export type PasswordAnswer = "accepted" | "reboot_required" | "rejected" | "unanswered";

export type MessageChecks = "strict" | "lenient";

/**
 * What the platform is to its networks. A network is handed one when it is built. Whatever
 * resolves here is on disk: a charger may be answered then, and not before.
 */
export type NetworkHost = {
  /**
   * Checks identity and Basic-auth password, or certificate, of a connecting charger, and notes
   * strangers as pending.
   */
  admit(identity: string, password: string | null, arrival: Arrival): Promise<Admission>;
  /** The connectors that the station is known to have. */
  plugsOf(station: StationRef): Promise<readonly PlugRef[]>;
  /** May this card charge here now? (OCPP Authorize). */
  authorize(station: StationRef, idTag: string, kind?: TokenKind): Promise<Authorization>;
  /**
   * Stores a fact. Rejects when it could not be stored; the network then lets the charger repeat
   * it.
   */
  tell(station: StationRef, fact: Fact): Promise<Told>;
};

/** The time as a network knows it; handed in, so that tests can let it run fast. */
export type Clock = {
  now(): Date;
  /** Calls once, after that many milliseconds; the answer takes the call back. */
  after(ms: number, call: () => void): () => void;
};

/** As much of pino as a network needs. Never given passwords, keys or whole frames. */
export type Log = {
  info(detail: object, text: string): void;
  warn(detail: object, text: string): void;
  error(detail: object, text: string): void;
};
