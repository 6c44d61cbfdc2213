// What happens to invoices by itself: drafts at the end of a billing cycle, what is overdue, and
// telling of the many transactions that one payment settles.
import { type Task, untilDone } from "../../jobs/runner.ts";
import { tellSettled } from "../transactions/owed_actions.ts";
import { becomeOverdue } from "./actions.ts";
import { draftEnded } from "./cycle_actions.ts";

export const tasks = (): Task[] => [
  {
    ...{ name: "draft_invoices", retryMs: untilDone, concurrency: 2 },
    async run(job) {
      // The time to look again is only known once the drafts are made.
      const next = await job.step(draftEnded);
      await job.repeatAt(next);
    },
  },
  {
    ...{ name: "invoice_due", retryMs: untilDone, concurrency: 4 },
    async run(job) {
      await job.finish((work) => becomeOverdue(work, String(job.payload["invoice"])));
    },
  },
  {
    ...{ name: "tell_settled", retryMs: untilDone, concurrency: 2 },
    async run(job) {
      await job.finish((work) => tellSettled(work, job.payload["transactions"] as string[]));
    },
  },
];
