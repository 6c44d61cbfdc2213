// What the server tells of a request when it has its answer: for the request log and for figures,
// which both stand elsewhere. Nothing here is computed for it; what costs something is a function.
import type { Principal } from "./auth.ts";

export type Seen = {
  readonly requestId: string;
  /** Null: the request carried no good key. */
  readonly caller: {
    readonly principal: Principal;
    /** The account of the key, which may act for the principal's. */
    readonly keyAccount: string | null;
  } | null;
  readonly method: string;
  /** As it was sent, with its query. */
  readonly url: string;
  /** The declared path, `/v1/drivers/:driver`; null where there is no such endpoint. */
  readonly route: string | null;
  readonly version: string | null;
  readonly status: number;
  /** Of an error. */
  readonly code: string | null;
  readonly durationMs: number;
  readonly replayed: boolean;
  /** The answer shows a secret, this once. */
  readonly secretAnswer: boolean;
  /** As it was sent; null where there was none, or it was not read. */
  readonly body: Buffer | null;
  readonly answer: string;
  readonly idempotencyKey: string | string[] | undefined;
  readonly userAgent: string | undefined;
  readonly address: () => string;
};

export type Observe = (seen: Seen) => void;
