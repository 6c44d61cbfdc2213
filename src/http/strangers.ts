// What keys that nobody has may cost: each is looked up once in a while, and an address that keeps
// sending new ones is made to wait. Keys that were good before pass by all this.
import { isIPv6, SocketAddress } from "node:net";
import { type Allowance, type Bucket, fullBucket, take } from "../lib/bucket.ts";
import { refuse } from "../lib/errors.ts";
import { elapsedMs } from "../lib/time.ts";

/** Lookups of unfamiliar keys by one address, on one node. */
const perAddress: Allowance = { rate: 20, burst: 100 };
/** How long a key that nobody has is not looked up again. */
const forgetMs = 1000;
/** Of each kind; at that many all are forgotten, which only costs lookups. */
const most = 10_000;

export type Strangers = {
  /** Whether this key was looked up a moment ago and is nobody's. */
  isNobodys(digest: string): boolean;
  /** A key is about to be looked up; refuses an address that asks too much. */
  asks(address: string): void;
  /** It was somebody's. */
  wasGood(address: string): void;
  wasNobodys(digest: string): void;
  /** Keys have changed. */
  forget(): void;
};

export function openStrangers(): Strangers {
  const buckets = new Map<string, Bucket>();
  const nobodys = new Map<string, number>();
  const bucketOf = (address: string): Bucket => {
    const network = networkOf(address);
    const known = buckets.get(network);
    if (known !== undefined) return known;
    if (buckets.size >= most) buckets.clear();
    const fresh = fullBucket(perAddress, elapsedMs());
    buckets.set(network, fresh);
    return fresh;
  };
  return {
    isNobodys: (digest) => (nobodys.get(digest) ?? 0) > elapsedMs(),
    asks(address) {
      if (take(bucketOf(address), perAddress, elapsedMs())) return;
      refuse("rate_limit_exceeded", "Too many unknown API keys from this address. Wait a second.");
    },
    wasGood(address) {
      bucketOf(address).tokens += 1;
    },
    wasNobodys(digest) {
      if (nobodys.size >= most) nobodys.clear();
      nobodys.set(digest, elapsedMs() + forgetMs);
    },
    forget: () => nobodys.clear(),
  };
}

/** An IPv6 host has 2^64 addresses: what counts is its network. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const { address: canonical } = new SocketAddress({ address, family: "ipv6" });
  const [head = "", tail] = canonical.split("::") as [string, string?];
  const groups = head.split(":").filter((one) => one !== "");
  const known = tail === undefined ? groups : [...groups, ...Array(8).fill("0")];
  return known.slice(0, 4).join(":");
}
