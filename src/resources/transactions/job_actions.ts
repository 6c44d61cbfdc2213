// What jobs of holds and payments read of their payload before they go to the processor.
import type { Job } from "../../jobs/runner.ts";
import { assert, present } from "../../lib/assert.ts";
import type { Log } from "../../lib/log.ts";
import type { Merchant, Processor } from "../../payments/processor.ts";
import * as store from "./store.ts";

/** One order to the processor, whole: asks, and lays the answer over what it was about. */
export type Run = (job: Job, processor: Processor, log: Log) => Promise<void>;

const text = (job: Job, key: string): string => {
  const value = job.payload[key];
  assert(typeof value === "string", `a job of holds carries ${key}`);
  return value;
};

export const holdOf = async (job: Job) =>
  present(await store.findHold(job.read(), [text(job, "hold")]), "the job's hold");

export const transactionOf = async (job: Job) =>
  present(await store.find(job.read(), [text(job, "transaction")]), "the job's transaction");

export const merchantOf = ({ account, livemode }: Job): Merchant => ({ account, livemode });
