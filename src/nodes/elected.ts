// The simulator as seen from any process: virtual chargers live in one process at a time, which is
// elected; the others pass on what is asked of them. When it dies another one takes up what was
// under way.

import type { Reader } from "../db/statement.ts";
import type { Log } from "../lib/log.ts";
import { pause } from "../lib/time.ts";
import type { StationRef } from "../networks/network.ts";
import type { SimulatorNetwork } from "../networks/simulator/simulator.ts";
import type { Relay } from "./relay.ts";
import * as store from "./store.ts";

export type Election = {
  /** Tries to play the role; true where this process plays it. */
  lead(role: string): Promise<boolean>;
  /** Calls when this process may have lost its roles: its line to the database broke. */
  onLost(call: () => void): void;
};

export type ElectedSettings = {
  readonly relay: Relay;
  readonly election: Election;
  readonly everyone: () => Pick<Reader, "query">;
  readonly log: Log;
  /** Virtual chargers with nothing under way. */
  readonly make: () => SimulatorNetwork;
  /** Gives them what was under way when the process before ended. */
  readonly resume: (network: SimulatorNetwork) => Promise<void>;
};

const role = "simulator";
const campaignEveryMs = 1000;
const withinMs = 40_000;
/** So long an order waits for somebody to be elected. */
const longestVacancyMs = 8_000;

const offline = { outcome: "offline" } as const;
const timeout = { outcome: "timeout" } as const;

export type Elected = SimulatorNetwork & {
  /** The first campaign is over: this process is it, or another one is. */
  begin(): Promise<void>;
  /** What another process asks of the chargers that live here. */
  near(method: string, args: readonly unknown[]): Promise<unknown> | undefined;
};

const methods = [
  ...(["start", "stop", "reserve", "withdraw", "command"] as const),
  ...(["plugIn", "unplug", "swipe", "fault", "mend"] as const),
  ...(["goOffline", "comeBack", "autoPlug"] as const),
];
type Method = (typeof methods)[number];
const isMethod = (name: string): name is Method => methods.some((one) => one === name);

const ofOrder = { unheard: offline, silent: timeout };
const ofHand = { unheard: undefined, silent: undefined };

export function electedSimulator(settings: ElectedSettings): Elected {
  const { relay, election, everyone, log, make, resume } = settings;
  let own: SimulatorNetwork | null = null;
  let closed = false;
  let campaigning: Promise<void> = Promise.resolve();

  async function campaign(): Promise<void> {
    if (own !== null || closed || !(await election.lead(role))) return;
    const network = make();
    await resume(network);
    await store.takeRole(everyone(), [role, relay.node]);
    own = network;
  }

  const timer = setInterval(() => {
    campaigning = campaigning
      .then(campaign)
      .catch((error) => log.warn({ err: error }, "no simulator could be elected"));
  }, campaignEveryMs);
  timer.unref();

  // Another process may play it by now: what is in memory here must tell nothing more.
  election.onLost(() => {
    const former = own;
    own = null;
    former?.close().catch((error) => log.warn({ err: error }, "the simulator did not end"));
  });

  async function elsewhere(method: Method, args: readonly unknown[]): Promise<unknown> {
    const missed = ["start", "stop", "reserve", "withdraw", "command"].includes(method)
      ? ofOrder
      : ofHand;
    for (let waited = 0; waited < longestVacancyMs; waited += 200) {
      if (own !== null) return near(method, args);
      const [played] = await store.playing(everyone(), [role]);
      if (played !== undefined && played.node !== relay.node && (await relay.lives(played.node))) {
        const asked = await relay.ask(played.node, `simulator.${method}`, args, withinMs);
        if (asked.kind === "silent") return missed.silent;
        // Without an answer it had just lost the role.
        if (asked.kind === "answered" && (asked.answer !== null || missed === ofHand)) {
          return asked.answer ?? undefined;
        }
      }
      await pause(200);
    }
    return missed.unheard;
  }

  const near = (method: string, args: readonly unknown[]): Promise<unknown> | undefined => {
    if (own === null || !isMethod(method)) return undefined;
    const act = own[method] as (...given: readonly unknown[]) => unknown;
    return Promise.resolve(act.apply(own, [...args]));
  };

  /** Here at once, without waiting, where the chargers live here. */
  const passed = Object.fromEntries(
    methods.map((method) => [
      method,
      (...args: unknown[]) => {
        const act = own?.[method] as ((...given: unknown[]) => unknown) | undefined;
        return act === undefined ? elsewhere(method, args) : act.apply(own, args);
      },
    ]),
  ) as unknown as Pick<SimulatorNetwork, Method>;

  return {
    ...passed,
    kind: "simulator",
    near,
    online: (station: StationRef) => own?.online(station) ?? !closed,
    async resume() {},
    begin: () => campaign(),
    async close() {
      closed = true;
      clearInterval(timer);
      await campaigning;
      await own?.close();
    },
  };
}
