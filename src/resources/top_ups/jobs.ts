// Wallets that fill themselves up: one look per wallet at a time, only database work; the payment
// has jobs of its own.
import { type Task, untilDone } from "../../jobs/runner.ts";
import { assert } from "../../lib/assert.ts";
import { topUpIfDue } from "./actions.ts";

export const tasks = (): readonly Task[] => [
  {
    name: "auto_top_up",
    retryMs: untilDone,
    concurrency: 4,
    async run(job) {
      const { owner } = job.payload;
      assert(typeof owner === "string", "a job of automatic top-ups carries its owner");
      await job.finish((work) => topUpIfDue(work, owner));
    },
  },
];
