// A small fleet that can charge: fleet, driver, vehicle, card, and a station of one's own, made
// over the API.
import type { Client, Json } from "./platform.ts";

export type Fleet = {
  readonly fleet: string;
  readonly driver: string;
  readonly vehicle: string;
  readonly card: string;
};

export type Station = { readonly id: string; readonly connectors: readonly string[] };

let number = 0;
/** A VIN that no other call has given: 17 characters, no I, O, Q. */
const nextVin = (): string => `TESTVN${String(++number).padStart(11, "0")}`;

export const card = (cardNumber = "4242424242424242") => ({
  type: "card",
  card: { number: cardNumber, exp_month: 12, exp_year: 2035, cvc: "123" },
});

/** A vehicle of the fleet. */
export async function makeVehicle(api: Client, fleet: string, more: Json = {}): Promise<string> {
  const vehicle = await api.make("/v1/vehicles", {
    ...{ vin: nextVin(), battery_capacity: 82_000, charging_standard: "CCS" },
    ...more,
  });
  await api.make(`/v1/vehicles/${vehicle.id}/attach`, { fleet });
  return vehicle.id;
}

export async function makeFleet(api: Client, cardNumber?: string): Promise<Fleet> {
  const fleet = await api.make("/v1/fleets", { name: "Fleet", timezone: "Europe/Berlin" });
  const driver = await api.make("/v1/drivers", { name: "Ada", email: "ada@example.com" });
  await api.make(`/v1/drivers/${driver.id}/attach`, { fleet: fleet.id });
  const vehicle = await makeVehicle(api, fleet.id);
  const method = await api.make("/v1/payment_methods", card(cardNumber));
  await api.make(`/v1/payment_methods/${method.id}/attach`, { fleet: fleet.id });
  return { fleet: fleet.id, driver: driver.id, vehicle, card: method.id };
}

export const energyPrice = (price = 42) => [
  { currency: "eur", price, step_size: 1, tax: "vat", type: "ENERGY" },
];

/** The account's network of a kind. */
export async function networkOf(api: Client, kind: "simulator" | "ocpp"): Promise<string> {
  const { data } = await api.read("/v1/networks?limit=100");
  const network = data.find((one) => one["kind"] === kind);
  if (network === undefined) throw new Error(`the account has no ${kind} network`);
  return String(network["id"]);
}

/** A station with two CCS connectors of 150 kW, each on an EVSE of its own. */
export async function makeStation(
  api: Client,
  kind: "simulator" | "ocpp" = "simulator",
  more: Json = {},
): Promise<Station> {
  const station = await api.make("/v1/charging_stations", {
    network: await networkOf(api, kind),
    name: "Depot",
    location: { latitude: 48.8698, longitude: 2.3319 },
    address: { country: "FR", city: "Paris", line1: "10 Rue de la Paix", postal_code: "75002" },
    connectors: [
      { id: "a1", type: "CCS", power: 150 },
      { id: "a2", type: "CCS", power: 150 },
    ],
    pricing: energyPrice(),
    ...more,
  });
  return { id: station.id, connectors: ["a1", "a2"] };
}

export const startOf = (fleet: Fleet, station: Station, more: Json = {}) => ({
  charging_station: station.id,
  connector: station.connectors[0],
  driver: fleet.driver,
  vehicle: fleet.vehicle,
  payment_method: fleet.card,
  ...more,
});

/** Asks until the answer is what was hoped for; fails with the last answer after `ms`. */
export async function until<T>(
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  ms = 15_000,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (performance.now() > end)
      throw new Error(`still not so after ${ms} ms: ${JSON.stringify(answer)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
