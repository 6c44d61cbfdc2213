// What time alone brings a reservation (due.ts), one step after the other, and the orders to its
// charger.
import { type Job, type Task, untilDone } from "../../jobs/runner.ts";
import { addMs } from "../../lib/time.ts";
import type { Network, ReserveAnswer, WithdrawOrder } from "../../networks/network.ts";
import { advanceTask, withdrawTask } from "./actions.ts";
import { dueOf } from "./due.ts";
import { answered, begin, chooseDue, end, prepare } from "./order_actions.ts";
import * as store from "./store.ts";

export type Networks = { readonly simulator: Network; readonly ocpp: Network };

/** One step; the next one has been made due by it, as a job of its own behind this one. */
async function advance(networks: Networks, job: Job): Promise<void> {
  const id = String(job.payload["reservation"]);
  const work = job.read();
  const row = await store.find(work, [id]);
  const due = row === null ? null : dueOf(row);
  if (due === null) return job.finish(async () => undefined);
  if (due.at > work.now) return job.repeatAt(due.at);
  if (due.step === "choose") return job.finish((own) => chooseDue(own, id));
  if (due.step === "begin") return job.finish((own) => begin(own, id));
  if (due.step === "end") return job.finish((own) => end(own, id));
  await order(networks, job, id);
}

/** A process that dies on the way asks again: the same number replaces the order. */
async function order(networks: Networks, job: Job, id: string): Promise<void> {
  const prepared = await job.step((work) => prepare(work, id));
  if (prepared.kind === "none") return job.finish(async () => undefined);
  if (prepared.kind === "known") {
    return job.finish((work) => answered(work, id, prepared.number, prepared.answer));
  }
  const row = await store.find(job.read(), [id]);
  const network = networks[row?.network_kind ?? "simulator"];
  const answer = await network.reserve(prepared.order);
  await job.finish((work) => answered(work, id, prepared.order.reservation, answer));
}

type Withdrawal = {
  readonly number: number;
  readonly station: string;
  readonly identity: string | null;
  readonly kind: "simulator" | "ocpp";
  readonly evse: number;
  readonly connector: string;
  readonly type: string;
  readonly powerKw: number;
  readonly until: string;
};

const lookAgainMs = 60_000;

/** A charger that is away is asked again until what it keeps would lapse by itself. */
async function withdraw(networks: Networks, job: Job): Promise<void> {
  const payload = job.payload as Withdrawal;
  const { number, station: id, identity, evse, connector, type, powerKw } = payload;
  const order: WithdrawOrder = {
    ...{ station: { id, identity }, reservation: number },
    connector: { id: connector, evse, type, powerKw },
  };
  const answer: ReserveAnswer = await networks[payload.kind].withdraw(order);
  const { now } = job.read();
  const silent = answer.outcome === "offline" || answer.outcome === "timeout";
  if (silent && now.toISOString() < payload.until) {
    return job.repeatAt(addMs(now, lookAgainMs));
  }
  await job.finish(async () => undefined);
}

export const tasks = (networks: Networks): Task[] => [
  {
    name: advanceTask,
    retryMs: untilDone,
    concurrency: 20,
    run: (job) => advance(networks, job),
  },
  {
    name: withdrawTask,
    retryMs: untilDone,
    concurrency: 20,
    run: (job) => withdraw(networks, job),
  },
];
