// The envelope of OCPP-J (1.6J §4): arrays that say call, result or error. Pure; who waits for
// which answer is rpc.ts's business.

import type { Finding, Version } from "./official.ts";
import { storable } from "./redaction.ts";

export type RpcErrorCode =
  | "NotImplemented"
  | "NotSupported"
  | "InternalError"
  | "ProtocolError"
  | "SecurityError"
  | "FormationViolation"
  | "PropertyConstraintViolation"
  // Spelled so in OCPP-J 1.6, table 7.
  | "OccurenceConstraintViolation"
  | "TypeConstraintViolation"
  | "GenericError";

/** What goes back to the peer as a CALLERROR. */
export class RpcError extends Error {
  readonly code: RpcErrorCode;

  constructor(code: RpcErrorCode, description: string) {
    super(description);
    this.code = code;
  }
}

export type Frame =
  | {
      readonly kind: "call";
      readonly id: string;
      readonly action: string;
      readonly payload: unknown;
    }
  | { readonly kind: "result"; readonly id: string; readonly payload: unknown }
  | {
      readonly kind: "error";
      readonly id: string;
      readonly code: string;
      readonly description: string;
    }
  /** Of a message type that we do not know: 1.6J §4.1.3 has us ignore it. */
  | { readonly kind: "ignored" }
  /** Not a frame. `id` is -1 when none could be read, null where no answer is due: it is one. */
  | { readonly kind: "malformed"; readonly id: string | null; readonly description: string };

/** A frame that went by: what a trace can show of it. */
export type FramePassed = {
  readonly direction: "in" | "out";
  readonly kind: "call" | "result" | "error" | "malformed";
  /** Of an answer, too: what it answers. Null where nobody asked, or nothing could be read. */
  readonly action: string | null;
  readonly messageId: string | null;
  readonly text: string;
  /** What does not fit: the official schema, the envelope, or what was open. */
  readonly findings: readonly Finding[];
};

const malformed = (description: string, id: unknown = null): Frame => ({
  kind: "malformed",
  id: typeof id === "string" && id.length <= longestId ? id : "-1",
  description,
});

/** An id goes back with the answer, so that a long one costs twice. OCPP has 36 characters. */
const longestId = 255;

const mostWords = 255;

/** Never String(): on deeply nested arrays it exhausts the stack. */
const plainText = (value: unknown): string =>
  typeof value === "string" ? storable(value).slice(0, mostWords) : "";

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** 1.6J §4.2.1 and §4.2.2: a payload that holds nothing may be null. */
const payloadOf = (said: unknown): unknown => (said === null ? {} : said);

const wrongIdIn = (id: unknown): string | null => {
  if (typeof id !== "string") return "a message id is a string";
  return id.length > longestId ? "a message id has at most 36 characters" : null;
};

export const parseFrame = (text: string): Frame => {
  const parts = parseJson(text);
  if (!Array.isArray(parts)) return malformed("a frame is a JSON array");
  const [type, id, ...rest]: unknown[] = parts;
  if (typeof type !== "number") return malformed("a frame begins with its message type", id);
  if (type !== 2 && type !== 3 && type !== 4) return { kind: "ignored" };
  const wrongId = wrongIdIn(id);
  if (wrongId !== null && type === 2) return malformed(wrongId);
  if (wrongId !== null || typeof id !== "string") {
    return { kind: "malformed", id: null, description: wrongId ?? "" };
  }
  if (type === 3) return { kind: "result", id, payload: payloadOf(rest[0]) };
  if (type === 4) {
    const [code, description] = rest;
    return { kind: "error", id, code: plainText(code), description: plainText(description) };
  }
  const [action, payload] = rest;
  if (typeof action !== "string") return malformed("a call names its action", id);
  return { kind: "call", id, action, payload: payloadOf(payload) };
};

export const callFrame = (id: string, action: string, payload: object): string =>
  JSON.stringify([2, id, action, payload]);

export const resultFrame = (id: string, payload: object): string =>
  JSON.stringify([3, id, payload]);

/** What 2.0.1 (part 4) calls otherwise than 1.6. */
const newerNames: Partial<Record<RpcErrorCode, string>> = {
  FormationViolation: "FormatViolation",
  OccurenceConstraintViolation: "OccurrenceConstraintViolation",
};

const spelled = (version: Version, id: string, code: RpcErrorCode): string => {
  if (version === "1.6") return code;
  return id === "-1" ? "RpcFrameworkError" : (newerNames[code] ?? code);
};

/** Descriptions are at most 255 characters (1.6J §4.2.3). */
export const errorFrame = (
  version: Version,
  id: string,
  { code, message }: Pick<RpcError, "code" | "message">,
): string => JSON.stringify([4, id, spelled(version, id, code), message.slice(0, 255), {}]);
