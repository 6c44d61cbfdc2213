// A place of one's own to reserve in, and a clock that a test moves: what the tests of reservations
// share. Each place lies apart from the others, so that no search meets a stranger's station.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { type Clock, systemClock } from "../src/lib/time.ts";
import { type Fleet, makeFleet, makeStation, type Station, until } from "./fleet.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "./platform.ts";

export const minuteMs = 60_000;

/** Time that a test puts forward. */
export function movable(): Clock & { forward(ms: number): void } {
  let aheadMs = 0;
  return {
    now: () => new Date(systemClock.now().getTime() + aheadMs),
    after: systemClock.after,
    forward(ms) {
      aheadMs += ms;
    },
  };
}

let places = 0;

/** 0.2 degrees apart: about twenty kilometres. */
export const newPlace = () => {
  places += 1;
  return { latitude: -60 + (places % 500) * 0.2, longitude: Math.floor(places / 500) };
};

export type Place = ReturnType<typeof newPlace>;

/** A station of the place, so many metres to the north, that takes reservations. */
export function stationAt(
  api: Client,
  place: Place,
  northM = 0,
  more: Json = {},
  kind: "simulator" | "ocpp" = "simulator",
): Promise<Station> {
  const location = { latitude: place.latitude + northM / 111_195, longitude: place.longitude };
  return makeStation(api, kind, { location, capabilities: { reservable: true }, ...more });
}

/** From so many minutes ahead on, for so many. */
export const spanFrom = (now: Date, inMinutes: number, minutes = 60) => ({
  ideal_start: new Date(now.getTime() + inMinutes * minuteMs).toISOString(),
  ideal_end: new Date(now.getTime() + (inMinutes + minutes) * minuteMs).toISOString(),
});

export const wishOf = (fleet: Fleet, place: Place, more: Json = {}) => ({
  ...{ driver: fleet.driver, vehicle: fleet.vehicle, connector_type: ["CCS"] },
  location: { ...place, radius: 2000 },
  ...more,
});

export const reservationOf = (api: Client, id: unknown) => api.read(`/v1/reservations/${id}`);

/** Waits for a status, and answers the reservation. */
export const becomes = (api: Client, id: unknown, status: string) =>
  until(
    () => reservationOf(api, id),
    (one) => one["status"] === status,
  );

/** The events about an object, oldest first. */
export async function toldOf(api: Client, id: unknown): Promise<unknown[]> {
  const { data } = await api.read(`/v1/events?object_id=${id}&limit=100`);
  return data.map((one) => one["type"]).reverse();
}

/** What became of the fee: the hold's status and the transactions. */
export async function feeOf(platform: TestPlatform, id: unknown, driver: string) {
  const holds = await platform.sql("select status from payment_holds where source = $1", [id]);
  const moved = await platform.sql(
    `select type, status, amount::int, description, charging_session from transactions
     where driver = $1 and description like 'Reservation fee%' order by id`,
    [driver],
  );
  return {
    hold: holds.map((one) => one["status"]),
    moved: moved.map((one) => [one["type"], one["status"], one["amount"]]),
  };
}

/** Sets the account's fee; answers a fleet that pays it by card. */
export async function payingFleet(api: Client, fee: number, cardNumber?: string): Promise<Fleet> {
  await api.make("/v1/account/settings", { reservation_fee: fee });
  const fleet = await makeFleet(api, cardNumber);
  await api.make(`/v1/fleets/${fleet.fleet}`, {
    preferences: { default_payment_method: fleet.card },
  });
  return fleet;
}

/** No connector is locked for it, and no job waits for it. */
export async function assertLetGo(platform: TestPlatform, id: unknown): Promise<void> {
  const left = await until(
    () =>
      platform.sql(
        `select 'lock' as what from connector_bookings where booking_id = $1
         union all select 'watch' from station_watches where booking_id = $1
         union all select 'hold ' || status from payment_holds
           where source = $1 and status in ('pending', 'authorized', 'collecting')
         union all select 'job ' || task from jobs where payload ->> 'reservation' = $1`,
        [id],
      ),
    (rows) => rows.length === 0,
  );
  assert.deepEqual(left, []);
}

export type Opened = { readonly api: Client; readonly fleet: Fleet; readonly place: Place };

/** A platform whose clock a test moves, and the verbs of a client that reserves. */
export async function openReserving() {
  const clock = movable();
  const platform = await testPlatform({ clock, config: { simulatorSpeed: 30 } });
  const now = () => clock.now();
  /** An account of its own, so that its fee is nobody else's. */
  const open = async (fee = 0, cardNumber?: string): Promise<Opened> => {
    const api = platform.client((await platform.openAccount()).testKey);
    return { api, fleet: await payingFleet(api, fee, cardNumber), place: newPlace() };
  };
  const make = ({ api, fleet, place }: Opened, more: Json = {}) =>
    api.make("/v1/reservations", wishOf(fleet, place, { ...spanFrom(now(), 120), ...more }));
  const confirm = ({ api }: Opened, id: unknown, body: Json = {}) =>
    api.make(`/v1/reservations/${id}/confirm`, body);
  const confirmed = async (at: Opened, more: Json = {}) => {
    const made = await confirm(at, (await make(at, more)).id);
    assert.equal(made["status"], "confirmed", JSON.stringify(made));
    return made;
  };
  return {
    ...{ platform, clock, now, open, make, confirm, confirmed },
    /** Puts the clock so many minutes after (before: negative) this moment. */
    goTo: (text: unknown, minutes = 0) =>
      clock.forward(timeOf(text) + minutes * minuteMs - now().getTime()),
    /** Waits for an inner state. */
    enters: (id: unknown, state: string) =>
      until(
        () => platform.sql("select state from reservations where id = $1", [id]),
        ([row]) => row?.["state"] === state,
      ),
    fault: (station: string, evse = 1) =>
      platform.simulator.fault(
        {
          station: { id: station, identity: null },
          connector: { id: `a${evse}`, evse, type: "CCS", powerKw: 150 },
        },
        "GroundFailure",
      ),
  };
}

export type Reserving = Awaited<ReturnType<typeof openReserving>>;

/** The same for the tests of a `describe`: opened before them, closed after them. */
export function reservingHere() {
  let opened: Reserving | null = null;
  before(async () => {
    opened = await openReserving();
  });
  after(() => opened?.platform.close());
  const here = (): Reserving => {
    assert.ok(opened !== null, "the platform is open in tests only");
    return opened;
  };
  return {
    platform: () => here().platform,
    now: () => here().now(),
    open: (fee?: number, cardNumber?: string) => here().open(fee, cardNumber),
    make: (at: Opened, more?: Json) => here().make(at, more),
    confirm: (at: Opened, id: unknown, body?: Json) => here().confirm(at, id, body),
    confirmed: (at: Opened, more?: Json) => here().confirmed(at, more),
    goTo: (text: unknown, minutes?: number) => here().goTo(text, minutes),
    enters: (id: unknown, state: string) => here().enters(id, state),
    fault: (station: string, evse?: number) => here().fault(station, evse),
    forward: (ms: number) => here().clock.forward(ms),
  };
}

export const timeOf = (text: unknown): number => new Date(String(text)).getTime();

/** Of the station's connectors, in order. */
export const connectorStatuses = async (api: Client, station: string) =>
  ((await api.read(`/v1/charging_stations/${station}`))["connectors"] as Json[]).map(
    (one) => one["status"],
  );

/** Waits until the first connector has this status. */
export const shows = (api: Client, station: string, status: string) =>
  until(
    () => connectorStatuses(api, station),
    ([first]) => first === status,
  );

/** A single connector. */
export const alone = { connectors: [{ id: "a1", type: "CCS", power: 150 }] };
