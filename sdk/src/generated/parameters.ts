// What the operations take.
// Generated from openapi.json by generate.ts (npm run sdk); do not edit.

export interface AccountsUpdateSettingsParams {
  /** Days from an invoice's finalisation to its due date. */
  readonly invoice_due_days?: number;
  /**
   * What a reservation costs that is not cancelled in time, smallest currency unit; 0: nothing.
   * Applies to reservations made from then on.
   */
  readonly reservation_fee?: number;
  /** Currency of the fee; null: the account's default currency. */
  readonly reservation_fee_currency?: string | null;
  /** Until how long before its start a confirmed reservation may be cancelled free. */
  readonly reservation_free_cancellation_seconds?: number;
  /**
   * What a session authorises before it starts, by currency, in its smallest unit; a currency
   * left out has the built-in amount, 50.00 in `eur`. Less is held where `session_limit` caps the
   * price, more where the start alone costs more.
   */
  readonly session_hold_amounts?: Readonly<Record<string, number | null>>;
  /**
   * Value-added tax in percent by country (ISO 3166-1 alpha-2), where it is not the built-in
   * rate. Applies to what is invoiced.
   */
  readonly vat_rates?: Readonly<Record<string, string | null>>;
  /**
   * Whether webhook endpoints may have `http` URLs; test mode only. Private addresses stay the
   * operator's to allow.
   */
  readonly webhook_http_allowed?: boolean;
}

export interface AccountsCreateParams {
  /** Name of the company or person. */
  readonly name: string;
  /** Address for everything about the account. */
  readonly email: string;
  /** Who the account belongs to. */
  readonly type: "individual" | "business";
  /** Currency of invoices and wallets. Default: `"eur"`. */
  readonly default_currency?: string;
  /** The plan the account is on; free text. Default: `"starter"`. */
  readonly plan?: string;
  /** Units in reports. Default: `"metric"`. */
  readonly metric_system?: "metric" | "imperial";
  /** Legal form of the business. */
  readonly business_type?: string | null;
  /** Whom to talk to about the account. Default: `{"email":null,"name":null,"phone":null}`. */
  readonly contact?: {
    /** Contact's address. */
    readonly email?: string | null;
    /** Contact's name. */
    readonly name?: string | null;
    /** Contact's phone number. */
    readonly phone?: string | null;
  };
  /**
   * What bills carry. Default:
   * `{"billing_address":{"city":null,"country":null,"line1":null,"line2":null,"postal_code":null,"state":null}}`.
   */
  readonly billing_details?: {
    /**
     * Address on bills. Default:
     * `{"city":null,"country":null,"line1":null,"line2":null,"postal_code":null,"state":null}`.
     */
    readonly billing_address?: {
      /** Town. */
      readonly city?: string | null;
      /** ISO 3166-1 alpha-2. */
      readonly country?: string | null;
      /** Street and number. */
      readonly line1?: string | null;
      /** Building, floor. */
      readonly line2?: string | null;
      /** Postal code. */
      readonly postal_code?: string | null;
      /** State or region. */
      readonly state?: string | null;
    };
  };
  /** Anything worth knowing. */
  readonly description?: string | null;
  /** Number in the commercial register, or VAT number. */
  readonly registration_number?: string | null;
  /**
   * How the account is run. Default:
   * `{"billing_cycle":"monthly","notifications":true,"report_frequency":"weekly","reporting_enabled":true}`.
   */
  readonly preferences?: {
    /** How often invoices are drafted. Default: `"monthly"`. */
    readonly billing_cycle?: "weekly" | "monthly" | "quarterly";
    /** Whether the account's contacts get notifications. Default: `true`. */
    readonly notifications?: boolean;
    /** How often a report is made. Default: `"weekly"`. */
    readonly report_frequency?: "daily" | "weekly" | "monthly" | "never";
    /** Whether reports are made without being asked for. Default: `true`. */
    readonly reporting_enabled?: boolean;
    /** The account's currency. */
    readonly default_currency?: string;
    /** Pays invoices and top-ups of the account. */
    readonly default_payment_method?: string | null;
  };
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface AccountsListParams {
  /** Only accounts with this status. */
  readonly status?: "active" | "suspended" | "archived";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface AccountsUpdateParams {
  /** Name of the company or person. */
  readonly name?: string;
  /** Address for everything about the account. */
  readonly email?: string;
  /** Who the account belongs to. */
  readonly type?: "individual" | "business";
  /** Currency of invoices and wallets. */
  readonly default_currency?: string;
  /** The plan the account is on; free text. */
  readonly plan?: string;
  /** Units in reports. */
  readonly metric_system?: "metric" | "imperial";
  /** Legal form of the business. */
  readonly business_type?: string | null;
  /** Whom to talk to about the account. */
  readonly contact?: {
    /** Contact's address. */
    readonly email?: string | null;
    /** Contact's name. */
    readonly name?: string | null;
    /** Contact's phone number. */
    readonly phone?: string | null;
  };
  /** What bills carry. */
  readonly billing_details?: {
    /** Address on bills. */
    readonly billing_address?: {
      /** Town. */
      readonly city?: string | null;
      /** ISO 3166-1 alpha-2. */
      readonly country?: string | null;
      /** Street and number. */
      readonly line1?: string | null;
      /** Building, floor. */
      readonly line2?: string | null;
      /** Postal code. */
      readonly postal_code?: string | null;
      /** State or region. */
      readonly state?: string | null;
    };
  };
  /** Anything worth knowing. */
  readonly description?: string | null;
  /** Number in the commercial register, or VAT number. */
  readonly registration_number?: string | null;
  /** How the account is run. */
  readonly preferences?: {
    /** How often invoices are drafted. */
    readonly billing_cycle?: "weekly" | "monthly" | "quarterly";
    /** Whether the account's contacts get notifications. */
    readonly notifications?: boolean;
    /** How often a report is made. */
    readonly report_frequency?: "daily" | "weekly" | "monthly" | "never";
    /** Whether reports are made without being asked for. */
    readonly reporting_enabled?: boolean;
    /** The account's currency. */
    readonly default_currency?: string;
    /** Pays invoices and top-ups of the account. */
    readonly default_payment_method?: string | null;
  };
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
  /**
   * Set by the parent of a sub-account only. `suspended`: reads, but starts nothing that costs
   * money; what runs goes on. `archived`: its keys stop working; not while a session runs. Both
   * hold for all accounts below it as well.
   */
  readonly status?: "active" | "suspended" | "archived";
}

export interface ApiKeysCreateParams {
  /** What the key is for. */
  readonly name?: string | null;
  /**
   * What the key may do, by resource: `none`, `read` or `write`, which includes `read`. A
   * resource left out is `none`.
   */
  readonly permissions?: {
    /** Rights on accounts. */
    readonly accounts?: "none" | "read" | "write";
    /** Rights on api_keys. */
    readonly api_keys?: "none" | "read" | "write";
    /** Rights on request_logs. */
    readonly request_logs?: "none" | "read" | "write";
    /** Rights on events. */
    readonly events?: "none" | "read" | "write";
    /** Rights on webhook_endpoints. */
    readonly webhook_endpoints?: "none" | "read" | "write";
    /** Rights on policies. */
    readonly policies?: "none" | "read" | "write";
    /** Rights on fleets. */
    readonly fleets?: "none" | "read" | "write";
    /** Rights on drivers. */
    readonly drivers?: "none" | "read" | "write";
    /** Rights on vehicles. */
    readonly vehicles?: "none" | "read" | "write";
    /** Rights on vehicle_telemetries. */
    readonly vehicle_telemetries?: "none" | "read" | "write";
    /** Rights on networks. */
    readonly networks?: "none" | "read" | "write";
    /** Rights on tariffs. */
    readonly tariffs?: "none" | "read" | "write";
    /** Rights on charging_stations. */
    readonly charging_stations?: "none" | "read" | "write";
    /** Rights on operators. */
    readonly operators?: "none" | "read" | "write";
    /** Rights on station_connections. */
    readonly station_connections?: "none" | "read" | "write";
    /** Rights on commands. */
    readonly commands?: "none" | "read" | "write";
    /** Rights on policy_decisions. */
    readonly policy_decisions?: "none" | "read" | "write";
    /** Rights on payment_methods. */
    readonly payment_methods?: "none" | "read" | "write";
    /** Rights on wallets. */
    readonly wallets?: "none" | "read" | "write";
    /** Rights on transactions. */
    readonly transactions?: "none" | "read" | "write";
    /** Rights on top_ups. */
    readonly top_ups?: "none" | "read" | "write";
    /** Rights on estimations. */
    readonly estimations?: "none" | "read" | "write";
    /** Rights on reservations. */
    readonly reservations?: "none" | "read" | "write";
    /** Rights on charge_tokens. */
    readonly charge_tokens?: "none" | "read" | "write";
    /** Rights on charging_sessions. */
    readonly charging_sessions?: "none" | "read" | "write";
    /** Rights on invoices. */
    readonly invoices?: "none" | "read" | "write";
    /** Rights on reports. */
    readonly reports?: "none" | "read" | "write";
    /** Rights on test_clocks. */
    readonly test_clocks?: "none" | "read" | "write";
    /** Rights on test_helpers. */
    readonly test_helpers?: "none" | "read" | "write";
  } | null;
  /** When the key ends: a time to come, or null for never. */
  readonly expires_at?: string | Date | null;
}

export interface ApiKeysListParams {
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface ApiKeysRollParams {
  /**
   * Seconds for which the old key stays valid beside the new one; at most a week. Default: `0`.
   */
  readonly expires_in?: number;
}

export interface ApiKeysUpdateParams {
  /** What the key is for. */
  readonly name?: string | null;
  /**
   * What the key may do, by resource: `none`, `read` or `write`, which includes `read`. A
   * resource left out is `none`.
   */
  readonly permissions?: {
    /** Rights on accounts. */
    readonly accounts?: "none" | "read" | "write";
    /** Rights on api_keys. */
    readonly api_keys?: "none" | "read" | "write";
    /** Rights on request_logs. */
    readonly request_logs?: "none" | "read" | "write";
    /** Rights on events. */
    readonly events?: "none" | "read" | "write";
    /** Rights on webhook_endpoints. */
    readonly webhook_endpoints?: "none" | "read" | "write";
    /** Rights on policies. */
    readonly policies?: "none" | "read" | "write";
    /** Rights on fleets. */
    readonly fleets?: "none" | "read" | "write";
    /** Rights on drivers. */
    readonly drivers?: "none" | "read" | "write";
    /** Rights on vehicles. */
    readonly vehicles?: "none" | "read" | "write";
    /** Rights on vehicle_telemetries. */
    readonly vehicle_telemetries?: "none" | "read" | "write";
    /** Rights on networks. */
    readonly networks?: "none" | "read" | "write";
    /** Rights on tariffs. */
    readonly tariffs?: "none" | "read" | "write";
    /** Rights on charging_stations. */
    readonly charging_stations?: "none" | "read" | "write";
    /** Rights on operators. */
    readonly operators?: "none" | "read" | "write";
    /** Rights on station_connections. */
    readonly station_connections?: "none" | "read" | "write";
    /** Rights on commands. */
    readonly commands?: "none" | "read" | "write";
    /** Rights on policy_decisions. */
    readonly policy_decisions?: "none" | "read" | "write";
    /** Rights on payment_methods. */
    readonly payment_methods?: "none" | "read" | "write";
    /** Rights on wallets. */
    readonly wallets?: "none" | "read" | "write";
    /** Rights on transactions. */
    readonly transactions?: "none" | "read" | "write";
    /** Rights on top_ups. */
    readonly top_ups?: "none" | "read" | "write";
    /** Rights on estimations. */
    readonly estimations?: "none" | "read" | "write";
    /** Rights on reservations. */
    readonly reservations?: "none" | "read" | "write";
    /** Rights on charge_tokens. */
    readonly charge_tokens?: "none" | "read" | "write";
    /** Rights on charging_sessions. */
    readonly charging_sessions?: "none" | "read" | "write";
    /** Rights on invoices. */
    readonly invoices?: "none" | "read" | "write";
    /** Rights on reports. */
    readonly reports?: "none" | "read" | "write";
    /** Rights on test_clocks. */
    readonly test_clocks?: "none" | "read" | "write";
    /** Rights on test_helpers. */
    readonly test_helpers?: "none" | "read" | "write";
  };
  /** When the key ends: a time to come, or null for never. */
  readonly expires_at?: string | Date | null;
}

export interface RequestLogsListParams {
  /** Only requests with this method. */
  readonly method?: "GET" | "HEAD" | "POST" | "DELETE" | "PUT" | "PATCH" | "OPTIONS";
  /** Only requests of this very path. */
  readonly path?: string;
  /** Only answers with this status, or of a kind such as `4xx`. */
  readonly status?: string;
  /** Only this error. */
  readonly error_code?: string;
  /** Only requests with this API key. */
  readonly api_key?: string;
  /** Only requests with this `Idempotency-Key`. */
  readonly idempotency_key?: string;
  /** Only requests about this object. */
  readonly object_id?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface EventsListParams {
  /** A type, or a family such as `driver.*`. */
  readonly type?: "*" | "account.*" | "driver.*" | "fleet.*" | "vehicle.*" | "policy.*" | "charging_station.*" | "charging_session.*" | "charge.*" | "reservation.*" | "invoice.*" | "payment_method.*" | "report.*" | "top_up.*" | "command.*" | "webhook_endpoint.*" | "test_clock.*" | "account.created" | "account.updated" | "driver.created" | "driver.updated" | "driver.deleted" | "driver.attached" | "driver.detached" | "fleet.created" | "fleet.updated" | "fleet.deleted" | "vehicle.created" | "vehicle.updated" | "vehicle.deleted" | "vehicle.attached" | "vehicle.detached" | "policy.created" | "policy.updated" | "policy.deleted" | "policy.suggestion" | "charging_station.updated" | "charging_session.started" | "charging_session.updated" | "charging_session.completed" | "charging_session.cancelled" | "charging_session.failed" | "charge.succeeded" | "charge.failed" | "charge.refunded" | "reservation.created" | "reservation.updated" | "reservation.confirmed" | "reservation.completed" | "reservation.cancelled" | "reservation.failed" | "reservation.expired" | "invoice.created" | "invoice.updated" | "invoice.finalized" | "invoice.paid" | "invoice.payment_failed" | "invoice.overdue" | "invoice.voided" | "payment_method.created" | "payment_method.updated" | "payment_method.attached" | "payment_method.detached" | "payment_method.deleted" | "report.succeeded" | "report.failed" | "top_up.succeeded" | "top_up.failed" | "command.succeeded" | "command.failed" | "webhook_endpoint.disabled" | "test_clock.ready";
  /** Only events of the object with this id. */
  readonly object_id?: string;
  /**
   * Of the events that webhook endpoints wanted, those that reached all of them; false: those
   * that did not, or not yet.
   */
  readonly delivery_success?: boolean;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface EventsStreamParams {
  /** A type, or a family such as `driver.*`. */
  readonly type?: "*" | "account.*" | "driver.*" | "fleet.*" | "vehicle.*" | "policy.*" | "charging_station.*" | "charging_session.*" | "charge.*" | "reservation.*" | "invoice.*" | "payment_method.*" | "report.*" | "top_up.*" | "command.*" | "webhook_endpoint.*" | "test_clock.*" | "account.created" | "account.updated" | "driver.created" | "driver.updated" | "driver.deleted" | "driver.attached" | "driver.detached" | "fleet.created" | "fleet.updated" | "fleet.deleted" | "vehicle.created" | "vehicle.updated" | "vehicle.deleted" | "vehicle.attached" | "vehicle.detached" | "policy.created" | "policy.updated" | "policy.deleted" | "policy.suggestion" | "charging_station.updated" | "charging_session.started" | "charging_session.updated" | "charging_session.completed" | "charging_session.cancelled" | "charging_session.failed" | "charge.succeeded" | "charge.failed" | "charge.refunded" | "reservation.created" | "reservation.updated" | "reservation.confirmed" | "reservation.completed" | "reservation.cancelled" | "reservation.failed" | "reservation.expired" | "invoice.created" | "invoice.updated" | "invoice.finalized" | "invoice.paid" | "invoice.payment_failed" | "invoice.overdue" | "invoice.voided" | "payment_method.created" | "payment_method.updated" | "payment_method.attached" | "payment_method.detached" | "payment_method.deleted" | "report.succeeded" | "report.failed" | "top_up.succeeded" | "top_up.failed" | "command.succeeded" | "command.failed" | "webhook_endpoint.disabled" | "test_clock.ready";
  /** Only events of the object with this id. */
  readonly object_id?: string;
  /** Id of the last message that arrived, to go on behind it. */
  readonly lastEventId?: string;
}

export interface WebhookEndpointsCreateParams {
  /**
   * Where events are sent by POST. https only, and no private address, in live mode; test mode
   * takes others where the operator allows it.
   */
  readonly url: string;
  /** Which events are delivered: types, a family such as `driver.*`, or `*` for all. */
  readonly enabled_events: readonly ("*" | "account.*" | "driver.*" | "fleet.*" | "vehicle.*" | "policy.*" | "charging_station.*" | "charging_session.*" | "charge.*" | "reservation.*" | "invoice.*" | "payment_method.*" | "report.*" | "top_up.*" | "command.*" | "webhook_endpoint.*" | "test_clock.*" | "account.created" | "account.updated" | "driver.created" | "driver.updated" | "driver.deleted" | "driver.attached" | "driver.detached" | "fleet.created" | "fleet.updated" | "fleet.deleted" | "vehicle.created" | "vehicle.updated" | "vehicle.deleted" | "vehicle.attached" | "vehicle.detached" | "policy.created" | "policy.updated" | "policy.deleted" | "policy.suggestion" | "charging_station.updated" | "charging_session.started" | "charging_session.updated" | "charging_session.completed" | "charging_session.cancelled" | "charging_session.failed" | "charge.succeeded" | "charge.failed" | "charge.refunded" | "reservation.created" | "reservation.updated" | "reservation.confirmed" | "reservation.completed" | "reservation.cancelled" | "reservation.failed" | "reservation.expired" | "invoice.created" | "invoice.updated" | "invoice.finalized" | "invoice.paid" | "invoice.payment_failed" | "invoice.overdue" | "invoice.voided" | "payment_method.created" | "payment_method.updated" | "payment_method.attached" | "payment_method.detached" | "payment_method.deleted" | "report.succeeded" | "report.failed" | "top_up.succeeded" | "top_up.failed" | "command.succeeded" | "command.failed" | "webhook_endpoint.disabled" | "test_clock.ready")[];
  /** The version that events are rendered in; default: the account's. */
  readonly api_version?: "2026-03-01";
  /** What the endpoint is for. */
  readonly description?: string | null;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface WebhookEndpointsListParams {
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface WebhookEndpointsUpdateParams {
  /** Which events are delivered: types, a family such as `driver.*`, or `*` for all. */
  readonly enabled_events?: readonly ("*" | "account.*" | "driver.*" | "fleet.*" | "vehicle.*" | "policy.*" | "charging_station.*" | "charging_session.*" | "charge.*" | "reservation.*" | "invoice.*" | "payment_method.*" | "report.*" | "top_up.*" | "command.*" | "webhook_endpoint.*" | "test_clock.*" | "account.created" | "account.updated" | "driver.created" | "driver.updated" | "driver.deleted" | "driver.attached" | "driver.detached" | "fleet.created" | "fleet.updated" | "fleet.deleted" | "vehicle.created" | "vehicle.updated" | "vehicle.deleted" | "vehicle.attached" | "vehicle.detached" | "policy.created" | "policy.updated" | "policy.deleted" | "policy.suggestion" | "charging_station.updated" | "charging_session.started" | "charging_session.updated" | "charging_session.completed" | "charging_session.cancelled" | "charging_session.failed" | "charge.succeeded" | "charge.failed" | "charge.refunded" | "reservation.created" | "reservation.updated" | "reservation.confirmed" | "reservation.completed" | "reservation.cancelled" | "reservation.failed" | "reservation.expired" | "invoice.created" | "invoice.updated" | "invoice.finalized" | "invoice.paid" | "invoice.payment_failed" | "invoice.overdue" | "invoice.voided" | "payment_method.created" | "payment_method.updated" | "payment_method.attached" | "payment_method.detached" | "payment_method.deleted" | "report.succeeded" | "report.failed" | "top_up.succeeded" | "top_up.failed" | "command.succeeded" | "command.failed" | "webhook_endpoint.disabled" | "test_clock.ready")[];
  /**
   * A disabled endpoint gets nothing, and what still waited for it ends as failed. Enabled again,
   * it gets what happens from then on; what it missed can be retried one by one.
   */
  readonly status?: "enabled" | "disabled";
  /** What the endpoint is for. */
  readonly description?: string | null;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface WebhookEndpointsRollSecretParams {
  /**
   * Seconds for which the old secret signs too, so that receivers can change over; up to a week.
   * 0: it ends at once. Default: `86400`.
   */
  readonly expires_in?: number;
}

export interface WebhookEndpointsListDeliveriesParams {
  /** Only deliveries in this status. */
  readonly status?: "pending" | "succeeded" | "failed";
  /** Only deliveries of this event. */
  readonly event?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export type WebhookEndpointsRetryDeliveryParams = Readonly<Record<never, never>>;

export interface WebhookEndpointsTestParams {
  /** The type of the event; its object is a sample. */
  readonly type: "account.created" | "account.updated" | "driver.created" | "driver.updated" | "driver.deleted" | "driver.attached" | "driver.detached" | "fleet.created" | "fleet.updated" | "fleet.deleted" | "vehicle.created" | "vehicle.updated" | "vehicle.deleted" | "vehicle.attached" | "vehicle.detached" | "policy.created" | "policy.updated" | "policy.deleted" | "policy.suggestion" | "charging_station.updated" | "charging_session.started" | "charging_session.updated" | "charging_session.completed" | "charging_session.cancelled" | "charging_session.failed" | "charge.succeeded" | "charge.failed" | "charge.refunded" | "reservation.created" | "reservation.updated" | "reservation.confirmed" | "reservation.completed" | "reservation.cancelled" | "reservation.failed" | "reservation.expired" | "invoice.created" | "invoice.updated" | "invoice.finalized" | "invoice.paid" | "invoice.payment_failed" | "invoice.overdue" | "invoice.voided" | "payment_method.created" | "payment_method.updated" | "payment_method.attached" | "payment_method.detached" | "payment_method.deleted" | "report.succeeded" | "report.failed" | "top_up.succeeded" | "top_up.failed" | "command.succeeded" | "command.failed" | "webhook_endpoint.disabled" | "test_clock.ready";
}

export interface PoliciesCreateParams {
  /** Name of the policy. */
  readonly name: string;
  /** An `enforcement` blocks what breaks it; a `suggestion` is recorded and announced. */
  readonly mode: "enforcement" | "suggestion";
  /** What must hold. An update replaces the rules whole. */
  readonly rules: {
    /** Only these operators, by id or display name; empty: all. Default: `[]`. */
    readonly allowed_operators?: readonly string[];
    /** Never these operators, by id or display name. Default: `[]`. */
    readonly denied_operators?: readonly string[];
    /** The station lies in one of these; empty: anywhere. Default: `[]`. */
    readonly geofences?: readonly ({
      /** Centre of the circle. */
      readonly center: {
        /** Degrees north, WGS 84. */
        readonly latitude: number;
        /** Degrees east, WGS 84. */
        readonly longitude: number;
      };
      /** What you call the zone. */
      readonly name?: string | null;
      /** Radius in metres, along the earth's surface; the edge is inside. */
      readonly radius_meters: number;
    })[];
    /** Highest price per kWh, in the smallest currency unit. */
    readonly max_price_per_kwh?: number | null;
    /** In one of these windows, in the fleet's local time; empty: always. Default: `[]`. */
    readonly time_windows?: readonly ({
      /** Days on which the window opens. */
      readonly days_of_week: readonly ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
      /** Excluded. At or before the start it is reached on the next day; `24:00` is midnight. */
      readonly end_time: string;
      /** Included. */
      readonly start_time: string;
    })[];
  };
  /** Anything worth knowing. */
  readonly description?: string | null;
  /** An inactive policy is not asked. Default: `"active"`. */
  readonly status?: "active" | "inactive";
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface PoliciesListParams {
  /** Only policies with this status. */
  readonly status?: "active" | "inactive";
  /** Only policies of this mode. */
  readonly mode?: "enforcement" | "suggestion";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface PoliciesUpdateParams {
  /** Name of the policy. */
  readonly name?: string;
  /** An `enforcement` blocks what breaks it; a `suggestion` is recorded and announced. */
  readonly mode?: "enforcement" | "suggestion";
  /** What must hold. An update replaces the rules whole. */
  readonly rules?: {
    /** Only these operators, by id or display name; empty: all. Default: `[]`. */
    readonly allowed_operators?: readonly string[];
    /** Never these operators, by id or display name. Default: `[]`. */
    readonly denied_operators?: readonly string[];
    /** The station lies in one of these; empty: anywhere. Default: `[]`. */
    readonly geofences?: readonly ({
      /** Centre of the circle. */
      readonly center: {
        /** Degrees north, WGS 84. */
        readonly latitude: number;
        /** Degrees east, WGS 84. */
        readonly longitude: number;
      };
      /** What you call the zone. */
      readonly name?: string | null;
      /** Radius in metres, along the earth's surface; the edge is inside. */
      readonly radius_meters: number;
    })[];
    /** Highest price per kWh, in the smallest currency unit. */
    readonly max_price_per_kwh?: number | null;
    /** In one of these windows, in the fleet's local time; empty: always. Default: `[]`. */
    readonly time_windows?: readonly ({
      /** Days on which the window opens. */
      readonly days_of_week: readonly ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
      /** Excluded. At or before the start it is reached on the next day; `24:00` is midnight. */
      readonly end_time: string;
      /** Included. */
      readonly start_time: string;
    })[];
  };
  /** Anything worth knowing. */
  readonly description?: string | null;
  /** An inactive policy is not asked. */
  readonly status?: "active" | "inactive";
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface FleetsCreateParams {
  /** Name of the fleet. */
  readonly name: string;
  /** The fleet's contact. */
  readonly email?: string | null;
  /** The fleet's phone number. */
  readonly phone?: string | null;
  /** Where the fleet is at home. */
  readonly address?: {
    /** Town. */
    readonly city?: string | null;
    /** ISO 3166-1 alpha-2. */
    readonly country?: string | null;
    /** Street and number. */
    readonly line1?: string | null;
    /** Building, floor. */
    readonly line2?: string | null;
    /** Postal code. */
    readonly postal_code?: string | null;
    /** State or region. */
    readonly state?: string | null;
  } | null;
  /** Anything worth knowing. */
  readonly description?: string | null;
  /** Units in reports. Default: `"international_system"`. */
  readonly metric_system?: "international_system" | "us_customary_system" | "imperial_system";
  /** Local time of policies and reports. Default: `"UTC"`. */
  readonly timezone?: string;
  /** Only an active fleet's drivers can start sessions. Default: `"active"`. */
  readonly status?: "active" | "suspended" | "archived";
  /** Policies that hold here. Every active one is asked when a session starts. Default: `[]`. */
  readonly policy_ids?: readonly string[];
  /**
   * How the fleet is run. Default:
   * `{"billing_cycle":"monthly","default_payment_method":null,"notifications":true,"report_frequency":"weekly"}`.
   */
  readonly preferences?: {
    /** How often the fleet's invoices are drafted. Default: `"monthly"`. */
    readonly billing_cycle?: "weekly" | "monthly" | "quarterly";
    /** Currency of the fleet; default: the account's. */
    readonly default_currency?: string;
    /** Pays for the fleet where nothing else is named; must be attached to it. */
    readonly default_payment_method?: string | null;
    /** Whether the fleet's contact gets notifications. Default: `true`. */
    readonly notifications?: boolean;
    /** How often a report is made. Default: `"weekly"`. */
    readonly report_frequency?: "daily" | "weekly" | "monthly" | "never";
  };
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface FleetsListParams {
  /** Only fleets with this status. */
  readonly status?: "active" | "suspended" | "archived";
  /** Only fleets that this driver is attached to. */
  readonly driver?: string;
  /** Only the fleet that this vehicle is attached to. */
  readonly vehicle?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface FleetsUpdateParams {
  /** Name of the fleet. */
  readonly name?: string;
  /** The fleet's contact. */
  readonly email?: string | null;
  /** The fleet's phone number. */
  readonly phone?: string | null;
  /** Where the fleet is at home. */
  readonly address?: {
    /** Town. */
    readonly city?: string | null;
    /** ISO 3166-1 alpha-2. */
    readonly country?: string | null;
    /** Street and number. */
    readonly line1?: string | null;
    /** Building, floor. */
    readonly line2?: string | null;
    /** Postal code. */
    readonly postal_code?: string | null;
    /** State or region. */
    readonly state?: string | null;
  } | null;
  /** Anything worth knowing. */
  readonly description?: string | null;
  /** Units in reports. */
  readonly metric_system?: "international_system" | "us_customary_system" | "imperial_system";
  /** Local time of policies and reports. */
  readonly timezone?: string;
  /** Only an active fleet's drivers can start sessions. */
  readonly status?: "active" | "suspended" | "archived";
  /** Policies that hold here. Every active one is asked when a session starts. */
  readonly policy_ids?: readonly string[];
  /** How the fleet is run. */
  readonly preferences?: {
    /** How often the fleet's invoices are drafted. */
    readonly billing_cycle?: "weekly" | "monthly" | "quarterly";
    /** Currency of the fleet; default: the account's. */
    readonly default_currency?: string;
    /** Pays for the fleet where nothing else is named; must be attached to it. */
    readonly default_payment_method?: string | null;
    /** Whether the fleet's contact gets notifications. */
    readonly notifications?: boolean;
    /** How often a report is made. */
    readonly report_frequency?: "daily" | "weekly" | "monthly" | "never";
  };
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface DriversCreateParams {
  /** Full name. */
  readonly name: string;
  /** Contact email; need not be unique. */
  readonly email: string;
  /** Phone number. */
  readonly phone?: string | null;
  /** Driver's licence number. */
  readonly license_number?: string | null;
  /** A suspended or archived driver cannot start a session. Default: `"active"`. */
  readonly status?: "active" | "suspended" | "archived";
  /** Policies that hold here. Every active one is asked when a session starts. Default: `[]`. */
  readonly policy_ids?: readonly string[];
  /**
   * What the driver prefers, and the most they pay. Default:
   * `{"charging_speed":"fast","default_payment_method":null,"max_price_per_kwh":null,"notifications":true,"preferred_charging_stations":[],"preferred_cpos":[]}`.
   */
  readonly preferences?: {
    /** Preferred charging speed. Default: `"fast"`. */
    readonly charging_speed?: "slow" | "standard" | "fast" | "ultra_fast";
    /** Preferred currency for cost display and billing; default: the account's. */
    readonly currency?: string;
    /** Default payment method; must be attached to this driver or one of their fleets. */
    readonly default_payment_method?: string | null;
    /** Upper limit on the price, in the smallest currency unit per kWh; null: no limit. */
    readonly max_price_per_kwh?: number | null;
    /**
     * Whether to receive notifications about charging status and session progress. Default:
     * `true`.
     */
    readonly notifications?: boolean;
    /** Preferred charging stations. Default: `[]`. */
    readonly preferred_charging_stations?: readonly string[];
    /** Preferred charging networks (CPOs), by operator id or display name. Default: `[]`. */
    readonly preferred_cpos?: readonly string[];
  };
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface DriversListParams {
  /** Only drivers attached to this fleet. */
  readonly fleet?: string;
  /** Only drivers who may use this vehicle. */
  readonly vehicle?: string;
  /** Only drivers with this status. */
  readonly status?: "active" | "suspended" | "archived";
  /** Only drivers with this email, letter case aside. */
  readonly email?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface DriversUpdateParams {
  /** Full name. */
  readonly name?: string;
  /** Contact email; need not be unique. */
  readonly email?: string;
  /** Phone number. */
  readonly phone?: string | null;
  /** Driver's licence number. */
  readonly license_number?: string | null;
  /** A suspended or archived driver cannot start a session. */
  readonly status?: "active" | "suspended" | "archived";
  /** Policies that hold here. Every active one is asked when a session starts. */
  readonly policy_ids?: readonly string[];
  /** What the driver prefers, and the most they pay. */
  readonly preferences?: {
    /** Preferred charging speed. */
    readonly charging_speed?: "slow" | "standard" | "fast" | "ultra_fast";
    /** Preferred currency for cost display and billing; default: the account's. */
    readonly currency?: string;
    /** Default payment method; must be attached to this driver or one of their fleets. */
    readonly default_payment_method?: string | null;
    /** Upper limit on the price, in the smallest currency unit per kWh; null: no limit. */
    readonly max_price_per_kwh?: number | null;
    /** Whether to receive notifications about charging status and session progress. */
    readonly notifications?: boolean;
    /** Preferred charging stations. */
    readonly preferred_charging_stations?: readonly string[];
    /** Preferred charging networks (CPOs), by operator id or display name. */
    readonly preferred_cpos?: readonly string[];
  };
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface DriversAttachParams {
  /** The fleet. */
  readonly fleet: string;
}

export interface DriversDetachParams {
  /** The fleet. */
  readonly fleet: string;
}

export interface VehiclesCreateParams {
  /** Usable capacity of the battery, Wh. */
  readonly battery_capacity: number;
  /** The plug. A CCS vehicle also fits a Type2 connector. */
  readonly charging_standard: "CCS" | "CHAdeMO" | "Type2";
  /** What it is. Default: `{"make":null,"model":null,"year":null}`. */
  readonly information?: {
    /** Manufacturer. */
    readonly make?: string | null;
    /** Model. */
    readonly model?: string | null;
    /** Model year. */
    readonly year?: string | null;
  };
  /** Number plate. */
  readonly registration_plate?: string | null;
  /** Only an active vehicle can start a session. Default: `"active"`. */
  readonly status?: "active" | "inactive" | "retired";
  /** Vehicle identification number: 17 letters and digits, no I, O or Q. Cannot be changed. */
  readonly vin: string;
  /** Policies that hold here. Every active one is asked when a session starts. Default: `[]`. */
  readonly policy_ids?: readonly string[];
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface VehiclesListParams {
  /** Only vehicles that this driver may use. */
  readonly driver?: string;
  /** Only vehicles attached to this fleet. */
  readonly fleet?: string;
  /** Only vehicles with this status. */
  readonly status?: "active" | "inactive" | "retired";
  /** Only vehicles with this VIN, letter case aside. */
  readonly vin?: string;
  /** Only vehicles with this number plate, letter case aside. */
  readonly registration_plate?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface VehiclesUpdateParams {
  /** Usable capacity of the battery, Wh. */
  readonly battery_capacity?: number;
  /** The plug. A CCS vehicle also fits a Type2 connector. */
  readonly charging_standard?: "CCS" | "CHAdeMO" | "Type2";
  /** What it is. */
  readonly information?: {
    /** Manufacturer. */
    readonly make?: string | null;
    /** Model. */
    readonly model?: string | null;
    /** Model year. */
    readonly year?: string | null;
  };
  /** Number plate. */
  readonly registration_plate?: string | null;
  /** Only an active vehicle can start a session. */
  readonly status?: "active" | "inactive" | "retired";
  /** Policies that hold here. Every active one is asked when a session starts. */
  readonly policy_ids?: readonly string[];
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface VehiclesAttachParams {
  /** The driver; give this or `fleet`. */
  readonly driver?: string | null;
  /** The fleet; give this or `driver`. */
  readonly fleet?: string | null;
}

export interface VehiclesDetachParams {
  /** The driver; give this or `fleet`. */
  readonly driver?: string | null;
  /** The fleet; give this or `driver`. */
  readonly fleet?: string | null;
}

export interface VehicleTelemetriesIngestParams {
  /**
   * When it was measured; default: now. At most five minutes ahead. Late readings are placed by
   * this time and never replace a newer value.
   */
  readonly at?: string | Date;
  /** The battery; null: not known. */
  readonly battery?: {
    /** Capacity, Wh. */
    readonly capacity?: number | null;
    /** State of charge, percent. */
    readonly level: number;
    /** Range left, metres. */
    readonly range?: number | null;
    /** What the battery does. Default: `"unknown"`. */
    readonly status?: "charging" | "discharging" | "idle" | "full" | "unknown";
    /** Temperature of the battery, °C. */
    readonly temperature?: number | null;
  };
  /** Version of the vehicle's software. */
  readonly firmware_version?: string;
  /** Where the vehicle is; null: not known. */
  readonly location?: {
    /** Degrees north, WGS 84. */
    readonly latitude: number;
    /** Degrees east, WGS 84. */
    readonly longitude: number;
  };
  /** How far it has been driven; null: not known. */
  readonly odometer?: {
    /** Unit of the odometer. Default: `"KMS"`. */
    readonly unit?: "KMS" | "MILES";
    /** What the odometer shows. */
    readonly value: number;
  };
  /** Instead of a single reading: up to 1 000 of them, in any order. */
  readonly readings?: readonly ({
    /**
     * When it was measured; default: now. At most five minutes ahead. Late readings are placed by
     * this time and never replace a newer value.
     */
    readonly at?: string | Date;
    /** The battery; null: not known. */
    readonly battery?: {
      /** Capacity, Wh. */
      readonly capacity?: number | null;
      /** State of charge, percent. */
      readonly level: number;
      /** Range left, metres. */
      readonly range?: number | null;
      /** What the battery does. Default: `"unknown"`. */
      readonly status?: "charging" | "discharging" | "idle" | "full" | "unknown";
      /** Temperature of the battery, °C. */
      readonly temperature?: number | null;
    };
    /** Version of the vehicle's software. */
    readonly firmware_version?: string;
    /** Where the vehicle is; null: not known. */
    readonly location?: {
      /** Degrees north, WGS 84. */
      readonly latitude: number;
      /** Degrees east, WGS 84. */
      readonly longitude: number;
    };
    /** How far it has been driven; null: not known. */
    readonly odometer?: {
      /** Unit of the odometer. Default: `"KMS"`. */
      readonly unit?: "KMS" | "MILES";
      /** What the odometer shows. */
      readonly value: number;
    };
  })[];
}

export interface VehicleTelemetriesHistoryParams {
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface NetworksCreateParams {
  /**
   * `simulator`: stations without hardware, test mode only. `ocpp`: chargers that connect here.
   */
  readonly kind: "simulator" | "ocpp";
  /** Name of the network. */
  readonly name: string;
  /** Operator that its stations show unless they name their own. */
  readonly operator?: string;
  /** Stations of an inactive network cannot start a session. Default: `"active"`. */
  readonly status?: "active" | "inactive";
}

export interface NetworksListParams {
  /** Only networks of this kind. */
  readonly kind?: "simulator" | "ocpp";
  /** Only networks with this status. */
  readonly status?: "active" | "inactive";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface NetworksUpdateParams {
  /** Name of the network. */
  readonly name?: string;
  /** Operator that its stations show unless they name their own. */
  readonly operator?: string;
  /** Stations of an inactive network cannot start a session. */
  readonly status?: "active" | "inactive";
}

export interface TariffsCreateParams {
  /** Currency of all prices. Cannot be changed. */
  readonly currency: string;
  /**
   * In order: for each type of price the first element that applies at the moment counts. A
   * session that passes from one to another is split there.
   */
  readonly elements: readonly ({
    /** What the element charges for, each type once. */
    readonly price_components: readonly ({
      /**
       * Smallest currency unit per kWh (`ENERGY`), per hour (`TIME`, `PARKING_TIME`) or once
       * (`FLAT`), tax included; up to four decimals.
       */
      readonly price: number | string;
      /**
       * Wh or seconds that are billed as a whole, once per session; none for `FLAT`. Default:
       * `1`.
       */
      readonly step_size?: number;
      /** `vat`, or null where none is due. Default: `"vat"`. */
      readonly tax?: "vat" | null;
      /**
       * `TIME` counts while energy flows, `PARKING_TIME` while the vehicle is plugged in without
       * it.
       */
      readonly type: "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";
    })[];
    /** When the element applies: all that are given must hold. Null: always. */
    readonly restrictions?: {
      /** Only on these days, from midnight to midnight; null or empty: every day. */
      readonly day_of_week?: readonly ("MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY" | "SUNDAY")[] | null;
      /** Excluded. */
      readonly end_date?: string | null;
      /**
       * Excluded. At or before `start_time` it is reached on the next day; `00:00`: end of the
       * day.
       */
      readonly end_time?: string | null;
      /** Below so many ampere, summed over the phases: the power of the interval at 230 V. */
      readonly max_current?: number | null;
      /** Until so many seconds after the session's start. */
      readonly max_duration?: number | null;
      /** Until so many kWh were charged. */
      readonly max_kwh?: number | null;
      /** Below so many kilowatt, the mean of each interval between two meter readings. */
      readonly max_power?: number | null;
      /** From so many ampere on, summed over the phases: the power of the interval at 230 V. */
      readonly min_current?: number | null;
      /** From so many seconds after the session's start on. */
      readonly min_duration?: number | null;
      /** From so many kWh on. */
      readonly min_kwh?: number | null;
      /** From so many kilowatt on, the mean of each interval between two meter readings. */
      readonly min_power?: number | null;
      /** The element prices the time of a reservation, and is never part of a session. */
      readonly reservation?: "RESERVATION" | "RESERVATION_EXPIRES" | null;
      /** Included; a day at the station. */
      readonly start_date?: string | null;
      /** Included; local time of the station. */
      readonly start_time?: string | null;
    } | null;
  })[];
  /** The most that a session costs, smallest currency unit. */
  readonly max_price?: number | string | null;
  /** The least that a session costs, smallest currency unit. */
  readonly min_price?: number | string | null;
  /** What you call it. */
  readonly name?: string | null;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface TariffsListParams {
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface TariffsUpdateParams {
  /**
   * In order: for each type of price the first element that applies at the moment counts. A
   * session that passes from one to another is split there.
   */
  readonly elements?: readonly ({
    /** What the element charges for, each type once. */
    readonly price_components: readonly ({
      /**
       * Smallest currency unit per kWh (`ENERGY`), per hour (`TIME`, `PARKING_TIME`) or once
       * (`FLAT`), tax included; up to four decimals.
       */
      readonly price: number | string;
      /**
       * Wh or seconds that are billed as a whole, once per session; none for `FLAT`. Default:
       * `1`.
       */
      readonly step_size?: number;
      /** `vat`, or null where none is due. Default: `"vat"`. */
      readonly tax?: "vat" | null;
      /**
       * `TIME` counts while energy flows, `PARKING_TIME` while the vehicle is plugged in without
       * it.
       */
      readonly type: "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";
    })[];
    /** When the element applies: all that are given must hold. Null: always. */
    readonly restrictions?: {
      /** Only on these days, from midnight to midnight; null or empty: every day. */
      readonly day_of_week?: readonly ("MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY" | "SUNDAY")[] | null;
      /** Excluded. */
      readonly end_date?: string | null;
      /**
       * Excluded. At or before `start_time` it is reached on the next day; `00:00`: end of the
       * day.
       */
      readonly end_time?: string | null;
      /** Below so many ampere, summed over the phases: the power of the interval at 230 V. */
      readonly max_current?: number | null;
      /** Until so many seconds after the session's start. */
      readonly max_duration?: number | null;
      /** Until so many kWh were charged. */
      readonly max_kwh?: number | null;
      /** Below so many kilowatt, the mean of each interval between two meter readings. */
      readonly max_power?: number | null;
      /** From so many ampere on, summed over the phases: the power of the interval at 230 V. */
      readonly min_current?: number | null;
      /** From so many seconds after the session's start on. */
      readonly min_duration?: number | null;
      /** From so many kWh on. */
      readonly min_kwh?: number | null;
      /** From so many kilowatt on, the mean of each interval between two meter readings. */
      readonly min_power?: number | null;
      /** The element prices the time of a reservation, and is never part of a session. */
      readonly reservation?: "RESERVATION" | "RESERVATION_EXPIRES" | null;
      /** Included; a day at the station. */
      readonly start_date?: string | null;
      /** Included; local time of the station. */
      readonly start_time?: string | null;
    } | null;
  })[];
  /** The most that a session costs, smallest currency unit. */
  readonly max_price?: number | string | null;
  /** The least that a session costs, smallest currency unit. */
  readonly min_price?: number | string | null;
  /** What you call it. */
  readonly name?: string | null;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface ChargingStationsCreateParams {
  /** The network that carries it; one of the account's own. */
  readonly network: string;
  /** Name of the station. */
  readonly name: string;
  /** Where it stands. */
  readonly location: {
    /** Degrees north, WGS 84. */
    readonly latitude: number;
    /** Degrees east, WGS 84. */
    readonly longitude: number;
  };
  /** Postal address; the country is required. */
  readonly address: {
    /** Town. */
    readonly city?: string | null;
    /** ISO 3166-1 alpha-2. */
    readonly country: string;
    /** Street and number. */
    readonly line1?: string | null;
    /** Building, floor. */
    readonly line2?: string | null;
    /** Postal code. */
    readonly postal_code?: string | null;
    /** State or region. */
    readonly state?: string | null;
  };
  /** Its connectors, in order. */
  readonly connectors: readonly ({
    /** Your name for it. */
    readonly id: string;
    /** Plug or socket. */
    readonly type: "CCS" | "CHAdeMO" | "Type2" | "Type1" | "NACS" | "Schuko" | "CEE" | "other";
    /** Kilowatt. */
    readonly power: number;
    /**
     * Number of the EVSE at the station; default: the connector's position. Connectors of one
     * EVSE exclude each other. In OCPP 1.6 this is the connectorId.
     */
    readonly evse?: number;
    /** Price of this connector, where it is not the station's. */
    readonly tariff?: string;
  })[];
  /** When the station is open. */
  readonly availability?: {
    /** Local time of the station. */
    readonly opening_hours?: readonly ({
      /** Day of the week. */
      readonly day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
      /** When it opens. */
      readonly from: string;
      /** When it closes. */
      readonly until: string;
    })[];
  };
  /**
   * What the station offers. Default:
   * `{"24_7_access":false,"amenities":[],"payment_methods":[],"requires_membership":false,"reservable":true}`.
   */
  readonly capabilities?: {
    /** Open at all times. Default: `false`. */
    readonly "24_7_access"?: boolean;
    /** What is there: `wifi`, `cafe`. Default: `[]`. */
    readonly amenities?: readonly string[];
    /** How one may pay at the station: `rfid`, `credit_card`. Default: `[]`. */
    readonly payment_methods?: readonly string[];
    /** For members only. Default: `false`. */
    readonly requires_membership?: boolean;
    /** Takes reservations. Default: `true`. */
    readonly reservable?: boolean;
  };
  /** The last part of the URL that the charger connects to; default: the station's id. */
  readonly ocpp_identity?: string | null;
  /** Display name of the operator; default: the network's. */
  readonly operator?: string;
  /** Whom drivers call or write to. */
  readonly operator_contact?: string | null;
  /** Price of connectors that are given no tariff of their own; instead of `tariff`. */
  readonly pricing?: readonly ({
    /** The same for all components of a station. */
    readonly currency: string;
    /**
     * Smallest currency unit per kWh, per hour, or flat, tax included; as text with up to four
     * decimals.
     */
    readonly price: number | string;
    /** Wh or seconds that are billed as a whole; without meaning for FLAT. Default: `1`. */
    readonly step_size?: number;
    /** `vat`, or null where none is due. Default: `"vat"`. */
    readonly tax?: "vat" | null;
    /** What the price is for. */
    readonly type: "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";
  })[];
  /** Only an active station starts sessions. Default: `"active"`. */
  readonly status?: "active" | "inactive" | "maintenance";
  /** Price of connectors that are given none of their own; instead of `pricing`. */
  readonly tariff?: string;
  /** Default: from the location. */
  readonly timezone?: string;
}

export interface ChargingStationsListParams {
  /** true: at least one such connector is free now. */
  readonly available?: boolean;
  /** Has a connector of this type. */
  readonly connector_type?: "CCS" | "CHAdeMO" | "Type2" | "Type1" | "NACS" | "Schuko" | "CEE" | "other";
  /** With a route: metres to each side of it; default 5000. */
  readonly corridor?: number;
  /** End of a route, `lat,lng`. */
  readonly destination?: string;
  /** Only this driver's preferred stations. */
  readonly driver?: string;
  /** Degrees north, WGS 84; with longitude and radius: nearest first. */
  readonly latitude?: number;
  /** Degrees east, WGS 84. */
  readonly longitude?: number;
  /** Has such a connector of at least so many kW. */
  readonly min_power?: number;
  /** Operator by id or display name. */
  readonly operator?: string;
  /** Start of a route, `lat,lng`: stations beside it in driving order. */
  readonly origin?: string;
  /** Metres around the place. */
  readonly radius?: number;
  /** Only stations with this status. */
  readonly status?: "active" | "inactive" | "maintenance";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface ChargingStationsUpdateParams {
  /** Name of the station. */
  readonly name?: string;
  /** Where it stands. */
  readonly location?: {
    /** Degrees north, WGS 84. */
    readonly latitude?: number;
    /** Degrees east, WGS 84. */
    readonly longitude?: number;
  };
  /** Postal address; the country is required. */
  readonly address?: {
    /** Town. */
    readonly city?: string | null;
    /** ISO 3166-1 alpha-2. */
    readonly country?: string;
    /** Street and number. */
    readonly line1?: string | null;
    /** Building, floor. */
    readonly line2?: string | null;
    /** Postal code. */
    readonly postal_code?: string | null;
    /** State or region. */
    readonly state?: string | null;
  };
  /** Its connectors, in order. */
  readonly connectors?: readonly ({
    /** Your name for it. */
    readonly id: string;
    /** Plug or socket. */
    readonly type: "CCS" | "CHAdeMO" | "Type2" | "Type1" | "NACS" | "Schuko" | "CEE" | "other";
    /** Kilowatt. */
    readonly power: number;
    /**
     * Number of the EVSE at the station; default: the connector's position. Connectors of one
     * EVSE exclude each other. In OCPP 1.6 this is the connectorId.
     */
    readonly evse?: number;
    /** Price of this connector, where it is not the station's. */
    readonly tariff?: string;
  })[];
  /** When the station is open. */
  readonly availability?: {
    /** Local time of the station. */
    readonly opening_hours?: readonly ({
      /** Day of the week. */
      readonly day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
      /** When it opens. */
      readonly from: string;
      /** When it closes. */
      readonly until: string;
    })[];
  };
  /** What the station offers. */
  readonly capabilities?: {
    /** Open at all times. */
    readonly "24_7_access"?: boolean;
    /** What is there: `wifi`, `cafe`. */
    readonly amenities?: readonly string[];
    /** How one may pay at the station: `rfid`, `credit_card`. */
    readonly payment_methods?: readonly string[];
    /** For members only. */
    readonly requires_membership?: boolean;
    /** Takes reservations. */
    readonly reservable?: boolean;
  };
  /** The last part of the URL that the charger connects to; default: the station's id. */
  readonly ocpp_identity?: string | null;
  /** Display name of the operator; default: the network's. */
  readonly operator?: string;
  /** Whom drivers call or write to. */
  readonly operator_contact?: string | null;
  /** Price of connectors that are given no tariff of their own; instead of `tariff`. */
  readonly pricing?: readonly ({
    /** The same for all components of a station. */
    readonly currency: string;
    /**
     * Smallest currency unit per kWh, per hour, or flat, tax included; as text with up to four
     * decimals.
     */
    readonly price: number | string;
    /** Wh or seconds that are billed as a whole; without meaning for FLAT. Default: `1`. */
    readonly step_size?: number;
    /** `vat`, or null where none is due. Default: `"vat"`. */
    readonly tax?: "vat" | null;
    /** What the price is for. */
    readonly type: "ENERGY" | "TIME" | "PARKING_TIME" | "FLAT";
  })[];
  /** Only an active station starts sessions. */
  readonly status?: "active" | "inactive" | "maintenance";
  /** Price of connectors that are given none of their own; instead of `pricing`. */
  readonly tariff?: string;
  /** Default: from the location. */
  readonly timezone?: string;
}

export interface OperatorsListParams {
  /** Only those with this in their name or id. */
  readonly query?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
}

export interface StationConnectionsListParams {
  /** Only connections of this status. */
  readonly status?: "pending" | "online" | "offline";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface StationConnectionsUpdateParams {
  /**
   * `strict`: a message that does not fit the official schema is refused. `lenient`: what can be
   * understood counts, and what did not fit stands in the messages' `findings`.
   */
  readonly message_checks?: "strict" | "lenient";
  /**
   * A charger that comes less secure is refused: 1 a password, 2 TLS, 3 a client certificate.
   * Null: what the installation asks for.
   */
  readonly minimum_security_profile?: number | null;
  /**
   * How the charger is answered when it boots next. `pending`: it may be asked and set
   * (`get_variables`, `set_variables`, `trigger_message`), and waits: it charges nobody, and what
   * it tells of its own accord is refused. `rejected`: it is left alone. Either way it boots
   * again after a while. Set back to `accepted`, it is asked to boot at once, where it may be.
   */
  readonly registration_status?: "accepted" | "pending" | "rejected";
}

export interface StationConnectionsMessagesParams {
  /** Only frames from the charger, or to it. */
  readonly direction?: "in" | "out";
  /** Only this message and its answers. */
  readonly action?: string;
  /** Only frames of this kind. */
  readonly kind?: "call" | "result" | "error" | "malformed";
  /** True: only what does not fit the protocol. False: only what does. */
  readonly with_findings?: boolean;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface StationConnectionsVariablesParams {
  /** Only of this component. */
  readonly component?: string;
  /** Only of this name. */
  readonly name?: string;
  /** Only of this EVSE. */
  readonly evse?: number;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface StationConnectionsNoticesParams {
  /** Only about this. */
  readonly topic?: "security" | "monitoring" | "firmware" | "log" | "certificate" | "charging_limit" | "charging_profile" | "charging_needs" | "display_message" | "customer_information" | "data_transfer" | "reservation";
  /** Only as severe as this or worse (0 is worst). */
  readonly severity?: number;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface StationConnectionsApproveParams {
  /** The identity that the charger comes with, as pending connections show it. */
  readonly identity: string;
}

export type StationConnectionsRollPasswordParams = Readonly<Record<never, never>>;

export interface CommandsCreateParams {
  /** What to do; the object of the same name holds its parameters. */
  readonly type: "reset" | "unlock_connector" | "change_availability" | "trigger_message" | "get_variables" | "set_variables" | "update_firmware" | "get_log" | "set_charging_profile" | "clear_charging_profile" | "get_composite_schedule" | "send_local_list" | "install_certificate" | "data_transfer" | "raw";
  /** How to restart. */
  readonly reset?: {
    /**
     * `soft` ends what runs and restarts, `hard` restarts at once, `when_idle` waits for the last
     * transaction (2.0.1).
     */
    readonly type: "soft" | "hard" | "when_idle";
  };
  /** Empty: `connector` says which. */
  readonly unlock_connector?: Readonly<Record<string, unknown>>;
  /** Of `connector`, or of the whole station. */
  readonly change_availability?: {
    /** Whether it may be used from now on. */
    readonly available: boolean;
  };
  /** Has the charger tell something. */
  readonly trigger_message?: {
    /** What the charger is asked to tell now. */
    readonly message: "boot_notification" | "heartbeat" | "status_notification" | "meter_values" | "firmware_status" | "log_status" | "sign_certificate";
  };
  /** What the charger is set to; kept, and listed under `variables` of the station. */
  readonly get_variables?: {
    /** Which; all if left out. */
    readonly variables?: readonly ({
      /** Name of the variable; in OCPP 1.6 the configuration key. */
      readonly name: string;
      /**
       * Component of the device model; 2.0.1 only. Left out: the one component that the station's
       * `variables` show such a variable at.
       */
      readonly component?: string;
      /** Which of several such components. */
      readonly component_instance?: string;
      /** Which of several such variables. */
      readonly instance?: string;
      /** The EVSE that it belongs to; 2.0.1 only. */
      readonly evse?: number;
      /** Which of its values; `actual` if left out. 2.0.1 only. */
      readonly attribute?: "actual" | "target" | "min_set" | "max_set";
    })[];
  };
  /** Changes settings of the charger. */
  readonly set_variables?: {
    /** What to set. */
    readonly variables: readonly ({
      /** Name of the variable; in OCPP 1.6 the configuration key. */
      readonly name: string;
      /**
       * Component of the device model; 2.0.1 only. Left out: the one component that the station's
       * `variables` show such a variable at.
       */
      readonly component?: string;
      /** Which of several such components. */
      readonly component_instance?: string;
      /** Which of several such variables. */
      readonly instance?: string;
      /** The EVSE that it belongs to; 2.0.1 only. */
      readonly evse?: number;
      /** Which of its values; `actual` if left out. 2.0.1 only. */
      readonly attribute?: "actual" | "target" | "min_set" | "max_set";
      /** The new value, as text. A password's is not shown again. */
      readonly value: string;
    })[];
  };
  /** Has the charger fetch and install firmware. */
  readonly update_firmware?: {
    /**
     * Where the file is, or goes: http, https, ftp, ftps or sftp. A password in it is shown to
     * the charger only.
     */
    readonly location: string;
    /** How often the charger tries again. */
    readonly retries?: number;
    /** Seconds between two tries. */
    readonly retry_interval?: number;
    /** When to fetch it; now if left out. */
    readonly retrieve_at?: string | Date;
    /** When to install it, where the charger can. */
    readonly install_at?: string | Date;
    /** Certificate of who signed it, PEM. */
    readonly signing_certificate?: string;
    /** The signature, base64. */
    readonly signature?: string;
  };
  /** Has the charger upload a log. */
  readonly get_log?: {
    /**
     * Where the file is, or goes: http, https, ftp, ftps or sftp. A password in it is shown to
     * the charger only.
     */
    readonly location: string;
    /** How often the charger tries again. */
    readonly retries?: number;
    /** Seconds between two tries. */
    readonly retry_interval?: number;
    /** Which log. */
    readonly type: "diagnostics" | "security";
    /** Nothing from before that. */
    readonly oldest?: string | Date;
    /** Nothing from after that. */
    readonly latest?: string | Date;
  };
  /** Limits what may be drawn. */
  readonly set_charging_profile?: {
    /** The profile. */
    readonly profile: {
      /** Its number at the charger: the same again replaces it. Default: the command's. */
      readonly id?: number;
      /** Of several that hold, the highest counts. Default: `0`. */
      readonly stack_level?: number;
      /**
       * `station_max` limits the whole station, `default` every transaction, `transaction` the
       * one of `charging_session`.
       */
      readonly purpose: "station_max" | "default" | "transaction";
      /** Whether times are dates, come again, or count from the start of charging. */
      readonly kind: "absolute" | "recurring" | "relative";
      /** How `recurring` comes again. */
      readonly recurrency?: "daily" | "weekly";
      /** It holds from then on. */
      readonly valid_from?: string | Date;
      /** It holds until then. */
      readonly valid_to?: string | Date;
      /** What may be drawn when. */
      readonly schedule: {
        /** Amperes per phase, or watts. Converted for a charger that takes only the other. */
        readonly unit: "A" | "W";
        /** In order; the first starts at 0. */
        readonly periods: readonly {
          /** Seconds after the schedule's start from which it holds. */
          readonly start: number;
          /** At most so much, in the schedule's unit; at most one decimal. */
          readonly limit: number;
          /** How many phases; 3 if left out. */
          readonly phases?: number;
        }[];
        /** Where `absolute` and `recurring` schedules begin. */
        readonly start?: string | Date;
        /** For so many seconds; without an end if left out. */
        readonly duration?: number;
        /** Below this the car does not charge well. */
        readonly min_rate?: number;
      };
    };
    /** The session that a profile of purpose `transaction` is for. */
    readonly charging_session?: string;
  };
  /** Which profiles to forget; all of them if nothing is said. */
  readonly clear_charging_profile?: {
    /** The profile's own number. */
    readonly id?: number;
    /** All of this purpose. */
    readonly purpose?: "station_max" | "default" | "transaction";
    /** All of this level. */
    readonly stack_level?: number;
  };
  /** What all profiles together come to. */
  readonly get_composite_schedule?: {
    /** For how many seconds from now. */
    readonly duration: number;
    /** Amperes or watts; the charger's choice if left out. */
    readonly unit?: "A" | "W";
  };
  /** Which cards the charger takes while it has no line. */
  readonly send_local_list?: {
    /**
     * Higher than the one before. Default: the command's number, which rises. A list that goes in
     * parts ends under it (`full`), or begins with it (`differential`).
     */
    readonly version?: number;
    /** Replaces the list, or changes it. Default: `"full"`. */
    readonly mode?: "full" | "differential";
    /**
     * The cards. Left out: your charge tokens, those first that may charge at the station, the
     * others as what they are refused as, with `mode` `full`. More than fit into one message go
     * in several.
     */
    readonly tokens?: readonly ({
      /** The card's number, or the contract's eMAID. */
      readonly uid: string;
      /** What it is. Default: `"rfid"`. */
      readonly type?: "rfid" | "emaid";
      /**
       * What the charger says to it; null strikes it off (`differential` only). Default:
       * `"accepted"`.
       */
      readonly status?: "accepted" | "blocked" | "expired" | "invalid" | null;
      /** Cards of one group end each other's charges. */
      readonly group?: string | null;
      /** Good until then. */
      readonly expires_at?: string | Date | null;
    })[];
  };
  /** Gives the charger a root certificate. */
  readonly install_certificate?: {
    /** Whose root it is. */
    readonly use: "central_system" | "manufacturer" | "v2g" | "mobility_operator";
    /** The root certificate, PEM; never with a private key. */
    readonly certificate: string;
  };
  /** A message of the vendor's own. */
  readonly data_transfer?: {
    /** Vendor id, as the vendor says. */
    readonly vendor: string;
    /** Message id. */
    readonly message?: string;
    /** Anything, as text. */
    readonly data?: string;
  };
  /** Any message of the protocol that the charger speaks. */
  readonly raw?: {
    /** Name of the message in the charger's version of OCPP. */
    readonly action: string;
    /** Its payload, as it stands. */
    readonly payload: Readonly<Record<string, unknown>>;
  };
  /**
   * Which connector; without one the whole station. Needed by `unlock_connector`, taken by
   * `change_availability`, `trigger_message` and those about charging profiles.
   */
  readonly connector?: string;
  /**
   * For how many seconds it waits for a charger that is offline or whose boot is not accepted.
   * Default: `30`.
   */
  readonly timeout?: number;
}

export interface CommandsListParams {
  /** Only commands of this status. */
  readonly status?: "pending" | "accepted" | "rejected" | "succeeded" | "failed" | "timed_out";
  /** Only commands of this type. */
  readonly type?: "reset" | "unlock_connector" | "change_availability" | "trigger_message" | "get_variables" | "set_variables" | "update_firmware" | "get_log" | "set_charging_profile" | "clear_charging_profile" | "get_composite_schedule" | "send_local_list" | "install_certificate" | "data_transfer" | "raw";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface PolicyDecisionsCreateParams {
  /** Who would charge. */
  readonly driver: string;
  /** What would be charged. */
  readonly vehicle: string;
  /** Where. */
  readonly charging_station: string;
  /** The connector, for its price; default: the station's first. */
  readonly connector?: string;
  /** When; default: now. */
  readonly at?: string | Date;
}

export interface PolicyDecisionsListParams {
  /** Only decisions on this driver. */
  readonly driver?: string;
  /** Only decisions on this vehicle. */
  readonly vehicle?: string;
  /** Only decisions for this fleet. */
  readonly fleet?: string;
  /** Only decisions that ended so. */
  readonly outcome?: "allowed" | "blocked";
  /** Only the decision that this session began with. */
  readonly charging_session?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface PaymentMethodsCreateParams {
  /** What it is; the object of the same name describes it. */
  readonly type: "card" | "bank_account" | "wallet";
  /** The card, for the type `card`: a number with its expiry, or a token. */
  readonly card?: {
    /** Passed to the processor and forgotten. Test mode: 4242424242424242. */
    readonly number?: string;
    /** Month of expiry. */
    readonly exp_month?: number;
    /** Year of expiry, four digits. */
    readonly exp_year?: number;
    /** Security code; never kept. */
    readonly cvc?: string;
    /**
     * The processor's token, instead of a number: with Stripe `tok_…`, `pm_…`, or `seti_…` of a
     * confirmed SetupIntent. Test mode: `tok_visa`.
     */
    readonly token?: string;
  };
  /** The account, for the type `bank_account`. */
  readonly bank_account?: {
    /** IBAN; or `account_number` and `routing_number`. */
    readonly iban?: string;
    /** Account number, where there is no IBAN. */
    readonly account_number?: string;
    /** Routing number, sort code or the like. */
    readonly routing_number?: string;
    /** Name of the bank. */
    readonly bank_name?: string | null;
    /** Country of the account; default: the IBAN's. */
    readonly country?: string;
    /** Currency of the account; default: the platform account's. */
    readonly currency?: string;
  };
  /** Empty: the wallet of the owner that the method is attached to. */
  readonly wallet?: Readonly<Record<string, unknown>>;
  /** Whom bills are made out to. */
  readonly billing_details?: {
    /** Address on bills. */
    readonly address?: {
      /** Town. */
      readonly city?: string | null;
      /** ISO 3166-1 alpha-2. */
      readonly country?: string | null;
      /** Street and number. */
      readonly line1?: string | null;
      /** Building, floor. */
      readonly line2?: string | null;
      /** Postal code. */
      readonly postal_code?: string | null;
      /** State or region. */
      readonly state?: string | null;
    } | null;
    /** Where bills are sent. */
    readonly email?: string | null;
    /** Name on the bill. */
    readonly name?: string | null;
    /** Phone number of the payer. */
    readonly phone?: string | null;
  };
}

export interface PaymentMethodsListParams {
  /** Only what is attached to this driver. */
  readonly driver?: string;
  /** Only what is attached to this fleet. */
  readonly fleet?: string;
  /** Only methods of this type. */
  readonly type?: "card" | "bank_account" | "wallet";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface PaymentMethodsRetrieveParams {
  /** Only what is attached to this driver. */
  readonly driver?: string;
  /** Only what is attached to this fleet. */
  readonly fleet?: string;
}

export interface PaymentMethodsUpdateParams {
  /** Whom bills are made out to. */
  readonly billing_details?: {
    /** Address on bills. */
    readonly address?: {
      /** Town. */
      readonly city?: string | null;
      /** ISO 3166-1 alpha-2. */
      readonly country?: string | null;
      /** Street and number. */
      readonly line1?: string | null;
      /** Building, floor. */
      readonly line2?: string | null;
      /** Postal code. */
      readonly postal_code?: string | null;
      /** State or region. */
      readonly state?: string | null;
    } | null;
    /** Where bills are sent. */
    readonly email?: string | null;
    /** Name on the bill. */
    readonly name?: string | null;
    /** Phone number of the payer. */
    readonly phone?: string | null;
  };
  /** A card's new expiry. */
  readonly card?: {
    /** Month of expiry. */
    readonly exp_month?: number;
    /** Year of expiry, four digits. */
    readonly exp_year?: number;
  };
  /** A bank account's name and currency. */
  readonly bank_account?: {
    /** Name of the bank. */
    readonly bank_name?: string | null;
    /** Currency of the account. */
    readonly currency?: string;
  };
}

export interface PaymentMethodsAttachParams {
  /** The driver; or `fleet`. */
  readonly driver?: string;
  /** The fleet; or `driver`. */
  readonly fleet?: string;
}

export interface PaymentMethodsDetachParams {
  /** The driver; or `fleet`. */
  readonly driver?: string;
  /** The fleet; or `driver`. */
  readonly fleet?: string;
}

export interface WalletsListParams {
  /** Only the account's own. */
  readonly account?: string;
  /** Only this driver's. */
  readonly driver?: string;
  /** Only this fleet's. */
  readonly fleet?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface WalletsUpdateParams {
  /** Tops the wallet up whenever less than `threshold` is available; null: never. */
  readonly auto_top_up?: {
    /** How much is topped up each time, smallest currency unit. */
    readonly amount?: number;
    /**
     * What pays for it: a card or bank account of the wallet's owner; an unattached one is the
     * account's.
     */
    readonly payment_method?: string;
    /** Tops up when less than this is available, smallest currency unit. */
    readonly threshold?: number;
  } | null;
}

export interface WalletsListEntriesParams {
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface TransactionsListParams {
  /** Only this driver's. */
  readonly driver?: string;
  /** Only those made for this fleet. */
  readonly fleet?: string;
  /** Only this vehicle's. */
  readonly vehicle?: string;
  /** Only those of this session. */
  readonly charging_session?: string;
  /** Only those paid by this method. */
  readonly payment_method?: string;
  /** Only those with this status. */
  readonly status?: "pending" | "succeeded" | "failed";
  /** Only those of this type. */
  readonly type?: "charge" | "refund" | "adjustment";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface TransactionsRefundParams {
  /** How much goes back, smallest currency unit; left out: all that can. */
  readonly amount?: number;
  /** Why, in words; the refund's description. */
  readonly reason?: string;
}

export interface TopUpsCreateParams {
  /** The account itself, to fill its own wallet. */
  readonly account?: string;
  /** What is collected and credited, smallest unit of the wallet's currency. */
  readonly amount: number;
  /** Must be the wallet's currency, which it is when left out. */
  readonly currency?: string;
  /** The driver whose wallet is filled. */
  readonly driver?: string;
  /** The fleet whose wallet is filled. */
  readonly fleet?: string;
  /**
   * What pays: a card or bank account of the owner. An unattached one is the account's, and good
   * for its wallet only.
   */
  readonly payment_method: string;
}

export interface TopUpsListParams {
  /** Only those of the account's own wallet. */
  readonly account?: string;
  /** Only those of this driver's wallet. */
  readonly driver?: string;
  /** Only those of this fleet's wallet. */
  readonly fleet?: string;
  /** Only those with this status. */
  readonly status?: "pending" | "succeeded" | "failed";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface EstimationsCreateParams {
  /** The vehicle to charge. */
  readonly vehicle: string;
  /** Where. */
  readonly charging_station: string;
  /** State of charge at the beginning, percent. */
  readonly battery_level: number;
  /** State of charge to reach, percent; above the level. */
  readonly battery_target_level: number;
  /** Id of the station's connector; default: the fastest that the vehicle fits. */
  readonly connector?: string;
  /** The station's; no other can be estimated in. */
  readonly currency?: string;
}

export interface ReservationsCreateParams {
  /** Who will charge. */
  readonly driver: string;
  /** What will be charged. Must be the driver's, or of a fleet of theirs. */
  readonly vehicle: string;
  /** Types that are welcome; one that does not fit the vehicle is never chosen. */
  readonly connector_type: readonly ("CHAdeMO" | "CCS" | "Type2")[];
  /** When charging should begin; in the future. */
  readonly ideal_start: string | Date;
  /** When it should end; after `ideal_start`. */
  readonly ideal_end: string | Date;
  /** The span may be shifted to begin as early as this; null: not before `ideal_start`. */
  readonly earliest_start?: string | Date | null;
  /** The span may be shifted to end as late as this; null: not after `ideal_end`. */
  readonly latest_end?: string | Date | null;
  /** Where a station is looked for. */
  readonly location: {
    /** Degrees north, WGS 84. */
    readonly latitude: number;
    /** Degrees east, WGS 84. */
    readonly longitude: number;
    /** How far around it, in metres. */
    readonly radius: number;
  };
  /** Who pays the fee; null: the driver's default, then the fleet's. */
  readonly payment_method?: string | null;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface ReservationsListParams {
  /** Only reservations with this status. */
  readonly status?: "pending" | "confirmed" | "completed" | "cancelled" | "failed" | "expired";
  /** Only reservations of this driver. */
  readonly driver?: string;
  /** Only reservations for this vehicle. */
  readonly vehicle?: string;
  /** Only reservations at this station. */
  readonly charging_station?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ReservationsUpdateParams {
  /** Who will charge. */
  readonly driver?: string;
  /** What will be charged. Must be the driver's, or of a fleet of theirs. */
  readonly vehicle?: string;
  /** Types that are welcome; one that does not fit the vehicle is never chosen. */
  readonly connector_type?: readonly ("CHAdeMO" | "CCS" | "Type2")[];
  /** When charging should begin; in the future. */
  readonly ideal_start?: string | Date;
  /** When it should end; after `ideal_start`. */
  readonly ideal_end?: string | Date;
  /** The span may be shifted to begin as early as this; null: not before `ideal_start`. */
  readonly earliest_start?: string | Date | null;
  /** The span may be shifted to end as late as this; null: not after `ideal_end`. */
  readonly latest_end?: string | Date | null;
  /** Where a station is looked for. */
  readonly location?: {
    /** Degrees north, WGS 84. */
    readonly latitude?: number;
    /** Degrees east, WGS 84. */
    readonly longitude?: number;
    /** How far around it, in metres. */
    readonly radius?: number;
  };
  /** Who pays the fee; null: the driver's default, then the fleet's. */
  readonly payment_method?: string | null;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface ReservationsConfirmParams {
  /** Pays the fee instead of the reservation's own. */
  readonly payment_method?: string | null;
}

export type ReservationsCancelParams = Readonly<Record<never, never>>;

export interface ChargeTokensCreateParams {
  /**
   * The card's number as chargers report it; letter case does not matter, nor do the dashes of a
   * contract's id. OCPP 1.6 carries 20 characters.
   */
  readonly uid: string;
  /**
   * `rfid`: a card; `emaid`: a Plug & Charge contract; `key_code`: what is typed at the charger;
   * `mac_address`: the car's own, by which it is known when it is plugged in. OCPP 1.6 tells no
   * kinds. Default: `"rfid"`.
   */
  readonly type?: "rfid" | "emaid" | "key_code" | "mac_address";
  /**
   * Any card of a group ends what another card of it began; null: the driver's own cards are one.
   */
  readonly group?: string | null;
  /**
   * A card of the fire brigade, or of service: it ends any charge at your stations and starts
   * none. OCPP 2.0.1 chargers know it by its group (`MasterPassGroupId`). Default: `false`.
   */
  readonly master_pass?: boolean;
  /** Whose card it is. */
  readonly driver: string;
  /** What it charges; null: the driver's only vehicle. */
  readonly vehicle?: string | null;
  /** Who pays; null: the driver's default, then the fleet's. */
  readonly payment_method?: string | null;
  /** A blocked card starts nothing. Default: `"active"`. */
  readonly status?: "active" | "blocked";
  /** From then on the card starts nothing. */
  readonly expires_at?: string | Date | null;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface ChargeTokensListParams {
  /** Only cards of this driver. */
  readonly driver?: string;
  /** Only cards with this status. */
  readonly status?: "active" | "blocked";
  /** Only the card with this number, letter case aside. */
  readonly uid?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ChargeTokensUpdateParams {
  /**
   * Any card of a group ends what another card of it began; null: the driver's own cards are one.
   */
  readonly group?: string | null;
  /**
   * A card of the fire brigade, or of service: it ends any charge at your stations and starts
   * none. OCPP 2.0.1 chargers know it by its group (`MasterPassGroupId`).
   */
  readonly master_pass?: boolean;
  /** What it charges; null: the driver's only vehicle. */
  readonly vehicle?: string | null;
  /** Who pays; null: the driver's default, then the fleet's. */
  readonly payment_method?: string | null;
  /** A blocked card starts nothing. */
  readonly status?: "active" | "blocked";
  /** From then on the card starts nothing. */
  readonly expires_at?: string | Date | null;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface ChargingSessionsCreateParams {
  /** Where to charge. */
  readonly charging_station: string;
  /** Which connector, by its id at the station. */
  readonly connector: string;
  /** Who charges. */
  readonly driver: string;
  /** What is charged. Must be the driver's, or of a fleet of theirs. */
  readonly vehicle: string;
  /** Who pays. Must belong to the driver or the session's fleet. */
  readonly payment_method: string;
  /** Stops the session at this many Wh; the last reading may lie one meter interval over. */
  readonly session_limit?: number | null;
}

export interface ChargingSessionsListParams {
  /** Only sessions of this driver. */
  readonly driver?: string;
  /** Only sessions for this fleet. */
  readonly fleet?: string;
  /** Only sessions of this vehicle. */
  readonly vehicle?: string;
  /** Only sessions at this station. */
  readonly charging_station?: string;
  /** Only sessions with this status. */
  readonly status?: "active" | "completed" | "cancelled" | "failed";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export type ChargingSessionsEndParams = Readonly<Record<never, never>>;

export interface ChargingSessionsListMeterValuesParams {
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface ChargingSessionsStreamParams {
  /** Id of the last message that arrived, to go on behind it. */
  readonly lastEventId?: string;
}

export interface InvoicesCreateParams {
  /** Transactions from then on are on the invoice. */
  readonly period_start: string | Date;
  /** Transactions before that are on the invoice; at most 366 days after the start. */
  readonly period_end: string | Date;
  /** Only this fleet's transactions; else all of the account's. */
  readonly fleet?: string | null;
  /** Only transactions in this currency. Default: the account's. */
  readonly currency?: string;
  /** Stands on the invoice. */
  readonly description?: string | null;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export interface InvoicesListParams {
  /** Only those about this fleet. */
  readonly fleet?: string;
  /** Only those with this status. */
  readonly status?: "draft" | "open" | "paid" | "overdue" | "void";
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
  /**
   * Only objects whose metadata have these values: `metadata[cost_centre]=4711`. At most 10 at
   * once.
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface InvoicesUpdateParams {
  /** Stands on the invoice. */
  readonly description?: string | null;
  /** When it is to be paid, in the future. A draft's default is set then. */
  readonly due_date?: string | Date;
  /**
   * Up to 50 key-value pairs of your own: keys of 1 to 40 characters without brackets, values up
   * to 500. An update merges; `null` or an empty string removes a key; `null` for the whole
   * clears all.
   */
  readonly metadata?: Readonly<Record<string, string | null>> | null;
}

export type InvoicesFinalizeParams = Readonly<Record<never, never>>;

export interface InvoicesPayParams {
  /**
   * Of the invoice's fleet, or the account's own. Default: the fleet's default method, else the
   * account's.
   */
  readonly payment_method?: string;
}

export type InvoicesVoidParams = Readonly<Record<never, never>>;

export interface ReportsCreateParams {
  /** What the report tells, of which time. */
  readonly parameters: {
    /**
     * `sessions`, `transactions` and `reservations` list what was made in the period,
     * `charging_summary` adds sessions up with their money, `energy` without.
     */
    readonly type: "charging_summary" | "sessions" | "transactions" | "energy" | "reservations";
    /** Begin of the period, included. What was created in the period belongs to it. */
    readonly period_start: string | Date;
    /** End of the period, excluded; at most 1100 days after its begin. */
    readonly period_end: string | Date;
    /**
     * One row per group, and per currency where there is money; days and months in the fleet's
     * time zone, else UTC. Null: the rows themselves, of a summary one row in all.
     */
    readonly group_by?: "vehicle" | "driver" | "fleet" | "charging_station" | "operator" | "day" | "month" | null;
    /** What the report is about; all must hold. Unknown ids give an empty report. */
    readonly filters?: {
      /** Only these vehicles. */
      readonly vehicle?: readonly string[];
      /** Only these drivers. */
      readonly driver?: readonly string[];
      /** Only at these stations. */
      readonly charging_station?: readonly string[];
      /** Only at stations of these operators, by id or display name. */
      readonly operator?: readonly string[];
    };
  };
  /** Only what was done for this fleet. */
  readonly fleet?: string | null;
  /** `csv`: all rows, for programs. `pdf`: sums and charts, for people. Default: `"csv"`. */
  readonly type?: "csv" | "pdf";
}

export interface ReportsListParams {
  /** Only reports with this status. */
  readonly status?: "pending" | "processing" | "succeeded" | "failed";
  /** Only this fleet's. */
  readonly fleet?: string;
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface TestClocksCreateParams {
  /** For your own use. */
  readonly name?: string | null;
  /**
   * Begin by advancing to this time: later than the account's present time, at most two years
   * from the real one. Left out: the clock begins where the account's time is.
   */
  readonly now?: string | Date;
}

export interface TestClocksListParams {
  /** Objects per page. Default: `10`. */
  readonly limit?: number;
  /** Token of a page, as `next_page_url` carries it. */
  readonly page?: string;
  readonly created?: {
    /** Only objects created after this time. */
    readonly gt?: string | Date;
    /** Only objects created at or after this time. */
    readonly gte?: string | Date;
    /** Only objects created before this time. */
    readonly lt?: string | Date;
    /** Only objects created at or before this time. */
    readonly lte?: string | Date;
  };
}

export interface TestClocksAdvanceParams {
  /**
   * The time to advance to: later than the account's present time, at most two years from the
   * real one. Either this or `by`.
   */
  readonly to?: string | Date;
  /**
   * How far to advance, as an ISO 8601 duration: `P1M` is a calendar month in UTC, `P3DT12H`
   * three and a half days. Either this or `to`.
   */
  readonly by?: string;
}

export interface TestHelpersPlugInParams {
  /** The connector's id at the station. */
  readonly connector: string;
  /**
   * Of the car, in watt-hours; 60 kWh if left out. A session that waits brings its own vehicle.
   */
  readonly battery_capacity?: number;
  /** How full it is, in percent. Left out: 20. */
  readonly battery_level?: number;
}

export interface TestHelpersUnplugParams {
  /** The connector's id at the station. */
  readonly connector: string;
}

export interface TestHelpersSwipeCardParams {
  /** The connector's id at the station. */
  readonly connector: string;
  /** The number of the card that is held to the reader. */
  readonly uid: string;
}

export interface TestHelpersFaultParams {
  /** The connector's id at the station. */
  readonly connector: string;
  /** What the charger reports, in OCPP's words. Default: `"OtherError"`. */
  readonly error?: "ConnectorLockFailure" | "EVCommunicationError" | "GroundFailure" | "HighTemperature" | "InternalError" | "OtherError" | "OverCurrentFailure" | "OverVoltage" | "PowerMeterFailure" | "PowerSwitchFailure" | "ReaderFailure" | "UnderVoltage" | "WeakSignal";
}

export interface TestHelpersClearFaultParams {
  /** The connector's id at the station. */
  readonly connector: string;
}

export type TestHelpersGoOfflineParams = Readonly<Record<never, never>>;

export type TestHelpersComeBackParams = Readonly<Record<never, never>>;

export interface TestHelpersSetDriverParams {
  /**
   * True: a simulated driver plugs in a second after a start and leaves a second after the end.
   * False: nobody does, until `plug_in` and `unplug`.
   */
  readonly automatic: boolean;
}
