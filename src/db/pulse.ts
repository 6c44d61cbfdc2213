// Wakes what waits in this process for one object when a work that touched it has committed, so
// that a request that waits for an outcome need not ask the database all the time, and not at all
// for what concerns others.

export type Listening = {
  /**
   * Resolves at the next beat of the id, or after `ms`; at once when it has beaten since the
   * listening began or `next` last resolved.
   */
  next(ms: number): Promise<void>;
  close(): void;
};

export type Pulse = {
  /** Works that touched these ids have committed. */
  beat(ids: Iterable<string>): void;
  /** Listen first, then look: what commits between the two is not missed. */
  listen(id: string): Listening;
  /** Calls `hear` at once with the ids of every beat, before the works' callers go on. */
  watch(hear: (ids: Iterable<string>) => void): void;
};

type Ear = { heard: boolean; wake: () => void };

const asleep = (): void => undefined;

export function openPulse(): Pulse {
  const ears = new Map<string, Set<Ear>>();
  const watchers: ((ids: Iterable<string>) => void)[] = [];
  return {
    watch(hear) {
      watchers.push(hear);
    },
    beat(ids) {
      for (const hear of watchers) hear(ids);
      for (const id of ids) {
        for (const ear of ears.get(id) ?? []) {
          ear.heard = true;
          ear.wake();
        }
      }
    },
    listen(id) {
      const ear: Ear = { heard: false, wake: asleep };
      const others = ears.get(id) ?? new Set();
      ears.set(id, others.add(ear));
      return {
        async next(ms) {
          if (!ear.heard) await beatOf(ear, ms);
          ear.heard = false;
        },
        close() {
          others.delete(ear);
          if (others.size === 0 && ears.get(id) === others) ears.delete(id);
        },
      };
    },
  };
}

const beatOf = (ear: Ear, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    ear.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
