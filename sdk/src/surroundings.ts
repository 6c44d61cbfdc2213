// What the client takes from the world around it: requests, time, chance. Tests hand in their own;
// everything else in the core is the same in Node, Bun and browsers.

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type Surroundings = {
  readonly fetch: Fetch;
  /** The wall clock, for how old a webhook is. */
  readonly now: () => Date;
  /** Milliseconds of a clock that never goes back, for what has a deadline. */
  readonly elapsedMs: () => number;
  /** Resolves later; rejects with the signal's reason as soon as that is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** 0 to 1, for the spread of retries. */
  readonly random: () => number;
};

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    if (signal?.aborted === true) return fail(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      fail(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      done();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

export const ownSurroundings: Surroundings = {
  // Looked up at each call and called as a function: browsers refuse `fetch` as another's method.
  fetch: (url, init) => fetch(url, init),
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep,
  random: Math.random,
};

/** 128 random bits as text. Unlike `crypto.randomUUID` it works on plain-http pages, too. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
}
