// What the platform asks of a charging network, and what a network tells the platform. Protocols
// live behind this page: sessions, prices and policies must not learn which one carries them.

import type { ChargingProfile, CommandAnswer, CommandName, CommandOrder } from "./commands.ts";

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
  /** Of purpose `transaction`: how much the charge may draw when. */
  readonly profile?: ChargingProfile | undefined;
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

export type ConnectorStatus =
  | "available"
  | "occupied"
  | "reserved"
  | "unavailable"
  | "faulted"
  | "unknown";

export type Sample = {
  readonly at: Date;
  /** Cumulative register of the charger, Wh. Null when the report carried no energy. */
  readonly meterWh: number | null;
  /** The same in thousandths, where it was given in fractions: for when its unit proves wrong. */
  readonly meterMilliWh?: number;
  readonly powerW: number | null;
  readonly currentA: number | null;
  readonly voltageV: number | null;
  readonly socPercent: number | null;
};

export type StopReason =
  | "remote"
  | "local"
  | "unplugged"
  | "emergency"
  | "power_loss"
  | "reboot"
  | "deauthorized"
  | "full"
  | "fault"
  | "other";

/** What a station reports. Past tense: it has happened. Times are the charger's own. */
export type Fact =
  | {
      readonly kind: "connected";
      readonly protocol: string;
      /** Null where nothing is to be secured: a simulated line. */
      readonly securityProfile: SecurityProfile | null;
      readonly remoteAddress: string | null;
      /** Random per socket: what a stale socket says of going away is ignored. */
      readonly connection: string;
    }
  | { readonly kind: "disconnected"; readonly connection: string }
  | {
      readonly kind: "booted";
      readonly vendor: string;
      readonly model: string;
      readonly serial: string | null;
      readonly firmware: string | null;
      readonly reason: string | null;
    }
  /** Something came through the socket: it lives. Told now and then, not of every frame. */
  | { readonly kind: "heartbeat"; readonly connection: string }
  | {
      readonly kind: "connector_status";
      /** 0 means the station as a whole. */
      readonly evse: number;
      readonly status: ConnectorStatus;
      readonly error: string | null;
      readonly at: Date;
    }
  /**
   * What one message told of a transaction that is not whole yet: OCPP 2.0.1 names it before
   * somebody has shown a card, or before the car stands anywhere. The host keeps what it hears
   * (opening.ts) and answers with all of it, `Told.opening`.
   */
  | {
      readonly kind: "transaction_opened";
      readonly reference: string;
      /** The charger says that it begins here: an ended one of the same name is another one. */
      readonly begins: boolean;
      readonly evse: number | null;
      readonly card: Card | null;
      readonly reservation: number | null;
      /** The first register in the message, and when it was read. */
      readonly meter: { readonly wh: number; readonly at: Date } | null;
      readonly at: Date;
    }
  /**
   * Told again under the same reference it is the same start. If it then lies earlier, or its
   * register is lower, a message came late, and the start is as it says now.
   */
  | {
      readonly kind: "transaction_started";
      readonly evse: number;
      readonly idTag: string;
      /** What was held up, where the protocol tells. */
      readonly tokenKind?: TokenKind;
      /**
       * The charger's own name of the transaction, at most 36 characters (OCPP 2.0.1), the same
       * in all that it tells of it; null where the platform numbers transactions (1.6).
       */
      readonly reference: string | null;
      /** The number of the reservation that it used up, where the charger says so. */
      readonly reservation: number | null;
      /** Null where the charger did not say: the first register of the transaction counts. */
      readonly meterStartWh: number | null;
      readonly at: Date;
    }
  | {
      readonly kind: "metered";
      readonly evse: number;
      /** Null when the charger did not say; the transaction then running on the EVSE is meant. */
      readonly transactionId: number | null;
      readonly reference: string | null;
      readonly samples: readonly Sample[];
    }
  | {
      readonly kind: "transaction_stopped";
      /** Null where only the charger's own name is known: that of a start still to come, too. */
      readonly transactionId: number | null;
      readonly reference: string | null;
      readonly evse: number | null;
      /** Null where the charger did not say: the last register that was told counts. */
      readonly meterStopWh: number | null;
      readonly reason: StopReason;
      readonly idTag: string | null;
      readonly samples: readonly Sample[];
      readonly at: Date;
    }
  /**
   * How far the charger's clock is ahead of ours, in milliseconds: the median of what it said
   * live. Times of other facts are told as the charger gave them.
   */
  | { readonly kind: "clock"; readonly skewMs: number }
  /** What became of an accepted command whose outcome comes later. */
  | ({
      readonly kind: "command_progress";
      readonly status: "running" | "succeeded" | "failed";
      /** In the charger's words: the notification's payload, without secrets. */
      readonly detail: object;
    } & CommandMeant)
  /** What the charger is set to, as it was asked for or reported (2.0.1 part 2, block B). */
  | { readonly kind: "variables"; readonly variables: readonly Variable[]; readonly at: Date }
  /** Anything else that an operator wants to know of at three in the morning. */
  | {
      readonly kind: "notice";
      readonly topic: NoticeTopic;
      /** 0 (danger) to 9 (debug), as OCPP 2.0.1 grades events; null where nobody graded it. */
      readonly severity: number | null;
      readonly evse: number | null;
      /** One line for people. */
      readonly text: string;
      /** The message, without secrets. */
      readonly detail: object;
      readonly at: Date;
    };

/** Which command a charger speaks of. */
export type CommandMeant =
  /** `CommandOrder.number`. */
  | { readonly number: number }
  /** It did not say (OCPP 1.6 mostly cannot): the last one of this name that it accepted. */
  | { readonly number: null; readonly name: CommandName };

export type NoticeTopic =
  | "security"
  | "monitoring"
  | "firmware"
  | "log"
  | "certificate"
  | "charging_limit"
  | "charging_profile"
  | "charging_needs"
  | "display_message"
  | "customer_information"
  | "data_transfer"
  | "reservation";

/** One attribute of one variable; in 1.6 a configuration key (then `component` is null). */
export type Variable = {
  readonly component: string | null;
  readonly componentInstance: string | null;
  readonly evse: number | null;
  readonly connector: number | null;
  readonly name: string;
  readonly instance: string | null;
  readonly attribute: "actual" | "target" | "min_set" | "max_set";
  readonly value: string | null;
  readonly mutability: "read_only" | "write_only" | "read_write" | null;
  /** Unit, data type, limits, list of values: as the charger gave them. */
  readonly characteristics: object | null;
};

export type TokenStatus = "accepted" | "blocked" | "expired" | "invalid" | "concurrent_tx";

/** What becomes of a card. */
export type Authorization = {
  readonly status: TokenStatus;
  /** Whose it is, as far as a charger need know: cards of one group end each other's charges. */
  readonly group: string | null;
  /** Until when a charger may believe the answer without asking again. */
  readonly expiresAt: Date | null;
  /** What charging here costs, in one line of English of at most 512 characters; null: unsaid. */
  readonly prices: string | null;
};

/** What was held up: 2.0.1 names its kinds, in 1.6 everything may be a card. */
export type TokenKind = "rfid" | "emaid" | "app" | "key_code" | "mac_address" | "none";

/** What was held up. */
export type Card = { readonly idTag: string; readonly kind: TokenKind };

/** A transaction as far as the charger's messages have told it, in whatever order they came. */
export type Opening = {
  readonly evse: number | null;
  readonly card: Card | null;
  readonly reservation: number | null;
  /** The earliest register. */
  readonly meterStartWh: number | null;
  /** When both card and place were there, as far as both are. */
  readonly at: Date;
};

/** The answer to a stored fact; only those of transactions carry more. */
export type Told = {
  /** The transaction's number (a positive 32-bit integer), the same for a fact told twice. */
  readonly transactionId: number | null;
  readonly token: TokenStatus | null;
  readonly group: string | null;
  /** What it costs so far, or in all once it ended, for the charger's display; null: unknown. */
  readonly cost: { readonly amountMinor: number; readonly currency: string } | null;
  /** Of an accepted start: by which prices, as `Authorization.prices`. */
  readonly prices: string | null;
  /** Of `transaction_opened`: what is known of the transaction by now. */
  readonly opening: Opening | null;
};

/** The answer to a fact that nobody expects anything of. */
export const heard: Told = {
  ...{ transactionId: null, token: null, group: null, cost: null, prices: null, opening: null },
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
    }
  | { readonly admitted: false; readonly reason: "unknown" }
  | {
      readonly admitted: false;
      /** `security_profile`: not on such a line, whatever it knows. */
      readonly reason: "password" | "no_password" | "certificate" | "security_profile";
      /** Whose identity it claimed: shown in that station's frame trace. */
      readonly station: StationRef;
    };

/** Of OCPP: 1 is a password, 2 a password over TLS, 3 a client certificate. */
export type SecurityProfile = 1 | 2 | 3;

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
