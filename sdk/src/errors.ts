// What a call throws: one class for each `type` of the API's errors, and three for what went wrong
// without an answer of the API.
import type { ErrorCode, ErrorType } from "./generated/codes.ts";

/** Machine-readable reasons; only some codes carry them. */
export type Details =
  | readonly Readonly<Record<string, unknown>>[]
  | Readonly<Record<string, unknown>>;

export type Told = {
  readonly code: ErrorCode | null;
  readonly type: ErrorType | null;
  readonly status: number | null;
  readonly docUrl: string | null;
  readonly param: string | null;
  readonly requestId: string | null;
  readonly details: Details | null;
  readonly headers: Headers | null;
};

/** How the call was made. */
export type Sent = {
  /** How many requests were sent. */
  readonly attempts: number;
  /** Of a call that changes something: repeat it with the same key and it has its effect once. */
  readonly idempotencyKey: string | null;
};

const untold: Told = {
  ...{ code: null, type: null, status: null, docUrl: null, param: null },
  ...{ requestId: null, details: null, headers: null },
};

/** Every error of this client. */
export class ChargeError extends Error {
  /** What went wrong; null where it was not the API that said so. */
  readonly code: ErrorCode | null;
  readonly type: ErrorType | null;
  /** The HTTP status; null without an answer. */
  readonly status: number | null;
  /** Where the code is explained. */
  readonly docUrl: string | null;
  /** The parameter to blame, as a dotted path. */
  readonly param: string | null;
  /** Names the request in the platform's log. */
  readonly requestId: string | null;
  readonly details: Details | null;
  readonly headers: Headers | null;
  readonly attempts: number;
  readonly idempotencyKey: string | null;

  constructor(message: string, told: Partial<Told> = {}, sent?: Sent, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    const all = { ...untold, ...told };
    this.code = all.code;
    this.type = all.type;
    this.status = all.status;
    this.docUrl = all.docUrl;
    this.param = all.param;
    this.requestId = all.requestId;
    this.details = all.details;
    this.headers = all.headers;
    this.attempts = sent?.attempts ?? 0;
    this.idempotencyKey = sent?.idempotencyKey ?? null;
  }

  // Not `constructor.name`, which a minifier changes.
  override get name(): string {
    return "ChargeError";
  }
}

/** 401: no key, or not a valid one. */
export class AuthenticationError extends ChargeError {
  override get name(): string {
    return "AuthenticationError";
  }
}

/** 403: the key, or the account as it stands, may not do this. */
export class PermissionError extends ChargeError {
  override get name(): string {
    return "PermissionError";
  }
}

/** 429: too many requests, also after the retries. */
export class RateLimitError extends ChargeError {
  override get name(): string {
    return "RateLimitError";
  }
}

/** The idempotency key is in use, was used for another request, or is malformed. */
export class IdempotencyError extends ChargeError {
  override get name(): string {
    return "IdempotencyError";
  }
}

/** A parameter, an id or the state of an object does not allow it; see `code` and `param`. */
export class InvalidRequestError extends ChargeError {
  override get name(): string {
    return "InvalidRequestError";
  }
}

/** 402: the payment method was declined. */
export class PaymentError extends ChargeError {
  override get name(): string {
    return "PaymentError";
  }
}

/** 403: a fleet's policy forbids it; `details` lists every violated rule. */
export class PolicyError extends ChargeError {
  override get name(): string {
    return "PolicyError";
  }
}

/** The charger refused the order, is offline, or did not answer in time. */
export class StationError extends ChargeError {
  override get name(): string {
    return "StationError";
  }
}

/** A fault of the platform, or an answer that is not the platform's at all (`code` is null). */
export class ApiError extends ChargeError {
  override get name(): string {
    return "ApiError";
  }
}

/** No answer: the connection could not be made, or broke. `cause` is what `fetch` said. */
export class ConnectionError extends ChargeError {
  override get name(): string {
    return "ConnectionError";
  }
}

/** No complete answer in time. */
export class TimeoutError extends ConnectionError {
  override get name(): string {
    return "TimeoutError";
  }
}

/** A webhook that does not prove where it comes from; do not act on it. */
export class SignatureVerificationError extends ChargeError {
  override get name(): string {
    return "SignatureVerificationError";
  }
}

const classes: Record<ErrorType, typeof ChargeError> = {
  authentication_error: AuthenticationError,
  permission_error: PermissionError,
  rate_limit_error: RateLimitError,
  idempotency_error: IdempotencyError,
  invalid_request_error: InvalidRequestError,
  payment_error: PaymentError,
  policy_error: PolicyError,
  station_error: StationError,
  api_error: ApiError,
};

type Wire = Readonly<Record<string, unknown>>;

/** The error object in a body, or null where there is none. */
export function errorObject(body: string): Wire | null {
  try {
    const value = JSON.parse(body) as unknown;
    const object = typeof value === "object" && value !== null ? (value as Wire) : null;
    return object?.["object"] === "error" && typeof object["code"] === "string" ? object : null;
  } catch {
    return null;
  }
}

/** What to throw for an answer that is not 200. */
export function errorOf(
  answer: { readonly status: number; readonly headers: Headers },
  object: Wire | null,
  sent: Sent,
): ChargeError {
  const { status, headers } = answer;
  if (object === null) {
    const what = status === 0 || (status >= 300 && status < 400) ? "a redirect" : `a ${status}`;
    const message = `Received ${what} that is not an answer of the API. Is baseUrl right?`;
    return new ApiError(message, { status, headers, requestId: headers.get("request-id") }, sent);
  }
  const text = (key: string): string | null => {
    const value = object[key];
    return typeof value === "string" ? value : null;
  };
  const type = text("type") as ErrorType | null;
  // A platform newer than this client may have more types.
  const Class = (type === null ? undefined : classes[type]) ?? ApiError;
  const told: Told = {
    code: text("code") as ErrorCode | null,
    ...{ type, status, headers, docUrl: text("doc_url"), param: text("param") },
    requestId: text("request") ?? headers.get("request-id"),
    details: (object["details"] as Details | undefined) ?? null,
  };
  return new Class(text("message") ?? `Refused: ${told.code}`, told, sent);
}
