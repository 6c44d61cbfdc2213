// The quota of each API key, shared by all nodes (spec part 1, "Limits per key"; ruling 4). A node
// counts in memory and reports about twice a second; PostgreSQL adds up and answers what is left.
// Between two reports a node lets only a tenth of a second's requests pass unreported: one more
// waits for the report under way, which all share. So the nodes together let no more pass than
// rate × t + burst + (nodes - 1) × rate / 10, and what was too much is taken from what comes later.
import type { Reader } from "../db/statement.ts";
import {
  type Allowance,
  type Bucket,
  fullBucket,
  hasToken,
  refill,
  secondsToToken,
} from "../lib/bucket.ts";
import type { Log } from "../lib/log.ts";
import { elapsedMs } from "../lib/time.ts";
import * as store from "./store.ts";

/** What a request learns of its key's quota. */
export type Quota = {
  readonly admitted: boolean;
  readonly headers: Readonly<Record<string, string>>;
};

export type RateLimit = {
  admit(key: string): Quota | Promise<Quota>;
  /** Removes what idle keys left in the database. */
  clean(): Promise<unknown>;
  close(): Promise<void>;
};

export type RateLimitOptions = {
  readonly allowance: Allowance;
  readonly everyone: Pick<Reader, "query">;
  readonly log: Log;
};

const reportMs = 500;
/** A database that does not answer lets requests pass, by this node's own count. */
const patienceMs = 250;

/** A key as this node knows it. */
type Count = Bucket & {
  /** Taken and not reported yet. */
  unreported: number;
  /** When the first of them was. */
  since: number;
  /** Reported, without an answer so far. */
  underWay: number;
};

export function openRateLimit(options: RateLimitOptions): RateLimit {
  const { allowance, everyone, log } = options;
  const counts = new Map<string, Count>();
  const ahead = Math.max(1, Math.floor(allowance.rate / 10));
  const quotaOf = headersOf(allowance);
  const idleMs = (1000 * allowance.burst) / allowance.rate + 2 * reportMs;
  let underWay: Promise<void> | null = null;

  const countOf = (key: string): Count => {
    const known = counts.get(key);
    if (known !== undefined) return known;
    const fresh = { ...fullBucket(allowance, elapsedMs()), unreported: 0, underWay: 0, since: 0 };
    counts.set(key, fresh);
    return fresh;
  };

  const report = (): Promise<void> => {
    underWay ??= send().finally(() => {
      underWay = null;
    });
    return underWay;
  };

  const send = async (): Promise<void> => {
    const keys = [...counts.keys()].filter((key) => countOf(key).unreported > 0).sort();
    if (keys.length === 0) return;
    const sent = keys.map(countOf);
    const now = elapsedMs();
    const since = sent.map((count) => (now - count.since) / 1000);
    for (const count of sent) {
      count.underWay = count.unreported;
      count.unreported = 0;
    }
    try {
      const used = sent.map((count) => count.underWay);
      const { rate, burst } = allowance;
      const left = await store.takeTokens(everyone, [keys, used, since, rate, burst]);
      for (const { key, tokens } of left) learn(countOf(key), tokens);
    } catch (error) {
      log.warn({ err: error }, "rate limits are counted by this node alone: no report was taken");
      for (const count of sent) count.unreported += count.underWay;
    } finally {
      for (const count of sent) count.underWay = 0;
    }
  };

  /** What is left for all nodes, less what this one took since it asked. */
  const learn = (count: Count, tokens: number): void => {
    count.tokens = tokens - count.unreported;
    count.at = elapsedMs();
  };

  const decide = (count: Count): Quota => {
    refill(count, allowance, elapsedMs());
    const admitted = hasToken(count);
    if (admitted) {
      count.tokens -= 1;
      if (count.unreported === 0) count.since = count.at;
      count.unreported += 1;
    }
    return quotaOf(count, admitted);
  };

  const isAhead = (count: Count): boolean => {
    if (count.unreported + count.underWay < ahead) return false;
    refill(count, allowance, elapsedMs());
    return hasToken(count);
  };

  const afterReport = async (count: Count): Promise<Quota> => {
    const until = elapsedMs() + patienceMs;
    while (isAhead(count) && elapsedMs() < until) {
      await within(report(), Math.max(1, until - elapsedMs()));
    }
    return decide(count);
  };

  const timer = setInterval(() => {
    const before = elapsedMs() - idleMs;
    for (const [key, count] of counts) {
      if (count.unreported + count.underWay === 0 && count.at < before) counts.delete(key);
    }
    report();
  }, reportMs);
  timer.unref();

  return {
    admit(key) {
      const count = countOf(key);
      return isAhead(count) ? afterReport(count) : decide(count);
    },
    clean: () => store.forgetTokens(everyone, [allowance.burst / allowance.rate + 60]),
    async close() {
      clearInterval(timer);
      await underWay;
      await report();
    },
  };
}

/** Resolves with the promise, or after `ms`. */
function within(done: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    done.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * draft-ietf-httpapi-ratelimit-headers-11. The policy's window is how long an empty bucket takes to
 * fill. `t` is so long that `r` within it is no more than the rate (§6: the ratio is capped), and
 * after a refusal the wait, as `Retry-After` has it.
 */
function headersOf(allowance: Allowance): (bucket: Bucket, admitted: boolean) => Quota {
  const { rate, burst } = allowance;
  const policy = `"default";q=${burst};w=${Math.max(1, Math.ceil(burst / rate))}`;
  return (bucket, admitted) => {
    const left = admitted ? Math.max(0, Math.floor(bucket.tokens)) : 0;
    const wait = left > 0 ? Math.ceil(left / rate) : secondsToToken(bucket, allowance);
    return {
      admitted,
      headers: {
        "ratelimit-policy": policy,
        ratelimit: `"default";r=${left};t=${wait}`,
        ...(admitted ? {} : { "retry-after": String(wait) }),
      },
    };
  };
}
