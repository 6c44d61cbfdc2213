// Hangs up on a charger whose station was deleted, has another identity now or is let in otherwise,
// has one boot again whose boot is to be accepted now, and hands a rolled password to one that is
// online (ruling 22). One that does not take it keeps its old one.
import type { Database } from "../../db/work.ts";
import { type Task, untilDone } from "../../jobs/runner.ts";
import type { Vault } from "../../lib/secret.ts";
import type { OcppNetwork } from "../../networks/ocpp/server.ts";
import * as actions from "./actions.ts";
import { isCurrent } from "./admission/actions.ts";

export type Dependencies = {
  readonly ocpp: Pick<OcppNetwork, "call" | "hangUp" | "changePassword">;
  readonly database: Database;
  readonly vault: Vault;
};

export const tasks = ({ ocpp, database, vault }: Dependencies): Task[] => [
  {
    name: actions.hangUpTask,
    retryMs: untilDone,
    concurrency: 1,
    async run(job) {
      const { connection = null, ...station } = job.payload as actions.HangUp;
      await ocpp.hangUp(station, connection);
      await job.finish(async () => undefined);
    },
  },
  {
    name: actions.bootAgainTask,
    retryMs: untilDone,
    concurrency: 10,
    async run(job) {
      // One that is away, does not know this, or may not be asked comes again by itself.
      const station = job.payload as actions.BootAgain;
      await ocpp.call(station, "TriggerMessage", { requestedMessage: "BootNotification" });
      await job.finish(async () => undefined);
    },
  },
  {
    name: actions.pushTask,
    retryMs: untilDone,
    concurrency: 10,
    async run(job) {
      const { id, identity, sealed, salt } = job.payload as actions.Push;
      const password = vault.decrypt(actions.pushPurpose, sealed);
      const isGood = await isCurrent(database, identity, password);
      const answer = isGood ? await ocpp.changePassword({ id, identity }, password) : null;
      await job.finish(async (work) => {
        if (answer !== null) await actions.passwordAnswered(work, { station: id, salt, answer });
      });
    },
  },
];
