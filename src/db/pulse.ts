// Wakes what waits in this process whenever something in it has committed, so that a request that
// waits for an outcome need not ask the database all the time.

export type Pulse = {
  /** Something has committed. */
  beat(): void;
  /** Resolves at the next beat, or after `ms`. */
  next(ms: number): Promise<void>;
};

export function openPulse(): Pulse {
  let waiting: (() => void)[] = [];
  return {
    beat() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    next: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
