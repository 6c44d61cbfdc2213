// How `trigger` makes a charging session happen: on a station of its own in the simulator's
// network, with a driver, a vehicle and a test card. The session is ended and the station deleted.
import {
  goodCard,
  type Kitchen,
  mark,
  newCard,
  newDriver,
  newVehicle,
  type Recipe,
} from "./recipes.ts";

/** At 150 kW it costs about a euro a second. */
const price = { currency: "eur", type: "ENERGY", price: 2500, step_size: 1 } as const;

async function simulator({ charge, options }: Kitchen): Promise<string> {
  const { data } = await charge.networks.list({ kind: "simulator", limit: 1 }, options);
  const known = data[0]?.id;
  if (known !== undefined) return known;
  const made = await charge.networks.create({ kind: "simulator", name: "Simulator" }, options);
  return made.id;
}

async function newStation(kitchen: Kitchen) {
  const network = await simulator(kitchen);
  return kitchen.charge.charging_stations.create(
    {
      ...{ network, name: "Triggered station", operator: "charge trigger" },
      location: { latitude: 52.52, longitude: 13.405 },
      address: { country: "DE", city: "Berlin" },
      connectors: [{ id: "a1", type: "CCS", power: 150 }],
      pricing: [price],
    },
    kitchen.options,
  );
}

type Session = { readonly id: string; readonly station: string };
type Setting = { readonly card?: typeof goodCard; readonly policy_ids?: string[] };

/** A session that has begun; `watch` sees it before it is ended and its station deleted. */
async function charging(
  kitchen: Kitchen,
  { card = goodCard, ...driving }: Setting,
  watch: (session: Session) => Promise<void>,
  after: (session: Session) => Promise<void> = async () => undefined,
): Promise<void> {
  const { charge, options, happened } = kitchen;
  const [driver, vehicle, method, station] = [
    await newDriver(kitchen, driving),
    await newVehicle(kitchen),
    await newCard(kitchen, card),
    await newStation(kitchen),
  ];
  const whose = { driver: driver.id };
  await charge.vehicles.attach(vehicle.id, whose, options);
  await charge.payment_methods.attach(method.id, whose, options);
  const { id } = await charge.charging_sessions.create(
    {
      ...{ charging_station: station.id, connector: "a1", driver: driver.id },
      ...{ vehicle: vehicle.id, payment_method: method.id },
    },
    options,
  );
  const session = { id, station: station.id };
  try {
    await happened("charging_session.started", id);
    await watch(session);
  } finally {
    // Also after Ctrl-C: nothing is left charging.
    await charge.charging_sessions.end(id, {});
  }
  await after(session);
  await charge.charging_stations.remove(station.id, options);
}

const none = async (): Promise<void> => undefined;

/** Waits for what names the session, while it runs or after its end. */
const during = (about: string): Recipe => ({
  about,
  run: (kitchen) => charging(kitchen, {}, ({ id }) => kitchen.happened(kitchen.type, id)),
});

const afterEnd = (about: string, setting: Setting = {}): Recipe => ({
  about,
  run: (kitchen) =>
    charging(
      kitchen,
      setting,
      () => kitchen.pause(2000),
      ({ id }) => kitchen.happened(kitchen.type, id),
    ),
});

async function advised(kitchen: Kitchen): Promise<string[]> {
  const { charge, options } = kitchen;
  const rules = { max_price_per_kwh: 1 };
  const policy = await charge.policies.create(
    { name: "Triggered advice", mode: "suggestion", rules, ...mark },
    options,
  );
  return [policy.id];
}

export const sessionRecipes: Readonly<Record<string, Recipe>> = {
  "charging_session.started": {
    about: "starts and ends a session at a simulated station",
    run: (kitchen) => charging(kitchen, {}, none),
  },
  "charging_session.updated": during("charges for a moment at a simulated station"),
  "charging_session.completed": afterEnd("charges for seconds at a simulated station"),
  "charge.succeeded": afterEnd("pays a short session with a test card"),
  "charge.failed": afterEnd("pays a short session with a card that fails", {
    card: { ...goodCard, number: "4000000000000341" },
  }),
  "charging_station.updated": {
    about: "occupies a simulated station for a moment",
    run: (kitchen) =>
      charging(kitchen, {}, ({ station }) => kitchen.happened(kitchen.type, station)),
  },
  "policy.suggestion": {
    about: "starts a session that a policy advises against",
    run: async (kitchen) =>
      charging(kitchen, { policy_ids: await advised(kitchen) }, ({ id }) =>
        kitchen.happened(kitchen.type, id),
      ),
  },
};
