// The envelope of OCPP-J (1.6J §4): arrays that say call, result or error. Pure; who waits for
// which answer is rpc.ts's business.

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
  /** Not a frame. `id` is -1 when none could be read. */
  | { readonly kind: "malformed"; readonly id: string; readonly description: string };

const malformed = (description: string, id: unknown = null): Frame => ({
  kind: "malformed",
  id: typeof id === "string" ? id : "-1",
  description,
});

/** Never String(): on deeply nested arrays it exhausts the stack. */
const plainText = (value: unknown): string => (typeof value === "string" ? value : "");

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const parseFrame = (text: string): Frame => {
  const parts = parseJson(text);
  if (!Array.isArray(parts)) return malformed("a frame is a JSON array");
  const [type, id, ...rest]: unknown[] = parts;
  if (typeof type !== "number") return malformed("a frame begins with its message type", id);
  if (type !== 2 && type !== 3 && type !== 4) return { kind: "ignored" };
  if (typeof id !== "string") return malformed("a message id is a string");
  if (type === 3) return { kind: "result", id, payload: rest[0] };
  if (type === 4) {
    const [code, description] = rest;
    return { kind: "error", id, code: plainText(code), description: plainText(description) };
  }
  const [action, payload] = rest;
  if (typeof action !== "string") return malformed("a call names its action", id);
  return { kind: "call", id, action, payload };
};

export const callFrame = (id: string, action: string, payload: object): string =>
  JSON.stringify([2, id, action, payload]);

export const resultFrame = (id: string, payload: object): string =>
  JSON.stringify([3, id, payload]);

/** Descriptions are at most 255 characters (1.6J §4.2.3). */
export const errorFrame = (id: string, code: RpcErrorCode, description: string): string =>
  JSON.stringify([4, id, code, description.slice(0, 255), {}]);

const secretKeys = new Set(["authorizationkey", "basicauthpassword"]);

const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]);
  const plain: Record<string, unknown> = Object.fromEntries(entries);
  if (secretKeys.has(plainText(plain.key).toLowerCase())) plain.value = "(redacted)";
  return plain;
};

/** A payload as it may be kept: passwords taken out. */
export const redactedValue = (payload: object): object => withoutSecrets(payload) as object;

/** A frame as it may be kept: without the password that a configuration key holds (ruling 22). */
export const redacted = (text: string): string => {
  if (!/authorizationkey|basicauthpassword/i.test(text)) return text;
  try {
    return JSON.stringify(withoutSecrets(JSON.parse(text)));
  } catch {
    // No JSON, or nested deeper than the stack: shown is only that something came.
    return "(redacted)";
  }
};
