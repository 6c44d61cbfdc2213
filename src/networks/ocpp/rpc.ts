// One end of an OCPP-J conversation: serves the peer's calls in their order while at most one call
// of ours is open (1.6J §4.1.1), the others queueing behind it. Knows no message and no socket.

import { randomUUID } from "node:crypto";
import type { Clock, Log } from "../network.ts";
import { callFrame, errorFrame, parseFrame, RpcError, resultFrame } from "./frame.ts";

export type Outcome =
  | { readonly kind: "result"; readonly payload: unknown }
  | { readonly kind: "error"; readonly code: string; readonly description: string }
  /** Sent, or still queued, and no answer in time. */
  | { readonly kind: "timeout" }
  /** The connection went away; `sent` says whether the peer may have got it. */
  | { readonly kind: "lost"; readonly sent: boolean };

export type CallOptions = {
  /** From asking to answer, the time in the queue included. */
  readonly timeoutMs?: number;
  /** Ahead of the queue. */
  readonly urgent?: boolean;
};

export type PeerSettings = {
  readonly clock: Clock;
  readonly log: Log;
  readonly send: (text: string) => void;
  readonly serve: (action: string, payload: unknown) => Promise<object>;
  /** The peer is faster than we serve it: stop reading, or read on. */
  readonly throttle: (pause: boolean) => void;
  /** Too many frames in a row were none. */
  readonly giveUp: () => void;
};

type Call = {
  readonly id: string;
  readonly action: string;
  readonly payload: object;
  settle: (outcome: Outcome) => void;
};

const defaultTimeoutMs = 30_000;
const longestBacklog = 32;
const mostMalformed = 20;

export class Peer {
  readonly #settings: PeerSettings;
  #open: Call | null = null;
  #queue: Call[] = [];
  #backlog = 0;
  #throttled = false;
  #malformed = 0;
  #closed = false;
  #served: Promise<void> = Promise.resolve();

  constructor(settings: PeerSettings) {
    this.#settings = settings;
  }

  /** Takes a frame. Never throws: whatever comes is answered, matched or ignored. */
  receive(text: string): void {
    if (text === "" || this.#closed) return;
    const frame = parseFrame(text);
    if (frame.kind === "malformed") {
      this.#refuseFrame(frame.id, frame.description);
      return;
    }
    this.#malformed = 0;
    if (frame.kind === "ignored") return;
    if (frame.kind === "call") this.#take(frame.id, frame.action, frame.payload);
    else if (this.#open?.id === frame.id) {
      const { id: _, ...outcome } = frame;
      this.#open.settle(outcome);
    } else this.#settings.log.info({ kind: frame.kind }, "an answer that nobody waits for");
  }

  /** Does something in the order of the peer's calls. */
  inTurn(task: () => Promise<void>): Promise<void> {
    this.#served = this.#served.then(task).catch((cause: unknown) => {
      this.#settings.log.error({ cause: String(cause) }, "a turn failed");
    });
    return this.#served;
  }

  call(action: string, payload: object, options: CallOptions = {}): Promise<Outcome> {
    if (this.#closed) return Promise.resolve({ kind: "lost", sent: false });
    return new Promise((resolve) => {
      const call: Call = { id: randomUUID(), action, payload, settle: () => {} };
      const cancel = this.#settings.clock.after(options.timeoutMs ?? defaultTimeoutMs, () =>
        call.settle({ kind: "timeout" }),
      );
      call.settle = (outcome) => {
        cancel();
        this.#letGo(call);
        resolve(outcome);
      };
      if (options.urgent) this.#queue.unshift(call);
      else this.#queue.push(call);
      this.#sendNext();
    });
  }

  /** The connection is gone: all waiting calls are told so. Calls being served are finished. */
  close(): void {
    this.#closed = true;
    const queued = this.#queue;
    this.#queue = [];
    this.#open?.settle({ kind: "lost", sent: true });
    for (const call of queued) call.settle({ kind: "lost", sent: false });
  }

  #letGo(call: Call): void {
    this.#queue = this.#queue.filter((queued) => queued !== call);
    if (this.#open === call) this.#open = null;
    call.settle = () => {};
    this.#sendNext();
  }

  #sendNext(): void {
    if (this.#open !== null || this.#closed) return;
    const call = this.#queue.shift();
    if (call === undefined) return;
    this.#open = call;
    this.#settings.send(callFrame(call.id, call.action, call.payload));
  }

  #refuseFrame(id: string, description: string): void {
    this.#malformed += 1;
    if (this.#malformed > mostMalformed) this.#settings.giveUp();
    else this.#settings.send(errorFrame(id, "FormationViolation", description));
  }

  #take(id: string, action: string, payload: unknown): void {
    this.#backlog += 1;
    this.#throttle();
    this.inTurn(async () => {
      const answer = await this.#answer(id, action, payload);
      this.#backlog -= 1;
      this.#throttle();
      if (!this.#closed) this.#settings.send(answer);
    });
  }

  async #answer(id: string, action: string, payload: unknown): Promise<string> {
    try {
      return resultFrame(id, await this.#settings.serve(action, payload));
    } catch (cause) {
      if (cause instanceof RpcError) return errorFrame(id, cause.code, cause.message);
      this.#settings.log.error({ action, cause: String(cause) }, "a call was not served");
      return errorFrame(id, "InternalError", "not stored, please send it again");
    }
  }

  #throttle(): void {
    const pause = this.#throttled ? this.#backlog > 0 : this.#backlog >= longestBacklog;
    if (pause === this.#throttled) return;
    this.#throttled = pause;
    this.#settings.throttle(pause);
  }
}
