// Which neutral commands (networks/commands.ts) OCPP 2.0.1 has, and what becomes of each.

import type { CommandAnswer, CommandName, CommandOrder } from "../../commands.ts";
import type { Call } from "../dialect.ts";

/** What giving a command needs to know of the conversation. */
export type CommandScene = { readonly call: Call; readonly now: () => Date };

export type OrderOf<Name extends CommandName> = Extract<CommandOrder, { name: Name }>;

export type Command<Name extends CommandName> = (
  scene: CommandScene,
  order: OrderOf<Name>,
) => Promise<CommandAnswer>;

export type Commands = { readonly [Name in CommandName]?: Command<Name> };

export const commands: Commands = {};

/** Gives a command, by its name. */
export const give = async (scene: CommandScene, order: CommandOrder): Promise<CommandAnswer> => {
  // Each name has the order of its own; that they belong together is what the table says.
  const command = commands[order.name] as Command<CommandName> | undefined;
  if (command === undefined) return { outcome: "unsupported", reason: order.name };
  return command(scene, order);
};
