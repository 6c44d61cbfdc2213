// Turns whatever was thrown into the error object of the contract (spec/samples/error.json): a
// refusal as it is, a lost database as 503, everything else as 500 with its details in the log
// only.
import { showsCard, struck, withoutCards } from "../lib/card_digits.ts";
import { type Details, type ErrorCode, errorCodes, Refusal } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";

export type ErrorBody = {
  readonly code: ErrorCode;
  readonly details?: unknown;
  readonly doc_url: string;
  readonly message: string;
  readonly object: "error";
  readonly param: string | null;
  readonly request: string;
  readonly status: number;
  readonly type: string;
};

/**
 * The error as it is answered. Messages repeat what was wrong (an id, a path, a name); a card's
 * number that was put in its place they do not.
 */
export function errorBody(refusal: Refusal, request: string, publicUrl: string): ErrorBody {
  const { status, type } = errorCodes[refusal.code];
  const details = refusal.details ?? ownDetails(refusal);
  return {
    code: refusal.code,
    ...(details === null ? {} : { details: shown(details) }),
    doc_url: `${publicUrl}/docs/errors#${refusal.code}`,
    message: withoutCards(refusal.message),
    object: "error",
    param: refusal.param === null ? null : withoutCards(refusal.param),
    request,
    status,
    type,
  };
}

function shown(value: unknown): unknown {
  if (typeof value === "string") return withoutCards(value);
  if (typeof value === "number") return showsCard(String(value)) ? struck : value;
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [withoutCards(key), shown(inner)]),
  );
}

/** A refused parameter is its only detail where it brought none (ruling 7). */
function ownDetails({ code, message, param }: Refusal): Details | null {
  const { status, type } = errorCodes[code];
  const unread = code === "body_invalid" || code === "request_invalid";
  const validation = status === 400 && type === "invalid_request_error" && !unread;
  return validation ? [{ code, message, param }] : null;
}

/** What the driver says, without a code, of connections that broke or never came to be. */
const broken = new RegExp(
  "Connection terminated|Client has encountered a connection error|Client was closed|" +
    "^timeout expired$",
);

/**
 * Classes of SQLSTATE and of sockets that mean "the database is away or overloaded", not "we
 * erred".
 */
const away = /^(08|53|57P|25006|57014|55P03)|^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/;

function isAway(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string" && away.test(code)) return true;
  return typeof message === "string" && broken.test(message);
}

export const jsonWanted =
  "The body must be sent as 'Content-Type: application/json', in UTF-8 and nothing else.";

/** The refusal that the caller sees; what it hides is logged with the request's id. */
export function asRefusal(error: unknown, request: string, log: Log): Refusal {
  if (error instanceof Refusal) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "FST_ERR_BAD_URL" || code === "FST_ERR_MAX_PARAM_LENGTH") {
    const message = "The path of the URL cannot be decoded, or a part of it is too long.";
    return new Refusal("route_not_found", message, null, null);
  }
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new Refusal("payload_too_large", "The body is larger than 1 MiB.", null, null);
  }
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return new Refusal("unsupported_media_type", jsonWanted, null, null);
  }
  if (typeof code === "string" && code.startsWith("FST_ERR_CTP")) {
    return new Refusal("body_invalid", "The body could not be read.", null, null);
  }
  if (isAway(error)) {
    log.error({ err: error, request }, "the database is away");
    return new Refusal(
      "service_unavailable",
      "The service cannot reach its database. Try again shortly.",
      null,
      null,
    );
  }
  log.error({ err: error, request }, "a request met a bug");
  return new Refusal(
    "internal_error",
    `Something went wrong on our side. Quote ${request} when you ask.`,
    null,
    null,
  );
}
