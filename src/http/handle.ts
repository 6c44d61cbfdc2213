// One request from its checked input to its outcome: a read, or a change in one transaction. The
// idempotent change stands in once.ts. Knows nothing of Fastify.
import type { Work } from "../db/work.ts";
import { planned, rendered } from "./answer.ts";
import { changedOnce } from "./once.ts";
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

export async function handle(kernel: Kernel, call: Call): Promise<Outcome> {
  // Before anything is done: an expansion that cannot be is refused with nothing changed.
  planned(kernel, call);
  if (call.route.method === "GET") {
    const work = kernel.database.reader(scopeOf(call));
    const result = await call.route.run(work as Work, call.input);
    return fresh(await rendered(kernel, call, work, result), call.version);
  }
  return call.idempotencyKey === null
    ? await changed(kernel, call)
    : await changedOnce(kernel, call, call.idempotencyKey);
}

/** A change without an idempotency key. */
async function changed(kernel: Kernel, call: Call): Promise<Outcome> {
  const input = await prepared(call);
  const step = await change(kernel, call, async (work) => {
    const result = await call.route.run(work, input);
    return result instanceof Awaited ? result : rendered(kernel, call, work, result);
  });
  if (!(step instanceof Awaited)) return fresh(step, call.version);
  return fresh(await outcomeOf(kernel, call, resumeOf(call, step)), call.version);
}
