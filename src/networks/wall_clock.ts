// Real time for networks: timers of the process over a source of "now". Which source is the
// caller's choice.

import type { Clock } from "./network.ts";

/** Timers do not keep the process alive: what holds it open is its listener. */
export const wallClock = (now: () => Date): Clock => ({
  now,
  after(ms, call) {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
});
