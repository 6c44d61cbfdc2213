// What the files of commands share: how one asks the charger, and what an answer means.

import type { CommandAnswer, CommandName, CommandOrder } from "../../commands.ts";
import type { Variable } from "../../fact.ts";
import type { ConnectorRef } from "../../network.ts";
import type { Call } from "../dialect.ts";
import { answered, commandAnswer, type Done, kept, type Outbound } from "../message.ts";
import type { Outcome } from "../rpc.ts";
import type { Known } from "./configuration.ts";

/** What giving a command needs to know of the conversation. */
export type CommandScene = {
  readonly call: Call;
  readonly now: () => Date;
  readonly known: Known;
  /** Takes note of what GetConfiguration was answered with. */
  readonly configured: (outcome: Outcome) => Promise<void>;
  /** Tells what the charger is set to. */
  readonly changed: (variables: readonly Variable[]) => Promise<void>;
};

export type Command<Name extends CommandName> = (
  scene: CommandScene,
  order: Extract<CommandOrder, { name: Name }>,
) => Promise<CommandAnswer>;

/** 0 is the charger as a whole. */
export const atConnector = (connector: ConnectorRef | null): number => connector?.evse ?? 0;

export const invalid = async (reason: string): Promise<CommandAnswer> => ({
  outcome: "invalid",
  reason,
});

export const unsupported = async (reason: string): Promise<CommandAnswer> => ({
  outcome: "unsupported",
  reason,
});

/** What the charger's answer to a message means; one that cannot be read is no success. */
export const meaning = (
  message: Outbound<unknown>,
  outcome: Outcome,
  done: Done = { accepted: ["Accepted"] },
): CommandAnswer => {
  if (outcome.kind !== "result" || answered(message, outcome) !== null) {
    return commandAnswer(outcome, done);
  }
  const answer = kept(outcome.payload);
  return { outcome: "rejected", reason: "the answer was not understood", answer };
};

export const ask = async (
  scene: CommandScene,
  message: Outbound<unknown>,
  payload: object,
  done?: Done,
): Promise<CommandAnswer> => meaning(message, await scene.call(message.action, payload), done);
