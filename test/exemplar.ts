// What the makers of exemplars share: bodies by path, and objects made by their nouns' own creates.
import type { Client, Json } from "./platform.ts";

/** Ids by the name that paths give them: `driver` stands in `/v1/drivers/:driver`. */
export type Ids = Readonly<Record<string, string>>;

export type Fresh = { readonly ids: Ids; readonly body: Json };

export type Exemplar = {
  /** Path parameter → how to come by such an object. */
  readonly makes?: Readonly<Record<string, (api: Client, ids: Ids) => Promise<string>>>;
  /** Path of a POST → a body that it takes. */
  readonly bodies?: Readonly<Record<string, (ids: Ids) => Json>>;
  /** The same where each effect needs objects of its own: a vehicle charges once at a time. */
  readonly fresh?: Readonly<Record<string, (api: Client, ids: Ids) => Promise<Fresh>>>;
};

let number = 0;
export const next = (): string => String(++number);
/** 17 characters, no I, O, Q, and never twice. */
export const nextVin = (): string => `TESTVN${next().padStart(11, "0")}`;

/** Every noun's, filled by exemplars.ts. */
export const exemplars: Record<string, Exemplar> = {};

export const bodyOf = (noun: string, path: string, ids: Ids): Json =>
  exemplars[noun]?.bodies?.[path]?.(ids) ?? {};

/** Makes the object by the noun's own create. */
export const created =
  (noun: string) =>
  async (api: Client, ids: Ids): Promise<string> =>
    (await api.make(`/v1/${noun}`, bodyOf(noun, `/v1/${noun}`, ids))).id;

export const newest =
  (noun: string) =>
  async (api: Client): Promise<string> =>
    String((await api.read(`/v1/${noun}?limit=1`)).data[0]?.["id"]);

/** Links a vehicle to the driver. */
export async function driven(api: Client, vehicle: string, { driver }: Ids): Promise<string> {
  await api.make(`/v1/vehicles/${vehicle}/attach`, { driver });
  return vehicle;
}

/** Attaches a payment method to the driver. */
export async function paying(api: Client, method: string, { driver }: Ids): Promise<string> {
  await api.make(`/v1/payment_methods/${method}/attach`, { driver });
  return method;
}

/** What a session of its own takes: a vehicle charges once at a time, a connector too. */
export async function freshSession(api: Client, ids: Ids): Promise<Ids> {
  const vehicle = await driven(api, await created("vehicles")(api, ids), ids);
  const charging_station = await created("charging_stations")(api, ids);
  const payment_method = await paying(api, await created("payment_methods")(api, ids), ids);
  return { ...ids, vehicle, charging_station, payment_method };
}

/** A driver with a method that nothing else touches. */
export async function freshPayer(api: Client, given: Ids): Promise<Ids> {
  const ids = { ...given, driver: await created("drivers")(api, given) };
  const method = await created("payment_methods")(api, ids);
  return { ...ids, payment_method: await paying(api, method, ids) };
}
