// What the message files of 2.0.1 share: what serving one knows of its conversation, and the words
// of the version.

import type { NetworkHost, NoticeTopic, StationRef, TokenStatus } from "../../network.ts";
import { inboundOf, kept, outbound, shortened } from "../message.ts";
import { oneOf, type Static, Type, text, timestamp, toDate } from "../schema.ts";

/** What serving a message needs to know of the conversation that it came in. */
export type Scene = {
  readonly station: StationRef;
  readonly host: NetworkHost;
  readonly now: () => Date;
  readonly heartbeatSeconds: number;
  readonly booted: () => void;
};

export const inbound = inboundOf<Scene>();

/** EVSE 0, or none: the station as a whole. Part 2, §2.13 EVSEType. */
export const evse = () =>
  Type.Object({ id: Type.Integer({ minimum: 0 }), connectorId: Type.Optional(Type.Integer()) });

/** Part 2, §2.28 IdTokenType. */
export const idToken = () => Type.Object({ idToken: Type.String(), type: Type.String() });

/** Part 2, §2.56 StatusInfoType: why, where the one word of `status` does not say it. */
export const statusInfo = () =>
  Type.Object({ reasonCode: Type.String(), additionalInfo: Type.Optional(Type.String()) });

/** Most answers are one word, and sometimes why. */
export const statusOf = <const T extends string>(...words: T[]) =>
  Type.Object({ status: oneOf(...words), statusInfo: Type.Optional(statusInfo()) });

export const empty = () => Type.Object({});

const statusNames = {
  accepted: "Accepted",
  blocked: "Blocked",
  expired: "Expired",
  invalid: "Invalid",
  concurrent_tx: "ConcurrentTx",
} as const satisfies Record<TokenStatus, string>;

export const idTokenStatus = (status: TokenStatus) => statusNames[status];

export type News = {
  readonly topic: NoticeTopic;
  readonly text: string;
  readonly payload: object;
  readonly severity?: number;
  readonly evse?: number;
  /** As the charger wrote it; the moment of receipt where it wrote none. */
  readonly at?: string;
};

/** Keeps what an operator may want to know, in the charger's own words. */
export const notice = async (scene: Scene, news: News): Promise<void> => {
  const { topic, payload, severity = null, evse: where = null } = news;
  const at = news.at === undefined ? scene.now() : toDate(news.at);
  const said = { text: shortened(news.text), detail: kept(payload), at };
  const fact = { kind: "notice", topic, severity, evse: where, ...said } as const;
  await scene.host.tell(scene.station, fact);
};

export { oneOf, outbound, type Static, Type, text, timestamp, toDate };
