// What chargers and we say to each other as it may be kept: without passwords (ruling 22), and so
// that a database takes it. Pure.

const secretKeys = new Set(["authorizationkey", "basicauthpassword"]);
const mayHoldSecret = /authorizationkey|basicauthpassword/i;
/** ftp://user:password@host, as firmware and diagnostics are fetched and left. */
const passwordInAddress = /(:\/\/[^\s"/@:]*:)[^\s"/@]*@/g;

/** Payloads of OCPP are four deep; what is nested deeper only means to exhaust a stack. */
const deepest = 32;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** NUL and halves of surrogate pairs are no text to PostgreSQL. */
export const storable = (text: string): string => text.replaceAll("\0", "").toWellFormed();

const withoutPassword = (text: string): string => text.replace(passwordInAddress, "$1(redacted)@");

const isSecret = (name: unknown): boolean => secretKeys.has(textOf(name).toLowerCase());

const nameOf = (variable: unknown): unknown =>
  typeof variable === "object" && variable !== null && "name" in variable ? variable.name : null;

const cleaned = (value: unknown, depth: number): unknown => {
  if (typeof value === "string") return storable(withoutPassword(value));
  if (typeof value !== "object" || value === null) return value;
  if (depth > deepest) return "(nested too deep)";
  if (Array.isArray(value)) return value.map((inner) => cleaned(inner, depth + 1));
  const plain: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    Object.defineProperty(plain, storable(key), {
      ...{ value: cleaned(inner, depth + 1), enumerable: true, writable: true, configurable: true },
    });
  }
  if (isSecret(plain.key) && "value" in plain) plain.value = "(redacted)";
  if (isSecret(nameOf(plain.variable)) && "attributeValue" in plain) {
    plain.attributeValue = "(redacted)";
  }
  return plain;
};

/** A payload as it may be kept. */
export const redactedValue = (payload: object): object => cleaned(payload, 0) as object;

/** A frame as it may be kept. */
export const redacted = (text: string): string => {
  if (!mayHoldSecret.test(text)) return storable(withoutPassword(text));
  try {
    return JSON.stringify(cleaned(JSON.parse(text), 0));
  } catch {
    // No JSON: shown is only that something came.
    return "(redacted)";
  }
};
