// What the command line takes from the process it runs in. Only main.ts makes one of the real
// process; tests hand in their own.

export type Output = {
  /** Resolves when the reader can take more, so that a long list does not fill the memory. */
  readonly write: (text: string | Uint8Array) => Promise<void>;
  readonly isTerminal: boolean;
  /** Null: as wide as it gets, for what is not a terminal. */
  readonly columns: number | null;
};

export type World = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly out: Output;
  readonly err: Output;
  /** The standard input to its end. */
  readonly readInput: () => Promise<string>;
  /** One line from a person; null where nobody sits at a terminal. */
  readonly ask: (question: string, how: { readonly hidden: boolean }) => Promise<string | null>;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
};

export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done, fail) => {
    if (signal.aborted) return fail(signal.reason);
    const stop = (): void => {
      clearTimeout(timer);
      fail(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      done();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
