// Having a charger report something: by TriggerMessage (OCPP 1.6 §5.17), or by the extended one
// of the security extension, which knows of logs and certificates.

import type { TriggeredMessage } from "../../commands.ts";
import { ask, type Command } from "./ask.ts";
import { hasExtension } from "./configuration.ts";
import { extendedTriggerMessage } from "./extended_trigger_message.ts";
import { triggerMessage } from "./trigger_message.ts";

type Words = { readonly plain: string | null; readonly extended: string };

const same = (word: string): Words => ({ plain: word, extended: word });

const words: { readonly [Message in TriggeredMessage]: Words } = {
  boot_notification: same("BootNotification"),
  heartbeat: same("Heartbeat"),
  status_notification: same("StatusNotification"),
  meter_values: same("MeterValues"),
  firmware_status: same("FirmwareStatusNotification"),
  log_status: { plain: "DiagnosticsStatusNotification", extended: "LogStatusNotification" },
  sign_certificate: { plain: null, extended: "SignChargePointCertificate" },
};

/** What the extension has messages of its own for: a charger with it reports by those. */
const ofExtension: ReadonlySet<TriggeredMessage> = new Set(["firmware_status", "log_status"]);

export const triggerCommand: Command<"trigger_message"> = async (scene, order) => {
  const { connector, parameters } = order;
  const { plain, extended } = words[parameters.message];
  const at = connector === null ? {} : { connectorId: connector.evse };
  const byExtension = () =>
    ask(scene, extendedTriggerMessage, { requestedMessage: extended, ...at });
  if (plain === null) return byExtension();
  if (ofExtension.has(parameters.message) && hasExtension(scene.known)) {
    const answer = await byExtension();
    if (answer.outcome !== "unsupported") return answer;
  }
  return ask(scene, triggerMessage, { requestedMessage: plain, ...at });
};
