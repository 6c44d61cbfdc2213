// The API's operations, by resource.
// Generated from openapi.json by generate.ts (npm run sdk); do not edit.
import { EventStream } from "../event_stream.ts";
import type { Expand, Expanded } from "../expand.ts";
import type { ChangeOptions, Expanding, RequestOptions, StreamOptions } from "../options.ts";
import { List } from "../page.ts";
import { Resource } from "../resource.ts";
import type { Transport } from "../transport.ts";
import type { Event } from "./events.ts";
import type {
  ApiKey,
  ApiKeyWithKey,
  ChargingSessionEvidence,
  ChargingSessionProgress,
  ChargingStation,
  DeletedApiKey,
  DeletedChargeToken,
  DeletedChargingStation,
  DeletedDriver,
  DeletedFleet,
  DeletedInvoice,
  DeletedPaymentMethod,
  DeletedPolicy,
  DeletedReport,
  DeletedTariff,
  DeletedTestClock,
  DeletedVehicle,
  DeletedWebhookEndpoint,
  InvoiceDetails,
  MeterValue,
  Network,
  Operator,
  Policy,
  RequestLog,
  Settings,
  StationMessage,
  StationNotice,
  StationVariable,
  Tariff,
  TestClock,
  TestHelperAction,
  VehicleTelemetryReading,
  WalletEntry,
  WebhookEndpoint,
} from "./objects.ts";
import type {
  AccountsCreateParams,
  AccountsListParams,
  AccountsUpdateParams,
  AccountsUpdateSettingsParams,
  ApiKeysCreateParams,
  ApiKeysListParams,
  ApiKeysRollParams,
  ApiKeysUpdateParams,
  ChargeTokensCreateParams,
  ChargeTokensListParams,
  ChargeTokensUpdateParams,
  ChargingSessionsCreateParams,
  ChargingSessionsEndParams,
  ChargingSessionsListMeterValuesParams,
  ChargingSessionsListParams,
  ChargingSessionsStreamParams,
  ChargingStationsCreateParams,
  ChargingStationsListParams,
  ChargingStationsUpdateParams,
  CommandsCreateParams,
  CommandsListParams,
  DriversAttachParams,
  DriversCreateParams,
  DriversDetachParams,
  DriversListParams,
  DriversUpdateParams,
  EstimationsCreateParams,
  EventsListParams,
  EventsStreamParams,
  FleetsCreateParams,
  FleetsListParams,
  FleetsUpdateParams,
  InvoicesCreateParams,
  InvoicesFinalizeParams,
  InvoicesListParams,
  InvoicesPayParams,
  InvoicesUpdateParams,
  InvoicesVoidParams,
  NetworksCreateParams,
  NetworksListParams,
  NetworksUpdateParams,
  OperatorsListParams,
  PaymentMethodsAttachParams,
  PaymentMethodsCreateParams,
  PaymentMethodsDetachParams,
  PaymentMethodsListParams,
  PaymentMethodsRetrieveParams,
  PaymentMethodsUpdateParams,
  PoliciesCreateParams,
  PoliciesListParams,
  PoliciesUpdateParams,
  PolicyDecisionsCreateParams,
  PolicyDecisionsListParams,
  ReportsCreateParams,
  ReportsListParams,
  RequestLogsListParams,
  ReservationsCancelParams,
  ReservationsConfirmParams,
  ReservationsCreateParams,
  ReservationsListParams,
  ReservationsUpdateParams,
  StationConnectionsApproveParams,
  StationConnectionsListParams,
  StationConnectionsMessagesParams,
  StationConnectionsNoticesParams,
  StationConnectionsRollPasswordParams,
  StationConnectionsUpdateParams,
  StationConnectionsVariablesParams,
  TariffsCreateParams,
  TariffsListParams,
  TariffsUpdateParams,
  TestClocksAdvanceParams,
  TestClocksCreateParams,
  TestClocksListParams,
  TestHelpersClearFaultParams,
  TestHelpersComeBackParams,
  TestHelpersFaultParams,
  TestHelpersGoOfflineParams,
  TestHelpersPlugInParams,
  TestHelpersSetDriverParams,
  TestHelpersSwipeCardParams,
  TestHelpersUnplugParams,
  TopUpsCreateParams,
  TopUpsListParams,
  TransactionsListParams,
  TransactionsRefundParams,
  VehicleTelemetriesHistoryParams,
  VehicleTelemetriesIngestParams,
  VehiclesAttachParams,
  VehiclesCreateParams,
  VehiclesDetachParams,
  VehiclesListParams,
  VehiclesUpdateParams,
  WalletsListEntriesParams,
  WalletsListParams,
  WalletsUpdateParams,
  WebhookEndpointsCreateParams,
  WebhookEndpointsListDeliveriesParams,
  WebhookEndpointsListParams,
  WebhookEndpointsRetryDeliveryParams,
  WebhookEndpointsRollSecretParams,
  WebhookEndpointsTestParams,
  WebhookEndpointsUpdateParams,
} from "./parameters.ts";

export class Accounts extends Resource {
  /**
   * Retrieve the key's account.
   *
   * `GET /v1/account`
   */
  own<const E extends Expand<"account"> = readonly []>(
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"account", E>> {
    return this.transport.json({ method: "GET", path: "/v1/account" }, options);
  }

  /**
   * Retrieve the account's settings.
   *
   * Those of the key's mode. They have no id of their own: `id` is the account's.
   *
   * `GET /v1/account/settings`
   */
  settings(
    options?: RequestOptions,
  ): Promise<Settings> {
    return this.transport.json({ method: "GET", path: "/v1/account/settings" }, options);
  }

  /**
   * Update the account's settings.
   *
   * Those of the key's mode. Parameters you omit keep their current values; maps merge key by
   * key, and a key set to null falls back to the built-in value.
   *
   * `POST /v1/account/settings`
   */
  updateSettings(
    params: AccountsUpdateSettingsParams = {},
    options?: ChangeOptions,
  ): Promise<Settings> {
    return this.transport.json({ method: "POST", path: "/v1/account/settings", body: { ...params } }, options);
  }

  /**
   * Create a sub-account.
   *
   * Makes an account below the key's own. It has no keys yet: act for it with the header
   * `Charge-Account`, also to make its first key with `POST /v1/api_keys`. The header reaches an
   * account's own sub-accounts, not those further down.
   *
   * `POST /v1/accounts`
   */
  create<const E extends Expand<"account"> = readonly []>(
    params: AccountsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"account", E>> {
    return this.transport.json({ method: "POST", path: "/v1/accounts", body: { ...params } }, options);
  }

  /**
   * List sub-accounts.
   *
   * Those directly below the key's account, which is not among them.
   *
   * `GET /v1/accounts`
   */
  list<const E extends Expand<"account"> = readonly []>(
    params: AccountsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"account", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/accounts", query: { ...params } }, options);
  }

  /**
   * Retrieve an account.
   *
   * The key's own account or one of its sub-accounts. Neither its parent nor a sibling. A
   * sub-account's payment method is expanded only with `Charge-Account`.
   *
   * `GET /v1/accounts/{account}`
   */
  retrieve<const E extends Expand<"account"> = readonly []>(
    account: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"account", E>> {
    return this.transport.json({ method: "GET", path: "/v1/accounts/{account}", ids: [account] }, options);
  }

  /**
   * Update an account.
   *
   * Updates the key's own account or one of its sub-accounts. Parameters you omit keep their
   * current values. `status` is for the parent to set; it takes effect at once in the process
   * that answers, within a second in the others of a cluster.
   *
   * `POST /v1/accounts/{account}`
   */
  update<const E extends Expand<"account"> = readonly []>(
    account: string,
    params: AccountsUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"account", E>> {
    return this.transport.json({ method: "POST", path: "/v1/accounts/{account}", ids: [account], body: { ...params } }, options);
  }
}

export class ApiKeys extends Resource {
  /**
   * Create an API key.
   *
   * Without `permissions` a secret key, with them a restricted one; in the mode of the calling
   * key. The answer shows the key this once. No key makes one that may do more, or lives longer,
   * than itself. A sub-account's first key is made with its parent's key and `Charge-Account`.
   *
   * `POST /v1/api_keys`
   */
  create(
    params: ApiKeysCreateParams = {},
    options?: ChangeOptions,
  ): Promise<ApiKeyWithKey> {
    return this.transport.json({ method: "POST", path: "/v1/api_keys", body: { ...params } }, options);
  }

  /**
   * List API keys.
   *
   * Those of the calling key's mode, revoked and expired ones too.
   *
   * `GET /v1/api_keys`
   */
  list(
    params: ApiKeysListParams = {},
    options?: RequestOptions,
  ): List<ApiKey> {
    return new List(this.transport, { method: "GET", path: "/v1/api_keys", query: { ...params } }, options);
  }

  /**
   * Roll an API key.
   *
   * Makes a new key with the same name, rights and end, and answers it; the answer shows the key
   * this once. The old one goes on for `expires_in` seconds: a key that rolls itself should leave
   * some, so that a lost answer can be asked for again under the same `Idempotency-Key`.
   *
   * `POST /v1/api_keys/{api_key}/roll`
   */
  roll(
    api_key: string,
    params: ApiKeysRollParams = {},
    options?: ChangeOptions,
  ): Promise<ApiKeyWithKey> {
    return this.transport.json({ method: "POST", path: "/v1/api_keys/{api_key}/roll", ids: [api_key], body: { ...params } }, options);
  }

  /**
   * Retrieve an API key.
   *
   * `GET /v1/api_keys/{api_key}`
   */
  retrieve(
    api_key: string,
    options?: RequestOptions,
  ): Promise<ApiKey> {
    return this.transport.json({ method: "GET", path: "/v1/api_keys/{api_key}", ids: [api_key] }, options);
  }

  /**
   * Update an API key.
   *
   * Parameters you omit keep their current values, and so does each resource that `permissions`
   * does not name. Takes effect at once in the process that answers, within a second in the
   * others of a cluster.
   *
   * `POST /v1/api_keys/{api_key}`
   */
  update(
    api_key: string,
    params: ApiKeysUpdateParams = {},
    options?: ChangeOptions,
  ): Promise<ApiKey> {
    return this.transport.json({ method: "POST", path: "/v1/api_keys/{api_key}", ids: [api_key], body: { ...params } }, options);
  }

  /**
   * Revoke an API key.
   *
   * It is not valid any more, at once in the process that answers, within a second in the others
   * of a cluster; it stays listed as `revoked`. Not the last secret key of the account in this
   * mode.
   *
   * `DELETE /v1/api_keys/{api_key}`
   */
  remove(
    api_key: string,
    options?: RequestOptions,
  ): Promise<DeletedApiKey> {
    return this.transport.json({ method: "DELETE", path: "/v1/api_keys/{api_key}", ids: [api_key] }, options);
  }
}

export class RequestLogs extends Resource {
  /**
   * List requests.
   *
   * Every request that carried a good key, newest first, for 30 days, refused ones as well. A
   * request appears about a second after its answer. Reads of the log itself are not in it.
   *
   * `GET /v1/request_logs`
   */
  list(
    params: RequestLogsListParams = {},
    options?: RequestOptions,
  ): List<RequestLog> {
    return new List(this.transport, { method: "GET", path: "/v1/request_logs", query: { ...params } }, options);
  }

  /**
   * Retrieve a request.
   *
   * The line of the request whose answer carried this `Request-Id`.
   *
   * `GET /v1/request_logs/{request_log}`
   */
  retrieve(
    request_log: string,
    options?: RequestOptions,
  ): Promise<RequestLog> {
    return this.transport.json({ method: "GET", path: "/v1/request_logs/{request_log}", ids: [request_log] }, options);
  }
}

export class Events extends Resource {
  /**
   * List events.
   *
   * What happened in the account, newest first, for 30 days. A restricted key sees the events
   * whose objects it may read.
   *
   * `GET /v1/events`
   */
  list(
    params: EventsListParams = {},
    options?: RequestOptions,
  ): List<Event> {
    return new List(this.transport, { method: "GET", path: "/v1/events", query: { ...params } }, options);
  }

  /**
   * Follow events live.
   *
   * Server-sent events: `id` is the event's id, `event` its type, `data` the event as JSON. They
   * come as they are committed, none left out and none twice; a client that comes back with
   * `Last-Event-ID` gets what it missed first. A message of an id alone opens the stream: the
   * place to come back to before the first event. An id that is unknown or older than 30 days is
   * refused with 400. A comment every 15 seconds keeps the connection open. The stream ends when
   * the key is revoked or given other rights, when the client takes nothing for 30 seconds and
   * when the server stops. A key may have 20 open.
   *
   * `GET /v1/events/stream`
   */
  stream(
    params: EventsStreamParams = {},
    options: StreamOptions = {},
  ): EventStream<Event> {
    const { lastEventId, ...query } = params;
    const request = { method: "GET", path: "/v1/events/stream", query } as const;
    const { transport } = this;
    return new EventStream({ transport, request, options, lastEventId });
  }

  /**
   * Retrieve an event.
   *
   * `GET /v1/events/{event}`
   */
  retrieve(
    event: string,
    options?: RequestOptions,
  ): Promise<Event> {
    return this.transport.json({ method: "GET", path: "/v1/events/{event}", ids: [event] }, options);
  }
}

export class WebhookEndpoints extends Resource {
  /**
   * Create a webhook endpoint.
   *
   * From then on the wanted events are sent there by POST, signed with the endpoint's `secret`.
   *
   * `POST /v1/webhook_endpoints`
   */
  create(
    params: WebhookEndpointsCreateParams,
    options?: ChangeOptions,
  ): Promise<WebhookEndpoint> {
    return this.transport.json({ method: "POST", path: "/v1/webhook_endpoints", body: { ...params } }, options);
  }

  /**
   * List webhook endpoints.
   *
   * `GET /v1/webhook_endpoints`
   */
  list(
    params: WebhookEndpointsListParams = {},
    options?: RequestOptions,
  ): List<WebhookEndpoint> {
    return new List(this.transport, { method: "GET", path: "/v1/webhook_endpoints", query: { ...params } }, options);
  }

  /**
   * Retrieve a webhook endpoint.
   *
   * `GET /v1/webhook_endpoints/{webhook_endpoint}`
   */
  retrieve(
    webhook_endpoint: string,
    options?: RequestOptions,
  ): Promise<WebhookEndpoint> {
    return this.transport.json({ method: "GET", path: "/v1/webhook_endpoints/{webhook_endpoint}", ids: [webhook_endpoint] }, options);
  }

  /**
   * Update a webhook endpoint.
   *
   * Parameters you omit keep their current values.
   *
   * `POST /v1/webhook_endpoints/{webhook_endpoint}`
   */
  update(
    webhook_endpoint: string,
    params: WebhookEndpointsUpdateParams = {},
    options?: ChangeOptions,
  ): Promise<WebhookEndpoint> {
    return this.transport.json({ method: "POST", path: "/v1/webhook_endpoints/{webhook_endpoint}", ids: [webhook_endpoint], body: { ...params } }, options);
  }

  /**
   * Delete a webhook endpoint.
   *
   * What still waited for it ends as failed.
   *
   * `DELETE /v1/webhook_endpoints/{webhook_endpoint}`
   */
  remove(
    webhook_endpoint: string,
    options?: RequestOptions,
  ): Promise<DeletedWebhookEndpoint> {
    return this.transport.json({ method: "DELETE", path: "/v1/webhook_endpoints/{webhook_endpoint}", ids: [webhook_endpoint] }, options);
  }

  /**
   * Roll a webhook endpoint's secret.
   *
   * Answers the endpoint with a new `secret`. Until the old one expires, deliveries carry a
   * signature by each, so that receivers can change over.
   *
   * `POST /v1/webhook_endpoints/{webhook_endpoint}/roll_secret`
   */
  rollSecret(
    webhook_endpoint: string,
    params: WebhookEndpointsRollSecretParams = {},
    options?: ChangeOptions,
  ): Promise<WebhookEndpoint> {
    return this.transport.json({ method: "POST", path: "/v1/webhook_endpoints/{webhook_endpoint}/roll_secret", ids: [webhook_endpoint], body: { ...params } }, options);
  }

  /**
   * List an endpoint's deliveries.
   *
   * What was sent, or is to be sent, to the endpoint; for 30 days.
   *
   * `GET /v1/webhook_endpoints/{webhook_endpoint}/deliveries`
   */
  listDeliveries<const E extends Expand<"webhook_delivery"> = readonly []>(
    webhook_endpoint: string,
    params: WebhookEndpointsListDeliveriesParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"webhook_delivery", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/webhook_endpoints/{webhook_endpoint}/deliveries", ids: [webhook_endpoint], query: { ...params } }, options);
  }

  /**
   * Retrieve a delivery.
   *
   * `GET /v1/webhook_endpoints/{webhook_endpoint}/deliveries/{webhook_delivery}`
   */
  retrieveDelivery<const E extends Expand<"webhook_delivery"> = readonly []>(
    webhook_endpoint: string,
    webhook_delivery: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"webhook_delivery", E>> {
    return this.transport.json({ method: "GET", path: "/v1/webhook_endpoints/{webhook_endpoint}/deliveries/{webhook_delivery}", ids: [webhook_endpoint, webhook_delivery] }, options);
  }

  /**
   * Retry a delivery.
   *
   * Sends it once more now, also one that has arrived or has failed. Answers after the attempt,
   * which takes up to ten seconds; `status` and the last of `attempts` tell how it went. A failed
   * attempt is an answer like any other.
   *
   * `POST /v1/webhook_endpoints/{webhook_endpoint}/deliveries/{webhook_delivery}/retry`
   */
  retryDelivery<const E extends Expand<"webhook_delivery"> = readonly []>(
    webhook_endpoint: string,
    webhook_delivery: string,
    params: WebhookEndpointsRetryDeliveryParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"webhook_delivery", E>> {
    return this.transport.json({ method: "POST", path: "/v1/webhook_endpoints/{webhook_endpoint}/deliveries/{webhook_delivery}/retry", ids: [webhook_endpoint, webhook_delivery], body: { ...params } }, options);
  }

  /**
   * Send a test event.
   *
   * Sends an event of this type to this endpoint only, whether it wants the type or not. Its
   * object is a sample, `livemode` is false, and the delivery carries the header `Charge-Test:
   * true`. The event is in no log. Answers after the attempt, which takes up to ten seconds;
   * `status` and the last of `attempts` tell how it went. A failed attempt is an answer like any
   * other.
   *
   * `POST /v1/webhook_endpoints/{webhook_endpoint}/test`
   */
  test<const E extends Expand<"webhook_delivery"> = readonly []>(
    webhook_endpoint: string,
    params: WebhookEndpointsTestParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"webhook_delivery", E>> {
    return this.transport.json({ method: "POST", path: "/v1/webhook_endpoints/{webhook_endpoint}/test", ids: [webhook_endpoint], body: { ...params } }, options);
  }
}

export class Policies extends Resource {
  /**
   * Create a policy.
   *
   * Bind it through `policy_ids` of drivers, fleets and vehicles.
   *
   * `POST /v1/policies`
   */
  create(
    params: PoliciesCreateParams,
    options?: ChangeOptions,
  ): Promise<Policy> {
    return this.transport.json({ method: "POST", path: "/v1/policies", body: { ...params } }, options);
  }

  /**
   * List policies.
   *
   * `GET /v1/policies`
   */
  list(
    params: PoliciesListParams = {},
    options?: RequestOptions,
  ): List<Policy> {
    return new List(this.transport, { method: "GET", path: "/v1/policies", query: { ...params } }, options);
  }

  /**
   * Retrieve a policy.
   *
   * `GET /v1/policies/{policy}`
   */
  retrieve(
    policy: string,
    options?: RequestOptions,
  ): Promise<Policy> {
    return this.transport.json({ method: "GET", path: "/v1/policies/{policy}", ids: [policy] }, options);
  }

  /**
   * Update a policy.
   *
   * Parameters you omit keep their current values; `rules` is replaced whole.
   *
   * `POST /v1/policies/{policy}`
   */
  update(
    policy: string,
    params: PoliciesUpdateParams = {},
    options?: ChangeOptions,
  ): Promise<Policy> {
    return this.transport.json({ method: "POST", path: "/v1/policies/{policy}", ids: [policy], body: { ...params } }, options);
  }

  /**
   * Delete a policy.
   *
   * It disappears from every `policy_ids` at once.
   *
   * `DELETE /v1/policies/{policy}`
   */
  remove(
    policy: string,
    options?: RequestOptions,
  ): Promise<DeletedPolicy> {
    return this.transport.json({ method: "DELETE", path: "/v1/policies/{policy}", ids: [policy] }, options);
  }
}

export class Fleets extends Resource {
  /**
   * Create a fleet.
   *
   * Attach drivers and vehicles afterwards.
   *
   * `POST /v1/fleets`
   */
  create<const E extends Expand<"fleet"> = readonly []>(
    params: FleetsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"fleet", E>> {
    return this.transport.json({ method: "POST", path: "/v1/fleets", body: { ...params } }, options);
  }

  /**
   * List fleets.
   *
   * `GET /v1/fleets`
   */
  list<const E extends Expand<"fleet"> = readonly []>(
    params: FleetsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"fleet", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/fleets", query: { ...params } }, options);
  }

  /**
   * Retrieve a fleet.
   *
   * `GET /v1/fleets/{fleet}`
   */
  retrieve<const E extends Expand<"fleet"> = readonly []>(
    fleet: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"fleet", E>> {
    return this.transport.json({ method: "GET", path: "/v1/fleets/{fleet}", ids: [fleet] }, options);
  }

  /**
   * Update a fleet.
   *
   * Parameters you omit keep their current values.
   *
   * `POST /v1/fleets/{fleet}`
   */
  update<const E extends Expand<"fleet"> = readonly []>(
    fleet: string,
    params: FleetsUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"fleet", E>> {
    return this.transport.json({ method: "POST", path: "/v1/fleets/{fleet}", ids: [fleet], body: { ...params } }, options);
  }

  /**
   * Delete a fleet.
   *
   * Drivers and vehicles stay, and are no longer attached to it. History keeps its id.
   *
   * `DELETE /v1/fleets/{fleet}`
   */
  remove(
    fleet: string,
    options?: RequestOptions,
  ): Promise<DeletedFleet> {
    return this.transport.json({ method: "DELETE", path: "/v1/fleets/{fleet}", ids: [fleet] }, options);
  }
}

export class Drivers extends Resource {
  /**
   * Create a driver.
   *
   * Attach the driver to fleets and vehicles afterwards.
   *
   * `POST /v1/drivers`
   */
  create<const E extends Expand<"driver"> = readonly []>(
    params: DriversCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"driver", E>> {
    return this.transport.json({ method: "POST", path: "/v1/drivers", body: { ...params } }, options);
  }

  /**
   * List drivers.
   *
   * `GET /v1/drivers`
   */
  list<const E extends Expand<"driver"> = readonly []>(
    params: DriversListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"driver", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/drivers", query: { ...params } }, options);
  }

  /**
   * Retrieve a driver.
   *
   * `GET /v1/drivers/{driver}`
   */
  retrieve<const E extends Expand<"driver"> = readonly []>(
    driver: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"driver", E>> {
    return this.transport.json({ method: "GET", path: "/v1/drivers/{driver}", ids: [driver] }, options);
  }

  /**
   * Update a driver.
   *
   * Updates a driver. Parameters you omit keep their current values.
   *
   * `POST /v1/drivers/{driver}`
   */
  update<const E extends Expand<"driver"> = readonly []>(
    driver: string,
    params: DriversUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"driver", E>> {
    return this.transport.json({ method: "POST", path: "/v1/drivers/{driver}", ids: [driver], body: { ...params } }, options);
  }

  /**
   * Delete a driver.
   *
   * Sessions and transactions keep the driver's id. Not while a session runs.
   *
   * `DELETE /v1/drivers/{driver}`
   */
  remove(
    driver: string,
    options?: RequestOptions,
  ): Promise<DeletedDriver> {
    return this.transport.json({ method: "DELETE", path: "/v1/drivers/{driver}", ids: [driver] }, options);
  }

  /**
   * Attach a driver to a fleet.
   *
   * From then on the driver's sessions for this fleet show under the fleet. Attaching again
   * changes nothing.
   *
   * `POST /v1/drivers/{driver}/attach`
   */
  attach<const E extends Expand<"driver"> = readonly []>(
    driver: string,
    params: DriversAttachParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"driver", E>> {
    return this.transport.json({ method: "POST", path: "/v1/drivers/{driver}/attach", ids: [driver], body: { ...params } }, options);
  }

  /**
   * Detach a driver from a fleet.
   *
   * Not attached: nothing changes. Not while the driver has a session for the fleet.
   *
   * `POST /v1/drivers/{driver}/detach`
   */
  detach<const E extends Expand<"driver"> = readonly []>(
    driver: string,
    params: DriversDetachParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"driver", E>> {
    return this.transport.json({ method: "POST", path: "/v1/drivers/{driver}/detach", ids: [driver], body: { ...params } }, options);
  }
}

export class Vehicles extends Resource {
  /**
   * Create a vehicle.
   *
   * Attach it to a driver or a fleet before it charges.
   *
   * `POST /v1/vehicles`
   */
  create<const E extends Expand<"vehicle"> = readonly []>(
    params: VehiclesCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"vehicle", E>> {
    return this.transport.json({ method: "POST", path: "/v1/vehicles", body: { ...params } }, options);
  }

  /**
   * List vehicles.
   *
   * `GET /v1/vehicles`
   */
  list<const E extends Expand<"vehicle"> = readonly []>(
    params: VehiclesListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"vehicle", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/vehicles", query: { ...params } }, options);
  }

  /**
   * Retrieve a vehicle.
   *
   * `GET /v1/vehicles/{vehicle}`
   */
  retrieve<const E extends Expand<"vehicle"> = readonly []>(
    vehicle: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"vehicle", E>> {
    return this.transport.json({ method: "GET", path: "/v1/vehicles/{vehicle}", ids: [vehicle] }, options);
  }

  /**
   * Update a vehicle.
   *
   * Parameters you omit keep their current values. The VIN cannot be changed.
   *
   * `POST /v1/vehicles/{vehicle}`
   */
  update<const E extends Expand<"vehicle"> = readonly []>(
    vehicle: string,
    params: VehiclesUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"vehicle", E>> {
    return this.transport.json({ method: "POST", path: "/v1/vehicles/{vehicle}", ids: [vehicle], body: { ...params } }, options);
  }

  /**
   * Delete a vehicle.
   *
   * Sessions and transactions keep the vehicle's id. Not while a session runs.
   *
   * `DELETE /v1/vehicles/{vehicle}`
   */
  remove(
    vehicle: string,
    options?: RequestOptions,
  ): Promise<DeletedVehicle> {
    return this.transport.json({ method: "DELETE", path: "/v1/vehicles/{vehicle}", ids: [vehicle] }, options);
  }

  /**
   * Attach a vehicle to a driver or a fleet.
   *
   * A vehicle may have many drivers and one fleet: attaching it to a second fleet moves it, which
   * is refused while a session runs. Attaching again changes nothing.
   *
   * `POST /v1/vehicles/{vehicle}/attach`
   */
  attach<const E extends Expand<"vehicle"> = readonly []>(
    vehicle: string,
    params: VehiclesAttachParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"vehicle", E>> {
    return this.transport.json({ method: "POST", path: "/v1/vehicles/{vehicle}/attach", ids: [vehicle], body: { ...params } }, options);
  }

  /**
   * Detach a vehicle from a driver or its fleet.
   *
   * Not attached: nothing changes. Not while the vehicle has an active session.
   *
   * `POST /v1/vehicles/{vehicle}/detach`
   */
  detach<const E extends Expand<"vehicle"> = readonly []>(
    vehicle: string,
    params: VehiclesDetachParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"vehicle", E>> {
    return this.transport.json({ method: "POST", path: "/v1/vehicles/{vehicle}/detach", ids: [vehicle], body: { ...params } }, options);
  }
}

export class VehicleTelemetries extends Resource {
  /**
   * Retrieve a vehicle's telemetry.
   *
   * The latest value of each part, with the time it was measured at. Before the first reading:
   * 404.
   *
   * `GET /v1/vehicles/{vehicle}/telemetry`
   */
  retrieve<const E extends Expand<"vehicle_telemetry"> = readonly []>(
    vehicle: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"vehicle_telemetry", E>> {
    return this.transport.json({ method: "GET", path: "/v1/vehicles/{vehicle}/telemetry", ids: [vehicle] }, options);
  }

  /**
   * Send in telemetry.
   *
   * One reading, or up to 1 000 under `readings`. Each is kept in the history by its own time;
   * one that was sent before has no second effect. Answers the telemetry as it is afterwards.
   *
   * `POST /v1/vehicles/{vehicle}/telemetry`
   */
  ingest<const E extends Expand<"vehicle_telemetry"> = readonly []>(
    vehicle: string,
    params: VehicleTelemetriesIngestParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"vehicle_telemetry", E>> {
    return this.transport.json({ method: "POST", path: "/v1/vehicles/{vehicle}/telemetry", ids: [vehicle], body: { ...params } }, options);
  }

  /**
   * List a vehicle's readings.
   *
   * Newest first, by the time they were measured at, however late they arrived.
   *
   * `GET /v1/vehicles/{vehicle}/telemetry/history`
   */
  history(
    vehicle: string,
    params: VehicleTelemetriesHistoryParams = {},
    options?: RequestOptions,
  ): List<VehicleTelemetryReading> {
    return new List(this.transport, { method: "GET", path: "/v1/vehicles/{vehicle}/telemetry/history", ids: [vehicle], query: { ...params } }, options);
  }
}

export class Networks extends Resource {
  /**
   * Create a network.
   *
   * The network lives in the mode of the key. Simulators exist in test mode only.
   *
   * `POST /v1/networks`
   */
  create(
    params: NetworksCreateParams,
    options?: ChangeOptions,
  ): Promise<Network> {
    return this.transport.json({ method: "POST", path: "/v1/networks", body: { ...params } }, options);
  }

  /**
   * List networks.
   *
   * `GET /v1/networks`
   */
  list(
    params: NetworksListParams = {},
    options?: RequestOptions,
  ): List<Network> {
    return new List(this.transport, { method: "GET", path: "/v1/networks", query: { ...params } }, options);
  }

  /**
   * Retrieve a network.
   *
   * `GET /v1/networks/{network}`
   */
  retrieve(
    network: string,
    options?: RequestOptions,
  ): Promise<Network> {
    return this.transport.json({ method: "GET", path: "/v1/networks/{network}", ids: [network] }, options);
  }

  /**
   * Update a network.
   *
   * Parameters you omit keep their current values.
   *
   * `POST /v1/networks/{network}`
   */
  update(
    network: string,
    params: NetworksUpdateParams = {},
    options?: ChangeOptions,
  ): Promise<Network> {
    return this.transport.json({ method: "POST", path: "/v1/networks/{network}", ids: [network], body: { ...params } }, options);
  }
}

export class Tariffs extends Resource {
  /**
   * Create a tariff.
   *
   * Give it to stations as their `tariff`, or to one of their connectors.
   *
   * `POST /v1/tariffs`
   */
  create(
    params: TariffsCreateParams,
    options?: ChangeOptions,
  ): Promise<Tariff> {
    return this.transport.json({ method: "POST", path: "/v1/tariffs", body: { ...params } }, options);
  }

  /**
   * List tariffs.
   *
   * Without those that came about from a station's `pricing`.
   *
   * `GET /v1/tariffs`
   */
  list(
    params: TariffsListParams = {},
    options?: RequestOptions,
  ): List<Tariff> {
    return new List(this.transport, { method: "GET", path: "/v1/tariffs", query: { ...params } }, options);
  }

  /**
   * Retrieve a tariff.
   *
   * `GET /v1/tariffs/{tariff}`
   */
  retrieve(
    tariff: string,
    options?: RequestOptions,
  ): Promise<Tariff> {
    return this.transport.json({ method: "GET", path: "/v1/tariffs/{tariff}", ids: [tariff] }, options);
  }

  /**
   * Update a tariff.
   *
   * Holds for sessions that begin from then on: one under way keeps the tariff that it began
   * with. `elements` is replaced whole; the currency stays.
   *
   * `POST /v1/tariffs/{tariff}`
   */
  update(
    tariff: string,
    params: TariffsUpdateParams = {},
    options?: ChangeOptions,
  ): Promise<Tariff> {
    return this.transport.json({ method: "POST", path: "/v1/tariffs/{tariff}", ids: [tariff], body: { ...params } }, options);
  }

  /**
   * Delete a tariff.
   *
   * Not while a connector has it. Sessions under way keep the tariff that they began with.
   *
   * `DELETE /v1/tariffs/{tariff}`
   */
  remove(
    tariff: string,
    options?: RequestOptions,
  ): Promise<DeletedTariff> {
    return this.transport.json({ method: "DELETE", path: "/v1/tariffs/{tariff}", ids: [tariff] }, options);
  }
}

export class ChargingStations extends Resource {
  /**
   * Create a charging station.
   *
   * An own station on one of the account's networks: a simulator or OCPP.
   *
   * `POST /v1/charging_stations`
   */
  create(
    params: ChargingStationsCreateParams,
    options?: ChangeOptions,
  ): Promise<ChargingStation> {
    return this.transport.json({ method: "POST", path: "/v1/charging_stations", body: { ...params } }, options);
  }

  /**
   * List charging stations.
   *
   * Newest first. With `latitude`, `longitude` and `radius`: nearest first. With `origin` and
   * `destination`: those beside the route, in driving order.
   *
   * `GET /v1/charging_stations`
   */
  list(
    params: ChargingStationsListParams = {},
    options?: RequestOptions,
  ): List<ChargingStation> {
    return new List(this.transport, { method: "GET", path: "/v1/charging_stations", query: { ...params } }, options);
  }

  /**
   * Retrieve a charging station.
   *
   * `GET /v1/charging_stations/{charging_station}`
   */
  retrieve(
    charging_station: string,
    options?: RequestOptions,
  ): Promise<ChargingStation> {
    return this.transport.json({ method: "GET", path: "/v1/charging_stations/{charging_station}", ids: [charging_station] }, options);
  }

  /**
   * Update a charging station.
   *
   * One's own. Parameters you omit keep their current values; `connectors` is replaced whole.
   *
   * `POST /v1/charging_stations/{charging_station}`
   */
  update(
    charging_station: string,
    params: ChargingStationsUpdateParams = {},
    options?: ChangeOptions,
  ): Promise<ChargingStation> {
    return this.transport.json({ method: "POST", path: "/v1/charging_stations/{charging_station}", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * Delete a charging station.
   *
   * One's own; not while a session is under way there. History keeps its id.
   *
   * `DELETE /v1/charging_stations/{charging_station}`
   */
  remove(
    charging_station: string,
    options?: RequestOptions,
  ): Promise<DeletedChargingStation> {
    return this.transport.json({ method: "DELETE", path: "/v1/charging_stations/{charging_station}", ids: [charging_station] }, options);
  }
}

export class Operators extends Resource {
  /**
   * List operators.
   *
   * Of all stations that the account sees, ordered by id.
   *
   * `GET /v1/operators`
   */
  list(
    params: OperatorsListParams = {},
    options?: RequestOptions,
  ): List<Operator> {
    return new List(this.transport, { method: "GET", path: "/v1/operators", query: { ...params } }, options);
  }

  /**
   * Retrieve an operator.
   *
   * `GET /v1/operators/{operator}`
   */
  retrieve(
    operator: string,
    options?: RequestOptions,
  ): Promise<Operator> {
    return this.transport.json({ method: "GET", path: "/v1/operators/{operator}", ids: [operator] }, options);
  }
}

export class StationConnections extends Resource {
  /**
   * List station connections.
   *
   * Those of own stations. `pending`: chargers that nobody knows; they wait to be approved, or
   * for a station of their identity. The installation's account sees them, in either mode.
   *
   * `GET /v1/station_connections`
   */
  list<const E extends Expand<"station_connection"> = readonly []>(
    params: StationConnectionsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"station_connection", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/station_connections", query: { ...params } }, options);
  }

  /**
   * Retrieve a station's connection.
   *
   * Only stations of an OCPP network have one.
   *
   * `GET /v1/charging_stations/{charging_station}/connection`
   */
  retrieve<const E extends Expand<"station_connection"> = readonly []>(
    charging_station: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"station_connection", E>> {
    return this.transport.json({ method: "GET", path: "/v1/charging_stations/{charging_station}/connection", ids: [charging_station] }, options);
  }

  /**
   * Update a station's connection.
   *
   * How strictly its messages are checked, and how secure its line must be. A charger that is
   * connected and checked otherwise, or less securely, is hung up on, and comes back.
   *
   * `POST /v1/charging_stations/{charging_station}/connection`
   */
  update<const E extends Expand<"station_connection"> = readonly []>(
    charging_station: string,
    params: StationConnectionsUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"station_connection", E>> {
    return this.transport.json({ method: "POST", path: "/v1/charging_stations/{charging_station}/connection", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * List a station's messages.
   *
   * What the platform and the charger said to each other, newest first, for 14 days, with secrets
   * struck out. A frame appears about a second after it went by. Under extreme load frames may be
   * missing here; nothing else depends on them.
   *
   * `GET /v1/charging_stations/{charging_station}/messages`
   */
  messages(
    charging_station: string,
    params: StationConnectionsMessagesParams = {},
    options?: RequestOptions,
  ): List<StationMessage> {
    return new List(this.transport, { method: "GET", path: "/v1/charging_stations/{charging_station}/messages", ids: [charging_station], query: { ...params } }, options);
  }

  /**
   * List a station's variables.
   *
   * What the charger is set to, as it last told: after the commands `get_variables` and
   * `set_variables`, and where it reports by itself. In OCPP 1.6 these are its configuration
   * keys.
   *
   * `GET /v1/charging_stations/{charging_station}/variables`
   */
  variables(
    charging_station: string,
    params: StationConnectionsVariablesParams = {},
    options?: RequestOptions,
  ): List<StationVariable> {
    return new List(this.transport, { method: "GET", path: "/v1/charging_stations/{charging_station}/variables", ids: [charging_station], query: { ...params } }, options);
  }

  /**
   * List a station's notices.
   *
   * What the charger told beside charging: security events, monitored values, firmware and log
   * uploads, limits from elsewhere, messages of its vendor. Newest first, for 90 days.
   *
   * `GET /v1/charging_stations/{charging_station}/notices`
   */
  notices(
    charging_station: string,
    params: StationConnectionsNoticesParams = {},
    options?: RequestOptions,
  ): List<StationNotice> {
    return new List(this.transport, { method: "GET", path: "/v1/charging_stations/{charging_station}/notices", ids: [charging_station], query: { ...params } }, options);
  }

  /**
   * Approve a charger.
   *
   * Makes a charger that waits as `pending` (or has yet to come) this station's: gives the
   * station its identity, and answers with a password for it, this once.
   *
   * `POST /v1/charging_stations/{charging_station}/connection/approve`
   */
  approve<const E extends Expand<"station_connection_with_password"> = readonly []>(
    charging_station: string,
    params: StationConnectionsApproveParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"station_connection_with_password", E>> {
    return this.transport.json({ method: "POST", path: "/v1/charging_stations/{charging_station}/connection/approve", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * Roll a charger's password.
   *
   * The answer shows the password this once. The one before stays good until the charger has come
   * with the new one, and a charger that is online is handed it.
   *
   * `POST /v1/charging_stations/{charging_station}/connection/roll_password`
   */
  rollPassword<const E extends Expand<"station_connection_with_password"> = readonly []>(
    charging_station: string,
    params: StationConnectionsRollPasswordParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"station_connection_with_password", E>> {
    return this.transport.json({ method: "POST", path: "/v1/charging_stations/{charging_station}/connection/roll_password", ids: [charging_station], body: { ...params } }, options);
  }
}

export class Commands extends Resource {
  /**
   * Give a station a command.
   *
   * Has the station's charger do something: `type` says what, and the object of that name says
   * how. Names and parameters are the same whatever protocol the charger speaks. Answers at once
   * with `pending`; read it again, or wait for `command.succeeded` or `command.failed`. Commands
   * of one station are sent one after another. One that is offline is waited for, `timeout`
   * seconds; it has 30 seconds to answer. What may have been sent is never sent twice, unless it
   * is harmless: it is `timed_out` then. Only one's own stations take commands.
   *
   * `POST /v1/charging_stations/{charging_station}/commands`
   */
  create<const E extends Expand<"command"> = readonly []>(
    charging_station: string,
    params: CommandsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"command", E>> {
    return this.transport.json({ method: "POST", path: "/v1/charging_stations/{charging_station}/commands", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * List a station's commands.
   *
   * `GET /v1/charging_stations/{charging_station}/commands`
   */
  list<const E extends Expand<"command"> = readonly []>(
    charging_station: string,
    params: CommandsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"command", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/charging_stations/{charging_station}/commands", ids: [charging_station], query: { ...params } }, options);
  }

  /**
   * Retrieve a command.
   *
   * `GET /v1/commands/{command}`
   */
  retrieve<const E extends Expand<"command"> = readonly []>(
    command: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"command", E>> {
    return this.transport.json({ method: "GET", path: "/v1/commands/{command}", ids: [command] }, options);
  }
}

export class PolicyDecisions extends Resource {
  /**
   * Check policies without starting anything.
   *
   * Asks all that a session would be asked, and answers the stored decision: `blocked` is an
   * answer here, not an error. The fleet is the one that a session of this driver and vehicle
   * would be for.
   *
   * `POST /v1/policy_decisions`
   */
  create<const E extends Expand<"policy_decision"> = readonly []>(
    params: PolicyDecisionsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"policy_decision", E>> {
    return this.transport.json({ method: "POST", path: "/v1/policy_decisions", body: { ...params } }, options);
  }

  /**
   * List policy decisions.
   *
   * Why charges were allowed or blocked, newest first.
   *
   * `GET /v1/policy_decisions`
   */
  list<const E extends Expand<"policy_decision"> = readonly []>(
    params: PolicyDecisionsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"policy_decision", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/policy_decisions", query: { ...params } }, options);
  }

  /**
   * Retrieve a policy decision.
   *
   * `GET /v1/policy_decisions/{policy_decision}`
   */
  retrieve<const E extends Expand<"policy_decision"> = readonly []>(
    policy_decision: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"policy_decision", E>> {
    return this.transport.json({ method: "GET", path: "/v1/policy_decisions/{policy_decision}", ids: [policy_decision] }, options);
  }
}

export class PaymentMethods extends Resource {
  /**
   * Create a payment method.
   *
   * Attach it to a driver or fleet before it pays for sessions. No card number is kept.
   *
   * `POST /v1/payment_methods`
   */
  create<const E extends Expand<"payment_method"> = readonly []>(
    params: PaymentMethodsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"payment_method", E>> {
    return this.transport.json({ method: "POST", path: "/v1/payment_methods", body: { ...params } }, options);
  }

  /**
   * List payment methods.
   *
   * `GET /v1/payment_methods`
   */
  list<const E extends Expand<"payment_method"> = readonly []>(
    params: PaymentMethodsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"payment_method", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/payment_methods", query: { ...params } }, options);
  }

  /**
   * Retrieve a payment method.
   *
   * With `driver` or `fleet`: only if it is attached to them.
   *
   * `GET /v1/payment_methods/{payment_method}`
   */
  retrieve<const E extends Expand<"payment_method"> = readonly []>(
    payment_method: string,
    params: PaymentMethodsRetrieveParams = {},
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"payment_method", E>> {
    return this.transport.json({ method: "GET", path: "/v1/payment_methods/{payment_method}", ids: [payment_method], query: { ...params } }, options);
  }

  /**
   * Update a payment method.
   *
   * Billing details, a card's expiry, a bank account's name and currency.
   *
   * `POST /v1/payment_methods/{payment_method}`
   */
  update<const E extends Expand<"payment_method"> = readonly []>(
    payment_method: string,
    params: PaymentMethodsUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"payment_method", E>> {
    return this.transport.json({ method: "POST", path: "/v1/payment_methods/{payment_method}", ids: [payment_method], body: { ...params } }, options);
  }

  /**
   * Delete a payment method.
   *
   * Not while it pays for an active session. Transactions keep its id.
   *
   * `DELETE /v1/payment_methods/{payment_method}`
   */
  remove(
    payment_method: string,
    options?: RequestOptions,
  ): Promise<DeletedPaymentMethod> {
    return this.transport.json({ method: "DELETE", path: "/v1/payment_methods/{payment_method}", ids: [payment_method] }, options);
  }

  /**
   * Attach a payment method to a driver or fleet.
   *
   * One owner at a time: attaching elsewhere moves it.
   *
   * `POST /v1/payment_methods/{payment_method}/attach`
   */
  attach<const E extends Expand<"payment_method"> = readonly []>(
    payment_method: string,
    params: PaymentMethodsAttachParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"payment_method", E>> {
    return this.transport.json({ method: "POST", path: "/v1/payment_methods/{payment_method}/attach", ids: [payment_method], body: { ...params } }, options);
  }

  /**
   * Detach a payment method from its driver or fleet.
   *
   * It cannot pay for sessions until it is attached again.
   *
   * `POST /v1/payment_methods/{payment_method}/detach`
   */
  detach<const E extends Expand<"payment_method"> = readonly []>(
    payment_method: string,
    params: PaymentMethodsDetachParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"payment_method", E>> {
    return this.transport.json({ method: "POST", path: "/v1/payment_methods/{payment_method}/detach", ids: [payment_method], body: { ...params } }, options);
  }
}

export class Wallets extends Resource {
  /**
   * List wallets.
   *
   * `GET /v1/wallets`
   */
  list<const E extends Expand<"wallet"> = readonly []>(
    params: WalletsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"wallet", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/wallets", query: { ...params } }, options);
  }

  /**
   * Retrieve a wallet.
   *
   * `GET /v1/wallets/{wallet}`
   */
  retrieve<const E extends Expand<"wallet"> = readonly []>(
    wallet: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"wallet", E>> {
    return this.transport.json({ method: "GET", path: "/v1/wallets/{wallet}", ids: [wallet] }, options);
  }

  /**
   * Update a wallet.
   *
   * Sets the automatic top-up: whenever less than `threshold` is available, `amount` is
   * collected, one at a time. After a failure the next try waits an hour, then ever longer.
   *
   * `POST /v1/wallets/{wallet}`
   */
  update<const E extends Expand<"wallet"> = readonly []>(
    wallet: string,
    params: WalletsUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"wallet", E>> {
    return this.transport.json({ method: "POST", path: "/v1/wallets/{wallet}", ids: [wallet], body: { ...params } }, options);
  }

  /**
   * List a wallet's entries.
   *
   * The lines of the wallet's account in the ledger, newest first, each with the balance after
   * it. Holds are no entries: they only lower what is available.
   *
   * `GET /v1/wallets/{wallet}/entries`
   */
  listEntries(
    wallet: string,
    params: WalletsListEntriesParams = {},
    options?: RequestOptions,
  ): List<WalletEntry> {
    return new List(this.transport, { method: "GET", path: "/v1/wallets/{wallet}/entries", ids: [wallet], query: { ...params } }, options);
  }
}

export class Transactions extends Resource {
  /**
   * List transactions.
   *
   * `GET /v1/transactions`
   */
  list<const E extends Expand<"transaction"> = readonly []>(
    params: TransactionsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"transaction", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/transactions", query: { ...params } }, options);
  }

  /**
   * Retrieve a transaction.
   *
   * `GET /v1/transactions/{transaction}`
   */
  retrieve<const E extends Expand<"transaction"> = readonly []>(
    transaction: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"transaction", E>> {
    return this.transport.json({ method: "GET", path: "/v1/transactions/{transaction}", ids: [transaction] }, options);
  }

  /**
   * Refund a transaction.
   *
   * Gives back a charge, in part or whole, to the card, bank account or wallet that paid; a
   * top-up as far as its wallet has it available. Never more than was collected in all. Answers
   * the refund's own transaction; `failed` where the processor refused.
   *
   * `POST /v1/transactions/{transaction}/refund`
   */
  refund<const E extends Expand<"transaction"> = readonly []>(
    transaction: string,
    params: TransactionsRefundParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"transaction", E>> {
    return this.transport.json({ method: "POST", path: "/v1/transactions/{transaction}/refund", ids: [transaction], body: { ...params } }, options);
  }
}

export class TopUps extends Resource {
  /**
   * Create a top-up.
   *
   * Collects the amount and credits the wallet. A card answers within seconds: `succeeded` or
   * `failed`, with the reason in `failure`. A bank account takes days: `pending` until
   * `top_up.succeeded` or `top_up.failed`.
   *
   * `POST /v1/top_ups`
   */
  create<const E extends Expand<"top_up"> = readonly []>(
    params: TopUpsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"top_up", E>> {
    return this.transport.json({ method: "POST", path: "/v1/top_ups", body: { ...params } }, options);
  }

  /**
   * List top-ups.
   *
   * `GET /v1/top_ups`
   */
  list<const E extends Expand<"top_up"> = readonly []>(
    params: TopUpsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"top_up", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/top_ups", query: { ...params } }, options);
  }

  /**
   * Retrieve a top-up.
   *
   * `GET /v1/top_ups/{top_up}`
   */
  retrieve<const E extends Expand<"top_up"> = readonly []>(
    top_up: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"top_up", E>> {
    return this.transport.json({ method: "GET", path: "/v1/top_ups/{top_up}", ids: [top_up] }, options);
  }
}

export class Estimations extends Resource {
  /**
   * Create an estimation.
   *
   * For a session that starts now. AC is taken at the lesser of the connector's power and 11 kW,
   * DC at the connector's power up to 50 %, then less and less; what is lost on the way to the
   * battery (10 % of AC, 6 % of DC) is in the energy.
   *
   * `POST /v1/estimations`
   */
  create<const E extends Expand<"estimation"> = readonly []>(
    params: EstimationsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"estimation", E>> {
    return this.transport.json({ method: "POST", path: "/v1/estimations", body: { ...params } }, options);
  }

  /**
   * Retrieve an estimation.
   *
   * As it was made: it is never recalculated, and stays after `valid_until`.
   *
   * `GET /v1/estimations/{estimation}`
   */
  retrieve<const E extends Expand<"estimation"> = readonly []>(
    estimation: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"estimation", E>> {
    return this.transport.json({ method: "GET", path: "/v1/estimations/{estimation}", ids: [estimation] }, options);
  }
}

export class Reservations extends Resource {
  /**
   * Create a reservation.
   *
   * Checks statuses and the policies' time windows against the ideal span. A station is chosen 30
   * minutes before `ideal_start`, or when you confirm it. One that is made later than that has
   * its station chosen two seconds afterwards, unless you confirm it first: where there is a fee
   * and neither driver nor fleet has a default payment method, name one here.
   *
   * `POST /v1/reservations`
   */
  create<const E extends Expand<"reservation"> = readonly []>(
    params: ReservationsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"reservation", E>> {
    return this.transport.json({ method: "POST", path: "/v1/reservations", body: { ...params } }, options);
  }

  /**
   * List reservations.
   *
   * `GET /v1/reservations`
   */
  list<const E extends Expand<"reservation"> = readonly []>(
    params: ReservationsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"reservation", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/reservations", query: { ...params } }, options);
  }

  /**
   * Retrieve a reservation.
   *
   * `GET /v1/reservations/{reservation}`
   */
  retrieve<const E extends Expand<"reservation"> = readonly []>(
    reservation: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"reservation", E>> {
    return this.transport.json({ method: "GET", path: "/v1/reservations/{reservation}", ids: [reservation] }, options);
  }

  /**
   * Update a reservation.
   *
   * Only while it is pending. Parameters you omit keep their current values.
   *
   * `POST /v1/reservations/{reservation}`
   */
  update<const E extends Expand<"reservation"> = readonly []>(
    reservation: string,
    params: ReservationsUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"reservation", E>> {
    return this.transport.json({ method: "POST", path: "/v1/reservations/{reservation}", ids: [reservation], body: { ...params } }, options);
  }

  /**
   * Confirm a reservation.
   *
   * Chooses a station now, at most 7 days ahead: favourites of the driver first, then the
   * nearest, then the cheapest. The fee is authorised and the connector kept, or the reservation
   * is `failed` and `failed_reason` says why.
   *
   * `POST /v1/reservations/{reservation}/confirm`
   */
  confirm<const E extends Expand<"reservation"> = readonly []>(
    reservation: string,
    params: ReservationsConfirmParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"reservation", E>> {
    return this.transport.json({ method: "POST", path: "/v1/reservations/{reservation}/confirm", ids: [reservation], body: { ...params } }, options);
  }

  /**
   * Cancel a reservation.
   *
   * Free while it is pending, in the five minutes after its confirmation, and until
   * `free_until_before` seconds before `reserved_start`; later the fee is charged.
   *
   * `POST /v1/reservations/{reservation}/cancel`
   */
  cancel<const E extends Expand<"reservation"> = readonly []>(
    reservation: string,
    params: ReservationsCancelParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"reservation", E>> {
    return this.transport.json({ method: "POST", path: "/v1/reservations/{reservation}/cancel", ids: [reservation], body: { ...params } }, options);
  }
}

export class ChargeTokens extends Resource {
  /**
   * Create a charge token.
   *
   * A card that starts sessions at chargers, with the same checks as the API.
   *
   * `POST /v1/charge_tokens`
   */
  create<const E extends Expand<"charge_token"> = readonly []>(
    params: ChargeTokensCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"charge_token", E>> {
    return this.transport.json({ method: "POST", path: "/v1/charge_tokens", body: { ...params } }, options);
  }

  /**
   * List charge tokens.
   *
   * `GET /v1/charge_tokens`
   */
  list<const E extends Expand<"charge_token"> = readonly []>(
    params: ChargeTokensListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"charge_token", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/charge_tokens", query: { ...params } }, options);
  }

  /**
   * Retrieve a charge token.
   *
   * `GET /v1/charge_tokens/{charge_token}`
   */
  retrieve<const E extends Expand<"charge_token"> = readonly []>(
    charge_token: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"charge_token", E>> {
    return this.transport.json({ method: "GET", path: "/v1/charge_tokens/{charge_token}", ids: [charge_token] }, options);
  }

  /**
   * Update a charge token.
   *
   * Card number, type and driver stay. Parameters you omit keep their current values.
   *
   * `POST /v1/charge_tokens/{charge_token}`
   */
  update<const E extends Expand<"charge_token"> = readonly []>(
    charge_token: string,
    params: ChargeTokensUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"charge_token", E>> {
    return this.transport.json({ method: "POST", path: "/v1/charge_tokens/{charge_token}", ids: [charge_token], body: { ...params } }, options);
  }

  /**
   * Delete a charge token.
   *
   * The card starts nothing from then on; its number is free again.
   *
   * `DELETE /v1/charge_tokens/{charge_token}`
   */
  remove(
    charge_token: string,
    options?: RequestOptions,
  ): Promise<DeletedChargeToken> {
    return this.transport.json({ method: "DELETE", path: "/v1/charge_tokens/{charge_token}", ids: [charge_token] }, options);
  }
}

export class ChargingSessions extends Resource {
  /**
   * Start a charging session.
   *
   * Checks references, statuses, policies, station, connector and vehicle, authorises the
   * payment, and orders the station to start. Answers when the station has accepted: the session
   * is `active`; `session_started` is set once the charger reports the transaction.
   *
   * `POST /v1/charging_sessions`
   */
  create<const E extends Expand<"charging_session"> = readonly []>(
    params: ChargingSessionsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"charging_session", E>> {
    return this.transport.json({ method: "POST", path: "/v1/charging_sessions", body: { ...params } }, options);
  }

  /**
   * List charging sessions.
   *
   * `GET /v1/charging_sessions`
   */
  list<const E extends Expand<"charging_session"> = readonly []>(
    params: ChargingSessionsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"charging_session", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/charging_sessions", query: { ...params } }, options);
  }

  /**
   * Retrieve a charging session.
   *
   * `GET /v1/charging_sessions/{charging_session}`
   */
  retrieve<const E extends Expand<"charging_session"> = readonly []>(
    charging_session: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"charging_session", E>> {
    return this.transport.json({ method: "GET", path: "/v1/charging_sessions/{charging_session}", ids: [charging_session] }, options);
  }

  /**
   * End a charging session.
   *
   * Stops power, waits up to 30 seconds for the charger's final reading, and collects the price.
   * Before the charger reported the transaction the session is cancelled.
   *
   * `POST /v1/charging_sessions/{charging_session}/end`
   */
  end<const E extends Expand<"charging_session"> = readonly []>(
    charging_session: string,
    params: ChargingSessionsEndParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"charging_session", E>> {
    return this.transport.json({ method: "POST", path: "/v1/charging_sessions/{charging_session}/end", ids: [charging_session], body: { ...params } }, options);
  }

  /**
   * Retrieve a session's evidence.
   *
   * Why it ended, what was odd about its readings, which transactions its charger reported, and
   * what the charger told besides that no bill rests on.
   *
   * `GET /v1/charging_sessions/{charging_session}/evidence`
   */
  evidence(
    charging_session: string,
    options?: RequestOptions,
  ): Promise<ChargingSessionEvidence> {
    return this.transport.json({ method: "GET", path: "/v1/charging_sessions/{charging_session}/evidence", ids: [charging_session] }, options);
  }

  /**
   * List a session's meter values.
   *
   * Every reading as the charger gave it, newest first: energy, power, current, voltage and state
   * of charge. `created` filters by the time of the reading.
   *
   * `GET /v1/charging_sessions/{charging_session}/meter_values`
   */
  listMeterValues(
    charging_session: string,
    params: ChargingSessionsListMeterValuesParams = {},
    options?: RequestOptions,
  ): List<MeterValue> {
    return new List(this.transport, { method: "GET", path: "/v1/charging_sessions/{charging_session}/meter_values", ids: [charging_session], query: { ...params } }, options);
  }

  /**
   * Follow a charging session live.
   *
   * Server-sent events named `charging_session.progress`: at once the session as it is, then each
   * change with the readings since. `id` is the last reading's: a client that comes back with
   * `Last-Event-ID` gets what it missed; with the session's own id, all readings. The stream ends
   * after the message that shows the session's end.
   *
   * `GET /v1/charging_sessions/{charging_session}/stream`
   */
  stream(
    charging_session: string,
    params: ChargingSessionsStreamParams = {},
    options: StreamOptions = {},
  ): EventStream<ChargingSessionProgress> {
    const { lastEventId, ...query } = params;
    const request = { method: "GET", path: "/v1/charging_sessions/{charging_session}/stream", ids: [charging_session], query } as const;
    const { transport } = this;
    return new EventStream({ transport, request, options, lastEventId });
  }
}

export class Invoices extends Resource {
  /**
   * Create an invoice.
   *
   * A draft about the transactions of a period. Its lines are computed when it is read, until it
   * is finalised. Account and fleets also get drafts by themselves, at the end of each
   * `billing_cycle` in which there was something to invoice.
   *
   * `POST /v1/invoices`
   */
  create<const E extends Expand<"invoice"> = readonly []>(
    params: InvoicesCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"invoice", E>> {
    return this.transport.json({ method: "POST", path: "/v1/invoices", body: { ...params } }, options);
  }

  /**
   * List invoices.
   *
   * `GET /v1/invoices`
   */
  list<const E extends Expand<"invoice"> = readonly []>(
    params: InvoicesListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"invoice", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/invoices", query: { ...params } }, options);
  }

  /**
   * Retrieve an invoice.
   *
   * `GET /v1/invoices/{invoice}`
   */
  retrieve<const E extends Expand<"invoice"> = readonly []>(
    invoice: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"invoice", E>> {
    return this.transport.json({ method: "GET", path: "/v1/invoices/{invoice}", ids: [invoice] }, options);
  }

  /**
   * Update an invoice.
   *
   * While it is a draft or open. Parameters you omit keep their current values.
   *
   * `POST /v1/invoices/{invoice}`
   */
  update<const E extends Expand<"invoice"> = readonly []>(
    invoice: string,
    params: InvoicesUpdateParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"invoice", E>> {
    return this.transport.json({ method: "POST", path: "/v1/invoices/{invoice}", ids: [invoice], body: { ...params } }, options);
  }

  /**
   * Delete an invoice.
   *
   * Only a draft; what is finalised has a number and can be voided.
   *
   * `DELETE /v1/invoices/{invoice}`
   */
  remove(
    invoice: string,
    options?: RequestOptions,
  ): Promise<DeletedInvoice> {
    return this.transport.json({ method: "DELETE", path: "/v1/invoices/{invoice}", ids: [invoice] }, options);
  }

  /**
   * Finalize an invoice.
   *
   * Fixes its lines, gives it the next number and a due date, and makes it `open`; `paid` at once
   * where nothing is due. Where it comes out negative, the owner's wallet gets the credit.
   *
   * `POST /v1/invoices/{invoice}/finalize`
   */
  finalize<const E extends Expand<"invoice"> = readonly []>(
    invoice: string,
    params: InvoicesFinalizeParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"invoice", E>> {
    return this.transport.json({ method: "POST", path: "/v1/invoices/{invoice}/finalize", ids: [invoice], body: { ...params } }, options);
  }

  /**
   * Pay an invoice.
   *
   * Collects the amount due. A card answers within seconds, `paid` or 402; with a bank account
   * the invoice stays open until `invoice.paid` or `invoice.payment_failed`. What it held open,
   * of bank accounts and failed captures, succeeds with it.
   *
   * `POST /v1/invoices/{invoice}/pay`
   */
  pay<const E extends Expand<"invoice"> = readonly []>(
    invoice: string,
    params: InvoicesPayParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"invoice", E>> {
    return this.transport.json({ method: "POST", path: "/v1/invoices/{invoice}/pay", ids: [invoice], body: { ...params } }, options);
  }

  /**
   * Void an invoice.
   *
   * It is owed no longer and keeps its number; its transactions are free for another.
   *
   * `POST /v1/invoices/{invoice}/void`
   */
  void<const E extends Expand<"invoice"> = readonly []>(
    invoice: string,
    params: InvoicesVoidParams = {},
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"invoice", E>> {
    return this.transport.json({ method: "POST", path: "/v1/invoices/{invoice}/void", ids: [invoice], body: { ...params } }, options);
  }

  /**
   * Retrieve an invoice's details.
   *
   * Its number, and the tax in it by country and rate.
   *
   * `GET /v1/invoices/{invoice}/details`
   */
  details(
    invoice: string,
    options?: RequestOptions,
  ): Promise<InvoiceDetails> {
    return this.transport.json({ method: "GET", path: "/v1/invoices/{invoice}/details", ids: [invoice] }, options);
  }

  /**
   * Download an invoice as PDF.
   *
   * With number, parties, lines, tax by country and rate, and a list of the sessions. Of
   * accounts, fleets, drivers and stations that a restricted key may not read only the ids show,
   * and without the right to read sessions their list is left out.
   *
   * `GET /v1/invoices/{invoice}/pdf`
   */
  pdf(
    invoice: string,
    options?: RequestOptions,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.transport.bytes({ method: "GET", path: "/v1/invoices/{invoice}/pdf", ids: [invoice] }, options);
  }
}

export class Reports extends Resource {
  /**
   * Create a report.
   *
   * Answers at once, `pending`; the event `report.succeeded` says when the file is there. The key
   * needs the right to read what the report is about.
   *
   * `POST /v1/reports`
   */
  create<const E extends Expand<"report"> = readonly []>(
    params: ReportsCreateParams,
    options?: ChangeOptions & Expanding<E>,
  ): Promise<Expanded<"report", E>> {
    return this.transport.json({ method: "POST", path: "/v1/reports", body: { ...params } }, options);
  }

  /**
   * List reports.
   *
   * `GET /v1/reports`
   */
  list<const E extends Expand<"report"> = readonly []>(
    params: ReportsListParams = {},
    options?: RequestOptions & Expanding<E>,
  ): List<Expanded<"report", E>> {
    return new List(this.transport, { method: "GET", path: "/v1/reports", query: { ...params } }, options);
  }

  /**
   * Retrieve a report.
   *
   * Each read gives a new link to the file.
   *
   * `GET /v1/reports/{report}`
   */
  retrieve<const E extends Expand<"report"> = readonly []>(
    report: string,
    options?: RequestOptions & Expanding<E>,
  ): Promise<Expanded<"report", E>> {
    return this.transport.json({ method: "GET", path: "/v1/reports/{report}", ids: [report] }, options);
  }

  /**
   * Delete a report.
   *
   * Its file is removed, and with it every link to it that was given out.
   *
   * `DELETE /v1/reports/{report}`
   */
  remove(
    report: string,
    options?: RequestOptions,
  ): Promise<DeletedReport> {
    return this.transport.json({ method: "DELETE", path: "/v1/reports/{report}", ids: [report] }, options);
  }
}

export class TestClocks extends Resource {
  /**
   * Create a test clock.
   *
   * From then on the account's time in test mode can be advanced. Answers when the clock has
   * arrived, or after half a minute with `status` `advancing`: then read the clock, or wait for
   * the event `test_clock.ready`.
   *
   * `POST /v1/test_clocks`
   */
  create(
    params: TestClocksCreateParams = {},
    options?: ChangeOptions,
  ): Promise<TestClock> {
    return this.transport.json({ method: "POST", path: "/v1/test_clocks", body: { ...params } }, options);
  }

  /**
   * List test clocks.
   *
   * `GET /v1/test_clocks`
   */
  list(
    params: TestClocksListParams = {},
    options?: RequestOptions,
  ): List<TestClock> {
    return new List(this.transport, { method: "GET", path: "/v1/test_clocks", query: { ...params } }, options);
  }

  /**
   * Retrieve a test clock.
   *
   * `GET /v1/test_clocks/{test_clock}`
   */
  retrieve(
    test_clock: string,
    options?: RequestOptions,
  ): Promise<TestClock> {
    return this.transport.json({ method: "GET", path: "/v1/test_clocks/{test_clock}", ids: [test_clock] }, options);
  }

  /**
   * Delete a test clock.
   *
   * The account's time does not go back: it goes on, as far ahead as it is, and a new clock
   * begins there. A clock that is advancing cannot be deleted.
   *
   * `DELETE /v1/test_clocks/{test_clock}`
   */
  remove(
    test_clock: string,
    options?: RequestOptions,
  ): Promise<DeletedTestClock> {
    return this.transport.json({ method: "DELETE", path: "/v1/test_clocks/{test_clock}", ids: [test_clock] }, options);
  }

  /**
   * Advance a test clock.
   *
   * Moves the time step by step: what is due at a step is done before the next one. Answers when
   * the clock has arrived, or after half a minute with `status` `advancing`: then read the clock,
   * or wait for the event `test_clock.ready`.
   *
   * `POST /v1/test_clocks/{test_clock}/advance`
   */
  advance(
    test_clock: string,
    params: TestClocksAdvanceParams = {},
    options?: ChangeOptions,
  ): Promise<TestClock> {
    return this.transport.json({ method: "POST", path: "/v1/test_clocks/{test_clock}/advance", ids: [test_clock], body: { ...params } }, options);
  }
}

export class TestHelpers extends Resource {
  /**
   * Plug a car in.
   *
   * Where a start or an accepted card waits, charging begins. At a shared station, where a
   * session of yours is under way.
   *
   * `POST /v1/test_helpers/charging_stations/{charging_station}/plug_in`
   */
  plugIn(
    charging_station: string,
    params: TestHelpersPlugInParams,
    options?: ChangeOptions,
  ): Promise<TestHelperAction> {
    return this.transport.json({ method: "POST", path: "/v1/test_helpers/charging_stations/{charging_station}/plug_in", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * Unplug the car.
   *
   * Ends what charges there. At a shared station, where a session of yours is under way.
   *
   * `POST /v1/test_helpers/charging_stations/{charging_station}/unplug`
   */
  unplug(
    charging_station: string,
    params: TestHelpersUnplugParams,
    options?: ChangeOptions,
  ): Promise<TestHelperAction> {
    return this.transport.json({ method: "POST", path: "/v1/test_helpers/charging_stations/{charging_station}/unplug", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * Hold a card to the reader.
   *
   * Starts a session with the same checks as at a real charger once a car is plugged in, or ends
   * the one that this card began. At a shared station, cards of your own.
   *
   * `POST /v1/test_helpers/charging_stations/{charging_station}/swipe_card`
   */
  swipeCard(
    charging_station: string,
    params: TestHelpersSwipeCardParams,
    options?: ChangeOptions,
  ): Promise<TestHelperAction> {
    return this.transport.json({ method: "POST", path: "/v1/test_helpers/charging_stations/{charging_station}/swipe_card", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * Break a connector.
   *
   * Ends what charges there; nothing starts until the fault is cleared. Stations of your own
   * only.
   *
   * `POST /v1/test_helpers/charging_stations/{charging_station}/fault`
   */
  fault(
    charging_station: string,
    params: TestHelpersFaultParams,
    options?: ChangeOptions,
  ): Promise<TestHelperAction> {
    return this.transport.json({ method: "POST", path: "/v1/test_helpers/charging_stations/{charging_station}/fault", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * Mend a connector.
   *
   * It is as it was before. Stations of your own only.
   *
   * `POST /v1/test_helpers/charging_stations/{charging_station}/clear_fault`
   */
  clearFault(
    charging_station: string,
    params: TestHelpersClearFaultParams,
    options?: ChangeOptions,
  ): Promise<TestHelperAction> {
    return this.transport.json({ method: "POST", path: "/v1/test_helpers/charging_stations/{charging_station}/clear_fault", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * Take a charger offline.
   *
   * Charging goes on, and nothing is heard of it; orders are refused with `offline`. Stations of
   * your own only.
   *
   * `POST /v1/test_helpers/charging_stations/{charging_station}/go_offline`
   */
  goOffline(
    charging_station: string,
    params: TestHelpersGoOfflineParams = {},
    options?: ChangeOptions,
  ): Promise<TestHelperAction> {
    return this.transport.json({ method: "POST", path: "/v1/test_helpers/charging_stations/{charging_station}/go_offline", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * Bring a charger back online.
   *
   * It tells in order what has happened meanwhile. Stations of your own only.
   *
   * `POST /v1/test_helpers/charging_stations/{charging_station}/come_back`
   */
  comeBack(
    charging_station: string,
    params: TestHelpersComeBackParams = {},
    options?: ChangeOptions,
  ): Promise<TestHelperAction> {
    return this.transport.json({ method: "POST", path: "/v1/test_helpers/charging_stations/{charging_station}/come_back", ids: [charging_station], body: { ...params } }, options);
  }

  /**
   * Have drivers simulated, or not.
   *
   * Whether somebody plugs in by themselves. Stations of your own only.
   *
   * `POST /v1/test_helpers/charging_stations/{charging_station}/set_driver`
   */
  setDriver(
    charging_station: string,
    params: TestHelpersSetDriverParams,
    options?: ChangeOptions,
  ): Promise<TestHelperAction> {
    return this.transport.json({ method: "POST", path: "/v1/test_helpers/charging_stations/{charging_station}/set_driver", ids: [charging_station], body: { ...params } }, options);
  }
}

/** All resources, each under the word that it has in URLs. */
export class Resources {
  readonly accounts: Accounts;
  readonly api_keys: ApiKeys;
  readonly request_logs: RequestLogs;
  readonly events: Events;
  readonly webhook_endpoints: WebhookEndpoints;
  readonly policies: Policies;
  readonly fleets: Fleets;
  readonly drivers: Drivers;
  readonly vehicles: Vehicles;
  readonly vehicle_telemetries: VehicleTelemetries;
  readonly networks: Networks;
  readonly tariffs: Tariffs;
  readonly charging_stations: ChargingStations;
  readonly operators: Operators;
  readonly station_connections: StationConnections;
  readonly commands: Commands;
  readonly policy_decisions: PolicyDecisions;
  readonly payment_methods: PaymentMethods;
  readonly wallets: Wallets;
  readonly transactions: Transactions;
  readonly top_ups: TopUps;
  readonly estimations: Estimations;
  readonly reservations: Reservations;
  readonly charge_tokens: ChargeTokens;
  readonly charging_sessions: ChargingSessions;
  readonly invoices: Invoices;
  readonly reports: Reports;
  readonly test_clocks: TestClocks;
  readonly test_helpers: TestHelpers;

  constructor(transport: Transport) {
    this.accounts = new Accounts(transport);
    this.api_keys = new ApiKeys(transport);
    this.request_logs = new RequestLogs(transport);
    this.events = new Events(transport);
    this.webhook_endpoints = new WebhookEndpoints(transport);
    this.policies = new Policies(transport);
    this.fleets = new Fleets(transport);
    this.drivers = new Drivers(transport);
    this.vehicles = new Vehicles(transport);
    this.vehicle_telemetries = new VehicleTelemetries(transport);
    this.networks = new Networks(transport);
    this.tariffs = new Tariffs(transport);
    this.charging_stations = new ChargingStations(transport);
    this.operators = new Operators(transport);
    this.station_connections = new StationConnections(transport);
    this.commands = new Commands(transport);
    this.policy_decisions = new PolicyDecisions(transport);
    this.payment_methods = new PaymentMethods(transport);
    this.wallets = new Wallets(transport);
    this.transactions = new Transactions(transport);
    this.top_ups = new TopUps(transport);
    this.estimations = new Estimations(transport);
    this.reservations = new Reservations(transport);
    this.charge_tokens = new ChargeTokens(transport);
    this.charging_sessions = new ChargingSessions(transport);
    this.invoices = new Invoices(transport);
    this.reports = new Reports(transport);
    this.test_clocks = new TestClocks(transport);
    this.test_helpers = new TestHelpers(transport);
  }
}
