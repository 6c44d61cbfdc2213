// What one process asks of another, through the database: the question is a row, a notification
// rings at who is asked, the answer comes back in the same way. Nothing that must survive a
// process is here: whoever is not answered is told so.
import type { Reader } from "../db/statement.ts";
import type { Log } from "../lib/log.ts";
import { addMs, type Clock } from "../lib/time.ts";
import * as store from "./store.ts";

/** What a process does when it is asked; the answer is JSON. */
export type Serve = (method: string, args: readonly unknown[]) => Promise<unknown>;

export type Asked =
  | { readonly kind: "answered"; readonly answer: unknown }
  /** It never heard of it: nothing has happened. */
  | { readonly kind: "unheard" }
  /** It has heard of it, and said nothing. */
  | { readonly kind: "silent" };

export type Relay = {
  readonly node: string;
  ask(node: string, method: string, args: readonly unknown[], withinMs: number): Promise<Asked>;
  /** As `ask`, for what nobody waits for: it may be lost. */
  tell(node: string, method: string, args: readonly unknown[]): void;
  /** What is asked from now on is served here. */
  serve(serve: Serve): void;
  /** Somebody rang: see db/node_lock.ts. */
  ring(): void;
  lives(node: string): Promise<boolean>;
  /** Says that this process is there. */
  enter(): Promise<void>;
  /** The other processes that live. */
  others(): Promise<readonly string[]>;
  close(): Promise<void>;
};

export type RelaySettings = {
  readonly node: string;
  readonly everyone: () => Pick<Reader, "query">;
  readonly clock: Clock;
  readonly log: Log;
  /** For the eyes of processes with the same secret. */
  readonly seal: (text: string) => string;
  readonly open: (sealed: string) => string;
};

/** A notification may be lost with its connection: then it is seen after this long. */
const lookEveryMs = 1000;

/** Each process plays the role of itself. */
const processOf = (node: string): string => `process:${node}`;

type Waiting = { readonly node: string; readonly settle: (asked: Asked) => void };

export function openRelay(settings: RelaySettings): Relay {
  const { node, everyone, clock, log, seal, open } = settings;
  const waiting = new Map<number, Waiting>();
  const serving = new Set<Promise<void>>();
  let serve: Serve | null = null;
  let looking: Promise<void> | null = null;
  let rung = false;
  let closed = false;

  const run = async ({ id, call }: { id: number; call: string }): Promise<void> => {
    const { method, args } = JSON.parse(open(call));
    try {
      const answer = await serve?.(method, args);
      await store.answer(everyone(), [id, seal(JSON.stringify(answer ?? null))]);
    } catch (error) {
      log.error({ err: error, method }, "what another process asked was not done");
    }
  };

  const look = async (): Promise<void> => {
    if (serve !== null) {
      for (const call of await store.take(everyone(), [node, clock.now()])) {
        const done = run(call).finally(() => serving.delete(done));
        serving.add(done);
      }
    }
    if (waiting.size === 0) return;
    for (const { id, answer } of await store.answers(everyone(), [node, [...waiting.keys()]])) {
      waiting.get(id)?.settle({ kind: "answered", answer: JSON.parse(open(answer)) });
    }
    await giveUpOnTheDead();
  };

  async function giveUpOnTheDead(): Promise<void> {
    const asked = new Set([...waiting.values()].map((one) => one.node));
    if (asked.size === 0) return;
    const living = new Set((await store.living(everyone(), [[...asked]])).map((one) => one.node));
    for (const [id, one] of waiting) if (!living.has(one.node)) await giveUp(id, one);
  }

  async function giveUp(id: number, { settle }: Waiting): Promise<void> {
    const [row] = await store.withdraw(everyone(), [id]);
    const answer = row?.answer ?? null;
    if (answer !== null) settle({ kind: "answered", answer: JSON.parse(open(answer)) });
    else settle({ kind: row?.taken === false ? "unheard" : "silent" });
  }

  /** One look at a time; who rings meanwhile has another one follow. */
  function ring(): void {
    rung = true;
    if (looking !== null || closed) return;
    looking = (async () => {
      while (rung && !closed) {
        rung = false;
        await look().catch((error) => log.warn({ err: error }, "other processes were not heard"));
      }
    })().finally(() => {
      looking = null;
    });
  }

  const timer = setInterval(ring, lookEveryMs);
  timer.unref();

  return {
    node,
    ring,
    serve(given) {
      serve = given;
      ring();
    },
    async ask(target, method, args, withinMs) {
      const call = seal(JSON.stringify({ method, args }));
      const expires = addMs(clock.now(), withinMs);
      const [row] = await store.ask(everyone(), [target, node, call, expires]);
      const id = Number(row?.id);
      return new Promise((resolve, reject) => {
        const settle = (asked: Asked) => {
          clearTimeout(late);
          waiting.delete(id);
          resolve(asked);
        };
        const one = { node: target, settle };
        const late = setTimeout(() => giveUp(id, one).catch(reject), withinMs);
        waiting.set(id, one);
        // It may have been answered before we waited.
        ring();
      });
    },
    tell(target, method, args) {
      const call = seal(JSON.stringify({ method, args }));
      store
        .ask(everyone(), [target, node, call, addMs(clock.now(), 10_000)])
        .catch((error) => log.warn({ err: error, method }, "another process was not told"));
    },
    async enter() {
      await store.takeRole(everyone(), [processOf(node), node]);
    },
    async others() {
      const known = (await store.processes(everyone())).map((one) => one.node);
      const living = await store.living(everyone(), [known.filter((one) => one !== node)]);
      const others = living.map((one) => one.node);
      const dead = known.filter((one) => one !== node && !others.includes(one));
      if (dead.length > 0) await store.forget(everyone(), [dead.map(processOf)]);
      return others;
    },
    async lives(target) {
      return (await store.living(everyone(), [[target]])).length > 0;
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await looking;
      await Promise.all(serving);
      for (const one of waiting.values()) one.settle({ kind: "silent" });
    },
  };
}
