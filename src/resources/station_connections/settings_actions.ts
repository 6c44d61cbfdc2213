// How a station's charger is let in and listened to, and which charger that is.
import type { Work } from "../../db/work.ts";
import { enqueue } from "../../jobs/queue.ts";
import { Refusal, refuse } from "../../lib/errors.ts";
import { merged } from "../../lib/merge.ts";
import type { Static } from "../../lib/schema.ts";
import type { Vault } from "../../lib/secret.ts";
import * as own from "../charging_stations/own/actions.ts";
import {
  type BootAgain,
  bootAgainTask,
  connectionOf,
  type HangUp,
  hangUpTask,
  rollPassword,
} from "./actions.ts";
import type { ConnectionRow, ConnectionUpdate } from "./schema.ts";
import * as store from "./store.ts";

export async function configure(
  work: Work,
  station: string,
  input: Static<typeof ConnectionUpdate>,
): Promise<ConnectionRow> {
  const before = await connectionOf(work, station);
  const after: ConnectionRow = merged(before, input);
  const { message_checks, minimum_security_profile: minimum, registration_status } = after;
  const line = await store.configure(work, [
    ...[station, message_checks, minimum, registration_status, work.realNow],
  ]);
  const isTooPlain = (before.security_profile ?? 1) < (minimum ?? 1);
  // It comes back, and is checked as it is to be; what it has under way goes on meanwhile.
  const isCheckedOtherwise = message_checks !== before.message_checks;
  if (before.online && (isTooPlain || isCheckedOtherwise)) {
    const { identity } = before;
    const payload: HangUp = { id: station, identity, connection: line?.connection ?? null };
    await enqueue(work, { task: hangUpTask, payload, realAt: work.realNow });
  }
  const waits = before.last_boot_status !== null && before.last_boot_status !== "accepted";
  if (before.online && waits && registration_status === "accepted") {
    const payload: BootAgain = { id: station, identity: before.identity };
    await enqueue(work, { task: bootAgainTask, payload, realAt: work.realNow });
  }
  return connectionOf(work, station);
}

/** The station is this charger's from now on, which is given a password. */
export async function approve(work: Work, vault: Vault, station: string, identity: string) {
  await connectionOf(work, station);
  try {
    await own.update(work, station, { ocpp_identity: identity });
  } catch (error) {
    if (!(error instanceof Refusal) || error.param !== "ocpp_identity") throw error;
    refuse(error.code, error.message.replace("ocpp_identity", "identity"), { param: "identity" });
  }
  return rollPassword(work, vault, station);
}
