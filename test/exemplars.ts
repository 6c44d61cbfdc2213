// One small valid body for every POST of every noun, and one object of every kind that paths name.
// The loops over the resources (isolation, idempotency) live on it: a new noun adds its lines here.
import assert from "node:assert/strict";
import { readConfig } from "../src/config.ts";
import type { Resource, Route } from "../src/http/resource.ts";
import { openVersions, publishedChanges } from "../src/http/versions.ts";
import { openVault } from "../src/lib/secret.ts";
import { pause } from "../src/lib/time.ts";
import { nounsOf } from "../src/opening.ts";
import {
  bodyOf,
  created,
  driven,
  type Exemplar,
  exemplars,
  type Fresh,
  freshPayer,
  type Ids,
  newest,
  next,
  nextVin,
  paying,
} from "./exemplar.ts";
import { charging } from "./exemplars_charging.ts";
import { networkOf } from "./fleet.ts";
import type { Client, Json } from "./platform.ts";

const secret = "s".repeat(32);
const config = readConfig({ CHARGE_DATABASE_URL: "postgres://nowhere", CHARGE_SECRET: secret });
const resources = nounsOf(config, openVault(secret), openVersions(publishedChanges));

async function simulatorOf(api: Client): Promise<string> {
  const { data } = await api.read("/v1/networks?limit=100");
  const own = data.find((one) => one["kind"] === "simulator" && one["shared"] === false);
  return String(own?.["id"]);
}

/** A station whose charger has a connection of its own. */
async function chargedBy(api: Client, ids: Ids): Promise<Ids> {
  const network = await networkOf(api, "ocpp");
  const body = bodyOf("charging_stations", "/v1/charging_stations", ids);
  const { id } = await api.make("/v1/charging_stations", { ...body, network });
  return { ...ids, charging_station: id };
}

const heartbeat = { type: "trigger_message", trigger_message: { message: "heartbeat" } };

/** In the order in which they are made, which is that of who needs whom. */
const plain: Readonly<Record<string, Exemplar>> = {
  accounts: {
    bodies: {
      "/v1/accounts": () => ({ name: "Depot", email: "depot@example.com", type: "business" }),
      "/v1/accounts/:account": () => ({ description: next() }),
      "/v1/account/settings": () => ({ invoice_due_days: Number(next()) % 300 }),
    },
  },
  api_keys: {
    makes: { api_key: created("api_keys") },
    bodies: {
      "/v1/api_keys": () => ({ name: `Key ${next()}`, permissions: { drivers: "read" } }),
      "/v1/api_keys/:api_key": () => ({ name: `Key ${next()}` }),
      "/v1/api_keys/:api_key/roll": () => ({ expires_in: 60 }),
    },
    fresh: {
      "/v1/api_keys/:api_key/roll": async (api, ids) => {
        const api_key = await created("api_keys")(api, ids);
        return { ids: { ...ids, api_key }, body: { expires_in: 60 } };
      },
    },
  },
  request_logs: {
    makes: {
      // Lines are written a moment after the answers.
      async request_log(api) {
        for (;;) {
          const { data } = await api.read("/v1/request_logs?limit=1");
          if (data.length > 0) return String(data[0]?.["id"]);
          await api.read("/v1/events?limit=1");
          await pause(100);
        }
      },
    },
  },
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
    makes: { vehicle: async (api, ids) => driven(api, await created("vehicles")(api, ids), ids) },
    bodies: {
      "/v1/vehicles": () => ({
        ...{ vin: nextVin(), battery_capacity: 82_000, charging_standard: "CCS" },
      }),
      "/v1/vehicles/:vehicle": () => ({ registration_plate: next() }),
      "/v1/vehicles/:vehicle/attach": ({ fleet }) => ({ fleet }),
      "/v1/vehicles/:vehicle/detach": ({ fleet }) => ({ fleet }),
    },
  },
  vehicle_telemetries: {
    makes: {
      vehicle_telemetry: async (api, { vehicle }) =>
        (await api.make(`/v1/vehicles/${vehicle}/telemetry`, { battery: { level: 50 } })).id,
    },
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
  tariffs: {
    makes: { tariff: created("tariffs") },
    bodies: {
      "/v1/tariffs": () => ({
        currency: "eur",
        elements: [{ price_components: [{ type: "ENERGY", price: 42 }] }],
      }),
      "/v1/tariffs/:tariff": () => ({ name: next() }),
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
        pricing: [
          { currency: "eur", price: 42, step_size: 1, tax: "vat", type: "ENERGY" },
          { currency: "eur", price: 100, step_size: 1, tax: "vat", type: "FLAT" },
        ],
      }),
      "/v1/charging_stations/:charging_station": () => ({ name: next() }),
    },
  },
  operators: {
    makes: {
      operator: async (api, ids) => {
        const name = `Operator ${next()}`;
        const body = bodyOf("charging_stations", "/v1/charging_stations", ids);
        await api.make("/v1/charging_stations", { ...body, operator: name });
        return name.toLowerCase().replace(" ", "_");
      },
    },
  },
  station_connections: {
    fresh: {
      async "/v1/charging_stations/:charging_station/connection"(api, ids) {
        return { ids: await chargedBy(api, ids), body: { message_checks: "strict" } };
      },
      async "/v1/charging_stations/:charging_station/connection/approve"(api, ids) {
        return { ids: await chargedBy(api, ids), body: { identity: `APPROVED-${next()}` } };
      },
      async "/v1/charging_stations/:charging_station/connection/roll_password"(api, ids) {
        return { ids: await chargedBy(api, ids), body: {} };
      },
    },
    bodies: {
      "/v1/charging_stations/:charging_station/connection": () => ({ message_checks: "strict" }),
      "/v1/charging_stations/:charging_station/connection/approve": () => ({
        identity: `APPROVED-${next()}`,
      }),
    },
  },
  commands: {
    makes: {
      // A virtual charger tells at once, and then it stays as it is.
      async command(api, { charging_station }) {
        const path = `/v1/charging_stations/${charging_station}/commands`;
        const { id } = await api.make(path, heartbeat);
        for (;;) {
          const { status } = await api.read(`/v1/commands/${id}`);
          if (status === "succeeded") return id;
          await pause(50);
        }
      },
    },
    bodies: {
      "/v1/charging_stations/:charging_station/commands": () => heartbeat,
    },
  },
  payment_methods: {
    makes: {
      payment_method: async (api, ids) =>
        paying(api, await created("payment_methods")(api, ids), ids),
    },
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
  estimations: {
    makes: { estimation: created("estimations") },
    bodies: {
      "/v1/estimations": ({ vehicle, charging_station }) => ({
        ...{ vehicle, charging_station, battery_level: 28, battery_target_level: 80 },
      }),
    },
  },
  wallets: {
    makes: { wallet: newest("wallets") },
    bodies: {
      "/v1/wallets/:wallet": () => ({ auto_top_up: null }),
    },
  },
  top_ups: {
    makes: { top_up: created("top_ups") },
    bodies: {
      "/v1/top_ups": ({ driver, payment_method }) => ({ driver, payment_method, amount: 500 }),
    },
    fresh: {
      // Methods change hands in these loops.
      async "/v1/top_ups"(api, given) {
        const ids = await freshPayer(api, given);
        return { ids, body: bodyOf("top_ups", "/v1/top_ups", ids) };
      },
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
    makes: {
      webhook_endpoint: created("webhook_endpoints"),
      webhook_delivery: async (api, { webhook_endpoint: id }) =>
        (await api.make(`/v1/webhook_endpoints/${id}/test`, { type: "driver.created" })).id,
    },
    bodies: {
      "/v1/webhook_endpoints/:webhook_endpoint/roll_secret": () => ({ expires_in: 60 }),
      "/v1/webhook_endpoints/:webhook_endpoint/test": () => ({ type: "driver.created" }),
      "/v1/webhook_endpoints": () => ({
        url: "http://127.0.0.1:9/hook",
        enabled_events: ["driver.created"],
      }),
      "/v1/webhook_endpoints/:webhook_endpoint": () => ({ description: next() }),
    },
  },
  policy_decisions: {
    makes: { policy_decision: created("policy_decisions") },
    bodies: {
      "/v1/policy_decisions": ({ charging_station, driver, vehicle }) => ({
        ...{ charging_station, connector: "a1", driver, vehicle },
      }),
    },
  },
};

Object.assign(exemplars, plain, charging);

/** Looks up in the table, and tells who forgot what. */
function entry<T>(value: T | undefined, noun: string, what: string): T {
  assert.ok(value !== undefined, `${noun}: test/exemplars.ts has no ${what}; add it there`);
  return value;
}

export const paramsOf = (path: string): string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);

/** Ids and body that this POST takes once more, although it took others before. */
export async function freshFor(api: Client, noun: string, route: Route, ids: Ids): Promise<Fresh> {
  const fresh = exemplars[noun]?.fresh?.[route.path];
  return fresh === undefined ? { ids, body: bodyFor(noun, route, ids) } : fresh(api, ids);
}

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
