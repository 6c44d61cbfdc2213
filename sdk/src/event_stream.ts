// A live stream of objects that mends itself: a connection that breaks, ends or falls silent is
// opened anew from the last id that arrived (`Last-Event-ID`), so that nothing is missed.
import { type Deadline, openDeadline } from "./attempt.ts";
import { ChargeError, errorObject, errorOf } from "./errors.ts";
import { checkOptions, type StreamOptions } from "./options.ts";
import { askedMs, isPassing, pauseMs } from "./retry.ts";
import { type Message, readMessages } from "./server_sent_events.ts";
import { type ApiRequest, type Transport, unanswered } from "./transport.ts";

const defaultIdleMs = 60_000;
/** Streams come back for as long as it takes, so their pauses may grow longer than a request's. */
const mostPauseMs = 30_000;
/** A connection that lasted so long had no trouble to begin with. */
const steadyMs = 5000;

export type StreamCall = {
  readonly transport: Transport;
  readonly request: ApiRequest;
  readonly options: StreamOptions & { readonly expand?: readonly string[] | undefined };
  readonly lastEventId?: string | undefined;
};

/**
 * Iterate over it; leaving the loop closes the connection. Passing trouble (a broken connection,
 * 429, 5xx) is mended for as long as it takes, unless `maxRetries` bounds it; a refusal is thrown.
 */
export class EventStream<T> implements AsyncIterable<T> {
  readonly #call: StreamCall;
  #lastEventId: string;
  /** What the platform's `retry:` asked for. */
  #askedMs = 0;

  constructor(call: StreamCall) {
    checkOptions(call.options);
    this.#call = call;
    this.#lastEventId = call.lastEventId ?? "";
  }

  /**
   * Where another stream could go on: the id of the last message that was handed out, before the
   * first the place that the platform named.
   */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { data } of this.messages()) yield JSON.parse(data) as T;
  }

  /** The messages as they are sent: id, event and data. */
  async *messages(): AsyncGenerator<Message, void, undefined> {
    const { signal } = this.#call.options;
    const { elapsedMs } = this.#call.transport.surroundings;
    for (let failures = 1; ; failures++) {
      const deadline = openDeadline(signal);
      const opened = elapsedMs();
      let trouble: ChargeError | null = null;
      try {
        const body = await this.#open(deadline, failures);
        if (body === null) return;
        for await (const message of this.#read(body, deadline)) {
          failures = 0;
          this.#lastEventId = message.id;
          yield message;
        }
      } catch (cause) {
        signal?.throwIfAborted();
        trouble = this.#troubleOf(cause, failures);
      } finally {
        deadline.clear();
      }
      if (elapsedMs() - opened > steadyMs) failures = 0;
      if (!(await this.#pause(trouble, failures))) return;
    }
  }

  /** Connects; null: there is nothing more to come. */
  async #open(deadline: Deadline, attempts: number): Promise<ReadableStream<Uint8Array> | null> {
    const { transport, request, options } = this.#call;
    const headers = { ...transport.headers(options), accept: "text/event-stream" };
    const init: RequestInit = {
      ...{ method: request.method, redirect: "manual", cache: "no-store" },
      ...{ signal: deadline.signal },
      headers:
        this.#lastEventId === "" ? headers : { ...headers, "last-event-id": this.#lastEventId },
    };
    deadline.expireIn(this.#timeoutMs);
    const url = transport.url(request, options.expand);
    const sent = transport.surroundings.fetch(url, init);
    const response = await Promise.race([sent, deadline.ended]);
    if (response.status === 204) return null;
    if (response.status === 200 && response.body !== null) return response.body;
    const text = await Promise.race([response.text(), deadline.ended]);
    throw errorOf(response, errorObject(text), { attempts, idempotencyKey: null });
  }

  #read(body: ReadableStream<Uint8Array>, deadline: Deadline) {
    const idleMs = this.#call.options.idleTimeoutMs ?? defaultIdleMs;
    deadline.expireIn(idleMs);
    return readMessages(body, this.#lastEventId, {
      onBytes: () => deadline.expireIn(idleMs),
      onId: (id) => {
        this.#lastEventId = id;
      },
      onRetry: (ms) => {
        this.#askedMs = Math.min(ms, mostPauseMs);
      },
    });
  }

  get #timeoutMs(): number {
    return this.#call.options.timeoutMs ?? this.#call.transport.settings.timeoutMs;
  }

  #troubleOf(cause: unknown, attempts: number): ChargeError {
    if (cause instanceof ChargeError) return cause;
    return unanswered(cause, this.#timeoutMs, { attempts, idempotencyKey: null });
  }

  /** Waits before the next connection; false: there is to be none. */
  async #pause(trouble: ChargeError | null, failures: number): Promise<boolean> {
    const { transport, options } = this.#call;
    const { sleep, random, now } = transport.surroundings;
    if (trouble !== null && !isPassing(trouble)) throw trouble;
    const over = failures >= (options.maxRetries ?? Number.POSITIVE_INFINITY) + 1;
    const asked = askedMs(trouble?.headers ?? null, now());
    const pause = pauseMs(Math.max(failures, 1), asked, random(), mostPauseMs);
    if (over || pause === null) {
      if (trouble === null) return false;
      throw trouble;
    }
    await sleep(Math.max(pause, this.#askedMs), options.signal);
    return true;
  }
}
