// The orders to the processor: authorise, raise, cancel, capture, refund. Each carries a key of its
// own, so a job that is run again after a crash gets the first answer and changes nothing outside.
// Jobs of one hold run in order.
import { type Task, untilDone } from "../../jobs/runner.ts";
import { present } from "../../lib/assert.ts";
import type { Log } from "../../lib/log.ts";
import type { Captured, Declined, Processor } from "../../payments/processor.ts";
import { holdOf, merchantOf, type Run, transactionOf } from "./job_actions.ts";
import * as outcomes from "./outcome_actions.ts";
import { paymentRuns } from "./payments/jobs.ts";
import { refundPayment } from "./refunds/jobs.ts";
import { saw } from "./sighting_actions.ts";

export type Dependencies = {
  readonly processors: { readonly test: Processor; readonly live: Processor | null };
  readonly log: Log;
};

const noAuthorization: Declined = {
  outcome: "declined",
  code: "not_authorized",
  message: "The payment was never authorised.",
};

const authorizeHold: Run = async (job, processor) => {
  const hold = await holdOf(job);
  const answer = await processor.authorize({
    ...{ merchant: merchantOf(job), key: `${hold.id}:authorize` },
    token: present(hold.token, "the card's token"),
    ...{ amount: hold.asked, currency: hold.currency },
  });
  await job.finish((work) => outcomes.authorized(work, hold.id, answer));
};

const raiseHold: Run = async (job, processor) => {
  const hold = await holdOf(job);
  const to = Number(job.payload.to);
  if (hold.kind === "wallet") {
    await job.finish((work) => outcomes.raisedFromWallet(work, hold.id, to));
    return;
  }
  const answer =
    hold.authorization_id === null || hold.status === "released"
      ? noAuthorization
      : await processor.raise({
          ...{ merchant: merchantOf(job), key: `${hold.id}:raise:${to}` },
          ...{ authorization: hold.authorization_id, to },
        });
  await job.finish((work) => outcomes.raised(work, hold.id, to, answer));
};

const cancelHold: Run = async (job, processor) => {
  const hold = await holdOf(job);
  if (hold.authorization_id !== null) {
    await processor.cancel({
      ...{ merchant: merchantOf(job), key: `${hold.id}:cancel` },
      authorization: hold.authorization_id,
    });
  }
  await job.finish(async () => undefined);
};

const captureHold: Run = async (job, processor) => {
  const [hold, transaction] = await Promise.all([holdOf(job), transactionOf(job)]);
  const amount = Math.min(transaction.amount, hold.held);
  const answer: Captured | Declined =
    hold.authorization_id === null || amount === 0
      ? noAuthorization
      : await processor.capture({
          ...{ merchant: merchantOf(job), key: `${hold.id}:capture` },
          ...{ authorization: hold.authorization_id, amount },
        });
  const outcome =
    answer.outcome === "ok"
      ? { amount: answer.captured ?? amount, declineCode: null }
      : { amount: 0, declineCode: hold.decline_code ?? answer.code };
  await job.finish((work) =>
    outcomes.captured(work, hold.id, transaction.id, { ...outcome, processor: processor.name }),
  );
};

/** More is due than was captured: a payment of its own, authorised and captured at once. */
const chargeAdjustment: Run = async (job, processor) => {
  const [hold, transaction] = await Promise.all([holdOf(job), transactionOf(job)]);
  const merchant = merchantOf(job);
  const authorization = await processor.authorize({
    ...{
      merchant,
      key: `${transaction.id}:authorize`,
      token: present(hold.token, "the card's token"),
    },
    ...{ amount: transaction.amount, currency: transaction.currency, whole: true },
  });
  const answer =
    authorization.outcome === "declined"
      ? authorization
      : await processor.capture({
          ...{ merchant, key: `${transaction.id}:capture`, amount: transaction.amount },
          authorization: authorization.authorization,
        });
  const amount = answer.outcome === "ok" ? transaction.amount : 0;
  await job.finish((work) =>
    outcomes.adjustmentCollected(work, hold.id, transaction.id, {
      amount,
      processor: processor.name,
    }),
  );
};

const returnAdjustment: Run = async (job, processor) => {
  const [hold, transaction] = await Promise.all([holdOf(job), transactionOf(job)]);
  const wanted = await job.step((work) =>
    outcomes.adjustmentSetAside(work, hold.id, transaction.id),
  );
  const answer =
    hold.authorization_id === null || wanted === 0
      ? noAuthorization
      : await processor.refund({
          ...{ merchant: merchantOf(job), key: `${transaction.id}:refund` },
          ...{ authorization: hold.authorization_id, amount: wanted },
        });
  const amount = answer.outcome === "ok" ? wanted : 0;
  await job.finish((work) =>
    outcomes.adjustmentReturned(work, hold.id, transaction.id, {
      amount,
      processor: processor.name,
    }),
  );
};

/** After a notification: what has become of the payment, whoever did it. */
const lookAtPayment: Run = async (job, processor, log) => {
  const { id: hold, authorization_id: known } = await holdOf(job);
  const authorization = present(known, "the processor's name of the payment");
  const merchant = merchantOf(job);
  const standing = await processor.look({ merchant, authorization });
  const alarm = await job.finish((work) => saw(work, hold, standing));
  if (alarm !== null) log.error({ ...merchant, hold, payment: authorization }, alarm);
};

const runs: Readonly<Record<string, Run>> = {
  authorize_hold: authorizeHold,
  raise_hold: raiseHold,
  cancel_hold: cancelHold,
  capture_hold: captureHold,
  charge_adjustment: chargeAdjustment,
  return_adjustment: returnAdjustment,
  look_at_payment: lookAtPayment,
  ...paymentRuns,
  refund_payment: refundPayment,
};

export function tasks({ processors, log }: Dependencies): Task[] {
  return Object.entries(runs).map(([name, run]) => ({
    name,
    retryMs: untilDone,
    concurrency: 8,
    run: (job) => {
      const processor = job.livemode ? processors.live : processors.test;
      return run(job, present(processor, "a processor for live mode"), log);
    },
  }));
}
