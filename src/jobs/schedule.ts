// Chores: what every installation needs done now and then, by whichever node gets to it first. A
// chore is harmless to repeat; one that fails is tried again at its next turn.
import type { Log } from "../lib/log.ts";
import { elapsedMs } from "../lib/time.ts";

export type Chore = {
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<unknown>;
};

export type Schedule = { stop(): Promise<void> };

/** Runs each chore at once and then at its interval. A chore never overlaps itself. */
export function startSchedule(chores: readonly Chore[], log: Log): Schedule {
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;
  const turn = (chore: Chore): void => {
    const start = elapsedMs();
    const done = chore
      .run()
      .then(
        () =>
          log.debug({ chore: chore.name, ms: Math.round(elapsedMs() - start) }, "a chore is done"),
        (error) => log.error({ err: error, chore: chore.name }, "a chore failed"),
      )
      .finally(() => {
        running.delete(done);
        if (stopped) return;
        const timer = setTimeout(() => {
          timers.delete(timer);
          turn(chore);
        }, chore.everyMs);
        timer.unref();
        timers.add(timer);
      });
    running.add(done);
  };
  for (const chore of chores) turn(chore);
  return {
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.allSettled([...running]);
    },
  };
}
