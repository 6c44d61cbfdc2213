// The API's objects, as they are answered without `expand`.
// Generated from openapi.json by generate.ts (npm run sdk); do not edit.
import type { Event } from "./events.ts";

export interface Account {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "account";
  /** What bills carry. */
  billing_details: {
    /** Address on bills. */
    billing_address: {
      /** Town. */
      city: string | null;
      /** ISO 3166-1 alpha-2. */
      country: string | null;
      /** Street and number. */
      line1: string | null;
      /** Building, floor. */
      line2: string | null;
      /** Postal code. */
      postal_code: string | null;
      /** State or region. */
      state: string | null;
    };
  };
  /** Legal form of the business. */
  business_type: string | null;
  /** Whom to talk to about the account. */
  contact: {
    /** Contact's address. */
    email: string | null;
    /** Contact's name. */
    name: string | null;
    /** Contact's phone number. */
    phone: string | null;
  };
  /** When it was made. */
  created: string;
  /** Currency of invoices and wallets. */
  default_currency: string;
  /** Anything worth knowing. */
  description: string | null;
  /** Address for everything about the account. */
  email: string;
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /** Units in reports. */
  metric_system: "metric" | "imperial";
  /** Name of the company or person. */
  name: string;
  /** The plan the account is on; free text. */
  plan: string;
  /** How the account is run. */
  preferences: {
    /** How often invoices are drafted. */
    billing_cycle: "weekly" | "monthly" | "quarterly";
    /** The account's currency. */
    default_currency: string;
    /** Pays invoices and top-ups of the account. */
    default_payment_method: string | null;
    /** Whether the account's contacts get notifications. */
    notifications: boolean;
    /** How often a report is made. */
    report_frequency: "daily" | "weekly" | "monthly" | "never";
    /** Whether reports are made without being asked for. */
    reporting_enabled: boolean;
  };
  /** Number in the commercial register, or VAT number. */
  registration_number: string | null;
  /**
   * A suspended account reads but starts nothing that costs money; the keys of an archived one do
   * not work. The accounts above count as well.
   */
  status: "active" | "suspended" | "archived";
  /** Who the account belongs to. */
  type: "individual" | "business";
  /** When it last changed. */
  updated: string;
  /** Balance of the account's wallet in this mode, smallest currency unit. */
  wallet_balance: number;
}

export interface ApiKey {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "api_key";
  /** When it was made. */
  created: string;
  /** From then on the key is not valid. */
  expires_at: string | null;
  /** The last four characters of the key. */
  last4: string;
  /** When it was last used, to within two minutes. */
  last_used: string | null;
  /** False for a test key. */
  livemode: boolean;
  /** What the key is for. */
  name: string | null;
  /**
   * What the key may do, by resource: `none`, `read` or `write`, which includes `read`. A
   * resource left out is `none`. Null for a secret key, which may do everything.
   */
  permissions: Record<string, "none" | "read" | "write"> | null;
  /** What the key begins with. */
  prefix: string;
  /** The key that was rolled in its place. */
  replaced_by: string | null;
  /** Only an `active` key is valid. */
  status: "active" | "expired" | "revoked";
}

export interface ApiKeyWithKey {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "api_key";
  /** When it was made. */
  created: string;
  /** From then on the key is not valid. */
  expires_at: string | null;
  /** The key itself. Shown this once. */
  key: string;
  /** The last four characters of the key. */
  last4: string;
  /** When it was last used, to within two minutes. */
  last_used: string | null;
  /** False for a test key. */
  livemode: boolean;
  /** What the key is for. */
  name: string | null;
  /**
   * What the key may do, by resource: `none`, `read` or `write`, which includes `read`. A
   * resource left out is `none`. Null for a secret key, which may do everything.
   */
  permissions: Record<string, "none" | "read" | "write"> | null;
  /** What the key begins with. */
  prefix: string;
  /** The key that was rolled in its place. */
  replaced_by: string | null;
  /** Only an `active` key is valid. */
  status: "active" | "expired" | "revoked";
}

export interface ChargeToken {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "charge_token";
  /** When it was made. */
  created: string;
  /** Whose card it is. */
  driver: string;
  /** From then on the card starts nothing. */
  expires_at: string | null;
  /**
   * Any card of a group ends what another card of it began; null: the driver's own cards are one.
   */
  group: string | null;
  /**
   * A card of the fire brigade, or of service: it ends any charge at your stations and starts
   * none. OCPP 2.0.1 chargers know it by its group (`MasterPassGroupId`).
   */
  master_pass: boolean;
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /** Who pays; null: the driver's default, then the fleet's. */
  payment_method: string | null;
  /** A blocked card starts nothing. */
  status: "active" | "blocked";
  /**
   * `rfid`: a card; `emaid`: a Plug & Charge contract; `key_code`: what is typed at the charger;
   * `mac_address`: the car's own, by which it is known when it is plugged in. OCPP 1.6 tells no
   * kinds.
   */
  type: "rfid" | "emaid" | "key_code" | "mac_address";
  /**
   * The card's number as chargers report it; letter case does not matter, nor do the dashes of a
   * contract's id. OCPP 1.6 carries 20 characters.
   */
  uid: string;
  /** When it last changed. */
  updated: string;
  /** What it charges; null: the driver's only vehicle. */
  vehicle: string | null;
}

export interface ChargingSession {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "charging_session";
  /**
   * Price so far, smallest currency unit; exactly what ending now would charge. Stays the total.
   */
  amount_due: number;
  /** What was collected. */
  amount_paid: number;
  /** Where it charges. */
  charging_station: string;
  /** Its id at the station. */
  connector: string;
  /** The station's country. */
  country: string;
  /** When the start was asked for. */
  created: string;
  /** The station's currency. */
  currency: string;
  /** Who charges. */
  driver: string;
  /** Wh so far. */
  energy_consumed: number;
  /** The fleet that the session is for. */
  fleet: string | null;
  /** Who pays. */
  payment_method: string;
  /** When power ended, by the charger's report. */
  session_ended: string | null;
  /** Wh at which it is stopped. */
  session_limit: number | null;
  /** When the charger reported the transaction. */
  session_started: string | null;
  /**
   * `active` until it ended; `cancelled`: it ended before the charger began; `failed`: the
   * station refused or did not answer.
   */
  status: "active" | "completed" | "cancelled" | "failed";
  /** When it last changed. */
  updated: string;
  /** What is charged. */
  vehicle: string;
}

export interface ChargingSessionEvidence {
  /** The kind of object. */
  object: "charging_session_evidence";
  /** The session. */
  charging_session: string;
  /**
   * Why it ended. The charger's: `local`, `unplugged`, `emergency`, `power_loss`, `reboot`,
   * `deauthorized`, `full`, `fault`, `other`. Ours: `remote` (asked for), `limit`,
   * `hold_exhausted`, `payment_declined`, `not_plugged_in`. Ours where nobody told its end:
   * `superseded` (the next one began), `transaction_lost` (the connector is free),
   * `charger_silent`, `charger_gone`. Null: it goes on, or never began.
   */
  end_reason: string | null;
  /**
   * What was odd: `falling` (a register that fell was ignored), `implausible` (it rose too fast,
   * and was billed), `reset` (it began anew), `unit` (it changed between Wh and kWh), or what
   * closed it.
   */
  flags: string[];
  /**
   * What the charger told and the bill does not rest on, oldest first, at most 100; what nobody
   * knows from the start until a week after the end. Kept for 400 days.
   */
  reports: ({
    /** When it counted after all; null: it did not. */
    applied: string | null;
    /** What it told. */
    kind: "readings" | "stop";
    /**
     * Why it did not count: `early`: its transaction had not begun; `repeated`: another stop had
     * come before; `unknown`: at this station, of a transaction that nobody knows.
     */
    reason: "early" | "repeated" | "unknown";
    /** When it came. */
    received: string;
    /** The charger's own name of the transaction (OCPP 2.0.1). */
    reference: string | null;
    /** The last register in it, in Wh. */
    register: number | null;
    /** When it happened, by the charger's own clock. */
    reported: string | null;
    /** Why it stopped, where it is a stop. */
    stop_reason: string | null;
    /** The number that the charger gave, whoever's that is. */
    transaction: number | null;
  })[];
  /** What it began by: a request, or a card. */
  trigger: "api" | "token";
  /** What the charger reported for it, in order; several where it began anew. */
  transactions: ({
    /** How far the charger's clock was ahead when it told the start. */
    clock_skew_ms: number | null;
    /** Where it was. */
    evse: number;
    /** The charger's register at the start, in Wh, as it gave it. */
    meter_start: number | null;
    /** The same at the end; null: not told. */
    meter_stop: number | null;
    /** What the charger was told to call it (OCPP 1.6 `transactionId`). */
    number: number;
    /** The charger's own name of the transaction (OCPP 2.0.1). */
    reference: string | null;
    /** By the charger's own clock. */
    started: string;
    /** By the charger's own clock; null: not told. */
    stopped: string | null;
  })[];
}

export interface ChargingSessionProgress {
  /** The kind of object. */
  object: "charging_session_progress";
  /** The session as it is now: energy, price so far, status. */
  charging_session: {
    /** Unique identifier. */
    id: string;
    /** The kind of object. */
    object: "charging_session";
    /**
     * Price so far, smallest currency unit; exactly what ending now would charge. Stays the
     * total.
     */
    amount_due: number;
    /** What was collected. */
    amount_paid: number;
    /** Where it charges. */
    charging_station: string;
    /** Its id at the station. */
    connector: string;
    /** The station's country. */
    country: string;
    /** When the start was asked for. */
    created: string;
    /** The station's currency. */
    currency: string;
    /** Who charges. */
    driver: string;
    /** Wh so far. */
    energy_consumed: number;
    /** The fleet that the session is for. */
    fleet: string | null;
    /** Who pays. */
    payment_method: string;
    /** When power ended, by the charger's report. */
    session_ended: string | null;
    /** Wh at which it is stopped. */
    session_limit: number | null;
    /** When the charger reported the transaction. */
    session_started: string | null;
    /**
     * `active` until it ended; `cancelled`: it ended before the charger began; `failed`: the
     * station refused or did not answer.
     */
    status: "active" | "completed" | "cancelled" | "failed";
    /** When it last changed. */
    updated: string;
    /** What is charged. */
    vehicle: string;
  };
  /** Readings since the message before, oldest first; at most 100. */
  meter_values: ({
    /** Unique identifier; sorts by time. */
    id: string;
    /** The kind of object. */
    object: "meter_value";
    /** The session that it belongs to. */
    charging_session: string;
    /**
     * When it was measured: the charger's time, kept between the reading before and the moment of
     * arrival.
     */
    created: string;
    /** Amperes to the vehicle, of the busiest phase. Null where the charger did not say. */
    current: number | null;
    /**
     * Wh since the start of the session, as they are billed: it goes on where the register begins
     * anew, falls or changes its unit. Null where the report carried no register.
     */
    energy: number | null;
    /** Watts to the vehicle. Null where the charger did not say. */
    power: number | null;
    /** The charger's own register in Wh, as it gave it: evidence, also where it is wrong. */
    register: number | null;
    /** The charger's own timestamp. */
    reported_at: string;
    /** Percent of the vehicle's battery. Null where the charger did not say. */
    state_of_charge: number | null;
    /** Volts. Null where the charger did not say. */
    voltage: number | null;
  })[];
}

export interface ChargingStation {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "charging_station";
  /** Postal address; the country is required. */
  address: {
    /** Town. */
    city: string | null;
    /** ISO 3166-1 alpha-2. */
    country: string;
    /** Street and number. */
    line1: string | null;
    /** Building, floor. */
    line2: string | null;
    /** Postal code. */
    postal_code: string | null;
    /** State or region. */
    state: string | null;
  };
  /** How many connectors are free, and when. */
  availability: {
    /** Connectors free now. */
    connectors_available: number;
    /** All connectors. */
    connectors_total: number;
    /** Local time; empty where nothing is known. */
    opening_hours: ({
      /** Day of the week. */
      day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
      /** When it opens. */
      from: string;
      /** When it closes. */
      until: string;
    })[];
    /**
     * Spans of the next 24 hours in which at least one connector is free. A session in progress
     * counts as lasting throughout: its end is not known.
     */
    range: {
      /** Start of the span. */
      from: string;
      /** End of the span. */
      until: string;
    }[];
  };
  /** What the station offers. */
  capabilities: {
    /** Open at all times. */
    "24_7_access": boolean;
    /** What is there: `wifi`, `cafe`. */
    amenities: string[];
    /** How one may pay at the station: `rfid`, `credit_card`. */
    payment_methods: string[];
    /** For members only. */
    requires_membership: boolean;
    /** Takes reservations. */
    reservable: boolean;
  };
  /** Its connectors, in order. */
  connectors: ({
    /** Your name for it. */
    id: string;
    /** Kilowatt. */
    power: number;
    /** `unknown`: the charger has not said yet; it may be tried. */
    status: "available" | "occupied" | "reserved" | "unavailable" | "faulted" | "unknown";
    /** Plug or socket. */
    type: "CCS" | "CHAdeMO" | "Type2" | "Type1" | "NACS" | "Schuko" | "CEE" | "other";
  })[];
  /** When it was made. */
  created: string;
  /** Where it stands. */
  location: {
    /** Degrees north, WGS 84. */
    latitude: number;
    /** Degrees east, WGS 84. */
    longitude: number;
  };
  /** Name of the station. */
  name: string;
  /** Display name; its id is the name's slug. */
  operator: string;
  /** Whom drivers call or write to. */
  operator_contact: string | null;
  /** Price components of the first connector that are now in force. */
  pricing: ({
    /** The same for all components of a station. */
    currency: string;
    /** Smallest currency unit, rounded half up. */
    price: number;
    /** Wh or seconds that are billed as a whole. */
    step_size: number;
    /** `vat`, or null where none is due. */
    tax: "vat" | null;
    /** What the price is for. */
    type: "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";
  })[];
  /** Only an active station starts sessions. */
  status: "active" | "inactive" | "maintenance";
  /** When it last changed. */
  updated: string;
}

export interface Command {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "command";
  /** What the charger said to it, in its own words, without secrets. */
  answer: Record<string, unknown> | null;
  /** The station. */
  charging_station: string;
  /** When its outcome was known. */
  completed_at: string | null;
  /** The connector, or null: the whole station. */
  connector: string | null;
  /** When it was made. */
  created: string;
  /** Until then it waits for a charger that is offline, or whose boot is not accepted. */
  expires_at: string;
  /** False for test data. */
  livemode: boolean;
  /** The reason, in a sentence; of a list of cards, what it holds. */
  message: string | null;
  /** What the charger knows it by, where the protocol has a name for it (`requestId`). */
  number: number;
  /** What the charger last told of it after its answer. */
  progress: Record<string, unknown> | null;
  /**
   * Why it did not succeed: `offline`, `unsupported`, `invalid`, `no_answer`, `unknown_outcome`,
   * `no_outcome`, `station_deleted`, `connector_removed`, `session_not_charging`, `replaced`,
   * `incomplete`, `boot_not_accepted`, or the charger's own word.
   */
  reason: string | null;
  /** How to restart. */
  reset?: {
    /**
     * `soft` ends what runs and restarts, `hard` restarts at once, `when_idle` waits for the last
     * transaction (2.0.1).
     */
    type: "soft" | "hard" | "when_idle";
  };
  /** Empty: `connector` says which. */
  unlock_connector?: Record<string, unknown>;
  /** Of `connector`, or of the whole station. */
  change_availability?: {
    /** Whether it may be used from now on. */
    available: boolean;
  };
  /** Has the charger tell something. */
  trigger_message?: {
    /** What the charger is asked to tell now. */
    message: "boot_notification" | "heartbeat" | "status_notification" | "meter_values" | "firmware_status" | "log_status" | "sign_certificate";
  };
  /** What the charger is set to; kept, and listed under `variables` of the station. */
  get_variables?: {
    /** Which; all if left out. */
    variables?: ({
      /** Name of the variable; in OCPP 1.6 the configuration key. */
      name: string;
      /**
       * Component of the device model; 2.0.1 only. Left out: the one component that the station's
       * `variables` show such a variable at.
       */
      component?: string;
      /** Which of several such components. */
      component_instance?: string;
      /** Which of several such variables. */
      instance?: string;
      /** The EVSE that it belongs to; 2.0.1 only. */
      evse?: number;
      /** Which of its values; `actual` if left out. 2.0.1 only. */
      attribute?: "actual" | "target" | "min_set" | "max_set";
    })[];
  };
  /** Changes settings of the charger. */
  set_variables?: {
    /** What to set. */
    variables: ({
      /** Name of the variable; in OCPP 1.6 the configuration key. */
      name: string;
      /**
       * Component of the device model; 2.0.1 only. Left out: the one component that the station's
       * `variables` show such a variable at.
       */
      component?: string;
      /** Which of several such components. */
      component_instance?: string;
      /** Which of several such variables. */
      instance?: string;
      /** The EVSE that it belongs to; 2.0.1 only. */
      evse?: number;
      /** Which of its values; `actual` if left out. 2.0.1 only. */
      attribute?: "actual" | "target" | "min_set" | "max_set";
      /** The new value, as text. A password's is not shown again. */
      value: string;
    })[];
  };
  /** Has the charger fetch and install firmware. */
  update_firmware?: {
    /**
     * Where the file is, or goes: http, https, ftp, ftps or sftp. A password in it is shown to
     * the charger only.
     */
    location: string;
    /** How often the charger tries again. */
    retries?: number;
    /** Seconds between two tries. */
    retry_interval?: number;
    /** When to fetch it; now if left out. */
    retrieve_at?: string;
    /** When to install it, where the charger can. */
    install_at?: string;
    /** Certificate of who signed it, PEM. */
    signing_certificate?: string;
    /** The signature, base64. */
    signature?: string;
  };
  /** Has the charger upload a log. */
  get_log?: {
    /**
     * Where the file is, or goes: http, https, ftp, ftps or sftp. A password in it is shown to
     * the charger only.
     */
    location: string;
    /** How often the charger tries again. */
    retries?: number;
    /** Seconds between two tries. */
    retry_interval?: number;
    /** Which log. */
    type: "diagnostics" | "security";
    /** Nothing from before that. */
    oldest?: string;
    /** Nothing from after that. */
    latest?: string;
  };
  /** Limits what may be drawn. */
  set_charging_profile?: {
    /** The profile. */
    profile: {
      /** Its number at the charger: the same again replaces it. Default: the command's. */
      id?: number;
      /** Of several that hold, the highest counts. */
      stack_level: number;
      /**
       * `station_max` limits the whole station, `default` every transaction, `transaction` the
       * one of `charging_session`.
       */
      purpose: "station_max" | "default" | "transaction";
      /** Whether times are dates, come again, or count from the start of charging. */
      kind: "absolute" | "recurring" | "relative";
      /** How `recurring` comes again. */
      recurrency?: "daily" | "weekly";
      /** It holds from then on. */
      valid_from?: string;
      /** It holds until then. */
      valid_to?: string;
      /** What may be drawn when. */
      schedule: {
        /** Amperes per phase, or watts. Converted for a charger that takes only the other. */
        unit: "A" | "W";
        /** In order; the first starts at 0. */
        periods: {
          /** Seconds after the schedule's start from which it holds. */
          start: number;
          /** At most so much, in the schedule's unit; at most one decimal. */
          limit: number;
          /** How many phases; 3 if left out. */
          phases?: number;
        }[];
        /** Where `absolute` and `recurring` schedules begin. */
        start?: string;
        /** For so many seconds; without an end if left out. */
        duration?: number;
        /** Below this the car does not charge well. */
        min_rate?: number;
      };
    };
    /** The session that a profile of purpose `transaction` is for. */
    charging_session?: string;
  };
  /** Which profiles to forget; all of them if nothing is said. */
  clear_charging_profile?: {
    /** The profile's own number. */
    id?: number;
    /** All of this purpose. */
    purpose?: "station_max" | "default" | "transaction";
    /** All of this level. */
    stack_level?: number;
  };
  /** What all profiles together come to. */
  get_composite_schedule?: {
    /** For how many seconds from now. */
    duration: number;
    /** Amperes or watts; the charger's choice if left out. */
    unit?: "A" | "W";
  };
  /** Which cards the charger takes while it has no line. */
  send_local_list?: {
    /**
     * Higher than the one before. Default: the command's number, which rises. A list that goes in
     * parts ends under it (`full`), or begins with it (`differential`).
     */
    version?: number;
    /** Replaces the list, or changes it. */
    mode: "full" | "differential";
    /**
     * The cards. Left out: your charge tokens, those first that may charge at the station, the
     * others as what they are refused as, with `mode` `full`. More than fit into one message go
     * in several.
     */
    tokens?: ({
      /** The card's number, or the contract's eMAID. */
      uid: string;
      /** What it is. */
      type: "rfid" | "emaid";
      /** What the charger says to it; null strikes it off (`differential` only). */
      status: "accepted" | "blocked" | "expired" | "invalid" | null;
      /** Cards of one group end each other's charges. */
      group: string | null;
      /** Good until then. */
      expires_at: string | null;
    })[];
  };
  /** Gives the charger a root certificate. */
  install_certificate?: {
    /** Whose root it is. */
    use: "central_system" | "manufacturer" | "v2g" | "mobility_operator";
    /** The root certificate, PEM; never with a private key. */
    certificate: string;
  };
  /** A message of the vendor's own. */
  data_transfer?: {
    /** Vendor id, as the vendor says. */
    vendor: string;
    /** Message id. */
    message?: string;
    /** Anything, as text. */
    data?: string;
  };
  /** Any message of the protocol that the charger speaks. */
  raw?: {
    /** Name of the message in the charger's version of OCPP. */
    action: string;
    /** Its payload, as it stands. */
    payload: Record<string, unknown>;
  };
  /**
   * `pending`: not answered yet. `accepted`: the charger has set about it, the outcome follows.
   * `rejected`: it said no.
   */
  status: "pending" | "accepted" | "rejected" | "succeeded" | "failed" | "timed_out";
  /** What to do; the object of the same name holds its parameters. */
  type: "reset" | "unlock_connector" | "change_availability" | "trigger_message" | "get_variables" | "set_variables" | "update_firmware" | "get_log" | "set_charging_profile" | "clear_charging_profile" | "get_composite_schedule" | "send_local_list" | "install_certificate" | "data_transfer" | "raw";
  /** When it last changed. */
  updated: string;
}

export interface DeletedApiKey {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "api_key";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedChargeToken {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "charge_token";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedChargingStation {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "charging_station";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedDriver {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "driver";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedFleet {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "fleet";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedInvoice {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "invoice";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedPaymentMethod {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "payment_method";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedPolicy {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "policy";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedReport {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "report";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedTariff {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "tariff";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedTestClock {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "test_clock";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedVehicle {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "vehicle";
  /** True: it is gone. */
  deleted: true;
}

export interface DeletedWebhookEndpoint {
  /** Id of what was deleted. */
  id: string;
  /** The kind of object. */
  object: "webhook_endpoint";
  /** True: it is gone. */
  deleted: true;
}

export interface Driver {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "driver";
  /** When it was made. */
  created: string;
  /** Contact email; need not be unique. */
  email: string;
  /** Fleets the driver is attached to, oldest link first. */
  fleets: string[];
  /** Driver's licence number. */
  license_number: string | null;
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /** Full name. */
  name: string;
  /** Phone number. */
  phone: string | null;
  /** Policies that hold here. Every active one is asked when a session starts. */
  policy_ids: string[];
  /** What the driver prefers, and the most they pay. */
  preferences: {
    /** Preferred charging speed. */
    charging_speed: "slow" | "standard" | "fast" | "ultra_fast";
    /** Preferred currency for cost display and billing; default: the account's. */
    currency: string;
    /** Default payment method; must be attached to this driver or one of their fleets. */
    default_payment_method: string | null;
    /** Upper limit on the price, in the smallest currency unit per kWh; null: no limit. */
    max_price_per_kwh: number | null;
    /** Whether to receive notifications about charging status and session progress. */
    notifications: boolean;
    /** Preferred charging stations. */
    preferred_charging_stations: string[];
    /** Preferred charging networks (CPOs), by operator id or display name. */
    preferred_cpos: string[];
  };
  /** A suspended or archived driver cannot start a session. */
  status: "active" | "suspended" | "archived";
  /** When it last changed. */
  updated: string;
  /** Vehicles the driver may use, oldest link first. */
  vehicles: string[];
  /** Balance of the driver's wallet, smallest currency unit. */
  wallet_balance: number;
}

export interface Estimation {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "estimation";
  /** State of charge at the beginning, percent. */
  battery_level: number;
  /** State of charge to reach, percent; above the level. */
  battery_target_level: number;
  /** Where. */
  charging_station: string;
  /** One line for each price component; they sum to the total. */
  cost_breakdown: ({
    /** Smallest currency unit, tax included; negative where a maximum price cuts the sum. */
    cost: number;
    /** What it is for, in words. */
    description: string;
    /** Of the unit, as billed; null for a fee. */
    quantity: number | null;
    /** Tax that the cost includes; null: none. */
    tax_percent: string | null;
    /** What the line is for. */
    type: "energy" | "time" | "parking" | "session_fee";
    /** Unit of the quantity; null for a fee. */
    unit: "kWh" | "h" | null;
    /** Per unit, rounded half up; the cost comes from the exact price. */
    unit_price: number | null;
  })[];
  /** When it was made. */
  created: string;
  /** The station's; no other can be estimated in. */
  currency: string;
  /** Charging time in seconds. */
  estimated_duration: number;
  /** Through the meter, what is lost on the way to the battery included. */
  estimated_energy_kwh: number;
  /** Smallest currency unit, tax included, for a session that starts now. */
  estimated_total_cost: number;
  /** An hour after it was made. */
  valid_until: string;
  /** The vehicle to charge. */
  vehicle: string;
}

export interface Fleet {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "fleet";
  /** Postal address. */
  address: {
    /** Town. */
    city: string | null;
    /** ISO 3166-1 alpha-2. */
    country: string | null;
    /** Street and number. */
    line1: string | null;
    /** Building, floor. */
    line2: string | null;
    /** Postal code. */
    postal_code: string | null;
    /** State or region. */
    state: string | null;
  } | null;
  /** When it was made. */
  created: string;
  /** Anything worth knowing. */
  description: string | null;
  /** The fleet's contact. */
  email: string | null;
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /** Units in reports. */
  metric_system: "international_system" | "us_customary_system" | "imperial_system";
  /** Name of the fleet. */
  name: string;
  /** The fleet's phone number. */
  phone: string | null;
  /** Policies that hold here. Every active one is asked when a session starts. */
  policy_ids: string[];
  /** How the fleet is run. */
  preferences: {
    /** How often the fleet's invoices are drafted. */
    billing_cycle: "weekly" | "monthly" | "quarterly";
    /** Currency of the fleet; default: the account's. */
    default_currency: string;
    /** Pays for the fleet where nothing else is named; must be attached to it. */
    default_payment_method: string | null;
    /** Whether the fleet's contact gets notifications. */
    notifications: boolean;
    /** How often a report is made. */
    report_frequency: "daily" | "weekly" | "monthly" | "never";
  };
  /** Only an active fleet's drivers can start sessions. */
  status: "active" | "suspended" | "archived";
  /** Local time of policies and reports. */
  timezone: string;
  /** Drivers attached now. */
  total_drivers: number;
  /** Energy of all completed sessions, exact to the watt-hour. */
  total_energy_consumed_kwh: number;
  /** Completed sessions. */
  total_sessions: number;
  /** Vehicles attached now. */
  total_vehicles: number;
  /** When it last changed. */
  updated: string;
  /** Balance of the fleet's wallet, smallest currency unit. */
  wallet_balance: number;
}

export interface Invoice {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "invoice";
  /** What is to be paid: the sum of the lines, 0 once it is paid. */
  amount_due: number;
  /** What was paid; null before. */
  amount_paid: number | null;
  /** When it was made. */
  created: string;
  /** Currency of all its amounts. */
  currency: string;
  /** Stands on the invoice. */
  description: string | null;
  /** Open after that it is overdue. Null: set when it is finalised. */
  due_date: string | null;
  /** Whose transactions it is about; null: all. */
  fleet: string | null;
  /**
   * One per kind and month, in the fleet's time zone, else UTC. A draft's are computed when it is
   * read; finalising fixes them.
   */
  line_items: {
    /** What the line adds, smallest currency unit; negative takes away. */
    amount: number;
    /** What for. */
    description: string;
    /** How many of them where all cost the same, else 1; times `unit_amount`: `amount`. */
    quantity: number;
    /** What one of them costs. */
    unit_amount: number;
  }[];
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /** When it was paid, or null. */
  paid_at: string | null;
  /** What paid, or null. */
  payment_method: string | null;
  /** Transactions before that are on the invoice; at most 366 days after the start. */
  period_end: string;
  /** Transactions from then on are on the invoice. */
  period_start: string;
  /**
   * `draft` follows its period; `open` is to be paid; `overdue`: its due date has passed; `paid`
   * and `void` are final.
   */
  status: "draft" | "open" | "paid" | "overdue" | "void";
}

export interface InvoiceDetails {
  /** The invoice. */
  id: string;
  /** The kind of object. */
  object: "invoice_details";
  /** Whether it was drafted at the end of a billing cycle. */
  automatic: boolean;
  /** When its lines were fixed; null for a draft. */
  finalized_at: string | null;
  /** Of the account and mode, without gaps, given at finalisation; null for a draft. */
  number: number | null;
  /** A payment is under way; a bank account's takes days. */
  payment_pending: boolean;
  /** How many transactions it holds. */
  transactions: number;
  /** Tax by country and rate, of all that was charged. */
  vat_lines: ({
    /** Where the energy was charged; null for fees. */
    country: string | null;
    /** With tax, smallest currency unit. */
    gross: number;
    /** Without tax. */
    net: number;
    /** Percent as a decimal; `0`: no tax. */
    rate: string;
    /** The tax. */
    tax: number;
  })[];
  /** When it was voided, or null. */
  voided_at: string | null;
}

export interface MeterValue {
  /** Unique identifier; sorts by time. */
  id: string;
  /** The kind of object. */
  object: "meter_value";
  /** The session that it belongs to. */
  charging_session: string;
  /**
   * When it was measured: the charger's time, kept between the reading before and the moment of
   * arrival.
   */
  created: string;
  /** Amperes to the vehicle, of the busiest phase. Null where the charger did not say. */
  current: number | null;
  /**
   * Wh since the start of the session, as they are billed: it goes on where the register begins
   * anew, falls or changes its unit. Null where the report carried no register.
   */
  energy: number | null;
  /** Watts to the vehicle. Null where the charger did not say. */
  power: number | null;
  /** The charger's own register in Wh, as it gave it: evidence, also where it is wrong. */
  register: number | null;
  /** The charger's own timestamp. */
  reported_at: string;
  /** Percent of the vehicle's battery. Null where the charger did not say. */
  state_of_charge: number | null;
  /** Volts. Null where the charger did not say. */
  voltage: number | null;
}

export interface Network {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "network";
  /** When it was made. */
  created: string;
  /**
   * `simulator`: stations without hardware, test mode only. `ocpp`: chargers that connect here.
   */
  kind: "simulator" | "ocpp";
  /** Name of the network. */
  name: string;
  /** Operator that its stations show unless they name their own. */
  operator: string;
  /** The installation's: every account sees its stations. */
  shared: boolean;
  /** Stations of an inactive network cannot start a session. */
  status: "active" | "inactive";
  /** When it last changed. */
  updated: string;
}

export interface Operator {
  /** Slug of the name. */
  id: string;
  /** The kind of object. */
  object: "operator";
  /** Where its stations are. */
  countries: string[];
  /** The spelling that most of its stations show. */
  name: string;
  /** Stations that this account sees. */
  stations: number;
}

export interface PaymentMethod {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "payment_method";
  /** The bank account; null for other types. */
  bank_account: {
    /** Name of the bank. */
    bank_name: string | null;
    /** Country of the account; default: the IBAN's. */
    country: string;
    /** Currency of the account; default: the platform account's. */
    currency: string;
    /** The same for the same account. */
    fingerprint: string;
    /** Last four characters of its number. */
    last4: string;
    /** Whether it can be used. */
    status: "pending" | "verified" | "failed";
  } | null;
  /** Whom bills are made out to. */
  billing_details: {
    /** Postal address. */
    address: {
      /** Town. */
      city: string | null;
      /** ISO 3166-1 alpha-2. */
      country: string | null;
      /** Street and number. */
      line1: string | null;
      /** Building, floor. */
      line2: string | null;
      /** Postal code. */
      postal_code: string | null;
      /** State or region. */
      state: string | null;
    } | null;
    /** Where bills are sent. */
    email: string | null;
    /** Name on the bill. */
    name: string | null;
    /** Phone number of the payer. */
    phone: string | null;
  };
  /** The card; null for other types. */
  card: {
    /** Brand of the card. */
    brand: string;
    /** Month of expiry. */
    exp_month: number;
    /** Year of expiry, four digits. */
    exp_year: number;
    /** The same for the same card. */
    fingerprint: string;
    /** Last four digits of its number. */
    last4: string;
  } | null;
  /** When it was made. */
  created: string;
  /** The driver that it is attached to. */
  driver: string | null;
  /** The fleet that it is attached to. */
  fleet: string | null;
  /** What it is; the object of the same name describes it. */
  type: "card" | "bank_account" | "wallet";
  /** The wallet; null for other types. */
  wallet: {
    /** Balance of its driver's or fleet's wallet, smallest currency unit. */
    balance: number;
    /** Currency of the wallet. */
    currency: string;
    /** The same for the same wallet. */
    fingerprint: string;
    /** Frozen while the owner is not active. */
    status: "active" | "frozen";
  } | null;
}

export interface Policy {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "policy";
  /** When it was made. */
  created: string;
  /** Anything worth knowing. */
  description: string | null;
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /** An `enforcement` blocks what breaks it; a `suggestion` is recorded and announced. */
  mode: "enforcement" | "suggestion";
  /** Name of the policy. */
  name: string;
  /** What must hold. An update replaces the rules whole. */
  rules: {
    /** Only these operators, by id or display name; empty: all. */
    allowed_operators: string[];
    /** Never these operators, by id or display name. */
    denied_operators: string[];
    /** The station lies in one of these; empty: anywhere. */
    geofences: ({
      /** Centre of the circle. */
      center: {
        /** Degrees north, WGS 84. */
        latitude: number;
        /** Degrees east, WGS 84. */
        longitude: number;
      };
      /** What you call the zone. */
      name: string | null;
      /** Radius in metres, along the earth's surface; the edge is inside. */
      radius_meters: number;
    })[];
    /** Highest price per kWh, in the smallest currency unit. */
    max_price_per_kwh: number | null;
    /** In one of these windows, in the fleet's local time; empty: always. */
    time_windows: ({
      /** Days on which the window opens. */
      days_of_week: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
      /** Excluded. At or before the start it is reached on the next day; `24:00` is midnight. */
      end_time: string;
      /** Included. */
      start_time: string;
    })[];
  };
  /** An inactive policy is not asked. */
  status: "active" | "inactive";
}

export interface PolicyDecision {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "policy_decision";
  /** The moment that was asked about. */
  at: string;
  /** The number that was held up at a charger. */
  card: string | null;
  /** The card, if it is known. */
  charge_token: string | null;
  /** The session that began with it, or null. */
  charging_session: string | null;
  /** The station; null while a reservation has none yet. */
  charging_station: string | null;
  /** The connector, by its id at the station. */
  connector: string | null;
  /** When it was decided. */
  created: string;
  /** Null for a card that nobody knows. */
  driver: string | null;
  /** The fleet that the session would be for. */
  fleet: string | null;
  /** Whether a session may begin. */
  outcome: "allowed" | "blocked";
  /** Every policy that was asked. */
  policies: ({
    /** Whose `policy_ids` name it. */
    bound_to: ("driver" | "vehicle" | "fleet")[];
    /** A suggestion never blocks. */
    mode: "enforcement" | "suggestion";
    /** Its name at the time. */
    name: string | null;
    /** Whether all its rules are kept. */
    passed: boolean;
    /** Null for statuses and the driver's own price limit. */
    policy: string | null;
    /** Every rule that was looked at. */
    rules: {
      /** What was found. */
      actual: unknown;
      /** What the rule allows. */
      allowed: unknown;
      /** Whether the rule is kept. */
      passed: boolean;
      /**
       * `driver_status`, `vehicle_status`, `fleet_status`, `driver_max_price_per_kwh`, `currency`
       * (the price is in another currency and cannot be compared), `denied_operators`,
       * `allowed_operators`, `geofences`, `max_price_per_kwh` or `time_windows`.
       */
      rule: string;
    }[];
  })[];
  /** What else than a policy refused the card, if anything did. */
  refusal: {
    /**
     * `card_unknown`, `card_blocked`, `card_expired`, `card_of_other_kind`, `card_ends_only`, or
     * the code that the API would refuse with.
     */
    code: string;
    /** What was wrong. */
    message: string;
    /** What was to blame, if one thing was. */
    param: string | null;
  } | null;
  /** What asked: the API, a card at the charger, a reservation, or only a check. */
  trigger: "api" | "token" | "reservation" | "check";
  /** The end of a reserved span. */
  until: string | null;
  /** Null where no card tells what is charged. */
  vehicle: string | null;
}

export interface Report {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "report";
  /** Whose report it is. */
  account: string;
  /** When it was made. */
  created: string;
  /** Only what was done for this fleet. */
  fleet: string | null;
  /** What the report tells, of which time. */
  parameters: {
    /** What the report is about; all must hold. Unknown ids give an empty report. */
    filters: {
      /** Only these vehicles. */
      vehicle?: string[];
      /** Only these drivers. */
      driver?: string[];
      /** Only at these stations. */
      charging_station?: string[];
      /** Only at stations of these operators, by id or display name. */
      operator?: string[];
    };
    /**
     * One row per group, and per currency where there is money; days and months in the fleet's
     * time zone, else UTC. Null: the rows themselves, of a summary one row in all.
     */
    group_by: "vehicle" | "driver" | "fleet" | "charging_station" | "operator" | "day" | "month" | null;
    /** End of the period, excluded; at most 1100 days after its begin. */
    period_end: string;
    /** Begin of the period, included. What was created in the period belongs to it. */
    period_start: string;
    /**
     * `sessions`, `transactions` and `reservations` list what was made in the period,
     * `charging_summary` adds sessions up with their money, `energy` without.
     */
    type: "charging_summary" | "sessions" | "transactions" | "energy" | "reservations";
  };
  /** Bytes of the file; null before it is made. */
  size: number | null;
  /** `pending` until a worker takes it up, `processing` while it is made. */
  status: "pending" | "processing" | "succeeded" | "failed";
  /** When the file was complete, or null. */
  succeeded_at: string | null;
  /** `csv`: all rows, for programs. `pdf`: sums and charts, for people. */
  type: "csv" | "pdf";
  /**
   * Where the file is, for seven days from this answer on; each read gives a new link. Needs no
   * key. Null before the file is made, 90 days after, and for a key that may not read what is in
   * it.
   */
  url: string | null;
}

export interface RequestLog {
  /** The `Request-Id` that the answer carried. */
  id: string;
  /** The kind of object. */
  object: "request_log";
  /** The parent account whose key acted for this one, or null. */
  acting_account: string | null;
  /** The API key that asked. */
  api_key: string;
  /** The version that the request spoke. */
  api_version: string;
  /**
   * On a 429: requests of this key that were refused like it since its last line, and have no
   * lines of their own. A key gets one such line a second from each node.
   */
  collapsed: number;
  /** When the request arrived. */
  created: string;
  /** Milliseconds until it was answered. */
  duration_ms: number;
  /** The `code` of the error, or null. */
  error_code: string | null;
  /** Its `Idempotency-Key`, or null. */
  idempotency_key: string | null;
  /** The answer was that of an earlier request. */
  idempotent_replayed: boolean;
  /** Where it came from. */
  ip_address: string | null;
  /** False for test data. */
  livemode: boolean;
  /** The HTTP method. */
  method: string;
  /** What it was about: the first id of its path, else the id of what it made. */
  object_id: string | null;
  /** The path, without its query. */
  path: string;
  /** The query, without its `?`; null for a restricted key. */
  query: string | null;
  /**
   * The body of the request as text, up to 8192 characters, with card numbers, passwords and
   * secrets struck out. Null where there was none, or it was not read. Null for a restricted key.
   */
  request_body: string | null;
  /**
   * The body of the answer as text, up to 8192 characters, with card numbers, passwords and
   * secrets struck out. Null for a read that worked: it can be asked again. Null for a restricted
   * key.
   */
  response_body: string | null;
  /** The HTTP status of the answer. */
  status: number;
  /** Its `User-Agent`, or null. */
  user_agent: string | null;
}

export interface Reservation {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "reservation";
  /**
   * Set from the account's settings at creation. Five minutes from the confirmation are always
   * free.
   */
  cancellation_policy: {
    /** Seconds before `reserved_start` until which cancelling is free. */
    free_until_before: number;
    /** The only kind there is. */
    type: "free_cancellation";
  };
  /** The station that was chosen, or null. */
  charging_station: string | null;
  /** When the connector was promised. */
  confirmed_at: string | null;
  /** Types that are welcome; one that does not fit the vehicle is never chosen. */
  connector_type: ("CHAdeMO" | "CCS" | "Type2")[];
  /** When it was made. */
  created: string;
  /** Currency of the fee. */
  currency: string;
  /** Who will charge. */
  driver: string;
  /** The span may be shifted to begin as early as this; null: not before `ideal_start`. */
  earliest_start: string | null;
  /**
   * `no_available_connectors`: none fits, is allowed and free; `payment_failed`: the fee was
   * declined, or nobody pays it; `other`: what was reserved cannot be used.
   */
  failed_reason: "no_available_connectors" | "payment_failed" | "other" | null;
  /** When it should end; after `ideal_start`. */
  ideal_end: string;
  /** When charging should begin; in the future. */
  ideal_start: string;
  /** The span may be shifted to end as late as this; null: not after `ideal_end`. */
  latest_end: string | null;
  /** Where a station is looked for. */
  location: {
    /** Degrees north, WGS 84. */
    latitude: number;
    /** Degrees east, WGS 84. */
    longitude: number;
    /** How far around it, in metres. */
    radius: number;
  };
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /** Who pays the fee; null: the driver's default, then the fleet's. */
  payment_method: string | null;
  /** Charged if it is cancelled too late or not used; smallest currency unit. */
  reservation_fee: number;
  /** Until when the connector is kept. */
  reserved_end: string | null;
  /** From when on the connector is kept. */
  reserved_start: string | null;
  /**
   * `pending` until a station is chosen, 30 minutes before `ideal_start` or on `confirm`;
   * `completed`: the driver charged; `expired`: the driver did not come.
   */
  status: "pending" | "confirmed" | "completed" | "cancelled" | "failed" | "expired";
  /** When it last changed. */
  updated: string;
  /** What will be charged. Must be the driver's, or of a fleet of theirs. */
  vehicle: string;
}

export interface Settings {
  /** The account. */
  id: string;
  /** The kind of object. */
  object: "settings";
  /** Days from an invoice's finalisation to its due date. */
  invoice_due_days: number;
  /** Whose settings these are: those of test or of live mode. */
  livemode: boolean;
  /**
   * What a reservation costs that is not cancelled in time, smallest currency unit; 0: nothing.
   * Applies to reservations made from then on.
   */
  reservation_fee: number;
  /** Currency of the fee. */
  reservation_fee_currency: string;
  /** Until how long before its start a confirmed reservation may be cancelled free. */
  reservation_free_cancellation_seconds: number;
  /**
   * What a session authorises before it starts, by currency, in its smallest unit; a currency
   * left out has the built-in amount, 50.00 in `eur`. Less is held where `session_limit` caps the
   * price, more where the start alone costs more.
   */
  session_hold_amounts: Record<string, number>;
  /**
   * Value-added tax in percent by country (ISO 3166-1 alpha-2), where it is not the built-in
   * rate. Applies to what is invoiced.
   */
  vat_rates: Record<string, string>;
  /**
   * Whether webhook endpoints may have `http` URLs; test mode only. Private addresses stay the
   * operator's to allow.
   */
  webhook_http_allowed: boolean;
}

export interface StationConnection {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "station_connection";
  /** The station; null while pending. */
  charging_station: string | null;
  /** How far the charger's clock is ahead, in milliseconds; null: not measured yet. */
  clock_skew_ms: number | null;
  /** When it was made. */
  created: string;
  /** As the charger gave it at its last boot. */
  firmware: string | null;
  /** Without one it admits nobody: roll it. */
  has_password: boolean;
  /** Last part of the URL that the charger connects to. */
  identity: string;
  /** When it last reported a boot. */
  last_boot: string | null;
  /** How its last boot was answered, which holds until the next one; null: none yet. */
  last_boot_status: "accepted" | "pending" | "rejected" | null;
  /** When it was last heard of. */
  last_frame: string | null;
  /**
   * `strict`: a message that does not fit the official schema is refused. `lenient`: what can be
   * understood counts, and what did not fit stands in the messages' `findings`.
   */
  message_checks: "strict" | "lenient";
  /**
   * A charger that comes less secure is refused: 1 a password, 2 TLS, 3 a client certificate.
   * Null: what the installation asks for.
   */
  minimum_security_profile: number | null;
  /** As the charger gave it. */
  model: string | null;
  /** Whether the charger is connected now. */
  online: boolean;
  /**
   * What became of the password that was rolled last. `rolled`: enter it at the charger, which
   * was away. `pushed`: the charger is told of it. `accepted`: it will come with it,
   * `reboot_required`: after a restart. `rejected`, `unanswered`: it goes on with the one before,
   * which stays good. `in_use`: it has come with it. Null: nothing is known.
   */
  password_status: "rolled" | "pushed" | "accepted" | "reboot_required" | "rejected" | "unanswered" | "in_use" | null;
  /** What the charger speaks: `ocpp1.6` or `ocpp2.0.1`. */
  protocol: string | null;
  /**
   * How the charger is answered when it boots next. `pending`: it may be asked and set
   * (`get_variables`, `set_variables`, `trigger_message`), and waits: it charges nobody, and what
   * it tells of its own accord is refused. `rejected`: it is left alone. Either way it boots
   * again after a while. Set back to `accepted`, it is asked to boot at once, where it may be.
   */
  registration_status: "accepted" | "pending" | "rejected";
  /**
   * How the charger came: 1 with a password, 2 with a password over TLS, 3 with a client
   * certificate.
   */
  security_profile: number | null;
  /** As the charger gave it. */
  serial: string | null;
  /** `pending`: unknown here, waits for a station of its identity. */
  status: "pending" | "online" | "offline";
  /** As the charger gave it. */
  vendor: string | null;
}

export interface StationConnectionWithPassword {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "station_connection";
  /** The station; null while pending. */
  charging_station: string | null;
  /** How far the charger's clock is ahead, in milliseconds; null: not measured yet. */
  clock_skew_ms: number | null;
  /** When it was made. */
  created: string;
  /** As the charger gave it at its last boot. */
  firmware: string | null;
  /** Without one it admits nobody: roll it. */
  has_password: boolean;
  /** Last part of the URL that the charger connects to. */
  identity: string;
  /** When it last reported a boot. */
  last_boot: string | null;
  /** How its last boot was answered, which holds until the next one; null: none yet. */
  last_boot_status: "accepted" | "pending" | "rejected" | null;
  /** When it was last heard of. */
  last_frame: string | null;
  /**
   * `strict`: a message that does not fit the official schema is refused. `lenient`: what can be
   * understood counts, and what did not fit stands in the messages' `findings`.
   */
  message_checks: "strict" | "lenient";
  /**
   * A charger that comes less secure is refused: 1 a password, 2 TLS, 3 a client certificate.
   * Null: what the installation asks for.
   */
  minimum_security_profile: number | null;
  /** As the charger gave it. */
  model: string | null;
  /** Whether the charger is connected now. */
  online: boolean;
  /** For the charger's Basic auth. Shown this once. */
  password: string;
  /**
   * What became of the password that was rolled last. `rolled`: enter it at the charger, which
   * was away. `pushed`: the charger is told of it. `accepted`: it will come with it,
   * `reboot_required`: after a restart. `rejected`, `unanswered`: it goes on with the one before,
   * which stays good. `in_use`: it has come with it. Null: nothing is known.
   */
  password_status: "rolled" | "pushed" | "accepted" | "reboot_required" | "rejected" | "unanswered" | "in_use" | null;
  /** What the charger speaks: `ocpp1.6` or `ocpp2.0.1`. */
  protocol: string | null;
  /**
   * How the charger is answered when it boots next. `pending`: it may be asked and set
   * (`get_variables`, `set_variables`, `trigger_message`), and waits: it charges nobody, and what
   * it tells of its own accord is refused. `rejected`: it is left alone. Either way it boots
   * again after a while. Set back to `accepted`, it is asked to boot at once, where it may be.
   */
  registration_status: "accepted" | "pending" | "rejected";
  /**
   * How the charger came: 1 with a password, 2 with a password over TLS, 3 with a client
   * certificate.
   */
  security_profile: number | null;
  /** As the charger gave it. */
  serial: string | null;
  /** `pending`: unknown here, waits for a station of its identity. */
  status: "pending" | "online" | "offline";
  /** As the charger gave it. */
  vendor: string | null;
}

export interface StationMessage {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "station_message";
  /** Name of the message; of an answer, of what it answers. Null where that is not known. */
  action: string | null;
  /** As it went over the line, before secrets were struck out. */
  bytes: number;
  /** The station. */
  charging_station: string;
  /** Names the socket: another one after each reconnect. */
  connection: string;
  /** When it went by. */
  created: string;
  /** `in`: from the charger; `out`: to it. */
  direction: "in" | "out";
  /** What does not fit the protocol and was let pass, or refused. Empty: nothing. */
  findings: {
    /** The rule that is broken, by a word. */
    keyword: string;
    /** What was expected. */
    message: string;
    /** Where in the payload, as a JSON pointer; empty: as a whole. */
    path: string;
  }[];
  /** A call, what answers it, or what is no frame at all. */
  kind: "call" | "result" | "error" | "malformed";
  /** Its id in the protocol; the same for call and answer. */
  message_id: string | null;
  /** As it was sent, up to 65536 characters, with secrets struck out. */
  text: string;
}

export interface StationNotice {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "station_notice";
  /** The station. */
  charging_station: string;
  /** When it arrived. */
  created: string;
  /** The charger's message, without secrets. */
  detail: Record<string, unknown>;
  /** Which EVSE it is about. */
  evse: number | null;
  /** When it happened, by the charger's own clock. */
  reported: string;
  /** 0 (danger) to 9 (debug), as OCPP 2.0.1 grades; null: nobody graded it. */
  severity: number | null;
  /** One line for people. */
  text: string;
  /** What it is about. */
  topic: "security" | "monitoring" | "firmware" | "log" | "certificate" | "charging_limit" | "charging_profile" | "charging_needs" | "display_message" | "customer_information" | "data_transfer" | "reservation";
}

export interface StationVariable {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "station_variable";
  /** Which of its values. */
  attribute: "actual" | "target" | "min_set" | "max_set";
  /** Unit, data type, limits, list of values, as the charger gave them. */
  characteristics: Record<string, unknown> | null;
  /** The station. */
  charging_station: string;
  /** Component of the device model; null in OCPP 1.6. */
  component: string | null;
  /** Which of several such components. */
  component_instance: string | null;
  /** The connector of the EVSE that it belongs to. */
  connector: number | null;
  /** When it was first told. */
  created: string;
  /** The EVSE that it belongs to. */
  evse: number | null;
  /** Which of several such variables. */
  instance: string | null;
  /** Whether it can be set and read. */
  mutability: "read_only" | "write_only" | "read_write" | null;
  /** Its name; in OCPP 1.6 the configuration key. */
  name: string;
  /** When the charger last told it. */
  reported: string;
  /** When its value last changed. */
  updated: string;
  /** As text; a password's is not shown. */
  value: string | null;
}

export interface Tariff {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "tariff";
  /** When it was made. */
  created: string;
  /** Currency of all prices. Cannot be changed. */
  currency: string;
  /**
   * In order: for each type of price the first element that applies at the moment counts. A
   * session that passes from one to another is split there.
   */
  elements: ({
    /** What the element charges for, each type once. */
    price_components: ({
      /** Smallest currency unit, a decimal. */
      price: string;
      /** Wh or seconds. */
      step_size: number;
      /** `vat`, or null where none is due. */
      tax: "vat" | null;
      /**
       * `TIME` counts while energy flows, `PARKING_TIME` while the vehicle is plugged in without
       * it.
       */
      type: "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";
    })[];
    /** When the element applies: all that are given must hold. Null: always. */
    restrictions: {
      /** Only on these days, from midnight to midnight; null or empty: every day. */
      day_of_week: ("MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY" | "SUNDAY")[] | null;
      /** Excluded. */
      end_date: string | null;
      /**
       * Excluded. At or before `start_time` it is reached on the next day; `00:00`: end of the
       * day.
       */
      end_time: string | null;
      /** Below so many ampere, summed over the phases: the power of the interval at 230 V. */
      max_current: number | null;
      /** Until so many seconds after the session's start. */
      max_duration: number | null;
      /** Until so many kWh were charged. */
      max_kwh: number | null;
      /** Below so many kilowatt, the mean of each interval between two meter readings. */
      max_power: number | null;
      /** From so many ampere on, summed over the phases: the power of the interval at 230 V. */
      min_current: number | null;
      /** From so many seconds after the session's start on. */
      min_duration: number | null;
      /** From so many kWh on. */
      min_kwh: number | null;
      /** From so many kilowatt on, the mean of each interval between two meter readings. */
      min_power: number | null;
      /** The element prices the time of a reservation, and is never part of a session. */
      reservation: "RESERVATION" | "RESERVATION_EXPIRES" | null;
      /** Included; a day at the station. */
      start_date: string | null;
      /** Included; local time of the station. */
      start_time: string | null;
    } | null;
  })[];
  /** Smallest currency unit, a decimal. */
  max_price: string | null;
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /** Smallest currency unit, a decimal. */
  min_price: string | null;
  /** What you call it. */
  name: string | null;
  /** When it last changed. */
  updated: string;
}

export interface TestClock {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "test_clock";
  /** Where the time is being advanced to; null while `status` is `ready`. */
  advancing_to: string | null;
  /** When the clock was made, in the account's time. */
  created: string;
  /** False: clocks exist in test mode only. */
  livemode: false;
  /** Your own name for it. */
  name: string | null;
  /** The account's time in test mode as of this answer. It goes on as real time does. */
  now: string;
  /** `advancing` until all that fell due on the way is done. */
  status: "ready" | "advancing";
  /** When it last arrived, was told to advance, or was made. */
  updated: string;
}

export interface TestHelperAction {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "test_helper_action";
  /** What was done. */
  action: "plug_in" | "unplug" | "swipe_card" | "fault" | "clear_fault" | "go_offline" | "come_back" | "set_driver";
  /** Where. */
  charging_station: string;
  /** At which connector; null: at the whole station. */
  connector: string | null;
  /** When it was asked for, in real time. */
  created: string;
  /** False: virtual chargers exist in test mode only. */
  livemode: false;
  /** `pending` until the charger was touched. */
  status: "done" | "pending";
  /**
   * Of a card: what the charger was told, or `offline` where it could not ask, `rejected` where
   * the connector is in use or out of order. Else null.
   */
  token_status: "accepted" | "blocked" | "expired" | "invalid" | "concurrent_tx" | "offline" | "rejected" | null;
}

export interface TopUp {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "top_up";
  /** Whose wallet, where it is the account's. */
  account: string | null;
  /** What is collected and credited, smallest unit of the wallet's currency. */
  amount: number;
  /** The wallet asked for it by itself (`auto_top_up`). */
  automatic: boolean;
  /** When it was made. */
  created: string;
  /** The wallet's. */
  currency: string;
  /** Whose wallet, where it is a driver's. */
  driver: string | null;
  /** Why it failed; null unless it did. */
  failure: {
    /** Machine-readable reason. */
    code: string;
    /** The reason in words. */
    message: string;
  } | null;
  /** Whose wallet, where it is a fleet's. */
  fleet: string | null;
  /**
   * What pays: a card or bank account of the owner. An unattached one is the account's, and good
   * for its wallet only.
   */
  payment_method: string;
  /**
   * `pending`: the card is being charged, or the bank has not decided yet, which takes days. The
   * wallet has the money once it has `succeeded`.
   */
  status: "pending" | "succeeded" | "failed";
  /** The adjustment that credited the wallet; null until it succeeded. */
  transaction: string | null;
  /** When it last changed. */
  updated: string;
  /** The wallet that is filled. */
  wallet: string;
}

export interface Transaction {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "transaction";
  /** Positive: collected from the payer; negative: given back. Smallest currency unit. */
  amount: number;
  /** The session; null for fees and wallet movements. */
  charging_session: string | null;
  /** When it was made. */
  created: string;
  /** Currency of the amount. */
  currency: string;
  /** What it is for, in words. */
  description: string | null;
  /** Who charged, or null. */
  driver: string | null;
  /** The fleet that it is for, or null. */
  fleet: string | null;
  /** What paid, or null. */
  payment_method: string | null;
  /**
   * `pending`: to be collected, by the processor or the next invoice. `failed`: owed, of a
   * negative `adjustment` to the payer; of a `refund`: it did not reach the payer.
   */
  status: "pending" | "succeeded" | "failed";
  /** A `charge` is positive, a `refund` negative, an `adjustment` either. */
  type: "charge" | "refund" | "adjustment";
  /** What was charged, or null. */
  vehicle: string | null;
}

export interface Vehicle {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "vehicle";
  /** Usable capacity of the battery, Wh. */
  battery_capacity: number;
  /** The plug. A CCS vehicle also fits a Type2 connector. */
  charging_standard: "CCS" | "CHAdeMO" | "Type2";
  /** When it was made. */
  created: string;
  /** Drivers who may use the vehicle, oldest link first. */
  drivers: string[];
  /** The fleet that the vehicle is attached to. */
  fleet: string | null;
  /** What it is. */
  information: {
    /** Manufacturer. */
    make: string | null;
    /** Model. */
    model: string | null;
    /** Model year. */
    year: string | null;
  };
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /** Policies that hold here. Every active one is asked when a session starts. */
  policy_ids: string[];
  /** Number plate. */
  registration_plate: string | null;
  /** Only an active vehicle can start a session. */
  status: "active" | "inactive" | "retired";
  /** The vehicle's telemetry; expanded it is null before the first reading. */
  telemetry: string;
  /** When it last changed. */
  updated: string;
  /** Vehicle identification number: 17 letters and digits, no I, O or Q. Cannot be changed. */
  vin: string;
}

export interface VehicleTelemetry {
  /** Unique identifier; the vehicle holds it from birth. */
  id: string;
  /** The kind of object. */
  object: "vehicle_telemetry";
  /** The battery; null: not known. */
  battery: {
    /** Capacity, Wh. */
    capacity: number | null;
    /** State of charge, percent. */
    level: number;
    /** Range left, metres. */
    range: number | null;
    /** What the battery does. */
    status: "charging" | "discharging" | "idle" | "full" | "unknown";
    /** Temperature of the battery, °C. */
    temperature: number | null;
    /** When this was measured. */
    updated: string;
  } | null;
  /** Version of the vehicle's software. */
  firmware_version: string | null;
  /** Where the vehicle is; null: not known. */
  location: {
    /** Degrees north, WGS 84. */
    latitude: number;
    /** Degrees east, WGS 84. */
    longitude: number;
    /** When this was measured. */
    updated: string;
  } | null;
  /** How far it has been driven; null: not known. */
  odometer: {
    /** Unit of the odometer. */
    unit: "KMS" | "MILES";
    /** When this was measured. */
    updated: string;
    /** What the odometer shows. */
    value: number;
  } | null;
  /** The vehicle. */
  vehicle: string;
}

export interface VehicleTelemetryReading {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "vehicle_telemetry_reading";
  /** The battery; null: not known. */
  battery: {
    /** Capacity, Wh. */
    capacity: number | null;
    /** State of charge, percent. */
    level: number;
    /** Range left, metres. */
    range: number | null;
    /** What the battery does. */
    status: "charging" | "discharging" | "idle" | "full" | "unknown";
    /** Temperature of the battery, °C. */
    temperature: number | null;
  } | null;
  /** When it was measured; `created[…]` filters by it. */
  created: string;
  /** Version of the vehicle's software. */
  firmware_version: string | null;
  /** Where the vehicle is; null: not known. */
  location: {
    /** Degrees north, WGS 84. */
    latitude: number;
    /** Degrees east, WGS 84. */
    longitude: number;
  } | null;
  /** How far it has been driven; null: not known. */
  odometer: {
    /** Unit of the odometer. */
    unit: "KMS" | "MILES";
    /** What the odometer shows. */
    value: number;
  } | null;
  /** When it arrived here. */
  received: string;
  /** Sent in over the API, or told by a charger during a session. */
  source: "api" | "charger";
  /** The vehicle. */
  vehicle: string;
}

export interface Wallet {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "wallet";
  /** Whose wallet it is, where it is the account's. */
  account: string | null;
  /** The automatic top-up, or null where there is none. */
  auto_top_up: {
    /** How much is topped up each time, smallest currency unit. */
    amount: number;
    /** After a failed automatic top-up: no other is tried before then. */
    paused_until: string | null;
    /**
     * What pays for it: a card or bank account of the wallet's owner; an unattached one is the
     * account's.
     */
    payment_method: string;
    /** Tops up when less than this is available, smallest currency unit. */
    threshold: number;
  } | null;
  /** What can be spent: the balance without what is held. */
  available: number;
  /** What is in the wallet, smallest currency unit. */
  balance: number;
  /** When it was made. */
  created: string;
  /** The wallet's currency: that of its first entry, before it the owner's. */
  currency: string;
  /** Whose wallet it is, where it is a driver's. */
  driver: string | null;
  /** Whose wallet it is, where it is a fleet's. */
  fleet: string | null;
  /** What sessions and reservations under way have spoken for. */
  held: number;
}

export interface WalletEntry {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "wallet_entry";
  /** Positive: came in; negative: went out. Smallest currency unit. */
  amount: number;
  /** The wallet's balance right after it. */
  balance: number;
  /** When it was made. */
  created: string;
  /** The wallet's. */
  currency: string;
  /** The transaction that it is of; null for invoices paid and credited. */
  transaction: string | null;
  /**
   * `charge`: a session was paid; `adjustment`: it was corrected; `refund`: given back to the
   * wallet; `top_up`, `top_up_refund`: came from outside, went back there; `invoice_payment`: an
   * invoice was paid; `credit`: an invoice came out negative.
   */
  type: "charge" | "adjustment" | "refund" | "top_up" | "top_up_refund" | "invoice_payment" | "credit";
}

export interface WebhookDelivery {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "webhook_delivery";
  /** Oldest first. */
  attempts: ({
    /** When its end was written down. */
    created: string;
    /** Milliseconds from the first step to the last byte. */
    duration_ms: number;
    /** Why it failed; null when it worked. */
    error: string | null;
    /** The first KiB of the answer's body; null where none came. */
    response_head: string | null;
    /** The answer's HTTP status; null where none came. */
    response_status: number | null;
  })[];
  /** When the event happened. */
  created: string;
  /** Why it is not there: the last attempt's, or why there is no other. */
  error: string | null;
  /** The event; of a test, one that is in no log. */
  event: string;
  /** The event's type. */
  event_type: "account.created" | "account.updated" | "driver.created" | "driver.updated" | "driver.deleted" | "driver.attached" | "driver.detached" | "fleet.created" | "fleet.updated" | "fleet.deleted" | "vehicle.created" | "vehicle.updated" | "vehicle.deleted" | "vehicle.attached" | "vehicle.detached" | "policy.created" | "policy.updated" | "policy.deleted" | "policy.suggestion" | "charging_station.updated" | "charging_session.started" | "charging_session.updated" | "charging_session.completed" | "charging_session.cancelled" | "charging_session.failed" | "charge.succeeded" | "charge.failed" | "charge.refunded" | "reservation.created" | "reservation.updated" | "reservation.confirmed" | "reservation.completed" | "reservation.cancelled" | "reservation.failed" | "reservation.expired" | "invoice.created" | "invoice.updated" | "invoice.finalized" | "invoice.paid" | "invoice.payment_failed" | "invoice.overdue" | "invoice.voided" | "payment_method.created" | "payment_method.updated" | "payment_method.attached" | "payment_method.detached" | "payment_method.deleted" | "report.succeeded" | "report.failed" | "top_up.succeeded" | "top_up.failed" | "command.succeeded" | "command.failed" | "webhook_endpoint.disabled" | "test_clock.ready";
  /** When it ended, either way. */
  finished: string | null;
  /** False for test data. */
  livemode: boolean;
  /** When it is tried again; null: never. */
  next_attempt: string | null;
  /** Failed: it will not be tried again by itself. */
  status: "pending" | "succeeded" | "failed";
  /** True for a sample that was asked for. */
  test: boolean;
  /** Where it goes. */
  webhook_endpoint: string;
}

export interface WebhookEndpoint {
  /** Unique identifier. */
  id: string;
  /** The kind of object. */
  object: "webhook_endpoint";
  /** The version that events are rendered in. */
  api_version: string;
  /** Always null. */
  application: string | null;
  /** When it was made. */
  created: string;
  /** What the endpoint is for. */
  description: string | null;
  /** Which events are delivered. */
  enabled_events: string[];
  /** False for test data. */
  livemode: boolean;
  /**
   * Your own key-value pairs, in the order in which they came; keys that are whole numbers first.
   */
  metadata: Record<string, string>;
  /**
   * Signs every delivery; null inside events, and for a restricted key without the right
   * 'webhook_endpoints: write'.
   */
  secret: string | null;
  /** Whether events are delivered. */
  status: "enabled" | "disabled";
  /** Where events are sent. */
  url: string;
}

/** Every object by its word. */
export interface Objects {
  account: Account;
  api_key: ApiKey;
  api_key_with_key: ApiKeyWithKey;
  charge_token: ChargeToken;
  charging_session: ChargingSession;
  charging_session_evidence: ChargingSessionEvidence;
  charging_session_progress: ChargingSessionProgress;
  charging_station: ChargingStation;
  command: Command;
  deleted_api_key: DeletedApiKey;
  deleted_charge_token: DeletedChargeToken;
  deleted_charging_station: DeletedChargingStation;
  deleted_driver: DeletedDriver;
  deleted_fleet: DeletedFleet;
  deleted_invoice: DeletedInvoice;
  deleted_payment_method: DeletedPaymentMethod;
  deleted_policy: DeletedPolicy;
  deleted_report: DeletedReport;
  deleted_tariff: DeletedTariff;
  deleted_test_clock: DeletedTestClock;
  deleted_vehicle: DeletedVehicle;
  deleted_webhook_endpoint: DeletedWebhookEndpoint;
  driver: Driver;
  estimation: Estimation;
  fleet: Fleet;
  invoice: Invoice;
  invoice_details: InvoiceDetails;
  meter_value: MeterValue;
  network: Network;
  operator: Operator;
  payment_method: PaymentMethod;
  policy: Policy;
  policy_decision: PolicyDecision;
  report: Report;
  request_log: RequestLog;
  reservation: Reservation;
  settings: Settings;
  station_connection: StationConnection;
  station_connection_with_password: StationConnectionWithPassword;
  station_message: StationMessage;
  station_notice: StationNotice;
  station_variable: StationVariable;
  tariff: Tariff;
  test_clock: TestClock;
  test_helper_action: TestHelperAction;
  top_up: TopUp;
  transaction: Transaction;
  vehicle: Vehicle;
  vehicle_telemetry: VehicleTelemetry;
  vehicle_telemetry_reading: VehicleTelemetryReading;
  wallet: Wallet;
  wallet_entry: WalletEntry;
  webhook_delivery: WebhookDelivery;
  webhook_endpoint: WebhookEndpoint;
  event: Event;
}

/** Path of an id → the object that `expand` puts in its place. */
export interface Expandables {
  account: {
    "preferences.default_payment_method": "payment_method";
  };
  charge_token: {
    driver: "driver";
    payment_method: "payment_method";
    vehicle: "vehicle";
  };
  charging_session: {
    charging_station: "charging_station";
    driver: "driver";
    fleet: "fleet";
    payment_method: "payment_method";
    vehicle: "vehicle";
  };
  command: {
    charging_station: "charging_station";
  };
  driver: {
    fleets: "fleet";
    "preferences.default_payment_method": "payment_method";
    vehicles: "vehicle";
  };
  estimation: {
    charging_station: "charging_station";
    vehicle: "vehicle";
  };
  fleet: {
    "preferences.default_payment_method": "payment_method";
  };
  invoice: {
    fleet: "fleet";
    payment_method: "payment_method";
  };
  payment_method: {
    driver: "driver";
    fleet: "fleet";
  };
  policy_decision: {
    charging_session: "charging_session";
    charging_station: "charging_station";
    driver: "driver";
    fleet: "fleet";
    vehicle: "vehicle";
  };
  report: {
    account: "account";
    fleet: "fleet";
  };
  reservation: {
    charging_station: "charging_station";
    driver: "driver";
    payment_method: "payment_method";
    vehicle: "vehicle";
  };
  station_connection: {
    charging_station: "charging_station";
  };
  station_connection_with_password: {
    charging_station: "charging_station";
  };
  top_up: {
    driver: "driver";
    fleet: "fleet";
    payment_method: "payment_method";
    transaction: "transaction";
    wallet: "wallet";
  };
  transaction: {
    charging_session: "charging_session";
    driver: "driver";
    fleet: "fleet";
    payment_method: "payment_method";
    vehicle: "vehicle";
  };
  vehicle: {
    drivers: "driver";
    fleet: "fleet";
    telemetry: "vehicle_telemetry";
  };
  vehicle_telemetry: {
    vehicle: "vehicle";
  };
  wallet: {
    "auto_top_up.payment_method": "payment_method";
    driver: "driver";
    fleet: "fleet";
  };
  webhook_delivery: {
    event: "event";
    webhook_endpoint: "webhook_endpoint";
  };
}
