// A token bucket: so many a second on average, so many at once. Pure; times are milliseconds that
// only go forward.

export type Allowance = {
  /** Tokens that come back each second. */
  readonly rate: number;
  /** Tokens that it holds at most. */
  readonly burst: number;
};

/** `tokens` may be below zero: what was taken too early is waited for. */
export type Bucket = { tokens: number; at: number };

export const fullBucket = ({ burst }: Allowance, at: number): Bucket => ({ tokens: burst, at });

/** What came back since the last look. */
export function refill(bucket: Bucket, { rate, burst }: Allowance, at: number): void {
  bucket.tokens = Math.min(burst, bucket.tokens + (rate * Math.max(0, at - bucket.at)) / 1000);
  bucket.at = Math.max(bucket.at, at);
}

/** A hair less than one counts: sums of fractions are not exact. */
export const hasToken = ({ tokens }: Bucket): boolean => tokens > 1 - 1e-9;

/** Takes one token, if there is a whole one. */
export function take(bucket: Bucket, allowance: Allowance, at: number): boolean {
  refill(bucket, allowance, at);
  if (!hasToken(bucket)) return false;
  bucket.tokens -= 1;
  return true;
}

/** Whole seconds until there is a token again, at least one. */
export const secondsToToken = ({ tokens }: Bucket, { rate }: Allowance): number =>
  Math.max(1, Math.ceil((1 - tokens) / rate));
