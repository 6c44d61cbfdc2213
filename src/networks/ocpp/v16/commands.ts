// What 1.6 makes of the neutral commands (networks/commands.ts): which message each becomes, and
// what the charger's answer means. Updates, uploads and settings are in files of their own.

import type { CommandAnswer, CommandName, CommandOrder } from "../../commands.ts";
import { sendInParts, usualMost } from "../local_list.ts";
import { answered, commandAnswer } from "../message.ts";
import { ask, atConnector, type Command, type CommandScene, invalid, unsupported } from "./ask.ts";
import { changeAvailability } from "./change_availability.ts";
import { profileOf, purposeOf } from "./charging_limits.ts";
import { clearChargingProfile } from "./clear_charging_profile.ts";
import { mostOf, onlyUnit, unitKey } from "./configuration.ts";
import { sendDataTransfer } from "./data_transfer.ts";
import { getCompositeSchedule } from "./get_composite_schedule.ts";
import { getConfiguration } from "./get_configuration.ts";
import { getLocalListVersion } from "./get_local_list_version.ts";
import { installCertificate } from "./install_certificate.ts";
import { localList } from "./local_list.ts";
import { sent } from "./messages.ts";
import { reset } from "./reset.ts";
import { sendLocalList } from "./send_local_list.ts";
import { setChargingProfile } from "./set_charging_profile.ts";
import { learn, readVariables, setVariables } from "./settings_commands.ts";
import { fetchLog, update } from "./transfer_commands.ts";
import { triggerCommand } from "./trigger_commands.ts";
import { unlockConnector } from "./unlock_connector.ts";

const restart: Command<"reset"> = (scene, { connector, parameters }) => {
  if (connector !== null) return unsupported("1.6 resets the whole station");
  if (parameters.type === "when_idle") return unsupported("1.6 resets at once: soft or hard");
  return ask(scene, reset, { type: parameters.type === "soft" ? "Soft" : "Hard" });
};

const unlock: Command<"unlock_connector"> = (scene, { connector }) => {
  if (connector === null) return invalid("a connector is needed");
  const payload = { connectorId: connector.evse };
  return ask(scene, unlockConnector, payload, { accepted: ["Unlocked"] });
};

/** Put off until the charge that goes on has ended; its status tells when that is. */
const scheduled = { accepted: ["Accepted", "Scheduled"], later: ["Scheduled"] };

const setAvailable: Command<"change_availability"> = (scene, { connector, parameters }) => {
  const type = parameters.available ? "Operative" : "Inoperative";
  const payload = { connectorId: atConnector(connector), type };
  return ask(scene, changeAvailability, payload, scheduled);
};

/** Asked where it was not told at boot: a charger refuses limits in the unit that it lacks. */
const unitTaken = async (scene: CommandScene) => {
  if (!scene.known.has(unitKey)) await learn(scene, [unitKey]);
  return onlyUnit(scene.known);
};

const limit: Command<"set_charging_profile"> = async (scene, { connector, parameters }) => {
  const { profile, transaction } = parameters;
  const ofTransaction = profile.purpose === "transaction";
  if (ofTransaction && connector === null) return invalid("a transaction is at a connector");
  if (profile.purpose === "station_max" && connector !== null) {
    return invalid("a profile of purpose station_max is for the whole station");
  }
  const transactionId = ofTransaction ? (transaction?.id ?? null) : null;
  const unit = await unitTaken(scene);
  const csChargingProfiles = profileOf(profile, { unit, connector, transactionId });
  const payload = { connectorId: atConnector(connector), csChargingProfiles };
  return ask(scene, setChargingProfile, payload);
};

const unlimit: Command<"clear_charging_profile"> = (scene, { connector, parameters }) => {
  const { id, purpose, stack_level: stackLevel } = parameters;
  return ask(scene, clearChargingProfile, {
    ...(id === undefined ? {} : { id }),
    ...(connector === null ? {} : { connectorId: connector.evse }),
    ...(purpose === undefined ? {} : { chargingProfilePurpose: purposeOf(purpose) }),
    ...(stackLevel === undefined ? {} : { stackLevel }),
  });
};

const plan: Command<"get_composite_schedule"> = async (scene, { connector, parameters }) => {
  const { duration, unit } = parameters;
  const asked = unit === undefined ? undefined : ((await unitTaken(scene)) ?? unit);
  const payload = { connectorId: atConnector(connector), duration };
  const inUnit = asked === undefined ? {} : { chargingRateUnit: asked };
  return ask(scene, getCompositeSchedule, { ...payload, ...inUnit });
};

const listKeys = ["SendLocalListMaxLength", "LocalAuthListMaxLength"] as const;

const cards: Command<"send_local_list"> = async (scene, { parameters }) => {
  const { mode, tokens } = parameters;
  const [perMessage, inAll] = listKeys;
  if (tokens.length > 1 && !scene.known.has(perMessage)) await learn(scene, listKeys);
  const room = mostOf(scene.known, inAll);
  if (mode === "full" && room !== null && tokens.length > room) {
    return invalid(`/tokens the charger keeps ${room} cards (${inAll})`);
  }
  const most = mostOf(scene.known, perMessage) ?? usualMost;
  return sendInParts(
    parameters,
    { most },
    {
      send: (list) => ask(scene, sendLocalList, localList(list)),
      version: async () => {
        const outcome = await scene.call(getLocalListVersion.action, {});
        return answered(getLocalListVersion, outcome)?.listVersion ?? null;
      },
    },
  );
};

const certificateTypes = {
  central_system: "CentralSystemRootCertificate",
  manufacturer: "ManufacturerRootCertificate",
  v2g: null,
  mobility_operator: null,
} as const;

const trust: Command<"install_certificate"> = (scene, { parameters }) => {
  const certificateType = certificateTypes[parameters.use];
  if (certificateType === null) return unsupported(`1.6 has no certificates for ${parameters.use}`);
  const { certificate } = parameters;
  return ask(scene, installCertificate, { certificateType, certificate });
};

const transfer: Command<"data_transfer"> = (scene, { parameters }) => {
  const { vendor, message, data } = parameters;
  return ask(scene, sendDataTransfer, {
    vendorId: vendor,
    ...(message === undefined ? {} : { messageId: message }),
    ...(data === undefined ? {} : { data }),
  });
};

/** Words of success of all that can be sent. */
const anyAccepted = ["Accepted", "Scheduled", "RebootRequired", "Unlocked", "AcceptedCanceled"];

const raw: Command<"raw"> = async (scene, { parameters: { action, payload } }) => {
  if (!sent.has(action)) return invalid(`${action} is not sent to a charger of OCPP 1.6`);
  const outcome = await scene.call(action, payload);
  if (action === getConfiguration.action) await scene.configured(outcome);
  return commandAnswer(outcome, { accepted: anyAccepted });
};

const commands: { readonly [Name in CommandName]: Command<Name> } = {
  reset: restart,
  unlock_connector: unlock,
  change_availability: setAvailable,
  trigger_message: triggerCommand,
  get_variables: readVariables,
  set_variables: setVariables,
  update_firmware: update,
  get_log: fetchLog,
  set_charging_profile: limit,
  clear_charging_profile: unlimit,
  get_composite_schedule: plan,
  send_local_list: cards,
  install_certificate: trust,
  data_transfer: transfer,
  raw,
};

/** Gives a command, by its name. */
export const give = (scene: CommandScene, order: CommandOrder): Promise<CommandAnswer> => {
  // Each name has the order of its own; that they belong together is what the table says.
  const command = commands[order.name] as Command<CommandName>;
  return command(scene, order);
};
