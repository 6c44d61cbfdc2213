// Sends requests until one has an answer that counts: headers, retries, errors. What the answers
// mean is the resources' and the lists' affair.
import { at, type Query, queryText } from "./address.ts";
import { type Answer, exchange, OutOfTime } from "./attempt.ts";
import {
  ChargeError,
  ConnectionError,
  errorObject,
  errorOf,
  type Sent,
  TimeoutError,
} from "./errors.ts";
import { type ChangeOptions, checkOptions, type Settings } from "./options.ts";
import { askedMs, isPassing, pauseMs } from "./retry.ts";
import { randomKey, type Surroundings } from "./surroundings.ts";
import { version } from "./version.ts";

export type Method = "GET" | "POST" | "DELETE";

/** One request of the API, as its reference shows it. */
export type ApiRequest = {
  readonly method: Method;
  /** `/v1/drivers/drv_…`; or a template, with what stands in its braces in `ids`. */
  readonly path: string;
  readonly ids?: readonly string[];
  readonly query?: Query | undefined;
  /** Of a POST: its parameters. */
  readonly body?: object | undefined;
};

export type AnyOptions = ChangeOptions & { readonly expand?: readonly string[] | undefined };

/** What came with an answer. */
export type ResponseInfo = Sent & {
  readonly status: number;
  readonly requestId: string | null;
  readonly headers: Headers;
  /** The platform had done this before, under the same idempotency key. */
  readonly replayed: boolean;
};

export type Connection = {
  readonly base: string;
  readonly key: string;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
};

const utf8 = new TextDecoder();

export class Transport {
  readonly #connection: Connection;
  readonly #told = new WeakMap<object, ResponseInfo>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get surroundings(): Surroundings {
    return this.#connection.surroundings;
  }

  get settings(): Settings {
    return this.#connection.settings;
  }

  /** What came with this object of an answer. */
  infoOf(answer: object): ResponseInfo | undefined {
    return this.#told.get(answer);
  }

  /** Sends, and reads the answer as JSON. */
  async json<T>(request: ApiRequest, options: AnyOptions = {}): Promise<T> {
    const { answer, sent } = await this.#send(request, options);
    const text = utf8.decode(answer.bytes);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      const { status, headers } = answer;
      const message = `Received a ${status} that is not JSON. Is baseUrl right?`;
      throw new ConnectionError(message, { status, headers }, sent, cause);
    }
    if (typeof value === "object" && value !== null) {
      this.#told.set(value, {
        ...sent,
        status: answer.status,
        headers: answer.headers,
        requestId: answer.headers.get("request-id"),
        replayed: answer.headers.get("idempotent-replayed") === "true",
      });
    }
    return value as T;
  }

  /** Sends, and hands over the answer's bytes: a PDF, a table. */
  async bytes(request: ApiRequest, options: AnyOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#send(request, options)).answer.bytes;
  }

  url({ path, ids, query }: ApiRequest, expand: readonly string[] = []): string {
    if (!path.startsWith("/")) throw new TypeError("path must begin with a slash.");
    const text = queryText(expand.length === 0 ? (query ?? {}) : { ...query, expand });
    return `${this.#connection.base}${ids === undefined ? path : at(path, ...ids)}${text}`;
  }

  headers({ account, apiVersion }: AnyOptions): Record<string, string> {
    const { key, settings } = this.#connection;
    const acting = account ?? settings.account;
    return {
      authorization: `Bearer ${key}`,
      "charge-version": apiVersion ?? settings.apiVersion,
      "user-agent": `charge-sdk/${version}`,
      ...(acting === undefined ? {} : { "charge-account": acting }),
    };
  }

  #initOf(request: ApiRequest, options: AnyOptions, idempotencyKey: string | null): RequestInit {
    const headers = this.headers(options);
    // A redirect is never followed: the key is for this platform, and a POST would become a GET.
    const init: RequestInit = { method: request.method, redirect: "manual", headers };
    if (idempotencyKey === null) return init;
    headers["idempotency-key"] = idempotencyKey;
    headers["content-type"] = "application/json";
    return { ...init, body: JSON.stringify(request.body ?? {}) };
  }

  async #send(request: ApiRequest, options: AnyOptions): Promise<{ answer: Answer; sent: Sent }> {
    checkOptions(options);
    const { settings, surroundings } = this.#connection;
    const idempotencyKey =
      request.method === "POST" ? (options.idempotencyKey ?? randomKey()) : null;
    const url = this.url(request, options.expand);
    const init = this.#initOf(request, options, idempotencyKey);
    const retries = options.maxRetries ?? settings.maxRetries;
    const endMs = surroundings.elapsedMs() + (options.totalTimeoutMs ?? settings.totalTimeoutMs);
    const leftMs = (): number => endMs - surroundings.elapsedMs();
    for (let attempts = 1; ; attempts++) {
      const sent: Sent = { attempts, idempotencyKey };
      const timeoutMs = Math.max(0, Math.min(options.timeoutMs ?? settings.timeoutMs, leftMs()));
      const call = { url, init, timeoutMs, signal: options.signal };
      const result = await this.#attempt(call, sent);
      if (!(result instanceof ChargeError)) return { answer: result, sent };
      if (attempts > retries || !isPassing(result)) throw result;
      const asked = askedMs(result.headers, surroundings.now());
      const pause = pauseMs(attempts, asked, surroundings.random());
      if (pause === null || pause >= leftMs()) throw result;
      await surroundings.sleep(pause, options.signal);
    }
  }

  /** An answer that counts, or why there is none. The caller's own abort is thrown. */
  async #attempt(call: Parameters<typeof exchange>[1], sent: Sent): Promise<Answer | ChargeError> {
    try {
      const answer = await exchange(this.#connection.surroundings.fetch, call);
      if (answer.status === 200) return answer;
      return errorOf(answer, errorObject(utf8.decode(answer.bytes)), sent);
    } catch (cause) {
      call.signal?.throwIfAborted();
      return unanswered(cause, call.timeoutMs, sent);
    }
  }
}

export function unanswered(cause: unknown, timeoutMs: number, sent: Sent): ConnectionError {
  if (cause instanceof OutOfTime) {
    return new TimeoutError(`No complete answer within ${Math.round(timeoutMs)} ms.`, {}, sent);
  }
  const why = causeText(cause);
  return new ConnectionError(`No answer: ${why}.`, {}, sent, cause);
}

/** What `fetch` says is "fetch failed"; the reason stands behind it. */
function causeText(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined;
  if (inner instanceof Error && inner.message !== "") return inner.message;
  return cause instanceof Error ? cause.message : String(cause);
}
