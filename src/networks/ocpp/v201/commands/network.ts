// Where a charger finds its platform, and how securely (OCPP 2.0.1 part 2, use cases A05, B09,
// B10): a slot is filled, and put before the others. It moves when it is reset.

import type { CommandAnswer } from "../../../commands.ts";
import { commandAnswer, kept } from "../../message.ts";
import type { CommandScene, OrderOf } from "../commands.ts";
import { setNetworkProfile } from "../set_network_profile.ts";
import { keyOf } from "../set_up.ts";
import { isSet, valuesIn } from "../settings.ts";
import { ask, invalid } from "./asking.ts";

const priority = {
  component: { name: "OCPPCommCtrlr" },
  variable: { name: "NetworkConfigurationPriority" },
};

/** The other slots stay, as what it falls back to where it cannot come in this way. */
const prefer = async ({ settings }: CommandScene, slot: number): Promise<CommandAnswer> => {
  const current = await settings.get([priority]);
  if (current.results === null) return commandAnswer(current.outcome);
  const slots = (valuesIn(current.results).get(keyOf(priority)) ?? "").split(",");
  const others = slots.map((one) => one.trim()).filter((one) => /^\d+$/.test(one));
  const attributeValue = [...new Set([String(slot), ...others])].join(",");
  const data = [{ ...priority, attributeValue }];
  const set = await settings.set(data);
  if (set.results === null) return commandAnswer(set.outcome);
  await settings.keepSet(data, set.results);
  const answer = kept({ status: "Accepted", setVariableResult: set.results });
  const refused = set.results.find((one) => !isSet(one));
  if (refused === undefined) return { outcome: "succeeded", answer };
  return { outcome: "rejected", reason: refused.attributeStatus, answer };
};

export const setNetwork = async (
  scene: CommandScene,
  { parameters }: OrderOf<"set_network_profile">,
): Promise<CommandAnswer> => {
  const { slot, url, security_profile: securityProfile, first = true } = parameters;
  if (slot === undefined) return invalid("slot is missing: which one is to be filled?");
  if (url === undefined) return invalid("url is missing: where is the platform?");
  const connectionData = {
    // Which versions are spoken there the handshake says; the word for 2.0.1 is this one.
    ...{ ocppVersion: "OCPP20", ocppTransport: "JSON", ocppCsmsUrl: url, securityProfile },
    messageTimeout: parameters.message_timeout ?? 30,
    ocppInterface: parameters.interface ?? "Wired0",
  };
  const kept = await ask(scene, setNetworkProfile, { configurationSlot: slot, connectionData });
  return kept.outcome === "succeeded" && first ? prefer(scene, slot) : kept;
};
