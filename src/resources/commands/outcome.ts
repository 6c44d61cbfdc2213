// What becomes of a command by what was heard of it: status, reason, and a sentence. Pure.
import type { CommandAnswer } from "../../networks/commands.ts";
import type { CommandRow, Reason, Status } from "./schema.ts";

export type Outcome = {
  readonly status: Exclude<Status, "pending">;
  readonly reason: string | null;
  readonly message: string | null;
  readonly answer: object | null;
};

const sentences: Readonly<Record<Reason, string>> = {
  offline: "The charger was offline for as long as the command waited; it was not sent.",
  unsupported: "The charger, or the protocol that it speaks, does not know this.",
  invalid: "It does not fit the protocol that the charger speaks; it was not sent.",
  no_answer: "The charger did not answer within 30 seconds; it may have carried it out.",
  unknown_outcome:
    "The process that sent it ended before an answer came. It is not sent again, and the " +
    "charger may have carried it out.",
  no_outcome: "The charger set about it and has not told of an end.",
  boot_not_accepted:
    "The charger's boot is not accepted, and this is not asked of it before; it was not sent.",
  station_deleted: "The station was deleted before the command was sent.",
  connector_removed: "The station has no such connector any more; it was not sent.",
  incomplete: "The charger has taken a part of it only; a full list, sent again, mends it.",
  replaced: "A later command said otherwise before this one had taken effect.",
  session_not_charging: "The session has no transaction at the charger; it was not sent.",
};

const failed = (reason: Reason, detail: string | null = null): Outcome => ({
  status: reason.startsWith("no_") || reason === "unknown_outcome" ? "timed_out" : "failed",
  reason,
  message: detail === null ? sentences[reason] : `${sentences[reason]} (${detail})`,
  answer: null,
});

/** An end without the charger's word. */
export const without = (reason: Reason): Outcome => failed(reason);

/** `note`: what there is to say of a success. */
export function outcomeOf(answer: CommandAnswer, note: string | null = null): Outcome {
  switch (answer.outcome) {
    case "succeeded":
    case "accepted":
      return { status: answer.outcome, reason: null, message: note, answer: answer.answer };
    case "rejected": {
      const message = "The charger refused.";
      return { status: "rejected", reason: answer.reason, message, answer: answer.answer };
    }
    case "incomplete":
      return { ...failed("incomplete", answer.reason), answer: answer.answer };
    case "unsupported":
    case "invalid":
      return failed(answer.outcome, answer.reason);
    case "offline":
      return failed("offline");
    case "held":
      return failed("boot_not_accepted");
    case "timeout":
      return failed("no_answer");
  }
}

const ends: ReadonlySet<Status> = new Set<Status>([
  ...(["rejected", "succeeded", "failed", "timed_out"] as const),
]);
export const isOver = ({ status }: Pick<CommandRow, "status">): boolean => ends.has(status);

const mostKept = 262_144;

/**
 * A charger's words as a database takes them: no NUL, no half characters, and no more than a page
 * can show.
 */
export function storable(words: object | null): Record<string, unknown> | null {
  if (words === null) return null;
  const text = JSON.stringify(words).replaceAll("\\u0000", "").toWellFormed();
  if (text.length > mostKept) return { truncated: true, characters: text.length };
  const read: unknown = JSON.parse(text);
  return Array.isArray(read) ? { items: read } : (read as Record<string, unknown>);
}

export const shortened = (text: string | null, most: number): string | null =>
  text === null ? null : text.replaceAll("\0", "").slice(0, most).toWellFormed() || null;
