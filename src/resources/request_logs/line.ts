// From a request that was answered to its line in the log: what is kept of it, cut and redacted.
// Pure; done when lines are written, not while the request waits.
import type { Seen } from "../../http/seen.ts";
import { present } from "../../lib/assert.ts";
import { timeOfId } from "../../lib/id.ts";
import { timestamp } from "../../lib/time.ts";
import { redactBody, redactForms, redactPath, redactQuery } from "./redaction.ts";

/** What is held of a request until its line is written. */
export type Held = {
  readonly seen: Omit<Seen, "body" | "answer" | "address">;
  readonly address: string;
  readonly body: Buffer | null;
  readonly answer: string | null;
  readonly collapsed: number;
};

/** Bytes of a body that are kept, and those read beyond them, so that no secret is cut in two. */
const keptChars = 8192;
export const readBytes = keptChars + 2048;

/** A line as the insert takes it, by the names of its columns. */
export type Line = Readonly<Record<string, string | number | boolean | null>>;

export function lineOf({ seen, address, body, answer, collapsed }: Held): Line {
  const { principal, keyAccount } = present(seen.caller, "who asked");
  const at = seen.url.indexOf("?");
  const path = at < 0 ? seen.url : seen.url.slice(0, at);
  const key = seen.idempotencyKey;
  return {
    account_id: principal.account,
    livemode: principal.livemode,
    id: seen.requestId,
    method: seen.method,
    path: kept(redactPath(path), 1000),
    query: at < 0 ? null : kept(redactQuery(seen.url.slice(at + 1)), 2000),
    status: seen.status,
    duration_ms: Math.round(seen.durationMs),
    api_key: principal.keyId,
    acting_account: keyAccount === principal.account ? null : keyAccount,
    // An empty one was refused, and names nothing.
    idempotency_key: typeof key === "string" && key !== "" ? kept(redactForms(key), 255) : null,
    idempotent_replayed: seen.replayed,
    error_code: seen.code,
    object_id: objectOf(path, answer),
    api_version: seen.version ?? principal.apiVersion,
    user_agent: seen.userAgent === undefined ? null : kept(redactForms(seen.userAgent), 300),
    ip_address: kept(address, 60),
    request_body:
      body === null || body.length === 0 ? null : bodyText(body.toString("utf8"), false),
    response_body: answer === null ? null : bodyText(answer, seen.secretAnswer),
    collapsed,
    created: timestamp(present(timeOfId(seen.requestId), "the time of a request's id")),
  };
}

function bodyText(text: string, secret: boolean): string {
  const shown = redactBody({ text, secret });
  return kept(shown, keptChars);
}

/** At most so many characters, such as PostgreSQL takes them. */
function kept(text: string, chars: number): string {
  const cut = text.length > chars ? `${text.slice(0, chars)}…` : text;
  return cut.replaceAll("\0", "\uFFFD").toWellFormed();
}

const anId = /\/([a-z]{2,8}_[0-9A-Za-z]{32})(?=\/|$)/;
const madeId = /^\{"id":"([a-z]{2,8}_[0-9A-Za-z]{32})"/;

function objectOf(path: string, answer: string | null): string | null {
  const id = anId.exec(path)?.[1] ?? madeId.exec(answer ?? "")?.[1] ?? null;
  // Anybody may write a card number where an id belongs.
  return id !== null && redactForms(id) === id ? id : null;
}
