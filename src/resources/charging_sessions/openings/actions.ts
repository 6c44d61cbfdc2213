// Keeps the pieces of a start until card and place are both known, across restarts of the process
// and of the charger (networks/opening.ts says what follows from them).
import type { Database } from "../../../db/work.ts";
import { type Fact, heard, type StationRef, type Told } from "../../../networks/network.ts";
import { joined, openingOf, type Pieces } from "../../../networks/opening.ts";
import * as stations from "../../charging_stations/actions.ts";
import * as store from "./store.ts";

type Opened = Extract<Fact, { kind: "transaction_opened" }>;
type Stopped = Extract<Fact, { kind: "transaction_stopped" }>;

const piece = <T>(value: T | null, at: Date | null) =>
  value === null || at === null ? null : { value, at };

const piecesOf = (row: store.OpeningRow): Pieces => ({
  evse: piece(row.evse, row.evse_at),
  idTag: piece(row.id_tag, row.id_tag_at),
  reservation: piece(row.reservation, row.reservation_at),
  meter: piece(row.meter_wh, row.meter_at),
  at: row.opened_at,
  endedAt: row.ended_at,
});

const valuesOf = ({ evse, idTag, reservation, meter, at, endedAt }: Pieces): unknown[] => [
  ...[evse, idTag, reservation, meter].flatMap((one) => [one?.value ?? null, one?.at ?? null]),
  ...[at, endedAt],
];

/** Takes one message's pieces and tells all that is known by now. */
export async function opened(database: Database, station: StationRef, fact: Opened): Promise<Told> {
  const owner = await stations.ownerOf(database, station.id);
  const key = [station.id, fact.reference];
  return database.transaction(owner, async (work) => {
    await store.takeTurn(work, key);
    const known = await store.find(work, key);
    const pieces = joined(known === null ? null : piecesOf(known), fact);
    await store.put(work, [...key, ...valuesOf(pieces)]);
    return { ...heard, opening: openingOf(pieces) };
  });
}

/** The charger may give the name to another transaction from now on. */
export async function ended(database: Database, station: StationRef, fact: Stopped): Promise<void> {
  if (fact.reference === null) return;
  const owner = await stations.ownerOf(database, station.id);
  await database.transaction(owner, (work) =>
    store.end(work, [station.id, fact.reference, fact.at]),
  );
}
