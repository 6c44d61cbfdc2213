// One small valid body for every POST of every noun, and one object of every kind that paths name.
// The loops over the resources (isolation, idempotency) live on it: a new noun adds its lines here.
import assert from "node:assert/strict";
import { nounsOf } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import type { Resource, Route } from "../src/http/resource.ts";
import { openVault } from "../src/lib/secret.ts";
import type { Client, Json } from "./platform.ts";

const secret = "s".repeat(32);
const config = readConfig({ CHARGE_DATABASE_URL: "postgres://nowhere", CHARGE_SECRET: secret });
const resources = nounsOf(config, openVault(secret));

/** Ids by the name that paths give them: `driver` stands in `/v1/drivers/:driver`. */
export type Ids = Readonly<Record<string, string>>;

type Exemplar = {
  /** Path parameter → how to come by such an object. */
  readonly makes?: Readonly<Record<string, (api: Client, ids: Ids) => Promise<string>>>;
  /** Path of a POST → a body that it takes. */
  readonly bodies?: Readonly<Record<string, (ids: Ids) => Json>>;
};

let number = 0;
const next = (): string => String(++number);
/** 17 characters, no I, O, Q, and never twice. */
const nextVin = (): string => `TESTVN${next().padStart(11, "0")}`;

/** Makes the object by the noun's own create. */
const created =
  (noun: string) =>
  async (api: Client, ids: Ids): Promise<string> =>
    (await api.make(`/v1/${noun}`, exemplars[noun]?.bodies?.[`/v1/${noun}`]?.(ids))).id;

const newest =
  (noun: string) =>
  async (api: Client): Promise<string> =>
    String((await api.read(`/v1/${noun}?limit=1`)).data[0]?.["id"]);

async function simulatorOf(api: Client): Promise<string> {
  const { data } = await api.read("/v1/networks?limit=100");
  return String(data.find((one) => one["kind"] === "simulator")?.["id"]);
}

/** In the order in which they are made, which is that of who needs whom. */
export const exemplars: Readonly<Record<string, Exemplar>> = {
  accounts: { bodies: { "/v1/accounts/:account": () => ({ description: next() }) } },
  policies: {
    makes: { policy: created("policies") },
    bodies: {
      "/v1/policies": () => ({ name: "Hours", mode: "enforcement", rules: {} }),
      "/v1/policies/:policy": () => ({ name: next() }),
    },
  },
  fleets: {
    makes: { fleet: created("fleets") },
    bodies: {
      "/v1/fleets": ({ policy }) => ({ name: "Fleet", policy_ids: [policy] }),
      "/v1/fleets/:fleet": () => ({ name: next() }),
    },
  },
  drivers: {
    makes: { driver: created("drivers") },
    bodies: {
      "/v1/drivers": ({ policy }) => ({
        ...{ name: "Ada", email: "ada@example.com", policy_ids: [policy] },
      }),
      "/v1/drivers/:driver": () => ({ name: next() }),
      "/v1/drivers/:driver/attach": ({ fleet }) => ({ fleet }),
      "/v1/drivers/:driver/detach": ({ fleet }) => ({ fleet }),
    },
  },
  vehicles: {
    makes: { vehicle: created("vehicles") },
    bodies: {
      "/v1/vehicles": () => ({
        ...{ vin: nextVin(), battery_capacity: 82_000, charging_standard: "CCS" },
      }),
      "/v1/vehicles/:vehicle": () => ({ registration_plate: next() }),
      "/v1/vehicles/:vehicle/attach": ({ driver }) => ({ driver }),
      "/v1/vehicles/:vehicle/detach": ({ driver }) => ({ driver }),
    },
  },
  vehicle_telemetries: {
    bodies: {
      "/v1/vehicles/:vehicle/telemetry": () => ({ battery: { level: 50 } }),
    },
  },
  networks: {
    makes: { network: simulatorOf },
    bodies: {
      "/v1/networks": () => ({ kind: "ocpp", name: `Depot ${next()}` }),
      "/v1/networks/:network": () => ({ name: next() }),
    },
  },
  charging_stations: {
    makes: { charging_station: created("charging_stations") },
    bodies: {
      "/v1/charging_stations": ({ network }) => ({
        network,
        name: "Depot",
        location: { latitude: 48.8698, longitude: 2.3319 },
        address: { country: "FR", city: "Paris", line1: "10 Rue de la Paix", postal_code: "75002" },
        connectors: [{ id: "a1", type: "CCS", power: 150 }],
        pricing: [{ currency: "eur", price: 42, step_size: 1, tax: "vat", type: "ENERGY" }],
      }),
      "/v1/charging_stations/:charging_station": () => ({ name: next() }),
    },
  },
  payment_methods: {
    makes: { payment_method: created("payment_methods") },
    bodies: {
      "/v1/payment_methods": () => ({
        type: "card",
        card: { number: "4242424242424242", exp_month: 12, exp_year: 2035, cvc: "123" },
      }),
      "/v1/payment_methods/:payment_method": () => ({ billing_details: { name: next() } }),
      "/v1/payment_methods/:payment_method/attach": ({ driver }) => ({ driver }),
      "/v1/payment_methods/:payment_method/detach": ({ driver }) => ({ driver }),
    },
  },
  charge_tokens: {
    makes: { charge_token: created("charge_tokens") },
    bodies: {
      "/v1/charge_tokens": ({ driver }) => ({ uid: `CARD${next()}`, driver }),
      "/v1/charge_tokens/:charge_token": () => ({ metadata: { a: next() } }),
    },
  },
  webhook_endpoints: {
    makes: { webhook_endpoint: created("webhook_endpoints") },
    bodies: {
      "/v1/webhook_endpoints": () => ({
        url: "http://127.0.0.1:9/hook",
        enabled_events: ["driver.created"],
      }),
      "/v1/webhook_endpoints/:webhook_endpoint": () => ({ description: next() }),
    },
  },
  events: { makes: { event: newest("events") } },
};

/** Looks up in the table, and tells who forgot what. */
function entry<T>(value: T | undefined, noun: string, what: string): T {
  assert.ok(value !== undefined, `${noun}: test/exemplars.ts has no ${what}; add it there`);
  return value;
}

export const paramsOf = (path: string): string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);

/** A body that this POST takes; `{}` for other methods. */
export function bodyFor(noun: string, route: Route, ids: Ids): Json {
  if (route.method !== "POST") return {};
  const empty = Object.keys((route.body as { properties?: object }).properties ?? {}).length === 0;
  const body = exemplars[noun]?.bodies?.[route.path] ?? (empty ? () => ({}) : undefined);
  return entry(body, noun, `body for POST ${route.path}`)(ids);
}

/** The path with these ids in it. */
export const pathWith = (noun: string, path: string, ids: Ids): string =>
  path.replace(/:(\w+)/g, (_, name) => entry(ids[name], noun, `object for :${name}`));

/** One object of each kind, made with this key. */
export async function makeOneOfEach(api: Client, account: string): Promise<Ids> {
  const ids: Record<string, string> = { account };
  for (const [noun, { makes }] of Object.entries(exemplars)) {
    if (!resources.some(({ name }) => name === noun)) continue;
    for (const [name, make] of Object.entries(makes ?? {})) ids[name] = await make(api, ids);
  }
  return ids;
}

/** Every route with its noun, for the loops. */
export const routes: readonly { readonly noun: string; readonly route: Route }[] =
  resources.flatMap(({ name, routes: own }: Resource) =>
    own.map((route) => ({ noun: name, route })),
  );

/** Every name of an id that the table knows. */
export const knownParams: readonly string[] = [
  "account",
  ...Object.values(exemplars).flatMap(({ makes }) => Object.keys(makes ?? {})),
];
