// The orders to the processor behind a payment: a card is authorised and captured at once, a bank
// account is debited, and how that ends is asked for until it is known. Every order has a key of
// its own, so a job that runs again after a crash changes nothing outside.
import { enqueue } from "../../../jobs/queue.ts";
import type { Job } from "../../../jobs/runner.ts";
import { present } from "../../../lib/assert.ts";
import { addMs } from "../../../lib/time.ts";
import type { Debit, Processor } from "../../../payments/processor.ts";
import { holdOf, merchantOf, type Run } from "../job_actions.ts";
import type { HoldRow } from "../schema.ts";
import * as payments from "./actions.ts";

const orderOf = (job: Job, hold: HoldRow, what: string) => ({
  ...{ merchant: merchantOf(job), key: `${hold.id}:${what}` },
  token: present(hold.token, "the processor's token"),
  ...{ amount: hold.asked, currency: hold.currency },
});

const takePayment: Run = async (job, processor) => {
  const hold = await holdOf(job);
  const answer = await processor.authorize({ ...orderOf(job, hold, "authorize"), whole: true });
  if (answer.outcome === "declined") {
    await job.finish((work) => payments.failed(work, hold.id, answer));
    return;
  }
  const { authorization } = answer;
  const merchant = merchantOf(job);
  const captured = await processor.capture({
    ...{ merchant, key: `${hold.id}:capture`, authorization, amount: hold.asked },
  });
  await job.finish((work) =>
    captured.outcome === "declined"
      ? payments.failed(work, hold.id, captured)
      : payments.paid(work, hold.id, { authorization, processor: processor.name }),
  );
};

/** A debit of just now is asked for every second, one of an hour ago every few minutes. */
const askAgainMs = (ageMs: number): number => Math.min(3_600_000, Math.max(1000, ageMs / 8));

/**
 * Banks that know nothing of an account's test clock are asked in real time, a little less often
 * each time: an account that is advanced by a month does not ask them seven hundred times.
 */
async function askLater(job: Job, hold: HoldRow, authorization: string): Promise<void> {
  const { afterMs: last } = job.payload;
  const afterMs = typeof last === "number" ? Math.min(3_600_000, last * 1.125) : 1000;
  await job.finish(async (work) => {
    if (hold.authorization_id === null) await payments.debitOrdered(work, hold.id, authorization);
    await enqueue(work, {
      ...{ task: "debit_payment", key: hold.id, payload: { hold: hold.id, afterMs } },
      realAt: addMs(work.realNow, afterMs),
    });
  });
}

const askDebit = (job: Job, processor: Processor, hold: HoldRow): Promise<Debit> =>
  hold.authorization_id === null
    ? processor.debit(orderOf(job, hold, "debit"))
    : processor.debited({ merchant: merchantOf(job), authorization: hold.authorization_id });

const debitPayment: Run = async (job, processor) => {
  const hold = await holdOf(job);
  const answer = await askDebit(job, processor, hold);
  if (answer.outcome === "pending") {
    const { authorization } = answer;
    if (processor.inRealTime) return askLater(job, hold, authorization);
    const known = hold.authorization_id !== null;
    const { now } = job.read();
    const next = addMs(now, askAgainMs(now.getTime() - hold.created.getTime()));
    await job.repeatAt(next, async (work) => {
      if (!known) await payments.debitOrdered(work, hold.id, authorization);
    });
    return;
  }
  await job.finish((work) =>
    answer.outcome === "declined"
      ? payments.failed(work, hold.id, answer)
      : payments.paid(work, hold.id, {
          ...{ authorization: answer.authorization, processor: processor.name },
        }),
  );
};

export const paymentRuns: Readonly<Record<string, Run>> = {
  take_payment: takePayment,
  debit_payment: debitPayment,
};
