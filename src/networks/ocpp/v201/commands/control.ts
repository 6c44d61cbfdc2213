// What a charger is told to do at once (OCPP 2.0.1 part 2, use cases B11, B12, F05, F06, G03, G04):
// restart, let a plug go, be usable or not, report something.

import type { CommandAnswer, TriggeredMessage } from "../../../commands.ts";
import type { ConnectorRef } from "../../../network.ts";
import { changeAvailability } from "../change_availability.ts";
import type { CommandScene, OrderOf } from "../commands.ts";
import { reset } from "../reset.ts";
import { triggerMessage } from "../trigger_message.ts";
import { unlockConnector } from "../unlock_connector.ts";
import { ask, invalid } from "./asking.ts";

/** The number of a plug at its EVSE: mostly it has one. */
const plugOf = ({ plug = 1 }: ConnectorRef): number => plug;

/** Put off until the last car has gone; a boot, or the status, tells when that is. */
const scheduled = { accepted: ["Accepted", "Scheduled"], later: ["Scheduled"] };

/** Both `soft` and `hard` end what charges (Immediate); 2.0.1 does not tell them apart. */
export const restart = (
  scene: CommandScene,
  { connector, parameters: { type } }: OrderOf<"reset">,
): Promise<CommandAnswer> => {
  const where = connector === null ? {} : { evseId: connector.evse };
  const payload = { type: type === "when_idle" ? "OnIdle" : "Immediate", ...where };
  return ask(scene, reset, payload, scheduled);
};

export const unlock = async (
  scene: CommandScene,
  { connector }: OrderOf<"unlock_connector">,
): Promise<CommandAnswer> => {
  if (connector === null) return invalid("connector is missing: which one is to be let go?");
  const payload = { evseId: connector.evse, connectorId: plugOf(connector) };
  return ask(scene, unlockConnector, payload, { accepted: ["Unlocked"] });
};

export const setAvailability = (
  scene: CommandScene,
  { connector, parameters: { available } }: OrderOf<"change_availability">,
): Promise<CommandAnswer> => {
  const one = connector?.plug === undefined ? {} : { connectorId: connector.plug };
  const where = connector === null ? {} : { evse: { id: connector.evse, ...one } };
  const payload = { operationalStatus: available ? "Operative" : "Inoperative", ...where };
  return ask(scene, changeAvailability, payload, scheduled);
};

const messages = {
  boot_notification: "BootNotification",
  heartbeat: "Heartbeat",
  status_notification: "StatusNotification",
  meter_values: "MeterValues",
  firmware_status: "FirmwareStatusNotification",
  log_status: "LogStatusNotification",
  sign_certificate: "SignChargingStationCertificate",
} as const satisfies Record<TriggeredMessage, string>;

/** F06: a status is a connector's, readings are an EVSE's; the others are the station's. */
const placeOf = (message: TriggeredMessage, connector: ConnectorRef | null) => {
  if (connector === null) return {};
  const id = connector.evse;
  if (message === "status_notification") return { evse: { id, connectorId: plugOf(connector) } };
  return message === "meter_values" ? { evse: { id } } : {};
};

/** F06.FR.13: nobody is asked for the station's status, but for each of its connectors'. */
const allStatuses = async (scene: CommandScene): Promise<CommandAnswer> => {
  const answers: CommandAnswer[] = [];
  for (const { evse: id, plug: connectorId } of await scene.plugs()) {
    const evse = { id, connectorId };
    const asked = { requestedMessage: messages.status_notification, evse };
    const answer = await ask(scene, triggerMessage, asked);
    answers.push(answer);
    if (answer.outcome !== "succeeded" && answer.outcome !== "rejected") break;
  }
  const other = answers.find(({ outcome }) => outcome !== "succeeded");
  return other ?? answers[0] ?? invalid("the station has no connectors");
};

export const trigger = (
  scene: CommandScene,
  { connector, parameters: { message } }: OrderOf<"trigger_message">,
): Promise<CommandAnswer> => {
  if (connector === null && message === "status_notification") return allStatuses(scene);
  const requestedMessage = messages[message];
  return ask(scene, triggerMessage, { requestedMessage, ...placeOf(message, connector) });
};
