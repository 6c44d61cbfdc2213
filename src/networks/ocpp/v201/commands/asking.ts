// How a neutral command is given to a charger of 2.0.1: checked before it leaves, and what comes
// back counts only where it can be understood.

import type { CommandAnswer } from "../../../commands.ts";
import { RpcError } from "../../frame.ts";
import { answered, commandAnswer, type Done, kept, type Outbound } from "../../message.ts";
import type { CommandScene } from "../commands.ts";

export const invalid = (reason: string): CommandAnswer => ({ outcome: "invalid", reason });

/** What a message of ours breaks of its shape; null: it fits. */
const misfit = (message: Outbound<unknown>, payload: object): string | null => {
  try {
    message.checkRequest(payload);
    return null;
  } catch (cause) {
    if (cause instanceof RpcError) return cause.message;
    throw cause;
  }
};

export const ask = async (
  { call }: CommandScene,
  message: Outbound<unknown>,
  payload: object,
  done: Done = { accepted: ["Accepted"] },
): Promise<CommandAnswer> => {
  const wrong = misfit(message, payload);
  if (wrong !== null) return invalid(wrong);
  const outcome = await call(message.action, payload);
  if (outcome.kind === "result" && answered(message, outcome) === null) {
    const answer = kept(outcome.payload);
    return { outcome: "rejected", reason: "answer not understood", answer };
  }
  return commandAnswer(outcome, done);
};
