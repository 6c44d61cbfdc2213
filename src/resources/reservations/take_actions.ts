// Looks for connectors around a place, page by page, and takes the best that is still free: locked
// for the span before anything is promised. Of a crowd that wants the same one, each goes on to
// the next best.
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { comparablePricePerKwh } from "../../pricing/quote.ts";
import * as stations from "../charging_stations/reserving_actions.ts";
import * as decisions from "../policy_decisions/actions.ts";
import type { DecisionRow } from "../policy_decisions/schema.ts";
import { plugFits } from "../vehicles/plug.ts";
import { type Choice, compare, type Option, ranked, type Wish } from "./choice.ts";
import type { ReservationRow } from "./schema.ts";
import * as store from "./store.ts";

export type Decide = (where: decisions.Where) => DecisionRow;

type Offer = Option & {
  readonly candidate: stations.Candidate;
  decisionAt(start: number): DecisionRow;
};

/** How an EVSE is remembered that would not keep the reservation. */
export const evseOf = (station: string, evse: number): string => `${station} ${evse}`;

/** Who loses a connector to somebody else while taking it looks again, so often. */
const mostRounds = 5;
/** So many stations are looked at, the nearest; some seconds' work where none of them is free. */
const mostStations = 20_000;
/** Records that are kept of places that policies forbid, where nothing was found. */
const mostRecords = 20;

type Seeking = {
  readonly row: ReservationRow;
  /** Plug of the vehicle. */
  readonly standard: string;
  readonly decide: Decide;
  readonly blocked: DecisionRow[];
};

/** The best connector there is, locked for the span; null: none is left. */
export async function take(
  work: Work,
  row: ReservationRow,
  standard: string,
  decide: Decide,
): Promise<Partial<ReservationRow> | null> {
  const seeking: Seeking = { row, standard, decide, blocked: [] };
  for (let round = 0; round < mostRounds; round++) {
    const { choice, lost } = await takeOnce(work, seeking);
    if (choice !== null) return promise(work, row, choice);
    if (!lost) break;
  }
  for (const one of seeking.blocked.slice(0, mostRecords)) await decisions.keep(work, one);
  return null;
}

type Round = { readonly choice: Choice<Offer> | null; readonly lost: boolean };

/** The ideal span wherever it is free, the best place first; only then the shifted ones. */
async function takeOnce(work: Work, seeking: Seeking): Promise<Round> {
  const { row } = seeking;
  const wish = wishOf(row, work.now);
  const shifted: Choice<Offer>[] = [];
  let lost = false;
  for await (const options of offersOf(work, seeking, wish)) {
    for (const choice of ranked(wish, options)) {
      if (!choice.ideal) shifted.push(choice);
      else if (await lock(work, row, choice)) return { choice, lost };
      else lost = true;
    }
  }
  for (const choice of shifted.sort((a, b) => compare(wish, a, b))) {
    if (await lock(work, row, choice)) return { choice, lost };
    lost = true;
  }
  return { choice: null, lost };
}

function wishOf(row: ReservationRow, now: Date): Wish {
  const [start, end] = [row.ideal_start.getTime(), row.ideal_end.getTime()];
  const earliest = Math.max(row.earliest_start?.getTime() ?? start, now.getTime());
  return { start, end, earliest, latest: row.latest_end?.getTime() ?? end };
}

/** Favourites of the driver in the circle, then everything in it; both nearest first. */
async function* offersOf(work: Work, seeking: Seeking, wish: Wish): AsyncGenerator<Offer[]> {
  const { row } = seeking;
  const center = { latitude: row.latitude, longitude: row.longitude };
  const within = { from: new Date(wish.earliest), until: new Date(wish.latest) };
  const asked = { center, radiusM: row.radius, ...within, most: mostStations };
  const favourites = new Set<string>();
  for (const driver of [row.driver, null]) {
    for await (const page of stations.around(work, { ...asked, driver })) {
      const fresh = page.filter(({ station }) => !favourites.has(station.id));
      yield fresh
        .filter((one) => fits(seeking, one))
        .map((one) => offerOf(seeking, one, driver !== null));
      if (driver !== null) for (const { station } of page) favourites.add(station.id);
    }
  }
}

const fits = ({ row, standard }: Seeking, { station, connector }: stations.Candidate): boolean =>
  (row.connector_types as readonly string[]).includes(connector.type) &&
  plugFits(standard, connector.type) &&
  !row.refused.includes(evseOf(station.id, connector.evse));

function offerOf(seeking: Seeking, candidate: stations.Candidate, preferred: boolean): Offer {
  const { row, decide, blocked } = seeking;
  const { station, connector, busy } = candidate;
  const decided = new Map<number, DecisionRow>();
  const decisionAt = (start: number): DecisionRow => {
    const known = decided.get(start);
    if (known !== undefined) return known;
    const { from: at, until } = spanOf(row, start);
    const decision = decide({ station, connector, at, until });
    decided.set(start, decision);
    if (decision.outcome === "blocked") blocked.push(decision);
    return decision;
  };
  return {
    ...{ candidate, busy, preferred, decisionAt, distanceM: station.distanceM },
    ...{ station: station.id, connector: connector.id },
    priceAt: (start) =>
      comparablePricePerKwh(connector.tariff, start, connector.powerKw, station.timezone),
    allows: (start) => decisionAt(start).outcome === "allowed",
  };
}

const spanOf = (row: ReservationRow, start: number) => ({
  from: new Date(start),
  until: new Date(start + row.ideal_end.getTime() - row.ideal_start.getTime()),
});

const lock = (work: Work, row: ReservationRow, { option, start }: Choice<Offer>) => {
  const { station, connector } = option;
  const span = spanOf(row, start);
  return stations.reserve(work, { reservation: row.id, station, connector, ...span });
};

/** What the reservation keeps of its choice, with the record of why it was allowed. */
async function promise(
  work: Work,
  row: ReservationRow,
  { option, start }: Choice<Offer>,
): Promise<Partial<ReservationRow>> {
  const decision = option.decisionAt(start);
  await decisions.keep(work, decision);
  const { station, connector, network } = option.candidate;
  const { from, until } = spanOf(row, start);
  const { number } = present(await store.nextNumber(work), "a number for the charger");
  return {
    ...{ charging_station: station.id, connector: connector.id, evse: connector.evse },
    ...{ connector_type: connector.type, connector_kw: connector.powerKw, number },
    ...{ network_kind: network.kind, identity: network.identity, order_at: null },
    ...{ reserved_start: from, reserved_end: until, decision: decision.id },
  };
}
