// Waiting for an outcome that comes from outside (a charger, a card processor): asks the noun's
// waiter until there is one, woken by what this process commits, and renders it.
import type { Listening } from "../db/pulse.ts";
import type { ReadWork, Rendered } from "../db/work.ts";
import { assert } from "../lib/assert.ts";
import { refuse } from "../lib/errors.ts";
import { elapsedMs } from "../lib/time.ts";
import { refused, rendered } from "./answer.ts";
import { asRefusal } from "./failure.ts";
import type { Answer, Resume } from "./idempotency.ts";
import { type Call, type Kernel, scopeOf } from "./request.ts";
import type { Awaited } from "./resource.ts";

export const resumeOf = (call: Call, { resume }: Awaited): Resume => ({
  ...resume,
  expand: [...call.expand],
  version: call.version,
});

/** Longest wait of a request: the charger's 30 seconds, the card's, and what lies between. */
const longestWaitMs = 75_000;

/**
 * A change by this process wakes the request at once. Only for one by another node (its job took
 * the order) is the database asked again, ever less often.
 */
const lookAgainMs = (waitedMs: number): number => Math.min(2000, 500 + waitedMs / 4);

export async function outcomeOf(kernel: Kernel, call: Call, resume: Resume): Promise<Answer> {
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
  const waiter = kernel.waits[resume.wait];
  assert(waiter !== undefined, `nobody registered the wait ${resume.wait}`);
  const start = elapsedMs();
  for (let waited = 0; waited < longestWaitMs; waited = elapsedMs() - start) {
    const work = kernel.database.reader(scopeOf(call));
    try {
      const object = await waiter(work, resume.id, waited);
      if (object !== null) return await awaitedAnswer(kernel, call, work, object, resume);
    } catch (error) {
      const refusal = asRefusal(error, call.requestId, kernel.log);
      return refused(kernel, { ...call, version: resume.version }, refusal);
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
  const { version, expand } = resume;
  return rendered(kernel, { ...call, version, expand }, work, object);
}
