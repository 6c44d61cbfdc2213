// Sends a list of cards in as many messages as the charger wants it in: the first replaces the list
// or changes it, the others add to it, each under a higher version. What a charger has taken a part
// of only is told; a full list, given again, begins anew.

import type { CommandAnswer, CommandParameters, LocalToken } from "../commands.ts";

export type CardList = CommandParameters["send_local_list"];

/** How one version of the protocol sends a list that fits into one message. */
export type ListSender = {
  readonly send: (list: CardList) => Promise<CommandAnswer>;
  /** Which list the charger has by its own word; null: it does not say. */
  readonly version: () => Promise<number | null>;
};

/** How much goes into one message. */
export type Limits = {
  readonly most: number;
  /** Bytes of the whole frame, and of one card in it. */
  readonly bytes?: { readonly most: number; readonly of: (token: LocalToken) => number };
};

/** Of a charger that does not say. */
export const usualMost = 200;

/** Number, name and outer keys of the message; a list may have a long version number. */
const frameBytes = 160;

/** Messages' worth of cards, in their order; of no cards at all one that holds none. */
export const partsOf = (
  tokens: readonly LocalToken[],
  { most, bytes }: Limits,
): readonly (readonly LocalToken[])[] => {
  const parts: LocalToken[][] = [[]];
  let used = frameBytes;
  for (const token of tokens) {
    const size = bytes === undefined ? 0 : bytes.of(token) + 1;
    const part = parts.at(-1) as LocalToken[];
    const isFull = part.length >= most || used + size > (bytes?.most ?? Number.POSITIVE_INFINITY);
    if (part.length > 0 && isFull) {
      parts.push([token]);
      used = frameBytes + size;
    } else {
      part.push(token);
      used += size;
    }
  }
  return parts;
};

/** A full list ends under the version that was asked for; one that changes it begins with it. */
const firstVersion = ({ mode, version }: CardList, parts: number): number =>
  mode === "full" ? Math.max(1, version - parts + 1) : version;

const mismatch = "VersionMismatch";

export const sendInParts = async (
  list: CardList,
  limits: Limits,
  sender: ListSender,
): Promise<CommandAnswer> => {
  const parts = partsOf(list.tokens, limits);
  const from = firstVersion(list, parts.length);
  const sent = await sendAll(list, { parts, from }, sender);
  if (sent.word !== mismatch) return sent.answer;
  const version = await sender.version();
  if (version === null || version < 0) return sent.answer;
  if (list.mode === "full") {
    // By the protocol a full list has whatever version it wants; some chargers see it otherwise.
    const after = Math.max(version + 1, from);
    return (await sendAll(list, { parts, from: after }, sender)).answer;
  }
  const { answer } = sent;
  return "answer" in answer ? { ...answer, answer: { ...answer.answer, version } } : answer;
};

type Sent = {
  readonly answer: CommandAnswer;
  /** What the charger said to the part that it did not take. */
  readonly word: string | null;
};

type Plan = { readonly parts: ReturnType<typeof partsOf>; readonly from: number };

async function sendAll(list: CardList, { parts, from }: Plan, sender: ListSender): Promise<Sent> {
  let answer: CommandAnswer = { outcome: "invalid", reason: "nothing to send" };
  for (const [index, tokens] of parts.entries()) {
    const mode = index === 0 ? list.mode : "differential";
    answer = await sender.send({ version: from + index, mode, tokens });
    if (answer.outcome === "succeeded") continue;
    const word = answer.outcome === "rejected" ? answer.reason : null;
    if (index === 0) return { answer, word };
    return { answer: partly(answer, { part: index + 1, parts: parts.length, from }), word };
  }
  if (parts.length === 1 || answer.outcome !== "succeeded") return { answer, word: null };
  const whole = { parts: parts.length, version: from + parts.length - 1 };
  return { answer: { ...answer, answer: { ...answer.answer, ...whole } }, word: null };
}

const words = {
  offline: "the line was lost",
  timeout: "no answer",
} as const;

function partly(
  answer: CommandAnswer,
  { part, parts, from }: { readonly part: number; readonly parts: number; readonly from: number },
): CommandAnswer {
  const { outcome } = answer;
  const said =
    outcome === "offline" || outcome === "timeout"
      ? words[outcome]
      : "reason" in answer
        ? answer.reason
        : outcome;
  const theirs = "answer" in answer ? answer.answer : {};
  return {
    outcome: "incomplete",
    reason: `part ${part} of ${parts}: ${said}`,
    answer: { ...theirs, part, parts, version: from + part - 2 },
  };
}
