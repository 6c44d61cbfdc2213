// What a charging network tells the platform: what has happened at a charger, and what the platform
// says to it. No protocol's words: sessions must not learn which one carries them.

import type { CommandName } from "./commands.ts";

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
      /** Of which plug of the EVSE it was told, from 1, where the protocol tells (OCPP 2.0.1). */
      readonly plug?: { readonly number: number; readonly status: ConnectorStatus };
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

/**
 * How a charger is answered that has booted (OCPP: registration status). `pending`: it may be asked
 * and set, and waits; `rejected`: it is left alone. Either way it boots again by itself, later.
 */
export type RegistrationStatus = "accepted" | "pending" | "rejected";

/** The answer to a stored fact; only those of transactions carry more. */
export type Told = {
  /** The transaction's number (a positive 32-bit integer), the same for a fact told twice. */
  readonly transactionId: number | null;
  readonly token: TokenStatus | null;
  readonly group: string | null;
  /** What it costs so far, or in all once it ended, for the charger's display; null: unknown. */
  readonly cost: { readonly amountMinor: number; readonly currency: string } | null;
  /** Of `transaction_opened`: what is known of the transaction by now. */
  readonly opening: Opening | null;
  /** Of `booted`: how the charger is to be answered. */
  readonly registration: RegistrationStatus;
};

/** The answer to a fact that nobody expects anything of. */
export const heard: Told = {
  ...{ transactionId: null, token: null, group: null, cost: null, opening: null },
  registration: "accepted",
};

/** Of OCPP: 1 is a password, 2 a password over TLS, 3 a client certificate. */
export type SecurityProfile = 1 | 2 | 3;
