// How a message's file is made, whatever the version: an inbound one says what it takes and how it
// is served, an outbound one what we send and what may come back. The shapes here are what we
// need of a message; whether it fits the official schema is asked besides (official.ts).

import type { CommandAnswer } from "../commands.ts";
import type { PasswordAnswer } from "../network.ts";
import { redactedValue, storable } from "./redaction.ts";
import type { Outcome } from "./rpc.ts";
import { checker, oneOf, type Static, type TSchema, Type } from "./schema.ts";

export type Inbound<Scene> = {
  readonly action: string;
  readonly serve: (payload: unknown, scene: Scene) => Promise<object>;
};

/** The maker of a version's inbound messages: `Scene` is what serving one needs to know. */
export const inboundOf =
  <Scene>() =>
  <S extends TSchema>(
    action: string,
    request: S,
    serve: (request: Static<S>, scene: Scene) => Promise<object>,
  ): Inbound<Scene> => {
    const check = checker(request);
    return { action, serve: async (payload, scene) => serve(check(payload), scene) };
  };

export type Outbound<A> = {
  readonly action: string;
  /** Throws where our own message does not fit. */
  readonly checkRequest: (payload: unknown) => unknown;
  readonly checkAnswer: (payload: unknown) => A;
};

export const outbound = <Q extends TSchema, A extends TSchema>(
  action: string,
  request: Q,
  answer: A,
): Outbound<Static<A>> => ({
  action,
  checkRequest: checker(request),
  checkAnswer: checker(answer),
});

/** Most answers of a charger are one word. */
export const statusOf = <const T extends string>(...words: T[]) =>
  Type.Object({ status: oneOf(...words) });

export const byAction = <T extends { action: string }>(messages: readonly T[]) =>
  new Map(messages.map((message) => [message.action, message]));

/** The answer if there is one that fits; what does not fit counts as none. */
export const answered = <A>(message: Outbound<A>, outcome: Outcome): A | null => {
  if (outcome.kind !== "result") return null;
  try {
    return message.checkAnswer(outcome.payload);
  } catch {
    return null;
  }
};

const longestKept = 255;

/** What an answer's word, or its absence, says of a new password. */
export const passwordAnswer = (outcome: Outcome, status: string | undefined): PasswordAnswer => {
  if (status === "Accepted") return "accepted";
  if (status === "RebootRequired") return "reboot_required";
  return outcome.kind === "result" || outcome.kind === "error" ? "rejected" : "unanswered";
};

/** A charger's own words as we keep them; padding with NUL is no text for a database. */
export const shortened = (text: string): string => storable(text).slice(0, longestKept);

const asObject = (payload: unknown): object =>
  typeof payload === "object" && payload !== null ? payload : {};

/** A charger's answer as it may be kept. */
export const kept = (payload: unknown): object => redactedValue(asObject(payload));

/** Which words of an answer mean success, and whether the outcome follows (after some of them). */
export type Done = {
  readonly accepted: readonly string[];
  readonly later?: boolean | readonly string[];
};

/**
 * What an outcome means to who gave a command. `done`: which words of the answer's `status` mean
 * success; an answer without one is a success. `later`: the outcome follows, or does after these
 * words.
 */
export const commandAnswer = (
  outcome: Outcome,
  done: Done = { accepted: ["Accepted"] },
): CommandAnswer => {
  if (outcome.kind === "timeout") return { outcome: "timeout" };
  // What was sent may have been heard: only what never left is surely without effect.
  if (outcome.kind === "lost") return { outcome: outcome.sent ? "timeout" : "offline" };
  if (outcome.kind === "held") return { outcome: "held" };
  if (outcome.kind === "unfit") {
    const { path, message } = outcome.finding;
    return { outcome: "invalid", reason: `${path} ${message}`.trim() };
  }
  if (outcome.kind === "error") {
    const reason = outcome.code;
    if (/^Not(Implemented|Supported)$/.test(reason)) return { outcome: "unsupported", reason };
    const said = { code: reason, description: outcome.description };
    return { outcome: "rejected", reason, answer: said };
  }
  const answer = kept(outcome.payload);
  const status = "status" in answer ? answer.status : undefined;
  if (typeof status === "string" && !done.accepted.includes(status)) {
    if (/^Not(Implemented|Supported)$/.test(status))
      return { outcome: "unsupported", reason: status };
    return { outcome: "rejected", reason: status, answer };
  }
  const { later = false } = done;
  const follows = typeof later === "boolean" ? later : later.some((word) => word === status);
  return { outcome: follows ? "accepted" : "succeeded", answer };
};
