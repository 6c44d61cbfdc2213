// What to do about an error, for the page of errors; the list of codes says what each means. A code
// whose meaning says it all has no line here.
import type { ErrorCode } from "../../lib/errors.ts";

export const remedies: Partial<Readonly<Record<ErrorCode, string>>> = {
  api_key_missing: "Send `Authorization: Bearer ch_sk_test_…` with every request.",
  api_key_invalid:
    "One answer for all four, on purpose. Check the key, and that it was not rolled.",
  permission_denied: "The message names the right that a restricted key lacks.",
  https_required:
    "Use the https address, or allow plain http for development (`CHARGE_ALLOW_HTTP`).",
  rate_limit_exceeded: "Wait that long, then go on more slowly.",
  idempotency_key_invalid: "Leave the header out, or send a key of your own such as a UUID.",
  idempotency_key_in_use:
    "Wait a moment and send the same request again: it gets the first answer.",
  idempotency_key_reused: "Use a new key for a new request.",
  body_invalid: "Send one JSON object in UTF-8, nested at most 100 levels deep.",
  request_invalid: "Look at what your HTTP library sends, or at the proxy between.",
  parameter_missing: "Add it; `details` lists every problem that the request has.",
  parameter_unknown: "Look for a slip in its name: nothing that is unknown is passed over.",
  parameter_invalid: "The message says what was expected; `details` lists every problem.",
  page_token_invalid: "Follow `next_page_url` as it was given, with the same key.",
  version_invalid: "The message lists the versions that there are.",
  unsupported_expand_value:
    "The operation's reference lists the paths; write `expand=…` once for each.",
  owner_scope_invalid: "Give exactly one owner: `driver`, `fleet`, or `account` where it is taken.",
  payment_method_invalid_input: "`param` names what is wrong with it. In live mode send a token.",
  payment_method_scope_invalid: "Attach the payment method to the driver or to the fleet first.",
  route_not_found: "Compare path and method with the reference.",
  charging_session_dependency_not_found: "`param` names which of the five references it is.",
  vehicle_telemetry_not_found: "Send a reading in, or wait for the first session.",
  method_not_allowed: "Updates are `POST` on the object.",
  payload_too_large: "Send less at once; telemetry can be split into several batches.",
  request_timeout: "Send it again, without pauses.",
  headers_too_large: "Send fewer or shorter headers; cookies are not used here.",
  unsupported_media_type: "Send `Content-Type: application/json`.",
  charging_session_conflict:
    "`param` names what is taken. End the session that is under way, or choose another.",
  charging_session_state_conflict: "Read the session: it may have ended by itself.",
  driver_fleet_conflict: "Attach the driver to the vehicle's fleet, or the vehicle to the driver.",
  driver_state_conflict:
    "Before it is deleted, empty its wallet and wait for its top-ups. An archived driver takes none.",
  fleet_state_conflict:
    "Before it is deleted, empty its wallet and wait for its top-ups. An archived fleet takes none.",
  transaction_state_conflict:
    "Refund the charge or the top-up itself, once it has succeeded; `status` and `type` tell.",
  payment_method_state_conflict: "Empty its wallet first.",
  invoice_validation_error: "`param` names what does not fit; the message says why.",
  invoice_update_invalid_state: "Void the invoice and create another; a draft can be deleted.",
  invoice_payment_invalid_state:
    "Read the invoice: it may be paid already. Finalise a draft first; wait for a bank's answer.",
  invoice_void_invalid_state: "Delete a draft; give back what was paid by refunds.",
  test_clock_state_conflict: "List the clocks; wait until the one you find is `ready`.",
  charge_token_state_conflict: "Delete the other token, or change the card's number.",
  payment_authorization_failed:
    "Ask the payer for another payment method; another try with the same one rarely helps.",
  policy_blocked:
    "Change the policy, the place or the time. `POST /v1/policy_decisions` asks beforehand.",
  charging_station_rejected:
    "`details.reason` says whether it is offline, or what it said. Choose another connector.",
  charging_station_timeout:
    "The session is `failed` and nothing is charged. A retry with the same idempotency key gets the same answer: use a new one to try again.",
  internal_error: "Try again with the same idempotency key; it is safe.",
  service_unavailable: "A retry with the same idempotency key is safe.",
};
