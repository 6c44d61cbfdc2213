// The order to the processor to give money back. Its key is the refund's own, so a job that runs
// again after a crash gives nothing back twice.
import { present } from "../../../lib/assert.ts";
import { holdOf, merchantOf, type Run, transactionOf } from "../job_actions.ts";
import * as refunds from "./actions.ts";

export const refundPayment: Run = async (job, processor) => {
  const [hold, transaction] = await Promise.all([holdOf(job), transactionOf(job)]);
  const answer = await processor.refund({
    ...{ merchant: merchantOf(job), key: `${transaction.id}:refund` },
    authorization: present(hold.authorization_id, "what the money came by"),
    amount: -transaction.amount,
  });
  const ids = { hold: hold.id, transaction: transaction.id };
  await job.finish((work) => refunds.refunded(work, ids, answer));
};
