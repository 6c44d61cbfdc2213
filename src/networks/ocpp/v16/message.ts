// What the message files of 1.6 share: what serving one knows of its conversation, and the words
// of the version.

import type { NetworkHost, StationRef, TokenStatus } from "../../network.ts";
import { inboundOf, outbound, shortened, statusOf } from "../message.ts";
import { oneOf, Type, text, timestamp } from "../schema.ts";

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

export const inbound = inboundOf<Scene>();

export const idToken = () => text(20);
export const empty = () => Type.Object({});
export { oneOf, outbound, shortened, statusOf, Type, text, timestamp };

const statusNames = {
  accepted: "Accepted",
  blocked: "Blocked",
  expired: "Expired",
  invalid: "Invalid",
  concurrent_tx: "ConcurrentTx",
} as const satisfies Record<TokenStatus, string>;

export const idTagInfo = (status: TokenStatus) => ({ status: statusNames[status] });
