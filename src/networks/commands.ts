// What an operator may have a charger do beside charging, by names that belong to no protocol
// version (spec part 3, `command`); each version maps them onto its own messages.

import type { ConnectorRef, StationRef } from "./network.ts";

/** One period of a charging schedule: from `start` seconds on, at most `limit`. */
export type SchedulePeriod = {
  readonly start: number;
  /** In the schedule's unit, at most one decimal. */
  readonly limit: number;
  readonly phases?: number | undefined;
};

export type ChargingProfile = {
  readonly id: number;
  readonly stack_level: number;
  readonly purpose: "station_max" | "default" | "transaction";
  readonly kind: "absolute" | "recurring" | "relative";
  readonly recurrency?: "daily" | "weekly" | undefined;
  readonly valid_from?: string | undefined;
  readonly valid_to?: string | undefined;
  readonly schedule: {
    readonly duration?: number | undefined;
    readonly start?: string | undefined;
    /**
     * What the limits are given in. A charger that takes only the other unit gets them converted
     * at its voltage and phases.
     */
    readonly unit: "A" | "W";
    readonly min_rate?: number | undefined;
    readonly periods: readonly SchedulePeriod[];
  };
};

/** A card as a charger without a line may take it. */
export type LocalToken = {
  readonly uid: string;
  readonly type: "rfid" | "emaid" | "key_code" | "mac_address";
  /** Null: the card is struck off the list (differential lists only). */
  readonly status: "accepted" | "blocked" | "expired" | "invalid" | null;
  readonly group: string | null;
  readonly expires_at: string | null;
};

export type VariableName = {
  readonly component?: string | undefined;
  readonly component_instance?: string | undefined;
  readonly name: string;
  readonly instance?: string | undefined;
  readonly evse?: number | undefined;
  readonly attribute?: "actual" | "target" | "min_set" | "max_set" | undefined;
};

type Transfer = {
  /** Where to, or from: http(s), ftp(s) or sftp. */
  readonly location: string;
  readonly retries?: number | undefined;
  /** Seconds. */
  readonly retry_interval?: number | undefined;
};

/** Parameters by command, as they are given in the API. */
export type CommandParameters = {
  reset: { readonly type: "soft" | "hard" | "when_idle" };
  unlock_connector: Record<never, never>;
  /** Without a connector: the whole station. */
  change_availability: { readonly available: boolean };
  trigger_message: { readonly message: TriggeredMessage };
  /** Without names: everything. */
  get_variables: { readonly variables?: readonly VariableName[] | undefined };
  set_variables: { readonly variables: readonly (VariableName & { readonly value: string })[] };
  update_firmware: Transfer & {
    readonly retrieve_at?: string | undefined;
    readonly install_at?: string | undefined;
    readonly signing_certificate?: string | undefined;
    readonly signature?: string | undefined;
  };
  get_log: Transfer & {
    readonly type: "diagnostics" | "security";
    readonly oldest?: string | undefined;
    readonly latest?: string | undefined;
  };
  set_charging_profile: {
    readonly profile: ChargingProfile;
    /** The transaction that a profile of purpose `transaction` is for. */
    readonly transaction?: { readonly id: number; readonly reference: string | null } | undefined;
  };
  /** Without any: all of them. */
  clear_charging_profile: {
    readonly id?: number | undefined;
    readonly purpose?: ChargingProfile["purpose"] | undefined;
    readonly stack_level?: number | undefined;
  };
  get_composite_schedule: {
    /** Seconds. */
    readonly duration: number;
    readonly unit?: "A" | "W" | undefined;
  };
  send_local_list: {
    readonly version: number;
    readonly mode: "full" | "differential";
    readonly tokens: readonly LocalToken[];
  };
  install_certificate: {
    readonly use: "central_system" | "manufacturer" | "v2g" | "mobility_operator";
    /** PEM. */
    readonly certificate: string;
  };
  data_transfer: {
    readonly vendor: string;
    readonly message?: string | undefined;
    readonly data?: string | undefined;
  };
  /** Any message of the protocol that the charger speaks, as it stands. */
  raw: { readonly action: string; readonly payload: object };
};

export type CommandName = keyof CommandParameters;

export type TriggeredMessage =
  | "boot_notification"
  | "heartbeat"
  | "status_notification"
  | "meter_values"
  | "firmware_status"
  | "log_status"
  | "sign_certificate";

export type CommandOrder = {
  [Name in CommandName]: {
    readonly station: StationRef;
    /** Null: the station as a whole. */
    readonly connector: ConnectorRef | null;
    /** What the charger may call it by (requestId): a positive 32-bit integer. */
    readonly number: number;
    readonly name: Name;
    readonly parameters: CommandParameters[Name];
  };
}[CommandName];

export type CommandAnswer =
  /** Done, with what the charger said. Secrets are taken out. */
  | { readonly outcome: "succeeded"; readonly answer: object }
  /** The charger has set about it; the outcome is told as `command_progress`. */
  | { readonly outcome: "accepted"; readonly answer: object }
  | { readonly outcome: "rejected"; readonly reason: string; readonly answer: object | null }
  /** The charger, or its protocol, does not know this. */
  | { readonly outcome: "unsupported"; readonly reason: string }
  /** In parts, of which the charger has taken the first ones only; `reason` says what ended it. */
  | { readonly outcome: "incomplete"; readonly reason: string; readonly answer: object }
  /** Refused before it was sent: it does not fit the protocol; `reason` names the place. */
  | { readonly outcome: "invalid"; readonly reason: string }
  | { readonly outcome: "offline" }
  /** Not sent: the charger's boot is not accepted, and this is not asked of it before. */
  | { readonly outcome: "held" }
  | { readonly outcome: "timeout" };
