// What the message files of 2.0.1 share: what serving one knows of its conversation, and the words
// of the version.

import type { RegistrationStatus } from "../../fact.ts";
import type { NetworkHost, StationRef } from "../../network.ts";
import type { Authority } from "../authority.ts";
import type { Call } from "../dialect.ts";
import { inboundOf, outbound, shortened } from "../message.ts";
import { type News, notice } from "../notice.ts";
import { oneOf, type Static, Type, text, timestamp, toDate } from "../schema.ts";
import type { Connectors } from "./connectors.ts";
import type { RunningCost } from "./cost_updated.ts";
import type { Parts } from "./parts.ts";
import type { Transactions } from "./transactions.ts";

/** How a charger's boot was answered. */
export type Boot = {
  readonly status: RegistrationStatus;
  readonly serial: string | null;
  /** It was on all the time, and said it because we asked. */
  readonly triggered: boolean;
};

/** What serving a message needs to know of the conversation that it came in. */
export type Scene = {
  readonly station: StationRef;
  readonly host: NetworkHost;
  readonly now: () => Date;
  readonly heartbeatSeconds: number;
  readonly booted: (boot: Boot) => void;
  readonly authority: Authority;
  readonly call: Call;
  /** Once what is being served has been answered, without holding up what comes next. */
  readonly afterwards: (task: () => Promise<void>) => void;
  /** Between two calls of the charger: what is told outside of serving goes here. */
  readonly inTurn: (task: () => Promise<void>) => Promise<void>;
  /** What the charger said in its boot; null before. */
  readonly serial: () => string | null;
  readonly transactions: Transactions;
  readonly connectors: Connectors;
  readonly costs: RunningCost;
  readonly parts: Parts;
  /** Whose cards may end any transaction and begin none (C16), as the charger is set; or null. */
  readonly masterGroup: () => string | null;
  /** The platform refused a transaction that the charger has begun. */
  readonly unwanted: (reference: string) => void;
  /** A part of a report has come; how many have by now. */
  readonly reported: (requestId: number) => number;
};

export const inbound = inboundOf<Scene>();

/** EVSE 0, or none: the station as a whole. Part 2, EVSEType. */
export const evse = () =>
  Type.Object({ id: Type.Integer(), connectorId: Type.Optional(Type.Integer()) });

/** A number that a station may have for an EVSE; other integers fit the schema all the same. */
export const evseNumber = (id: number | undefined): number | null =>
  id !== undefined && id >= 1 && id <= 9_999 ? id : null;

const additional = Type.Object({ additionalIdToken: Type.String(), type: Type.String() });

/** Part 2, IdTokenType. Kinds are any words: one unknown to us must not cost the charge. */
export const idToken = () =>
  Type.Object({
    idToken: Type.String(),
    type: Type.String(),
    additionalInfo: Type.Optional(Type.Array(additional)),
  });

/** Part 2, StatusInfoType: why, where the one word of `status` does not say it. */
export const statusInfo = () =>
  Type.Object({ reasonCode: Type.String(), additionalInfo: Type.Optional(Type.String()) });

/** Most answers are one word, and sometimes why. */
export const statusOf = <const T extends string>(...words: T[]) =>
  Type.Object({ status: oneOf(...words), statusInfo: Type.Optional(statusInfo()) });

export const empty = () => Type.Object({});

export {
  type News,
  notice,
  oneOf,
  outbound,
  type Static,
  shortened,
  Type,
  text,
  timestamp,
  toDate,
};
