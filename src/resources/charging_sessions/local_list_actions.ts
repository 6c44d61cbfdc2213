// The cards that a charger without a line may take: what send_local_list says when it is not told.
// What is judged is read here, many cards at a time; the judgement is local_list.ts'.
import type { Database, ReadWork } from "../../db/work.ts";
import { timestampOrNull, toReal } from "../../lib/time.ts";
import type { LocalToken } from "../../networks/commands.ts";
import * as accounts from "../accounts/actions.ts";
import * as accountRows from "../accounts/store.ts";
import { groupTold } from "../charge_tokens/group_actions.ts";
import type { TokenRow } from "../charge_tokens/schema.ts";
import * as tokens from "../charge_tokens/store.ts";
import * as stations from "../charging_stations/actions.ts";
import * as drivers from "../drivers/store.ts";
import * as fleets from "../fleets/store.ts";
import * as methods from "../payment_methods/store.ts";
import * as policies from "../policies/store.ts";
import * as connections from "../station_connections/store.ts";
import * as variables from "../station_connections/variables/store.ts";
import * as vehicles from "../vehicles/store.ts";
import {
  cheapestAt,
  type Judged,
  judge,
  type Known,
  methodIdOf,
  noteOn,
  type Place,
  vehicleIdOf,
} from "./local_list.ts";

/** Chargers keep far fewer; the newest come first. */
const mostTokens = 10_000;
/** How many are judged with one statement for each noun. */
const batch = 500;

type Station = { readonly id: string; readonly account_id: string; readonly shared: boolean };
type Listed = Judged & { readonly token: LocalToken };

export type CardList = { readonly tokens: readonly LocalToken[]; readonly note: string };

/**
 * Cards that would be accepted at the station, and after them those that would not, as such: the
 * station owner's, and everybody's where it is shared.
 */
export async function localList(
  database: Database,
  work: ReadWork,
  station: Station,
): Promise<CardList> {
  const { account_id: account, shared } = station;
  const { livemode } = work;
  const owner = database.reader({ account, livemode });
  const place = await placeOf(owner, station.id);
  if (place === null) return { tokens: [], note: noteOn([], []) };
  const { room, longest } = await limitsOf(owner, station.id);
  const rows = await tokens.atStation(database.everyone(), [
    ...[account, livemode, shared, work.now, mostTokens],
  ]);
  const all: Listed[] = [];
  const sayable = rows.filter(({ uid }) => uid.length <= longest);
  for (const [whose, cards] of Map.groupBy(sayable, (row) => row.account_id)) {
    const reader = whose === account ? owner : database.reader({ account: whose, livemode });
    for (let from = 0; from < cards.length; from += batch) {
      const some = cards.slice(from, from + batch);
      const known = await knownOf(reader, some);
      all.push(...some.map((row) => listed(row, judge(row, known, place), { reader, account })));
    }
  }
  // Stable: whose cards are accepted stand in the order in which they were made, newest first.
  const sorted = all.sort(
    (a, b) => Number(a.status !== "accepted") - Number(b.status !== "accepted"),
  );
  const kept = sorted.slice(0, room);
  return { tokens: kept.map(({ token }) => token), note: noteOn(kept, sorted.slice(room)) };
}

function listed(
  row: TokenRow,
  judged: Judged,
  { reader, account }: { readonly reader: ReadWork; readonly account: string },
): Listed {
  const { uid, type, expires_at: until } = row;
  const expires_at = timestampOrNull(until === null ? null : toReal(reader, until));
  const group = groupTold(row, { account });
  return { ...judged, token: { uid, type, status: judged.status, group, expires_at } };
}

async function placeOf(owner: ReadWork, id: string): Promise<Place | null> {
  const station = await stations.forSession(owner, id);
  if (station === null) return null;
  const zone = station.timezone ?? "UTC";
  const connectors = station.connectors.map((one) => ({
    ...one,
    cheapest: cheapestAt(one, zone, owner.now),
  }));
  return { station, connectors };
}

const inAll = "localauthlistmaxlength";

/** What the charger has said of its list, and how long a number its protocol carries. */
async function limitsOf(owner: ReadWork, station: string) {
  const line = await connections.ofStation(owner, [station]);
  const isOld = line?.protocol === "ocpp1.6";
  const told = await variables.told(owner, [station, [inAll, "entries"]]);
  const [most] = told
    .map(({ component, name, value, characteristics }) => {
      if (isOld) return component === null && name === inAll ? Number(value) : Number.NaN;
      const isCount = component === "localauthlistctrlr" && name === "entries";
      return isCount ? Number(characteristics?.["maxLimit"]) : Number.NaN;
    })
    .filter((count) => Number.isInteger(count) && count > 0);
  return { room: Math.min(most ?? mostTokens, mostTokens), longest: isOld ? 20 : 36 };
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.id, row]));
const distinct = (ids: readonly (string | null | undefined)[]): string[] => [
  ...new Set(ids.filter((id) => id !== null && id !== undefined)),
];

async function knownOf(reader: ReadWork, cards: readonly TokenRow[]): Promise<Known> {
  const holders = byId(await drivers.load(reader, [distinct(cards.map(({ driver }) => driver))]));
  const pairs = cards.flatMap((token) => {
    const driver = holders.get(token.driver);
    return driver === undefined ? [] : [{ token, driver }];
  });
  const cars = byId(
    await vehicles.load(reader, [
      distinct(pairs.map(({ token, driver }) => vehicleIdOf(token, driver))),
    ]),
  );
  const fleetIds = distinct([
    ...[...holders.values()].flatMap((driver) => driver.fleets),
    ...[...cars.values()].map(({ fleet }) => fleet),
  ]);
  const all = byId(await fleets.load(reader, [fleetIds]));
  const own = pairs.map(({ token, driver }) => methodIdOf(token, driver, null));
  const ofFleets = [...all.values()].map((fleet) => fleet.default_payment_method);
  const payers = byId(await methods.load(reader, [distinct([...own, ...ofFleets])]));
  const owners = [...holders.keys(), ...cars.keys(), ...all.keys()];
  const bindings = await policies.activeOf(reader, [owners]);
  const account = await accountRows.currency(reader);
  return {
    ...{ now: reader.now, currency: account?.default_currency ?? "eur" },
    active: (await accounts.effectiveStatus(reader)) === "active",
    ...{ drivers: holders, vehicles: cars, fleets: all, methods: payers },
    bindings: Map.groupBy(bindings, ({ owner_id }) => owner_id),
  };
}
