// What the message files of 1.6 share: what serving one knows of its conversation, and the words
// of the version.

import type { RegistrationStatus, TokenStatus } from "../../fact.ts";
import type { Authorization, NetworkHost, StationRef } from "../../network.ts";
import type { SigningAuthority } from "../authority.ts";
import type { Call, ConversationSettings } from "../dialect.ts";
import { inboundOf, outbound, shortened, statusOf } from "../message.ts";
import { notice } from "../notice.ts";
import { oneOf, type Static, Type, text, timestamp } from "../schema.ts";

/** How a charger's boot was answered. */
export type Boot = { readonly status: RegistrationStatus; readonly serial: string | null };

/** What serving a message needs to know of the conversation that it came in. */
export type Scene = {
  readonly station: StationRef;
  readonly host: NetworkHost;
  readonly now: () => Date;
  readonly heartbeatSeconds: number;
  readonly booted: (boot: Boot) => void;
  /** A report that waited while the charger was away, and comes after one of a later time. */
  readonly late: (evse: number, at: Date) => boolean;
  /** The platform refused a transaction that the charger has begun. */
  readonly unwanted: (transactionId: number) => void;
  readonly ended: (transactionId: number) => void;
  /** Null: no charger's request for a certificate is signed. */
  readonly signing: SigningAuthority | null;
  readonly call: Call;
  readonly inTurn: ConversationSettings["inTurn"];
  /** Once what is being served has been answered, without holding up what comes next. */
  readonly afterwards: (task: () => Promise<void>) => void;
  /** What the charger said in its boot; null before. */
  readonly serial: () => string | null;
};

export const inbound = inboundOf<Scene>();

const longestIdTag = 20;
export const idToken = () => text(longestIdTag);
/** Of ids that we or the charger number: a 32-bit integer, as databases and chargers keep them. */
export const int32 = () => Type.Integer({ minimum: -(2 ** 31), maximum: 2 ** 31 - 1 });
/** 0 is the charger as a whole. */
export const connectorId = (minimum = 0) => Type.Integer({ minimum, maximum: 9_999 });
export const wattHours = () => Type.Integer({ minimum: -(2 ** 53) + 1, maximum: 2 ** 53 - 1 });
export const empty = () => Type.Object({});
export { notice, oneOf, outbound, type Static, shortened, statusOf, Type, text, timestamp };

const statusNames = {
  accepted: "Accepted",
  blocked: "Blocked",
  expired: "Expired",
  invalid: "Invalid",
  concurrent_tx: "ConcurrentTx",
} as const satisfies Record<TokenStatus, string>;

/** §7.27: by its group a charger knows a card that may end another one's charge. */
export const idTagInfo = (
  status: TokenStatus,
  { group = null, expiresAt = null }: Partial<Omit<Authorization, "status">> = {},
) => ({
  status: statusNames[status],
  ...(group === null || group.length > longestIdTag ? {} : { parentIdTag: group }),
  ...(expiresAt === null ? {} : { expiryDate: expiresAt.toISOString() }),
});
