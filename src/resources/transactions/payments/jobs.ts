// The orders to the processor behind a payment: a card is authorised and captured at once, a bank
// account is debited, and how that ends is asked for until it is known. Every order has a key of
// its own, so a job that runs again after a crash changes nothing outside.
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

const askDebit = (job: Job, processor: Processor, hold: HoldRow): Promise<Debit> =>
  hold.authorization_id === null
    ? processor.debit(orderOf(job, hold, "debit"))
    : processor.debited({ merchant: merchantOf(job), authorization: hold.authorization_id });

const debitPayment: Run = async (job, processor) => {
  const hold = await holdOf(job);
  const answer = await askDebit(job, processor, hold);
  if (answer.outcome === "pending") {
    const { authorization } = answer;
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
