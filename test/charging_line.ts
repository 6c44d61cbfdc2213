// What test charge points of both versions share: a client written by others (ocpp-rpc, strict
// mode), a cable to the network that can be pulled, and messages that wait until they are answered.

import { setTimeout as sleep } from "node:timers/promises";
import { RPCClient } from "ocpp-rpc";

export type LineSettings = {
  /** For instance `ws://127.0.0.1:4300/ocpp`. */
  readonly endpoint: string;
  readonly identity: string;
  readonly password: string | null;
};

export type Delivery = {
  readonly action: string;
  readonly payload: () => object;
  readonly onAnswer: (answer: unknown) => void;
};

export type Handler = (params: Record<string, unknown>) => object;

export const nowMs = () => performance.timeOrigin + performance.now();
export const iso = (ms = nowMs()) => new Date(ms).toISOString();

const clientOptions = {
  ...{ callTimeoutMs: 10_000, pingIntervalMs: 30_000, deferPingsOnActivity: false },
  ...{ respondWithDetailedErrors: false, callConcurrency: 1, maxBadMessages: 100 },
  ...{ strictMode: true, strictModeValidators: [], headers: {} },
  ...{ reconnect: true, maxReconnects: 1000, wsOpts: {} },
  backoff: { initialDelay: 30, maxDelay: 200, factor: 2, randomisationFactor: 0 },
};

export class ChargingLine {
  readonly client: RPCClient;
  /** Actions that the platform has called, in order. */
  readonly asked: string[] = [];
  readonly #deliveries: Delivery[] = [];
  readonly #onBack: () => void;
  #delivering: Promise<void> | null = null;
  #online = false;

  /** `onBack`: the line is up again, and messages have been waiting for it. */
  constructor(settings: LineSettings, protocols: string[], onBack: () => void) {
    const { endpoint, identity, password } = settings;
    this.#onBack = onBack;
    this.client = new RPCClient({ ...clientOptions, protocols, endpoint, identity, password });
    this.client.on("open", () => this.#onOpen());
    this.client.on("close", () => this.#onClose());
    this.client.on("disconnect", () => this.#onClose());
  }

  get online(): boolean {
    return this.#online;
  }

  serve(handlers: Record<string, Handler>): void {
    for (const [action, handler] of Object.entries(handlers)) {
      this.client.handle(action, async ({ params }) => {
        this.asked.push(action);
        return handler(params ?? {});
      });
    }
  }

  /** The network is gone; between two messages, so that none is delivered twice. */
  async cut(): Promise<void> {
    this.#online = false;
    await this.#delivering;
    await this.client.close({ force: true });
  }

  async end(): Promise<void> {
    this.#deliveries.length = 0;
    this.#online = false;
    await this.client.close({ force: true });
  }

  put(delivery: Delivery): void {
    this.#deliveries.push(delivery);
    this.#deliver();
  }

  #onOpen(): void {
    this.#online = true;
    // RPCClient is open to calls only after this event.
    setImmediate(() => {
      this.#deliver();
      if (this.#deliveries.length > 0) this.#onBack();
    });
  }

  #onClose(): void {
    this.#online = false;
  }

  /** Transaction messages go out in order, each until it is answered (1.6 §3.7, 2.0.1 E04). */
  #deliver(): void {
    this.#delivering ??= this.#deliverAll().finally(() => {
      this.#delivering = null;
    });
  }

  async #deliverAll(): Promise<void> {
    for (let next = this.#deliveries[0]; next && this.#online; next = this.#deliveries[0]) {
      try {
        const answer = await this.client.call(next.action, next.payload());
        this.#deliveries.shift();
        next.onAnswer(answer);
      } catch {
        await sleep(50);
      }
    }
  }
}
