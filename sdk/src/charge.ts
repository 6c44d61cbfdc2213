// The client: settings, the resources, and the door for requests that are not known by name.
import { baseOf } from "./address.ts";
import { EventStream } from "./event_stream.ts";
import { apiVersion } from "./generated/codes.ts";
import { Resources } from "./generated/resources.ts";
import { type ChargeOptions, checkOptions, defaults, type StreamOptions } from "./options.ts";
import { List } from "./page.ts";
import { ownSurroundings, type Surroundings } from "./surroundings.ts";
import { type AnyOptions, type ApiRequest, type ResponseInfo, Transport } from "./transport.ts";
import { constructEvent, signWebhook, verifyWebhook } from "./webhooks.ts";

/** One key's view of a platform. */
export class Charge extends Resources {
  /** Proof of where webhooks come from; needs no key and sends nothing. */
  readonly webhooks = { constructEvent, verify: verifyWebhook, sign: signWebhook } as const;
  readonly #transport: Transport;

  /** `surroundings` are for tests: clock, chance and pauses. */
  constructor(key: string, options: ChargeOptions, surroundings: Partial<Surroundings> = {}) {
    if (typeof key !== "string" || !/^[\x21-\x7e]+$/.test(key)) {
      throw new TypeError("An API key is needed: new Charge('ch_sk_test_…', {baseUrl}).");
    }
    checkOptions(options);
    const transport = new Transport({
      base: baseOf(options.baseUrl),
      key,
      settings: {
        account: options.account,
        apiVersion: options.apiVersion ?? apiVersion,
        maxRetries: options.maxRetries ?? defaults.maxRetries,
        timeoutMs: options.timeoutMs ?? defaults.timeoutMs,
        totalTimeoutMs: options.totalTimeoutMs ?? defaults.totalTimeoutMs,
      },
      surroundings: {
        ...ownSurroundings,
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
        ...surroundings,
      },
    });
    super(transport);
    this.#transport = transport;
  }

  /** Any request, with this client's retries and errors; `path` begins with `/v1/`. */
  request<T = unknown>(request: ApiRequest, options: AnyOptions = {}): Promise<T> {
    return this.#transport.json<T>(request, options);
  }

  /** Any list. */
  list<T = unknown>(request: ApiRequest, options: AnyOptions = {}): List<T> {
    return new List<T>(this.#transport, request, options);
  }

  /** Any answer that is not JSON, as bytes. */
  bytes(request: ApiRequest, options: AnyOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.#transport.bytes(request, options);
  }

  /** Any live stream. */
  stream<T = unknown>(
    request: ApiRequest,
    options: StreamOptions & { lastEventId?: string | undefined } = {},
  ): EventStream<T> {
    const { lastEventId, ...others } = options;
    return new EventStream<T>({
      transport: this.#transport,
      request,
      options: others,
      lastEventId,
    });
  }

  /** Status, request id, headers and number of attempts of the answer that this object was. */
  responseOf(answer: object): ResponseInfo | undefined {
    return this.#transport.infoOf(answer);
  }
}
