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
  readonly accountStatus: "active" | "suspended" | "archived";
  readonly apiVersion: string;
  /** Null for a secret key: it may do everything. */
  readonly permissions: Permissions;
};

export type Authenticate = (digest: string) => Promise<Principal | null>;

const keyShape = /^ch_[sr]k_(test|live)_[0-9A-Za-z]{32}$/;
/** How long a key that was good is believed without asking: a revoked one works this long. */
const trustMs = 1000;

/** Looks bearer keys up, remembering good ones for a second. */
export function keyring(
  authenticate: Authenticate,
): (header: string | undefined, address: () => string) => Promise<Principal> {
  const strangers = openStrangers();
  const recent = new Map<string, { principal: Principal; until: number }>();
  return async (header, address) => {
    if (header === undefined || header.trim() === "") {
      refuse("api_key_missing", "No API key. Send it as 'Authorization: Bearer ch_sk_test_...'.");
    }
    const key = /^Bearer +(\S+) *$/i.exec(header)?.[1];
    if (key === undefined || !keyShape.test(key)) return refuseKey();
    // Looking up the digest, not the key, keeps the comparison free of timing that tells about
    // the key.
    const digest = sha256(key);
    const known = recent.get(digest);
    if (known !== undefined && known.until > elapsedMs()) return known.principal;
    if (strangers.isNobodys(digest)) return refuseKey();
    // A key that was good here lately is asked about again and again without being counted.
    const from = known === undefined ? address() : null;
    if (from !== null) strangers.asks(from);
    const principal = await authenticate(digest);
    if (principal === null || principal.accountStatus === "archived") {
      strangers.wasNobodys(digest);
      return refuseKey();
    }
    if (from !== null) strangers.wasGood(from);
    if (recent.size > 10_000) recent.clear();
    recent.set(digest, { principal, until: elapsedMs() + trustMs });
    return principal;
  };
}

function refuseKey(): never {
  refuse(
    "api_key_invalid",
    "The API key is not valid: it is malformed, unknown, revoked or expired.",
  );
}

export function checkRight(permissions: Permissions, noun: string, right: "read" | "write"): void {
  if (permissions === null) return;
  const has = permissions[noun] ?? "none";
  if (has === "write" || has === right) return;
  refuse("permission_denied", `This key lacks the right '${noun}: ${right}'.`);
}
