// The package's door: what `import { … } from "charge-sdk"` gives.

export { Charge } from "./charge.ts";
export {
  ApiError,
  AuthenticationError,
  ChargeError,
  ConnectionError,
  type Details,
  IdempotencyError,
  InvalidRequestError,
  PaymentError,
  PermissionError,
  PolicyError,
  RateLimitError,
  SignatureVerificationError,
  StationError,
  TimeoutError,
} from "./errors.ts";
export { EventStream } from "./event_stream.ts";
export type { Expand, Expanded, ExpandPath, Word } from "./expand.ts";
export { apiVersion, type ErrorCode, type ErrorType, errorCodes } from "./generated/codes.ts";
export type * from "./generated/events.ts";
export type * from "./generated/objects.ts";
export type * from "./generated/parameters.ts";
export type {
  ChangeOptions,
  ChargeOptions,
  Expanding,
  RequestOptions,
  StreamOptions,
} from "./options.ts";
export { List, Page, pageToken } from "./page.ts";
export type { Message } from "./server_sent_events.ts";
export type { Fetch } from "./surroundings.ts";
export type { ApiRequest, Method, ResponseInfo } from "./transport.ts";
export { version } from "./version.ts";
export {
  constructEvent,
  type RawBody,
  signWebhook,
  type VerifyOptions,
  verifyWebhook,
  type WebhookHeaders,
} from "./webhooks.ts";
