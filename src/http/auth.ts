// Who calls: the API key decides account and mode (spec part 1, "Keys, modes, accounts"). Looking
// a key up is handed in by app.ts, for the keys belong to the noun api_keys.
import type { Permissions } from "../db/work.ts";
import { refuse } from "../lib/errors.ts";
import { sha256 } from "../lib/secret.ts";
import { elapsedMs } from "../lib/time.ts";
import { openStrangers } from "./strangers.ts";

export type Principal = {
  readonly keyId: string;
  readonly account: string;
  readonly livemode: boolean;
  /** The strictest of the account's own status and those of the accounts above it. */
  readonly accountStatus: "active" | "suspended" | "archived";
  readonly apiVersion: string;
  /** Null for a secret key: it may do everything. */
  readonly permissions: Permissions;
  readonly expiresAt: Date | null;
};

export type Authenticate = (digest: string) => Promise<Principal | null>;

export type Keyring = {
  /** Whose the key in an `Authorization` header is; refuses what is none. */
  principalOf(header: string | undefined, address: () => string): Promise<Principal>;
  /** Keys or accounts have changed: from now on every key is looked up again. */
  forget(): void;
};

const keyShape = /^ch_[sr]k_(test|live)_[0-9A-Za-z]{32}$/;
/**
 * How long a key that was good is believed without asking: one that was revoked by another process
 * works this long here. What this process changes holds at once (`forget`).
 */
const trustMs = 1000;

/** Looks bearer keys up, remembering good ones for a second; tells of each use of a good one. */
export function openKeyring(authenticate: Authenticate, used: (key: string) => void): Keyring {
  const recent = new Map<string, { principal: Principal; until: number }>();
  const strangers = openStrangers();
  let generation = 0;
  const lookUp = async (digest: string, address: () => string): Promise<Principal> => {
    const known = recent.get(digest);
    if (known !== undefined && known.until > elapsedMs()) return known.principal;
    if (strangers.isNobodys(digest)) return refuseKey();
    // A key that was good here lately is asked about again and again without being counted.
    const from = known === undefined ? address() : null;
    if (from !== null) strangers.asks(from);
    const asked = generation;
    const principal = await authenticate(digest);
    if (principal === null || principal.accountStatus === "archived") {
      strangers.wasNobodys(digest);
      return refuseKey();
    }
    if (from !== null) strangers.wasGood(from);
    if (recent.size > 10_000) recent.clear();
    // What changed while we asked may have come too late for the answer.
    if (asked === generation) recent.set(digest, { principal, until: elapsedMs() + trustMs });
    return principal;
  };
  return {
    async principalOf(header, address) {
      if (header === undefined || header.trim() === "") {
        refuse("api_key_missing", "No API key. Send it as 'Authorization: Bearer ch_sk_test_...'.");
      }
      const key = /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "";
      // Looking up the digest, not the key, keeps the comparison free of timing that tells about
      // the key; a malformed one takes the same way as an unknown one.
      const isKey = keyShape.test(key);
      const principal = await lookUp(sha256(isKey ? key : `malformed ${key}`), address);
      if (!isKey) refuseKey();
      used(principal.keyId);
      return principal;
    },
    forget() {
      generation++;
      recent.clear();
      strangers.forget();
    },
  };
}

function refuseKey(): never {
  refuse(
    "api_key_invalid",
    "The API key is not valid: it is malformed, unknown, revoked or expired. " +
      "Send it as 'Authorization: Bearer ch_sk_test_...'.",
  );
}

export type Right = "read" | "write";

/** Whether the right is given; `write` holds `read`. Null are a secret key's permissions. */
export function hasRight(permissions: Permissions, noun: string, right: Right): boolean {
  if (permissions === null) return true;
  const has = Object.hasOwn(permissions, noun) ? permissions[noun] : "none";
  return has === "write" || has === right;
}

export function checkRight(permissions: Permissions, noun: string, right: Right): void {
  if (hasRight(permissions, noun, right)) return;
  refuse("permission_denied", `This key lacks the right '${noun}: ${right}'.`);
}
