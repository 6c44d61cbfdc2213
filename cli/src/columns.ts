// What of an object a table shows, and how its values are written for people. Pure.
import { harmlessJson } from "./width.ts";

type Wire = Readonly<Record<string, unknown>>;

/** By the word in `object`; everything else shows what it has of `usual`. */
const chosen: Readonly<Record<string, readonly string[]>> = {
  account: ["id", "name", "type", "status", "created"],
  api_key: ["id", "name", "prefix", "last4", "status", "last_used", "created"],
  charge_token: ["id", "uid", "type", "driver", "status", "created"],
  charging_session: ["id", "status", "energy_consumed", "amount_due", "driver", "created"],
  charging_station: ["id", "name", "operator", "address.city", "status"],
  driver: ["id", "name", "email", "status", "created"],
  event: ["id", "type", "data.object.id", "created"],
  fleet: ["id", "name", "status", "timezone", "created"],
  invoice: ["id", "number", "status", "amount_due", "due_date", "created"],
  network: ["id", "kind", "name", "status", "created"],
  operator: ["id", "name", "stations", "countries"],
  payment_method: ["id", "type", "card.brand", "card.last4", "driver", "fleet", "created"],
  policy: ["id", "name", "mode", "status", "created"],
  policy_decision: ["id", "outcome", "driver", "charging_station", "created"],
  request_log: ["id", "status", "method", "path", "duration_ms", "error_code", "created"],
  station_connection: ["id", "status", "protocol", "vendor", "model", "charging_station"],
  transaction: ["id", "type", "status", "amount", "charging_session", "created"],
  top_up: ["id", "status", "amount", "account", "driver", "fleet", "created"],
  vehicle: ["id", "information.make", "information.model", "vin", "status", "created"],
  vehicle_telemetry_reading: ["at", "battery.level", "odometer.distance", "location.latitude"],
  wallet: ["id", "balance", "available", "account", "driver", "fleet", "created"],
  wallet_entry: ["id", "type", "amount", "balance", "transaction", "created"],
  webhook_delivery: ["id", "event_type", "status", "event", "created"],
  webhook_endpoint: ["id", "url", "status", "enabled_events", "created"],
};

const usual = [
  ...["id", "name", "number", "kind", "type", "code", "status", "outcome", "amount", "balance"],
  ...["currency", "driver", "fleet", "vehicle", "charging_station", "created"],
];

/** Keys whose numbers are money, in the smallest unit of the object's `currency`. */
const money = /^(amount|amount_\w+|balance|held|available|tax|total|subtotal|fee)$/;

export function at(object: unknown, path: string): unknown {
  let value = object;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Wire)[key];
  }
  return value;
}

/** `1234` in `eur` is `12.34 EUR`; the yen has no cents, the dinar has three digits. */
export function moneyText(minor: number, currency: string): string {
  const code = currency.toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) return String(minor);
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return `${(minor / 10 ** digits).toFixed(digits)} ${code}`;
}

const isTime = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?Z$/;

export function text(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (typeof value === "string") return value.replace(isTime, "$1Z");
  if (Array.isArray(value) && value.every((one) => typeof one !== "object" || one === null)) {
    return value.length === 0 ? "-" : value.map(text).join(", ");
  }
  if (typeof value !== "object") return String(value);
  // An object in place of its id, where `expand` asked for it.
  const { id, object } = value as Wire;
  return typeof id === "string" && typeof object === "string" ? id : harmlessJson(value);
}

export function cell(object: unknown, path: string): string {
  const value = at(object, path);
  const currency = at(object, "currency");
  const key = path.slice(path.lastIndexOf(".") + 1);
  if (typeof value === "number" && typeof currency === "string" && money.test(key)) {
    return moneyText(value, currency);
  }
  return text(value);
}

/** The paths that a table of these objects shows. */
export function pathsFor(word: string | null, objects: readonly unknown[]): readonly string[] {
  const known = word === null ? undefined : chosen[word];
  const has = (path: string): boolean => objects.some((one) => at(one, path) !== undefined);
  const paths = (known ?? usual).filter((path) => has(path));
  if (paths.length > 0) return paths;
  const first = objects[0];
  return typeof first === "object" && first !== null ? Object.keys(first).slice(0, 6) : [];
}

/** `information.make` under the title MAKE. */
export const titleOf = (path: string): string =>
  path
    .replace(/^data\.object\.id$/, "object")
    .slice(path === "data.object.id" ? 0 : path.lastIndexOf(".") + 1)
    .toUpperCase();

/** Every value of an object with its path, for one object at a time. */
export function pairsOf(object: unknown, before = ""): [string, string][] {
  if (typeof object !== "object" || object === null) return [[before, text(object)]];
  return Object.entries(object).flatMap(([key, value]): [string, string][] => {
    const path = before === "" ? key : `${before}.${key}`;
    const inner = typeof value === "object" && value !== null;
    if (!inner) return [[path, cell(object, key)]];
    if (Array.isArray(value)) {
      if (!value.some((one) => typeof one === "object" && one !== null)) {
        return [[path, text(value)]];
      }
      return value.flatMap((one, place) => pairsOf(one, `${path}.${place}`));
    }
    return Object.keys(value).length === 0 ? [[path, "-"]] : pairsOf(value, path);
  });
}
