// Carries news of a shared station to the other accounts that it concerns.
import type { Database, Rendered } from "../../db/work.ts";
import { type Task, untilDone } from "../../jobs/runner.ts";
import { type News, tellTask } from "./news/actions.ts";
import * as store from "./store.ts";

/** A crash on the way tells an account twice rather than not at all. */
export const tasks = ({ database }: { readonly database: Database }): Task[] => [
  {
    name: tellTask,
    retryMs: untilDone,
    concurrency: 2,
    async run(job) {
      const news = job.payload as News;
      const concerned = await store.concerned(database.everyone(), [news.station, job.livemode]);
      const accounts = new Set([news.owner, ...concerned.map((one) => one.account_id)]);
      accounts.delete(news.told);
      const [before, after] = [JSON.parse(news.before), JSON.parse(news.after)] as [
        Rendered,
        Rendered,
      ];
      for (const account of accounts) {
        await database.transaction({ account, livemode: job.livemode }, async (work) =>
          work.emit("charging_station.updated", after, before),
        );
      }
      await job.finish(async () => undefined);
    },
  },
];
