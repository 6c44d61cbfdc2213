// Hangs up on a charger whose station was deleted or has another identity now.
import { type Task, untilDone } from "../../jobs/runner.ts";
import type { OcppNetwork } from "../../networks/ocpp/server.ts";
import { type HangUp, hangUpTask } from "./actions.ts";

export const tasks = ({ ocpp }: { readonly ocpp: Pick<OcppNetwork, "hangUp"> }): Task[] => [
  {
    name: hangUpTask,
    retryMs: untilDone,
    concurrency: 1,
    async run(job) {
      ocpp.hangUp(job.payload as HangUp);
      await job.finish(async () => undefined);
    },
  },
];
