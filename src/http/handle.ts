// One request from its checked input to the bytes of its answer: transaction, idempotency,
// waiting for outcomes, expansion, version. Knows nothing of Fastify.
import type { Listening, Pulse } from "../db/pulse.ts";
import type { Database, ReadWork, Rendered, Work } from "../db/work.ts";
import { violated } from "../db/work.ts";
import { assert } from "../lib/assert.ts";
import { Refusal, refuse } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";
import type { Vault } from "../lib/secret.ts";
import { elapsedMs } from "../lib/time.ts";
import type { Principal } from "./auth.ts";
import { type Catalogue, expandAll, planExpand } from "./expand.ts";
import { asRefusal, errorBody } from "./failure.ts";
import {
  type Answer,
  type Claim,
  claimKey,
  keep,
  type Resume,
  recorded,
  requestText,
  settle,
} from "./idempotency.ts";
import { type Page, pageToken } from "./paging.ts";
import { Awaited, type Route, type Waiter } from "./resource.ts";
import { inVersion } from "./versions.ts";

export type Kernel = {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly waits: Readonly<Record<string, Waiter>>;
  readonly vault: Vault;
  readonly log: Log;
  readonly publicUrl: () => string;
  /** Says when what a request waits for has changed in this process. */
  readonly pulse: Pick<Pulse, "listen">;
};

export type Call = {
  readonly route: Route;
  /** Word in the `object` key of what the route answers, for `expand`. */
  readonly object: string;
  readonly principal: Principal;
  readonly requestId: string;
  /** The API key as it was sent, for answers that only its bearer may have replayed. */
  readonly bearer: string;
  readonly idempotencyKey: string | null;
  readonly version: string;
  readonly expand: readonly string[];
  readonly input: Record<string, unknown>;
  /** What the idempotency fingerprint covers: the body as it was sent. */
  readonly rawBody: unknown;
  readonly url: string;
  /** Path and parameters for the URLs of other pages. */
  readonly listing: {
    readonly path: string;
    readonly carried: readonly (readonly [string, string])[];
    readonly limit: number;
  } | null;
};

export type Outcome = Answer & { readonly replayed: boolean };

const fresh = (answer: Answer): Outcome => ({ ...answer, replayed: false });

export async function handle(kernel: Kernel, call: Call): Promise<Outcome> {
  const tree = planExpand(kernel.catalogue, call.object, call.expand);
  const { account, livemode } = call.principal;
  if (call.route.method === "GET") {
    const work = kernel.database.reader({ account, livemode });
    const result = await call.route.run(work as Work, call.input);
    return fresh(await rendered(kernel, call, work, result, tree));
  }
  return call.idempotencyKey === null
    ? await changed(kernel, call)
    : await changedOnce(kernel, call, call.idempotencyKey);
}

const scopeOf = (call: Call) => ({
  account: call.principal.account,
  livemode: call.principal.livemode,
  request: { id: call.requestId, idempotencyKey: call.idempotencyKey },
});

async function prepared(call: Call): Promise<Record<string, unknown>> {
  const { prepare } = call.route;
  return prepare === null ? call.input : prepare(call.input, call.principal.livemode);
}

/** A change without an idempotency key. */
async function changed(kernel: Kernel, call: Call): Promise<Outcome> {
  const input = await prepared(call);
  const step = await kernel.database.transaction(scopeOf(call), async (work) => {
    const result = await call.route.run(work, input);
    if (result instanceof Awaited) return result;
    return rendered(
      kernel,
      call,
      work,
      result,
      planExpand(kernel.catalogue, call.object, call.expand),
    );
  });
  if (!(step instanceof Awaited)) return fresh(step);
  return fresh(await outcomeOf(kernel, call, resumeOf(call, step)));
}

const resumeOf = (call: Call, { resume }: Awaited): Resume => ({
  ...resume,
  expand: [...call.expand],
  version: call.version,
});

/** A change with an idempotency key: once, whatever happens. */
async function changedOnce(kernel: Kernel, call: Call, key: string): Promise<Outcome> {
  const { method, path } = call.route;
  assert(method === "POST" || method === "DELETE", `${method} ${path} changes nothing`);
  const fingerprint = kernel.vault.digest("idempotency", requestText(method, call));
  const scope = scopeOf(call);
  for (let attempt = 1; ; attempt++) {
    try {
      const step = await stepOnce(kernel, call, key, fingerprint);
      if (step.kind === "replay") {
        return { ...unsealed(kernel, call, key, step.answer), replayed: true };
      }
      if (step.kind === "done") return fresh(step.answer);
      const answer = await outcomeOf(kernel, call, step.resume);
      if (answer.status === 500 || answer.status === 503) return fresh(answer);
      const kept = await kernel.database.transaction(scope, (work) => settle(work, key, answer));
      return { ...kept, replayed: step.kind === "waiting" };
    } catch (error) {
      if (error instanceof Decided)
        return keepRefusal(kernel, call, key, fingerprint, error.refusal);
      // Somebody committed the same key between our look and our insert: look again.
      if (violated(error) === "idempotency_keys_pkey" && attempt < 5) continue;
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
  return kernel.database.transaction(scope, async (work) => {
    const claim = await claimKey(work, key, fingerprint);
    if (claim.kind !== "first") return claim;
    return decided(() => firstTime(kernel, { ...call, input }, work, key, fingerprint));
  });
}

async function decided<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refusal) throw new Decided(error);
    throw error;
  }
}

/**
 * A refusal by the operation itself, which is stored, as opposed to one by the idempotency
 * record.
 */
class Decided extends Refusal {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code, refusal.message, refusal.param, refusal.details);
    this.refusal = refusal;
  }
}

async function firstTime(
  kernel: Kernel,
  call: Call,
  work: Work,
  key: string,
  fingerprint: string,
): Promise<Step> {
  const result = await call.route.run(work, call.input);
  if (result instanceof Awaited) {
    const resume = resumeOf(call, result);
    await keep(work, key, fingerprint, resume);
    return { kind: "wait", resume };
  }
  const tree = planExpand(kernel.catalogue, call.object, call.expand);
  const answer = await rendered(kernel, call, work, result, tree);
  await keep(work, key, fingerprint, sealedAnswer(kernel, call, key, answer));
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

async function keepRefusal(
  kernel: Kernel,
  call: Call,
  key: string,
  fingerprint: string,
  refusal: Refusal,
): Promise<Outcome> {
  const answer = refused(kernel, call, refusal);
  try {
    await kernel.database.transaction(scopeOf(call), (work) =>
      keep(work, key, fingerprint, answer),
    );
  } catch (error) {
    if (violated(error) !== "idempotency_keys_pkey") throw error;
    return changedOnce(kernel, call, key);
  }
  return fresh(answer);
}

function refused(kernel: Kernel, call: Call, refusal: Refusal): Answer {
  const body = errorBody(refusal, call.requestId, kernel.publicUrl());
  return { status: body.status, body: JSON.stringify(body) };
}

/** Longest wait of a request: the charger's 30 seconds, the card's, and what lies between. */
const longestWaitMs = 75_000;

/**
 * A change by this process wakes the request at once. Only for one by another node (its job took
 * the order) is the database asked again, ever less often.
 */
const lookAgainMs = (waitedMs: number): number => Math.min(2000, 500 + waitedMs / 4);

async function outcomeOf(kernel: Kernel, call: Call, resume: Resume): Promise<Answer> {
  const changes = kernel.pulse.listen(resume.id);
  try {
    return await awaitOutcome(kernel, call, resume, changes);
  } finally {
    changes.close();
  }
}

async function awaitOutcome(
  kernel: Kernel,
  call: Call,
  resume: Resume,
  changes: Listening,
): Promise<Answer> {
  const { account, livemode } = call.principal;
  const waiter = kernel.waits[resume.wait];
  assert(waiter !== undefined, `nobody registered the wait ${resume.wait}`);
  const start = elapsedMs();
  for (let waited = 0; waited < longestWaitMs; waited = elapsedMs() - start) {
    const work = kernel.database.reader({ account, livemode });
    try {
      const object = await waiter(work, resume.id, waited);
      if (object !== null) return await awaitedAnswer(kernel, call, work, object, resume);
    } catch (error) {
      return refused(kernel, call, asRefusal(error, call.requestId, kernel.log));
    }
    await changes.next(lookAgainMs(waited));
  }
  return refuse(
    "service_unavailable",
    "The outcome is not known yet. Retry with the same Idempotency-Key.",
  );
}

async function awaitedAnswer(
  kernel: Kernel,
  call: Call,
  work: ReadWork,
  object: Rendered,
  resume: Resume,
): Promise<Answer> {
  const tree = planExpand(kernel.catalogue, call.object, resume.expand);
  return rendered(kernel, { ...call, version: resume.version }, work, object, tree);
}

async function rendered(
  kernel: Kernel,
  call: Call,
  work: ReadWork,
  result: Rendered | Page | Awaited,
  tree: ReturnType<typeof planExpand>,
): Promise<Answer> {
  assert(!(result instanceof Awaited), "a read cannot wait for an outcome");
  const items = call.route.paged ? (result as Page).data : [result as Rendered];
  const expanded =
    tree.size === 0 ? items : await expandAll(work, kernel.catalogue, call.object, tree, items);
  const shown = expanded.map((item) => inVersion(item, call.version));
  const body = call.route.paged ? pageBody(kernel, call, result as Page, shown) : shown[0];
  return { status: 200, body: JSON.stringify(body) };
}

function pageBody(kernel: Kernel, call: Call, page: Page, data: readonly Rendered[]): Rendered {
  const { listing, principal } = call;
  assert(listing !== null, "a page needs to know its list");
  const binding = bindingOf(call);
  const url = (direction: "after" | "before", key: string | null): string | null => {
    if (key === null) return null;
    const params = new URLSearchParams([
      ["page", pageToken(kernel.vault, binding, { direction, key })],
      ...listing.carried.map(([name, value]) => [name, value] as [string, string]),
      ["limit", String(listing.limit)],
    ]);
    return `${kernel.publicUrl()}${listing.path}?${params}`;
  };
  assert(principal.account !== "", "a page needs its account");
  return {
    data,
    next_page_url: url("after", page.next),
    previous_page_url: url("before", page.previous),
  };
}

/**
 * What a page token of this call is good for: this account, mode, list and filters; not the
 * expansion.
 */
export const bindingOf = (call: Pick<Call, "principal" | "listing">) => ({
  account: call.principal.account,
  livemode: call.principal.livemode,
  list: `${call.listing?.path}?${(call.listing?.carried ?? [])
    .filter(([name]) => name !== "expand")
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join("&")}`,
});
