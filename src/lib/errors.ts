// The one list of error codes and the three kinds of trouble: a refusal (the caller's, has a
// code), a fault (the world's, a job retries it) and a bug (lib/assert.ts). Spec part 1,
// "Errors".

type Kind =
  | "authentication_error"
  | "permission_error"
  | "rate_limit_error"
  | "idempotency_error"
  | "invalid_request_error"
  | "payment_error"
  | "policy_error"
  | "station_error"
  | "api_error";

type Entry = { readonly status: number; readonly type: Kind; readonly about: string };

const entry = (status: number, type: Kind, about: string): Entry => ({ status, type, about });
const invalid = (about: string) => entry(400, "invalid_request_error", about);
const missing = (about: string) => entry(404, "invalid_request_error", about);
const conflict = (about: string) => entry(409, "invalid_request_error", about);

/**
 * Every code that an answer can carry, with its status, its type and a sentence for the
 * reference.
 */
export const errorCodes = {
  api_key_missing: entry(401, "authentication_error", "The request carries no API key."),
  api_key_invalid: entry(
    401,
    "authentication_error",
    "The API key is malformed, unknown, revoked or expired.",
  ),
  permission_denied: entry(
    403,
    "permission_error",
    "The key, or the account in its present status, may not do this.",
  ),
  https_required: entry(403, "permission_error", "Outside loopback the API answers over TLS only."),
  rate_limit_exceeded: entry(
    429,
    "rate_limit_error",
    "Too many requests; `Retry-After` says when to come back.",
  ),
  idempotency_key_invalid: entry(
    400,
    "idempotency_error",
    "An `Idempotency-Key` has 1 to 255 characters.",
  ),
  idempotency_key_in_use: entry(
    409,
    "idempotency_error",
    "The first request with this key still runs.",
  ),
  idempotency_key_reused: entry(
    422,
    "idempotency_error",
    "The key was used before with another method, path or body.",
  ),
  body_invalid: invalid("The body is not a JSON object; the message says where it breaks."),
  request_invalid: invalid("What arrived is not an HTTP request, or breaks off."),
  parameter_missing: invalid("A required parameter is missing; `param` names it."),
  parameter_unknown: invalid("The endpoint knows no such parameter; `param` names it."),
  parameter_invalid: invalid("A parameter has a wrong type, form or value; `param` names it."),
  page_token_invalid: invalid(
    "The `page` token was altered, or belongs to another list, filter or account.",
  ),
  version_invalid: invalid("`Charge-Version` names a version that does not exist."),
  unsupported_expand_value: invalid("An `expand` path is unknown or cannot be expanded."),
  owner_scope_invalid: invalid("Exactly one owner is expected: a driver, a fleet or the account."),
  payment_method_invalid_input: invalid(
    "The payment method's data is wrong: number, expiry, or a form not allowed here.",
  ),
  payment_method_scope_invalid: invalid(
    "The payment method does not belong to this driver or fleet, or the scope is unclear.",
  ),
  estimation_validation_error: invalid("The estimation cannot be made from these values."),
  invoice_validation_error: invalid("The invoice cannot be made or paid with these values."),
  report_validation_error: invalid("The report cannot be made from these values."),
  reservation_invalid_input: invalid("The reservation's times or place do not fit together."),
  route_not_found: missing("There is no such endpoint."),
  account_not_found: missing("No such account."),
  charging_session_not_found: missing("No such charging session."),
  charging_session_dependency_not_found: missing(
    "A station, connector, driver, vehicle or payment method of the new session does not exist.",
  ),
  charging_station_not_found: missing("No such charging station."),
  driver_not_found: missing("No such driver."),
  driver_or_fleet_not_found: missing("The driver or fleet to attach to does not exist."),
  estimation_not_found: missing("No such estimation."),
  event_not_found: missing("No such event."),
  fleet_not_found: missing("No such fleet."),
  invoice_not_found: missing("No such invoice."),
  payment_method_not_found: missing("No such payment method."),
  payment_method_owner_not_found: missing(
    "The driver or fleet to attach the payment method to does not exist.",
  ),
  payment_method_scope_not_found: missing(
    "The payment method does not belong to the given driver or fleet.",
  ),
  policy_not_found: missing("No such policy."),
  report_not_found: missing("No such report."),
  reservation_not_found: missing("No such reservation."),
  transaction_not_found: missing("No such transaction."),
  vehicle_not_found: missing("No such vehicle."),
  vehicle_owner_not_found: missing("The owner of the vehicle does not exist."),
  vehicle_telemetry_not_found: missing("The vehicle has sent no reading yet."),
  webhook_endpoint_not_found: missing("No such webhook endpoint."),
  webhook_delivery_not_found: missing("No such delivery to this endpoint, or it is 30 days old."),
  api_key_not_found: missing("No such API key."),
  request_log_not_found: missing(
    "No such request: it carried no good key, is over 30 days old, or was not written yet.",
  ),
  network_not_found: missing("No such network."),
  tariff_not_found: missing("No such tariff."),
  operator_not_found: missing("No such operator."),
  policy_decision_not_found: missing("No such policy decision."),
  station_connection_not_found: missing(
    "The station has no connection of its own: it is not on an OCPP network.",
  ),
  command_not_found: missing("No such command."),
  wallet_not_found: missing("No such wallet."),
  top_up_not_found: missing("No such top-up."),
  charge_token_not_found: missing("No such charge token."),
  test_clock_not_found: missing("No such test clock."),
  method_not_allowed: entry(
    405,
    "invalid_request_error",
    "The endpoint exists, but not with this method; see `Allow`.",
  ),
  payload_too_large: entry(413, "invalid_request_error", "A body may have up to 1 MiB."),
  request_timeout: entry(408, "invalid_request_error", "The request took too long to arrive."),
  headers_too_large: entry(431, "invalid_request_error", "Headers may have up to 16 KiB in all."),
  unsupported_media_type: entry(415, "invalid_request_error", "Bodies are `application/json`."),
  charging_session_conflict: conflict(
    "The connector, the station, the vehicle or the owner is not free for this.",
  ),
  charging_session_state_conflict: conflict("The session's status does not allow this."),
  reservation_invalid_state: conflict(
    "The reservation is not pending any more, or lies too far ahead to be confirmed.",
  ),
  reservation_update_invalid_state: conflict("Only a pending reservation can be changed."),
  reservation_cancel_invalid_state: conflict("Only an open reservation can be cancelled."),
  driver_fleet_conflict: conflict(
    "Driver, vehicle and fleet do not belong together, or the fleet does not allow it now.",
  ),
  api_key_state_conflict: conflict(
    "The key is not active, was rolled already, or is the account's last secret key.",
  ),
  driver_state_conflict: conflict("The driver's state does not allow this."),
  fleet_state_conflict: conflict("The fleet's state does not allow this."),
  payment_method_state_conflict: conflict("The payment method's state does not allow this."),
  tariff_state_conflict: conflict("Connectors have this tariff; it cannot be deleted."),
  webhook_delivery_state_conflict: conflict("The delivery has had too many attempts."),
  webhook_endpoint_state_conflict: conflict("The webhook endpoint is disabled."),
  wallet_state_conflict: conflict("The wallet's owner is deleted or archived."),
  transaction_state_conflict: conflict(
    "The transaction cannot be refunded: it is no charge, or has not succeeded.",
  ),
  invoice_update_invalid_state: conflict("The invoice's status does not allow a change."),
  invoice_finalize_invalid_state: conflict("Only a draft can be finalised."),
  invoice_payment_invalid_state: conflict(
    "Only an open or overdue invoice can be paid, and by one payment at a time.",
  ),
  invoice_void_invalid_state: conflict(
    "Only an open or overdue invoice without a payment under way can be voided.",
  ),
  charge_token_state_conflict: conflict("Another charge token holds this card already."),
  test_clock_state_conflict: conflict(
    "The test clock is advancing, or the account has one already.",
  ),
  payment_authorization_failed: entry(
    402,
    "payment_error",
    "The payment method was declined; `details` carries the decline code.",
  ),
  policy_blocked: entry(
    403,
    "policy_error",
    "A policy forbids the session; `details` lists every violated rule.",
  ),
  charging_station_rejected: entry(
    409,
    "station_error",
    "The station refused the order or is offline; `details` says why.",
  ),
  charging_station_timeout: entry(504, "station_error", "The station did not answer in time."),
  internal_error: entry(500, "api_error", "A mistake of ours. The request id helps us find it."),
  service_unavailable: entry(
    503,
    "api_error",
    "The service cannot reach its database, or is stopping. Try again.",
  ),
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof errorCodes;

/** Machine-readable reasons of a refusal; only some codes carry them (spec part 1, †). */
export type Details = readonly Record<string, unknown>[] | Record<string, unknown>;

/** The caller asked for something that cannot be; nothing is left behind. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly param: string | null;
  readonly details: Details | null;

  constructor(code: ErrorCode, message: string, param: string | null, details: Details | null) {
    // A cut may have left half a surrogate pair, and strict readers take no answer that holds one.
    super(message.toWellFormed());
    this.name = "Refusal";
    this.code = code;
    this.param = param;
    this.details = details;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** Refuses. `message` is public: what was wrong and what was expected. */
export function refuse(
  code: ErrorCode,
  message: string,
  more: { param?: string | null; details?: Details } = {},
): never {
  throw new Refusal(code, message, more.param ?? null, more.details ?? null);
}

/** The object, or 404 `<object>_not_found`; `param` is for an id that stood in the body. */
export function found<T>(
  value: T | null | undefined,
  code: ErrorCode,
  id: string,
  param?: string,
): T {
  if (value !== null && value !== undefined) return value;
  const noun = code.replace(/_not_found$/, "").replaceAll("_", " ");
  refuse(code, `No such ${noun}: '${id.slice(0, 60)}'.`, param === undefined ? {} : { param });
}
