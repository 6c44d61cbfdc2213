// Which neutral commands (networks/commands.ts) OCPP 2.0.1 has, and what becomes of each.

import type { CommandAnswer, CommandName, CommandOrder } from "../../commands.ts";
import type { PlugRef } from "../../network.ts";
import type { Call } from "../dialect.ts";
import { sendList } from "./commands/cards.ts";
import { install } from "./commands/certificates.ts";
import { clearProfile, compositeSchedule, setProfile } from "./commands/charging_profiles.ts";
import { restart, setAvailability, trigger, unlock } from "./commands/control.ts";
import { raw, transfer } from "./commands/passing_on.ts";
import { log, update } from "./commands/transfers.ts";
import { getVariables, setVariables } from "./commands/variables.ts";
import type { Settings } from "./settings.ts";

/** What giving a command needs to know of the conversation. */
export type CommandScene = {
  readonly call: Call;
  readonly now: () => Date;
  readonly settings: Settings;
  /** The connectors that the station is known to have. */
  readonly plugs: () => Promise<readonly PlugRef[]>;
};

export type OrderOf<Name extends CommandName> = Extract<CommandOrder, { name: Name }>;

export type Command<Name extends CommandName> = (
  scene: CommandScene,
  order: OrderOf<Name>,
) => Promise<CommandAnswer>;

export type Commands = { readonly [Name in CommandName]?: Command<Name> };

export const commands: Commands = {
  reset: restart,
  unlock_connector: unlock,
  change_availability: setAvailability,
  trigger_message: trigger,
  get_variables: getVariables,
  set_variables: setVariables,
  send_local_list: sendList,
  set_charging_profile: setProfile,
  clear_charging_profile: clearProfile,
  get_composite_schedule: compositeSchedule,
  update_firmware: update,
  get_log: log,
  install_certificate: install,
  data_transfer: transfer,
  raw,
};

/** Gives a command, by its name. */
export const give = async (scene: CommandScene, order: CommandOrder): Promise<CommandAnswer> => {
  // Each name has the order of its own; that they belong together is what the table says.
  const command = commands[order.name] as Command<CommandName> | undefined;
  if (command === undefined) return { outcome: "unsupported", reason: order.name };
  return command(scene, order);
};
