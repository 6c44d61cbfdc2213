// `Idempotency-Key`: the record commits with the effect that it guards; a second request gets the
// first one's bytes. Spec part 1 "Idempotency", rulings 1 and 2.
import { type Database, type ReadWork, sqlState, type Work } from "../db/work.ts";
import { isCard } from "../lib/card_digits.ts";
import { refuse } from "../lib/errors.ts";
import type { AwaitedOutcome } from "./resource.ts";
import * as store from "./store.ts";

/** The bytes of an answer. */
export type Answer = { readonly status: number; readonly body: string };

/** What a stored outcome needs to be waited for and rendered as the first request wanted it. */
export type Resume = AwaitedOutcome & { readonly expand: string[]; readonly version: string };

type Known =
  | {
      readonly kind: "replay";
      readonly answer: Answer;
      readonly expand: readonly string[];
      /** The first request's; null where an older node wrote the record. */
      readonly version: string | null;
    }
  | { readonly kind: "waiting"; readonly resume: Resume };

export type Claim = { readonly kind: "first" } | Known;

export function checkKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  // The key is kept, and shown in events.
  if (typeof header === "string" && isCard(header)) {
    refuse("idempotency_key_invalid", "An Idempotency-Key must not be a card number.");
  }
  if (typeof header === "string" && header.length >= 1 && header.length <= 255) return header;
  refuse("idempotency_key_invalid", "Idempotency-Key must be one header of 1 to 255 characters.");
}

/** What a key's fingerprint covers: method, path and body, whatever the order of its keys. */
export const requestText = (method: string, { url, rawBody }: { url: string; rawBody: unknown }) =>
  JSON.stringify([method, url, keysSorted(rawBody)]);

function keysSorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keysSorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, keysSorted(inner)]));
}

function judge(record: store.IdempotencyRow, fingerprint: string): Known {
  if (record.fingerprint !== fingerprint) {
    refuse(
      "idempotency_key_reused",
      "This Idempotency-Key was used before with another method, path or body. " +
        "Use a new key for a new request.",
    );
  }
  if (record.status !== null && record.body !== null) {
    const { status, body, version } = record;
    return { kind: "replay", answer: { status, body }, expand: record.expand ?? [], version };
  }
  if (record.resume !== null) return { kind: "waiting", resume: record.resume };
  return refuse(
    "idempotency_key_in_use",
    "The first request with this Idempotency-Key still runs.",
  );
}

/** What is recorded of the key already, without taking its lock; null: nothing. */
export async function recorded(
  work: ReadWork,
  key: string,
  fingerprint: string,
): Promise<Known | null> {
  const record = await store.find(work, [key, work.realNow]);
  return record === null || record.expired ? null : judge(record, fingerprint);
}

/**
 * Whether this request is the first of its key. Holds the key's lock until the transaction ends.
 */
export async function claimKey(work: Work, key: string, fingerprint: string): Promise<Claim> {
  const claim = await store.claim(work, [key, work.realNow]);
  if (claim !== null && claim.fingerprint !== null && claim.expired !== true) {
    return judge(claim as store.IdempotencyRow, fingerprint);
  }
  if (claim?.locked !== true) {
    refuse("idempotency_key_in_use", "The first request with this Idempotency-Key still runs.");
  }
  if (claim.expired === true) await store.forget(work, [key]);
  return { kind: "first" };
}

/** The key is not new, or another request holds it: `claimKey` tells which. */
export class KnownKey extends Error {}

/**
 * Claims a key that is most likely new, without waiting: what is sent right behind it does nothing
 * where the claim fails, and the work fails with KnownKey. That saves a round trip of every create.
 */
export function claimAhead(work: Work, key: string): void {
  work.sent(
    store.claimNew(work, [key]).catch((error) => {
      throw sqlState(error) === "22012" ? new KnownKey() : error;
    }),
  );
}

/** The first request: what was asked, and how its answer is shown. */
type Kept = {
  readonly key: string;
  readonly fingerprint: string;
  readonly expand: readonly string[];
  readonly version: string;
};

/** Writes the record of a first request, in its transaction. */
export function keep(
  work: Work,
  { key, fingerprint, expand, version }: Kept,
  outcome: Answer | Resume,
): void {
  const answer = "status" in outcome ? outcome : null;
  const resume = "status" in outcome ? null : JSON.stringify(outcome);
  const said = [resume, answer?.status ?? null, answer?.body ?? null];
  const shown = expand.length === 0 ? null : expand;
  work.sent(store.insert(work, [key, fingerprint, ...said, work.realNow, shown, version]));
}

/** Writes the outcome of a waited-for request once; answers the bytes that everybody sends. */
export async function settle(work: Work, key: string, answer: Answer): Promise<Answer> {
  const written = await store.settle(work, [key, answer.status, answer.body]);
  if (written !== null) return answer;
  const stored = await store.find(work, [key, work.realNow]);
  return stored?.status != null && stored.body !== null
    ? { status: stored.status, body: stored.body }
    : answer;
}

/** So many are removed at a time, that no statement takes long. */
const removedAtOnce = 5000;

/** Removes the records that are not replayed any more. */
export async function removeExpired(database: Database): Promise<void> {
  const now = database.clock.now();
  for (let removed = removedAtOnce; removed === removedAtOnce; ) {
    const [row] = await database.acrossAccounts((everyone) =>
      store.removeExpired(everyone, [now, removedAtOnce]),
    );
    removed = row?.removed ?? 0;
  }
}
