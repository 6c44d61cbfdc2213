// What can be set for the whole client and for one request.
import type { Fetch } from "./surroundings.ts";

/** Of one request; what is left out is the client's. */
export type RequestOptions = {
  /** A sub-account that the request acts for (`Charge-Account`). */
  readonly account?: string | undefined;
  /** Another version of the API than this client's types describe (`Charge-Version`). */
  readonly apiVersion?: string | undefined;
  /** How often a failed request is repeated; default 2. */
  readonly maxRetries?: number | undefined;
  /**
   * Milliseconds for one attempt, from connecting to the last byte of the body; default 100 000,
   * which is longer than a charger may take to start or stop.
   */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for the whole call, retries and the pauses between them; default 240 000. */
  readonly totalTimeoutMs?: number | undefined;
  /** Ends the call; it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
};

/** Of a request that changes something. */
export type ChangeOptions = RequestOptions & {
  /**
   * A key of your own: the same request under the same key has its effect once, for 24 hours, also
   * over restarts of your program. Default: a random one per call, shared by its retries.
   */
  readonly idempotencyKey?: string | undefined;
};

/** Of a request whose answer can have objects in place of ids. */
export type Expanding<E extends readonly string[]> = {
  /** Paths of ids to replace by their objects, to depth 4: `["driver", "vehicle.fleet"]`. */
  readonly expand?: E | undefined;
};

/** Of a live stream. */
export type StreamOptions = Omit<RequestOptions, "totalTimeoutMs"> & {
  /**
   * Milliseconds of silence, keep-alives included, after which the stream is taken for dead and
   * opened anew; default 60 000.
   */
  readonly idleTimeoutMs?: number | undefined;
};

export type ChargeOptions = {
  /** Where the platform answers: `https://charge.example.com`. */
  readonly baseUrl: string;
  readonly account?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly maxRetries?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly totalTimeoutMs?: number | undefined;
  /** Sends the requests, in place of the global `fetch`: for a proxy, a trace, or a test. */
  readonly fetch?: Fetch | undefined;
};

/** What a client was set to. */
export type Settings = {
  readonly account: string | undefined;
  readonly apiVersion: string;
  readonly maxRetries: number;
  readonly timeoutMs: number;
  readonly totalTimeoutMs: number;
};

export const defaults = { maxRetries: 2, timeoutMs: 100_000, totalTimeoutMs: 240_000 } as const;

/** Values of a header: a line of ASCII or Latin-1. */
const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;

const shown = (value: unknown): string =>
  typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));

const refuse = (name: string, expected: string, given: unknown): never => {
  throw new TypeError(`${name} must be ${expected}, not ${shown(given)}.`);
};

/**
 * What no request could be sent with is the program's mistake: said at once, and not taken for a
 * broken connection that is worth a retry.
 */
export function checkOptions<T extends Readonly<Record<string, unknown>>>(options: T): T {
  for (const name of ["account", "apiVersion", "idempotencyKey"]) {
    const value = options[name];
    if (value === undefined) continue;
    if (typeof value !== "string" || !headerText.test(value)) {
      refuse(name, "text that a header can hold", value);
    }
  }
  for (const name of ["timeoutMs", "totalTimeoutMs", "idleTimeoutMs"]) {
    const value = options[name];
    if (value === undefined || (typeof value === "number" && value > 0)) continue;
    refuse(name, "a number of milliseconds above 0", value);
  }
  const { maxRetries } = options;
  if (maxRetries === undefined || maxRetries === Number.POSITIVE_INFINITY) return options;
  if (Number.isInteger(maxRetries) && (maxRetries as number) >= 0) return options;
  return refuse("maxRetries", "a whole number from 0", maxRetries);
}
