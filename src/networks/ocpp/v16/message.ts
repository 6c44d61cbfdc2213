// How a 1.6 message file is made: an inbound one says what it takes and how it is served, an
// outbound one what we send and what may come back.

import type { NetworkHost, StationRef, TokenStatus } from "../../network.ts";
import { checker, oneOf, type Static, type TSchema, Type, text, timestamp } from "../schema.ts";

/** What serving a message needs to know of the conversation that it came in. */
export type Scene = {
  readonly station: StationRef;
  readonly host: NetworkHost;
  readonly now: () => Date;
  readonly heartbeatSeconds: number;
  readonly booted: () => void;
  /** A report that waited while the charger was away, and comes after one of a later time. */
  readonly late: (evse: number, at: Date) => boolean;
  /** The platform refused a transaction that the charger has begun. */
  readonly unwanted: (transactionId: number) => void;
  readonly ended: (transactionId: number) => void;
};

export type Inbound = {
  readonly action: string;
  readonly serve: (payload: unknown, scene: Scene) => Promise<object>;
};

export const inbound = <S extends TSchema>(
  action: string,
  request: S,
  serve: (request: Static<S>, scene: Scene) => Promise<object>,
): Inbound => {
  const check = checker(request);
  return { action, serve: async (payload, scene) => serve(check(payload), scene) };
};

export type Outbound<A> = {
  readonly action: string;
  /** Throws where our own message does not fit. */
  readonly checkRequest: (payload: unknown) => unknown;
  readonly checkAnswer: (payload: unknown) => A;
};

export const outbound = <Q extends TSchema, A extends TSchema>(
  action: string,
  request: Q,
  answer: A,
): Outbound<Static<A>> => ({
  action,
  checkRequest: checker(request),
  checkAnswer: checker(answer),
});

/** Most answers of a charger are one word. */
export const statusOf = <const T extends string>(...words: T[]) =>
  Type.Object({ status: oneOf(...words) });

const longestKept = 255;

/** A charger's own words as we keep them; padding with NUL is no text for a database. */
export const shortened = (text: string): string => text.replaceAll("\0", "").slice(0, longestKept);

export const idToken = () => text(20);
export const empty = () => Type.Object({});
export { oneOf, Type, text, timestamp };

const statusNames = {
  accepted: "Accepted",
  blocked: "Blocked",
  expired: "Expired",
  invalid: "Invalid",
  concurrent_tx: "ConcurrentTx",
} as const satisfies Record<TokenStatus, string>;

export const idTagInfo = (status: TokenStatus) => ({ status: statusNames[status] });
