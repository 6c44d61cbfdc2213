// How `trigger` makes things happen to drivers, fleets, vehicles, policies and payment methods.
// What it makes stays, marked in its metadata, so that the program that hears of it can read it.
import type { Charge } from "../../sdk/src/charge.ts";

export type Kitchen = {
  readonly charge: Charge;
  readonly options: { readonly signal: AbortSignal };
  readonly pause: (ms: number) => Promise<void>;
  /** Waits until there is an event of this type that names this id. */
  readonly happened: (type: string, id: string) => Promise<void>;
  /** What is to happen. */
  readonly type: string;
};

export type Recipe = {
  readonly about: string;
  readonly run: (kitchen: Kitchen) => Promise<void>;
};

export const mark = { metadata: { made_by: "charge trigger" } };
export const goodCard = { number: "4242424242424242", exp_month: 12, exp_year: 2040, cvc: "123" };

export const newDriver = ({ charge, options }: Kitchen, more: { policy_ids?: string[] } = {}) =>
  charge.drivers.create(
    { name: "Triggered driver", email: "triggered@example.com", ...mark, ...more },
    options,
  );

const newFleet = ({ charge, options }: Kitchen) =>
  charge.fleets.create({ name: "Triggered fleet", ...mark }, options);

export const newVehicle = ({ charge, options }: Kitchen) =>
  charge.vehicles.create(
    {
      ...{ vin: "YV1XZK5V0S1234567", battery_capacity: 77_000, charging_standard: "CCS" },
      information: { make: "Volvo", model: "EX30", year: "2025" },
      ...mark,
    },
    options,
  );

const newPolicy = ({ charge, options }: Kitchen) =>
  charge.policies.create(
    {
      ...{ name: "Triggered policy", mode: "enforcement", rules: { max_price_per_kwh: 90 } },
      ...mark,
    },
    options,
  );

export const newCard = ({ charge, options }: Kitchen, card = goodCard) =>
  charge.payment_methods.create({ type: "card", card }, options);

type Made = { readonly id: string };

/** Makes something, may do something with it, and waits for what that brings about. */
const on = (
  about: string,
  make: (kitchen: Kitchen) => Promise<Made>,
  then: (kitchen: Kitchen, id: string) => Promise<unknown> = async () => undefined,
): Recipe => ({
  about,
  async run(kitchen) {
    const { id } = await make(kitchen);
    await then(kitchen, id);
    await kitchen.happened(kitchen.type, id);
  },
});

const changed = { metadata: { changed_by: "charge trigger" } };

async function attachDriver(kitchen: Kitchen, id: string): Promise<{ fleet: string }> {
  const fleet = { fleet: (await newFleet(kitchen)).id };
  await kitchen.charge.drivers.attach(id, fleet, kitchen.options);
  return fleet;
}

async function attachVehicle(kitchen: Kitchen, id: string): Promise<{ driver: string }> {
  const driver = { driver: (await newDriver(kitchen)).id };
  await kitchen.charge.vehicles.attach(id, driver, kitchen.options);
  return driver;
}

async function attachCard(kitchen: Kitchen, id: string): Promise<{ driver: string }> {
  const driver = { driver: (await newDriver(kitchen)).id };
  await kitchen.charge.payment_methods.attach(id, driver, kitchen.options);
  return driver;
}

const drivers: Record<string, Recipe> = {
  "driver.created": on("creates a driver", (kitchen) => newDriver(kitchen)),
  "driver.updated": on("creates and updates a driver", newDriver, (kitchen, id) =>
    kitchen.charge.drivers.update(id, { phone: "+33189000029" }, kitchen.options),
  ),
  "driver.deleted": on("creates and deletes a driver", newDriver, (kitchen, id) =>
    kitchen.charge.drivers.remove(id, kitchen.options),
  ),
  "driver.attached": on("attaches a new driver to a new fleet", newDriver, attachDriver),
  "driver.detached": on("attaches and detaches a new driver", newDriver, async (kitchen, id) => {
    const fleet = await attachDriver(kitchen, id);
    await kitchen.charge.drivers.detach(id, fleet, kitchen.options);
  }),
};

const fleets: Record<string, Recipe> = {
  "fleet.created": on("creates a fleet", newFleet),
  "fleet.updated": on("creates and updates a fleet", newFleet, (kitchen, id) =>
    kitchen.charge.fleets.update(id, changed, kitchen.options),
  ),
  "fleet.deleted": on("creates and deletes a fleet", newFleet, (kitchen, id) =>
    kitchen.charge.fleets.remove(id, kitchen.options),
  ),
};

const vehicles: Record<string, Recipe> = {
  "vehicle.created": on("creates a vehicle", newVehicle),
  "vehicle.updated": on("creates and updates a vehicle", newVehicle, (kitchen, id) =>
    kitchen.charge.vehicles.update(id, { registration_plate: "CH-1234" }, kitchen.options),
  ),
  "vehicle.deleted": on("creates and deletes a vehicle", newVehicle, (kitchen, id) =>
    kitchen.charge.vehicles.remove(id, kitchen.options),
  ),
  "vehicle.attached": on("attaches a new vehicle to a new driver", newVehicle, attachVehicle),
  "vehicle.detached": on("attaches and detaches a new vehicle", newVehicle, async (kitchen, id) => {
    const driver = await attachVehicle(kitchen, id);
    await kitchen.charge.vehicles.detach(id, driver, kitchen.options);
  }),
};

const policies: Record<string, Recipe> = {
  "policy.created": on("creates a policy", newPolicy),
  "policy.updated": on("creates and updates a policy", newPolicy, (kitchen, id) =>
    kitchen.charge.policies.update(id, changed, kitchen.options),
  ),
  "policy.deleted": on("creates and deletes a policy", newPolicy, (kitchen, id) =>
    kitchen.charge.policies.remove(id, kitchen.options),
  ),
};

const cards: Record<string, Recipe> = {
  "payment_method.created": on("creates a test card", newCard),
  "payment_method.updated": on("creates and updates a test card", newCard, (kitchen, id) =>
    kitchen.charge.payment_methods.update(
      id,
      { billing_details: { name: "Ada Triggered" } },
      kitchen.options,
    ),
  ),
  "payment_method.attached": on("attaches a test card to a new driver", newCard, attachCard),
  "payment_method.detached": on(
    "attaches and detaches a test card",
    newCard,
    async (kitchen, id) => {
      const driver = await attachCard(kitchen, id);
      await kitchen.charge.payment_methods.detach(id, driver, kitchen.options);
    },
  ),
  "payment_method.deleted": on("creates and deletes a test card", newCard, (kitchen, id) =>
    kitchen.charge.payment_methods.remove(id, kitchen.options),
  ),
};

export const recipes: Readonly<Record<string, Recipe>> = {
  ...drivers,
  ...fleets,
  ...vehicles,
  ...policies,
  ...cards,
};
