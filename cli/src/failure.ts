// What went wrong, for people and for programs, and the number the program ends with.
import { ChargeError, ConnectionError } from "../../sdk/src/errors.ts";
import { UsageError } from "./usage.ts";
import { harmless, harmlessJson } from "./width.ts";

/** What the program ends with; README.md has them, too. */
export const exits = { done: 0, refused: 1, usage: 2, notLoggedIn: 3, unanswered: 4 } as const;
export const interrupted = 130;

/** No key, or none that may be used. */
export class NotLoggedIn extends Error {}

/** The program could not do what it was asked for reasons of its own. */
export class Failed extends Error {}

export function exitOf(error: unknown): number {
  if (error instanceof UsageError) return exits.usage;
  if (error instanceof NotLoggedIn) return exits.notLoggedIn;
  if (error instanceof ConnectionError) return exits.unanswered;
  if (error instanceof ChargeError && error.status === 401) return exits.notLoggedIn;
  return exits.refused;
}

const messageOf = (error: unknown): string => {
  const own = error instanceof Error ? error.message : String(error);
  const cause = error instanceof ConnectionError ? error.cause : undefined;
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = (inner as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? `${own} (${code})` : own;
};

/** The API's error object, or one of its form for what was not the API's. */
export function errorJson(error: unknown): Record<string, unknown> {
  const told = error instanceof ChargeError ? error : null;
  const own = error instanceof UsageError ? "usage" : error instanceof NotLoggedIn ? "login" : null;
  return {
    code: told?.code ?? own,
    doc_url: told?.docUrl ?? null,
    message: messageOf(error),
    object: "error",
    param: told?.param ?? null,
    request: told?.requestId ?? null,
    status: told?.status ?? null,
    type: told?.type ?? null,
    ...(told?.details == null ? {} : { details: told.details }),
  };
}

export function errorText(error: unknown): string {
  if (!(error instanceof ChargeError)) {
    const hint = error instanceof UsageError ? `\nSee: charge ${error.command} --help` : "";
    return `${harmless(messageOf(error))}${hint.replace("  ", " ")}`;
  }
  const { code, param, requestId, docUrl, idempotencyKey, status } = error;
  const lines = [
    `${code ?? error.name}: ${harmless(messageOf(error))}`,
    param === null ? null : `  parameter  ${harmless(param)}`,
    requestId === null ? null : `  request    ${harmless(requestId)}`,
    docUrl === null ? null : `  see        ${harmless(docUrl)}`,
    // Whether it had its effect is not known; with the same key it has it once.
    status === null && idempotencyKey !== null
      ? `  repeat it with --idempotency-key ${harmless(idempotencyKey)}`
      : null,
    ...detailLines(error),
  ];
  return lines.filter((line) => line !== null).join("\n");
}

function detailLines({ details, param }: ChargeError): string[] {
  if (details === null) return [];
  const all = Array.isArray(details) ? (details as readonly unknown[]) : [details];
  // The first of a failed validation is what the message is about.
  const more = param !== null && Array.isArray(details) ? all.slice(1) : all;
  return more.map((one) => `  also       ${harmlessJson(one)}`);
}
