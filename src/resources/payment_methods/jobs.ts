// What is deleted here is forgotten at the processor, too.
import { type Task, untilDone } from "../../jobs/runner.ts";
import { assert } from "../../lib/assert.ts";
import type { Processor } from "../../payments/processor.ts";
import * as store from "./store.ts";

export type Dependencies = {
  readonly processors: { readonly test: Processor; readonly live: Processor | null };
};

export const tasks = ({ processors }: Dependencies): Task[] => [
  {
    name: "forget_method",
    retryMs: untilDone,
    concurrency: 2,
    async run(job) {
      const { token, method } = job.payload;
      assert(typeof token === "string" && typeof method === "string", "a method and its token");
      const { account, livemode } = job;
      const processor = livemode ? processors.live : processors.test;
      // The same card may have been taken down twice.
      const other = await store.ofToken(job.read(), [token]);
      if (other === null) {
        const merchant = { account, livemode };
        await processor?.forget({ merchant, key: `${method}:forget`, token });
      }
      await job.finish(async () => undefined);
    },
  },
];
