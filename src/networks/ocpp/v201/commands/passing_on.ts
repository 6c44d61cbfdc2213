// What goes to the charger as the user has it: a vendor's own message, and any message of the
// protocol. Those that are answered in a report get the command's number, so that it is found.

import type { CommandAnswer } from "../../../commands.ts";
import { commandAnswer, unknownAction } from "../../message.ts";
import { findingsOf } from "../../official.ts";
import type { CommandScene, OrderOf } from "../commands.ts";
import { sendDataTransfer } from "../data_transfer.ts";
import { sent } from "../messages.ts";
import { ask, invalid } from "./asking.ts";

export const transfer = (
  scene: CommandScene,
  { parameters: { vendor, message, data } }: OrderOf<"data_transfer">,
): Promise<CommandAnswer> =>
  ask(scene, sendDataTransfer, { vendorId: vendor, messageId: message, data });

/** Their outcome is told by messages that carry the request's number. */
const reported: ReadonlySet<string> = new Set([
  ...["CustomerInformation", "GetBaseReport", "GetChargingProfiles", "GetDisplayMessages"],
  ...["GetLog", "GetMonitoringReport", "GetReport", "PublishFirmware", "UpdateFirmware"],
]);

const version = "2.0.1";

export const raw = async (
  scene: CommandScene,
  { number, parameters: { action, payload: given } }: OrderOf<"raw">,
): Promise<CommandAnswer> => {
  if (!sent.has(action)) return invalid(unknownAction(version, action, sent));
  const payload = reported.has(action) ? { requestId: number, ...given } : given;
  const [wrong] = findingsOf(version, action, "request", payload);
  if (wrong !== undefined) return invalid(`${wrong.path} ${wrong.message}`.trim());
  const later = reported.has(action) && "requestId" in payload && payload.requestId === number;
  const outcome = await scene.call(action, payload);
  return commandAnswer(outcome, { accepted: done, later });
};

/** The words of answers that say that something was done, whatever the message. */
const done = [
  "Accepted",
  "AcceptedCanceled",
  "RebootRequired",
  "Scheduled",
  "Unlocked",
  "Unpublished",
];
