// The API's objects, as they are answered without `expand`.
// Generated from openapi.json by generate.ts (npm run sdk); do not edit.
import type { Event } from "./events.ts";

export interface Account {
  /** Unique identifier. */
  id: string;
  object: "account";
  billing_details: {
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
  business_type: string | null;
  contact: {
    email: string | null;
    name: string | null;
    phone: string | null;
  };
  created: string;
  default_currency: string;
  description: string | null;
  email: string;
  /** Your own key-value pairs. */
  metadata: Record<string, string>;
  metric_system: "metric" | "imperial";
  name: string;
  plan: string;
  preferences: {
    billing_cycle: "weekly" | "monthly" | "quarterly";
    default_currency: string;
    default_payment_method: string | null;
    notifications: boolean;
    report_frequency: "daily" | "weekly" | "monthly" | "never";
    reporting_enabled: boolean;
  };
  registration_number: string | null;
  status: "active" | "suspended" | "archived";
  type: "individual" | "business";
  updated: string;
  /** Balance of the account's wallet in this mode, smallest currency unit. */
  wallet_balance: number;
}

export interface ChargeToken {
  /** Unique identifier. */
  id: string;
  object: "charge_token";
  created: string;
  driver: string;
  expires_at: string | null;
  /** Your own key-value pairs. */
  metadata: Record<string, string>;
  payment_method: string | null;
  status: "active" | "blocked";
  type: "rfid" | "emaid";
  uid: string;
  updated: string;
  vehicle: string | null;
}

export interface ChargingSession {
  /** Unique identifier. */
  id: string;
  object: "charging_session";
  /**
   * Price so far, smallest currency unit; exactly what ending now would charge. Stays the total.
   */
  amount_due: number;
  /** What was collected. */
  amount_paid: number;
  charging_station: string;
  connector: string;
  /** The station's country. */
  country: string;
  created: string;
  /** The station's currency. */
  currency: string;
  driver: string;
  /** Wh so far. */
  energy_consumed: number;
  /** The fleet that the session is for. */
  fleet: string | null;
  payment_method: string;
  /** When power ended, by the charger's report. */
  session_ended: string | null;
  session_limit: number | null;
  /** When the charger reported the transaction. */
  session_started: string | null;
  status: "active" | "completed" | "cancelled" | "failed";
  updated: string;
  vehicle: string;
}

export interface ChargingStation {
  /** Unique identifier. */
  id: string;
  object: "charging_station";
  address: {
    city: string | null;
    country: string;
    line1: string | null;
    line2: string | null;
    postal_code: string | null;
    state: string | null;
  };
  availability: {
    /** Connectors free now. */
    connectors_available: number;
    /** All connectors. */
    connectors_total: number;
    /** Local time; empty where nothing is known. */
    opening_hours: ({
      day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
      from: string;
      until: string;
    })[];
    /**
     * Spans of the next 24 hours in which at least one connector is free. A session in progress
     * counts as lasting throughout: its end is not known.
     */
    range: {
      from: string;
      until: string;
    }[];
  };
  capabilities: {
    "24_7_access": boolean;
    amenities: string[];
    payment_methods: string[];
    requires_membership: boolean;
    reservable: boolean;
  };
  connectors: ({
    id: string;
    /** Kilowatt. */
    power: number;
    status: "available" | "occupied" | "reserved" | "unavailable" | "faulted" | "unknown";
    type: "CCS" | "CHAdeMO" | "Type2" | "Type1" | "NACS" | "Schuko" | "CEE" | "other";
  })[];
  created: string;
  location: {
    /** Degrees north, WGS 84. */
    latitude: number;
    /** Degrees east, WGS 84. */
    longitude: number;
  };
  name: string;
  /** Display name; its id is the name's slug. */
  operator: string;
  operator_contact: string | null;
  /** Price components of the first connector that are now in force. */
  pricing: ({
    currency: string;
    /** Smallest currency unit, rounded half up. */
    price: number;
    /** Wh or seconds. */
    step_size: number;
    tax: "vat" | null;
    type: "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";
  })[];
  status: "active" | "inactive" | "maintenance";
  updated: string;
}

export interface DeletedChargeToken {
  id: string;
  object: "charge_token";
  deleted: true;
}

export interface DeletedChargingStation {
  id: string;
  object: "charging_station";
  deleted: true;
}

export interface DeletedDriver {
  id: string;
  object: "driver";
  deleted: true;
}

export interface DeletedFleet {
  id: string;
  object: "fleet";
  deleted: true;
}

export interface DeletedPaymentMethod {
  id: string;
  object: "payment_method";
  deleted: true;
}

export interface DeletedPolicy {
  id: string;
  object: "policy";
  deleted: true;
}

export interface DeletedVehicle {
  id: string;
  object: "vehicle";
  deleted: true;
}

export interface DeletedWebhookEndpoint {
  id: string;
  object: "webhook_endpoint";
  deleted: true;
}

export interface Driver {
  /** Unique identifier. */
  id: string;
  object: "driver";
  created: string;
  email: string;
  /** Fleets the driver is attached to, oldest link first. */
  fleets: string[];
  license_number: string | null;
  /** Your own key-value pairs. */
  metadata: Record<string, string>;
  name: string;
  phone: string | null;
  policy_ids: string[];
  preferences: {
    charging_speed: "slow" | "standard" | "fast" | "ultra_fast";
    currency: string;
    default_payment_method: string | null;
    max_price_per_kwh: number | null;
    notifications: boolean;
    preferred_charging_stations: string[];
    preferred_cpos: string[];
  };
  status: "active" | "suspended" | "archived";
  updated: string;
  /** Vehicles the driver may use, oldest link first. */
  vehicles: string[];
  /** Balance of the driver's wallet, smallest currency unit. */
  wallet_balance: number;
}

export interface Fleet {
  /** Unique identifier. */
  id: string;
  object: "fleet";
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
  created: string;
  description: string | null;
  email: string | null;
  /** Your own key-value pairs. */
  metadata: Record<string, string>;
  metric_system: "international_system" | "us_customary_system" | "imperial_system";
  name: string;
  phone: string | null;
  policy_ids: string[];
  preferences: {
    billing_cycle: "weekly" | "monthly" | "quarterly";
    default_currency: string;
    default_payment_method: string | null;
    notifications: boolean;
    report_frequency: "daily" | "weekly" | "monthly" | "never";
  };
  status: "active" | "suspended" | "archived";
  timezone: string;
  /** Drivers attached now. */
  total_drivers: number;
  /** Energy of all completed sessions, exact to the watt-hour. */
  total_energy_consumed_kwh: number;
  /** Completed sessions. */
  total_sessions: number;
  /** Vehicles attached now. */
  total_vehicles: number;
  updated: string;
  /** Balance of the fleet's wallet, smallest currency unit. */
  wallet_balance: number;
}

export interface Network {
  /** Unique identifier. */
  id: string;
  object: "network";
  created: string;
  kind: "simulator" | "ocpp";
  /** Name of the network. */
  name: string;
  /** Operator that its stations show unless they name their own. */
  operator: string;
  /** The installation's: every account sees its stations. */
  shared: boolean;
  /** Stations of an inactive network cannot start a session. */
  status: "active" | "inactive";
  updated: string;
}

export interface Operator {
  /** Slug of the name. */
  id: string;
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
  object: "payment_method";
  bank_account: {
    bank_name: string | null;
    country: string;
    currency: string;
    /** The same for the same account. */
    fingerprint: string;
    last4: string;
    status: "pending" | "verified" | "failed";
  } | null;
  billing_details: {
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
    email: string | null;
    name: string | null;
    phone: string | null;
  };
  card: {
    brand: string;
    /** Month of expiry. */
    exp_month: number;
    /** Year of expiry, four digits. */
    exp_year: number;
    /** The same for the same card. */
    fingerprint: string;
    last4: string;
  } | null;
  created: string;
  /** The driver that it is attached to. */
  driver: string | null;
  /** The fleet that it is attached to. */
  fleet: string | null;
  type: "card" | "bank_account" | "wallet";
  wallet: {
    /** Balance of its driver's or fleet's wallet, smallest currency unit. */
    balance: number;
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
  object: "policy";
  created: string;
  /** Anything worth knowing. */
  description: string | null;
  /** Your own key-value pairs. */
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
  object: "policy_decision";
  /** The moment that was asked about. */
  at: string;
  /** The session that began with it, or null. */
  charging_session: string | null;
  /** The station; null while a reservation has none yet. */
  charging_station: string | null;
  connector: string | null;
  /** When it was decided. */
  created: string;
  driver: string;
  /** The fleet that the session would be for. */
  fleet: string | null;
  outcome: "allowed" | "blocked";
  /** Every policy that was asked. */
  policies: ({
    /** Whose `policy_ids` name it. */
    bound_to: ("driver" | "vehicle" | "fleet")[];
    /** A suggestion never blocks. */
    mode: "enforcement" | "suggestion";
    /** Its name at the time. */
    name: string | null;
    passed: boolean;
    /** Null for statuses and the driver's own price limit. */
    policy: string | null;
    /** Every rule that was looked at. */
    rules: {
      /** What was found. */
      actual: unknown;
      /** What the rule allows. */
      allowed: unknown;
      passed: boolean;
      /**
       * `driver_status`, `vehicle_status`, `fleet_status`, `driver_max_price_per_kwh`, `currency`
       * (the price is in another currency and cannot be compared), `denied_operators`,
       * `allowed_operators`, `geofences`, `max_price_per_kwh` or `time_windows`.
       */
      rule: string;
    }[];
  })[];
  /** What asked: the API, a card at the charger, a reservation, or only a check. */
  trigger: "api" | "token" | "reservation" | "check";
  /** The end of a reserved span. */
  until: string | null;
  vehicle: string;
}

export interface StationConnection {
  /** Unique identifier. */
  id: string;
  object: "station_connection";
  /** The station; null while pending. */
  charging_station: string | null;
  clock_skew_ms: number | null;
  created: string;
  /** As the charger gave it at its last boot. */
  firmware: string | null;
  /** Without one it admits nobody: roll it. */
  has_password: boolean;
  /** Last part of the URL that the charger connects to. */
  identity: string;
  /** When it last reported a boot. */
  last_boot: string | null;
  /** When it was last heard of. */
  last_frame: string | null;
  /** As the charger gave it. */
  model: string | null;
  online: boolean;
  /** `ocpp1.6`. */
  protocol: string | null;
  security_profile: number | null;
  /** As the charger gave it. */
  serial: string | null;
  /** `pending`: unknown here, waits for a station of its identity. */
  status: "pending" | "online" | "offline";
  /** As the charger gave it. */
  vendor: string | null;
}

export interface StationConnection2 {
  /** Unique identifier. */
  id: string;
  object: "station_connection";
  /** The station; null while pending. */
  charging_station: string | null;
  clock_skew_ms: number | null;
  created: string;
  /** As the charger gave it at its last boot. */
  firmware: string | null;
  /** Without one it admits nobody: roll it. */
  has_password: boolean;
  /** Last part of the URL that the charger connects to. */
  identity: string;
  /** When it last reported a boot. */
  last_boot: string | null;
  /** When it was last heard of. */
  last_frame: string | null;
  /** As the charger gave it. */
  model: string | null;
  online: boolean;
  /** For the charger's Basic auth. Shown this once. */
  password: string;
  /** `ocpp1.6`. */
  protocol: string | null;
  security_profile: number | null;
  /** As the charger gave it. */
  serial: string | null;
  /** `pending`: unknown here, waits for a station of its identity. */
  status: "pending" | "online" | "offline";
  /** As the charger gave it. */
  vendor: string | null;
}

export interface Transaction {
  /** Unique identifier. */
  id: string;
  object: "transaction";
  /** Positive: collected from the payer; negative: given back. Smallest currency unit. */
  amount: number;
  /** The session; null for fees and wallet movements. */
  charging_session: string | null;
  created: string;
  currency: string;
  description: string | null;
  driver: string | null;
  fleet: string | null;
  payment_method: string | null;
  /** `pending`: to be collected, by the processor or the next invoice. `failed`: owed. */
  status: "pending" | "succeeded" | "failed";
  type: "charge" | "refund" | "adjustment";
  vehicle: string | null;
}

export interface Vehicle {
  /** Unique identifier. */
  id: string;
  object: "vehicle";
  /** Usable capacity of the battery, Wh. */
  battery_capacity: number;
  /** The plug. A CCS vehicle also fits a Type2 connector. */
  charging_standard: "CCS" | "CHAdeMO" | "Type2";
  created: string;
  /** Drivers who may use the vehicle, oldest link first. */
  drivers: string[];
  /** The fleet that the vehicle is attached to. */
  fleet: string | null;
  information: {
    /** Manufacturer. */
    make: string | null;
    /** Model. */
    model: string | null;
    /** Model year. */
    year: string | null;
  };
  /** Your own key-value pairs. */
  metadata: Record<string, string>;
  policy_ids: string[];
  /** Number plate. */
  registration_plate: string | null;
  /** Only an active vehicle can start a session. */
  status: "active" | "inactive" | "retired";
  /** The vehicle's telemetry; expanded it is null before the first reading. */
  telemetry: string;
  updated: string;
  /** Vehicle identification number: 17 letters and digits, no I, O or Q. Cannot be changed. */
  vin: string;
}

export interface VehicleTelemetry {
  /** Unique identifier; the vehicle holds it from birth. */
  id: string;
  object: "vehicle_telemetry";
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
  location: {
    /** Degrees north, WGS 84. */
    latitude: number;
    /** Degrees east, WGS 84. */
    longitude: number;
    /** When this was measured. */
    updated: string;
  } | null;
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
  object: "vehicle_telemetry_reading";
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
  location: {
    /** Degrees north, WGS 84. */
    latitude: number;
    /** Degrees east, WGS 84. */
    longitude: number;
  } | null;
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

export interface WebhookEndpoint {
  /** Unique identifier. */
  id: string;
  object: "webhook_endpoint";
  /** The version that events are rendered in. */
  api_version: string;
  /** Always null. */
  application: string | null;
  created: string;
  description: string | null;
  /** Which events are delivered. */
  enabled_events: string[];
  /** False for test data. */
  livemode: boolean;
  /** Your own key-value pairs. */
  metadata: Record<string, string>;
  /** Signs every delivery; null inside events, which others may read. */
  secret: string | null;
  /** Whether events are delivered. */
  status: "enabled" | "disabled";
  /** Where events are sent. */
  url: string;
}

/** Every object by its word. */
export interface Objects {
  account: Account;
  charge_token: ChargeToken;
  charging_session: ChargingSession;
  charging_station: ChargingStation;
  deleted_charge_token: DeletedChargeToken;
  deleted_charging_station: DeletedChargingStation;
  deleted_driver: DeletedDriver;
  deleted_fleet: DeletedFleet;
  deleted_payment_method: DeletedPaymentMethod;
  deleted_policy: DeletedPolicy;
  deleted_vehicle: DeletedVehicle;
  deleted_webhook_endpoint: DeletedWebhookEndpoint;
  driver: Driver;
  fleet: Fleet;
  network: Network;
  operator: Operator;
  payment_method: PaymentMethod;
  policy: Policy;
  policy_decision: PolicyDecision;
  station_connection: StationConnection;
  station_connection_2: StationConnection2;
  transaction: Transaction;
  vehicle: Vehicle;
  vehicle_telemetry: VehicleTelemetry;
  vehicle_telemetry_reading: VehicleTelemetryReading;
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
  driver: {
    fleets: "fleet";
    "preferences.default_payment_method": "payment_method";
    vehicles: "vehicle";
  };
  fleet: {
    "preferences.default_payment_method": "payment_method";
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
  station_connection: {
    charging_station: "charging_station";
  };
  station_connection_2: {
    charging_station: "charging_station";
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
}
