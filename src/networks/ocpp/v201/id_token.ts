// Cards and what becomes of them in 2.0.1 words (part 2, IdTokenType and IdTokenInfoType). Pure.

import type { Card, TokenKind, TokenStatus } from "../../fact.ts";
import type { Authorization } from "../../network.ts";
import { shortened } from "../message.ts";
import { idToken, type Static, Type, timestamp } from "./message.ts";

export type IdToken = Static<ReturnType<typeof idToken>>;

/** What we tell of a card; also as entries of a local list. */
export const idTokenInfo = () =>
  Type.Object({
    status: Type.String(),
    cacheExpiryDateTime: Type.Optional(timestamp()),
    groupIdToken: Type.Optional(idToken()),
  });

const kinds: ReadonlyMap<string, TokenKind> = new Map([
  ["ISO14443", "rfid"],
  ["ISO15693", "rfid"],
  ["eMAID", "emaid"],
  ["Central", "app"],
  ["KeyCode", "key_code"],
  ["MacAddress", "mac_address"],
  // A number that the charger made up itself, for instance for its start button.
  ["Local", "none"],
  ["NoAuthorization", "none"],
]);

export const cardOf = ({ idToken: said, type }: IdToken): Card => ({
  idTag: shortened(said),
  kind: kinds.get(type) ?? "rfid",
});

/** Numbers of cards are compared without regard to case (part 2, IdTokenType). */
export const sameCard = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();

/** The platform's own numbers: of ordered starts, and of groups. */
export const central = (number: string) => ({ idToken: number, type: "Central" });

const statusNames = {
  accepted: "Accepted",
  blocked: "Blocked",
  expired: "Expired",
  invalid: "Invalid",
  concurrent_tx: "ConcurrentTx",
} as const satisfies Record<TokenStatus, string>;

export const idTokenStatus = (status: TokenStatus) => statusNames[status];

type Decided = Pick<Authorization, "status" | "group"> & { readonly expiresAt?: Date | null };

export const infoOf = ({ status, group, expiresAt = null }: Decided) => ({
  status: statusNames[status],
  ...(group === null ? {} : { groupIdToken: central(group) }),
  ...(expiresAt === null ? {} : { cacheExpiryDateTime: expiresAt.toISOString() }),
});
