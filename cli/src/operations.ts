// The table of operations under the names that a command line gives them: `drivers delete`,
// `webhook_endpoints roll_secret`. A newer API has its commands by itself. Pure.
import { type Field, type Operation, operations } from "../../sdk/src/table.ts";
import { plainName } from "./usage.ts";

/** `rollPassword` → `roll_password`; what the API does by DELETE is called so. */
export const verbOf = ({ method }: Operation): string =>
  method === "remove" ? "delete" : method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Other names for a resource. */
const shorter: Readonly<Record<string, string>> = { logs: "request_logs" };

export const resourceNames: readonly string[] = [
  ...new Set(operations.map(({ resource }) => resource)),
];

export const resourceOf = (name: string): string | null => {
  const plain = shorter[plainName(name)] ?? plainName(name);
  return resourceNames.find((one) => one === plain) ?? null;
};

export const verbsOf = (resource: string): readonly Operation[] =>
  operations.filter((one) => one.resource === resource);

export function operationOf(resource: string, verb: string): Operation | null {
  const plain = plainName(verb) === "remove" ? "delete" : plainName(verb);
  return verbsOf(resource).find((one) => verbOf(one) === plain) ?? null;
}

/**
 * What can be given. The client has a name of its own for a parameter of streams; the API's is
 * enough here.
 */
export const fieldsOf = ({ parameters }: Operation): readonly Field[] =>
  parameters.filter(({ name }) => name !== "lastEventId");

const fieldIn = (resource: string, method: string, name: string): Field | undefined =>
  operations
    .find((one) => one.resource === resource && one.method === method)
    ?.parameters.find((one) => one.name === name);

/** Every type of event there is. */
export const eventTypes = (): readonly string[] =>
  (fieldIn("webhook_endpoints", "create", "enabled_events")?.items?.choices ?? []).filter(
    (one): one is string => typeof one === "string" && !one.includes("*"),
  );
