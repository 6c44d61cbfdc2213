// The idempotent half of a request: claims the key, runs the operation once, and keeps the bytes
// that everybody with the same key is sent. What is recorded, and how, stands in idempotency.ts.
import { violated, type Work } from "../db/work.ts";
import { assert } from "../lib/assert.ts";
import { Refusal, refuse } from "../lib/errors.ts";
import { planned, refused, rendered } from "./answer.ts";
import {
  type Answer,
  type Claim,
  claimAhead,
  claimKey,
  KnownKey,
  keep,
  type Resume,
  recorded,
  requestText,
  settle,
} from "./idempotency.ts";
import { outcomeOf, resumeOf } from "./outcome.ts";
import {
  type Call,
  change,
  fresh,
  type Kernel,
  type Outcome,
  prepared,
  scopeOf,
} from "./request.ts";
import { Awaited } from "./resource.ts";

/** A change with an idempotency key: once, whatever happens. */
export async function changedOnce(kernel: Kernel, call: Call, key: string): Promise<Outcome> {
  const { method, path } = call.route;
  assert(method === "POST" || method === "DELETE", `${method} ${path} changes nothing`);
  const fingerprint = kernel.vault.digest("idempotency", requestText(method, call));
  const scope = scopeOf(call);
  for (let attempt = 1; ; attempt++) {
    try {
      const step = await stepOnce(kernel, call, key, fingerprint);
      if (step.kind === "replay") {
        // A secret key may have had shown what this key may not read (ruling 6).
        planned(kernel, { ...call, expand: step.expand });
        const version = step.version ?? call.version;
        return { ...unsealed(kernel, call, key, step.answer), replayed: true, version };
      }
      if (step.kind === "done") return fresh(step.answer, call.version);
      if (step.kind === "waiting") planned(kernel, { ...call, expand: step.resume.expand });
      const answer = await outcomeOf(kernel, call, step.resume);
      if (answer.status === 500 || answer.status === 503) return fresh(answer, step.resume.version);
      const kept = await kernel.database.transaction(scope, (work) => settle(work, key, answer));
      return { ...kept, replayed: step.kind === "waiting", version: step.resume.version };
    } catch (error) {
      if (error instanceof Decided) {
        if (error.recorded) return fresh(refused(kernel, call, error.refusal), call.version);
        return keepRefusal(kernel, call, key, fingerprint, error.refusal);
      }
      // Somebody committed the same key between our look and our insert: look again.
      const taken = error instanceof Taken || violated(error) === "idempotency_keys_pkey";
      if (taken && attempt < 5) continue;
      throw error;
    }
  }
}

type Step =
  | Exclude<Claim, { readonly kind: "first" }>
  | { readonly kind: "done"; readonly answer: Answer }
  | { readonly kind: "wait"; readonly resume: Resume };

async function stepOnce(
  kernel: Kernel,
  call: Call,
  key: string,
  fingerprint: string,
): Promise<Step> {
  const scope = scopeOf(call);
  let input = call.input;
  if (call.route.prepare !== null) {
    // What reaches outside runs before the transaction (ruling 14), and not again for a retry.
    const known = await recorded(kernel.database.reader(scope), key, fingerprint);
    if (known !== null) return known;
    input = await decided(() => prepared(call));
  }
  const first = (work: Work): Promise<Step> =>
    decided(
      () => firstTime(kernel, { ...call, input }, work, key, fingerprint),
      // With what else outlives the refusal (a decision of the policies), or not at all.
      (refusal) =>
        work.keepOnRefusal((after) =>
          recordRefusal(kernel, call, after, { key, fingerprint, refusal }),
        ),
    );
  try {
    return await change(kernel, call, (work) => {
      claimAhead(work, key);
      return first(work);
    });
  } catch (error) {
    if (!(error instanceof KnownKey)) throw error;
  }
  return kernel.database.transaction(scope, async (work) => {
    const claim = await claimKey(work, key, fingerprint);
    return claim.kind === "first" ? first(work) : claim;
  });
}

async function decided<T>(
  run: () => Promise<T>,
  record: ((refusal: Refusal) => void) | null = null,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    record?.(error);
    throw new Decided(error, record !== null);
  }
}

/**
 * A refusal by the operation itself, which is stored, as opposed to one by the idempotency
 * record.
 */
class Decided extends Refusal {
  readonly refusal: Refusal;
  /** Whether its record has been written when this is met. */
  readonly recorded: boolean;
  constructor(refusal: Refusal, recorded: boolean) {
    super(refusal.code, refusal.message, refusal.param, refusal.details);
    this.refusal = refusal;
    this.recorded = recorded;
  }
}

/** Another request with the key was recorded between this one's refusal and its record. */
class Taken extends Error {}

async function firstTime(
  kernel: Kernel,
  call: Call,
  work: Work,
  key: string,
  fingerprint: string,
): Promise<Step> {
  const { expand, version } = call;
  const result = await call.route.run(work, call.input);
  if (result instanceof Awaited) {
    const resume = resumeOf(call, result);
    keep(work, { key, fingerprint, expand, version }, resume);
    return { kind: "wait", resume };
  }
  const answer = await rendered(kernel, call, work, result);
  const record = { key, fingerprint, expand, version };
  keep(work, record, sealedAnswer(kernel, call, key, answer));
  return { kind: "done", answer };
}

/** A secret that is shown once is kept under bearer key and idempotency key (ruling 2). */
function sealedAnswer(kernel: Kernel, call: Call, key: string, answer: Answer): Answer {
  if (!call.route.secretAnswer) return answer;
  return { ...answer, body: kernel.vault.encryptFor(call.bearer, `answer ${key}`, answer.body) };
}

function unsealed(kernel: Kernel, call: Call, key: string, answer: Answer): Answer {
  // A refusal holds no secret and was kept as it is.
  if (!call.route.secretAnswer || answer.status !== 200) return answer;
  try {
    return { ...answer, body: kernel.vault.decryptFor(call.bearer, `answer ${key}`, answer.body) };
  } catch {
    return refuse(
      "idempotency_key_reused",
      "This Idempotency-Key was used with another API key, and its answer holds a secret.",
    );
  }
}

type Refused = {
  readonly key: string;
  readonly fingerprint: string;
  readonly refusal: Refusal;
};

/** In a transaction after the one that was rolled back. */
async function recordRefusal(
  kernel: Kernel,
  call: Call,
  work: Work,
  { key, fingerprint, refusal }: Refused,
): Promise<void> {
  const answer = refused(kernel, call, refusal);
  if (answer.status === 500 || answer.status === 503) return;
  // Once more: what the first claim did (forget an expired record) was rolled back.
  const { kind } = await claimKey(work, key, fingerprint);
  if (kind !== "first") throw new Taken();
  keep(work, { key, fingerprint, expand: [], version: call.version }, answer);
}

/** Of what was refused before its transaction began. */
async function keepRefusal(
  kernel: Kernel,
  call: Call,
  key: string,
  fingerprint: string,
  refusal: Refusal,
): Promise<Outcome> {
  try {
    await kernel.database.transaction(scopeOf(call), (work) =>
      recordRefusal(kernel, call, work, { key, fingerprint, refusal }),
    );
    return fresh(refused(kernel, call, refusal), call.version);
  } catch (error) {
    const taken = error instanceof Taken || violated(error) === "idempotency_keys_pkey";
    if (taken) return changedOnce(kernel, call, key);
    throw error;
  }
}
