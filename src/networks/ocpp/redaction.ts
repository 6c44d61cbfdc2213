// What chargers and we say to each other as it may be kept: without secrets (lib/charger_secrets),
// and so that a database takes it. Pure.

import { jsonWithoutSecrets, withoutChargerSecrets } from "../../lib/charger_secrets.ts";

/** NUL and halves of surrogate pairs are no text to PostgreSQL. */
export const storable = (text: string): string => text.replaceAll("\0", "").toWellFormed();

/** How deep it goes is bounded by who took the secrets out before. */
const storableValue = (value: unknown): unknown => {
  if (typeof value === "string") return storable(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(storableValue);
  const entries = Object.entries(value).map(([key, one]) => [storable(key), storableValue(one)]);
  return Object.fromEntries(entries);
};

/** A payload as it may be kept. */
export const redactedValue = (payload: object): object =>
  storableValue(withoutChargerSecrets(payload)) as object;

/** A frame as it may be kept. */
export const redacted = (text: string): string => storable(jsonWithoutSecrets(text));
