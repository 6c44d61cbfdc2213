// One HTTP exchange under a deadline that covers headers and body. Retries are transport.ts's.
import type { Fetch } from "./surroundings.ts";

/** Why an attempt was ended by us. */
export class OutOfTime extends Error {}

/** A longer timer would fire at once. */
const longestMs = 2 ** 31 - 1;

export type Deadline = {
  readonly signal: AbortSignal;
  /** Ends the exchange in so many milliseconds from now, in place of what was said before. */
  readonly expireIn: (ms: number) => void;
  /** Resolves never; rejects with what ended the exchange. */
  readonly ended: Promise<never>;
  readonly clear: () => void;
};

/** Ends by time, or by the caller's signal; must be cleared. */
export function openDeadline(signal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let end: (why: unknown) => void = () => undefined;
  const ended = new Promise<never>((_, fail) => {
    end = fail;
  });
  // Nobody may be waiting any more when it ends.
  ended.catch(() => undefined);
  const abort = (why: unknown): void => {
    end(why);
    controller.abort(why);
  };
  const passOn = (): void => abort(signal?.reason);
  if (signal?.aborted === true) passOn();
  else signal?.addEventListener("abort", passOn, { once: true });
  return {
    signal: controller.signal,
    ended,
    expireIn(ms) {
      clearTimeout(timer);
      timer = setTimeout(() => abort(new OutOfTime()), Math.min(ms, longestMs));
    },
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", passOn);
    },
  };
}

export type Exchange = {
  readonly url: string;
  readonly init: RequestInit;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
};

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/** Sends one request and reads all of its answer. Throws what `fetch` throws, or OutOfTime. */
export async function exchange(send: Fetch, call: Exchange): Promise<Answer> {
  const deadline = openDeadline(call.signal);
  deadline.expireIn(call.timeoutMs);
  const all = async (): Promise<Answer> => {
    const response = await send(call.url, { ...call.init, signal: deadline.signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes };
  };
  try {
    // The race: a `fetch` of the caller's own may not heed the signal.
    return await Promise.race([all(), deadline.ended]);
  } finally {
    deadline.clear();
  }
}
