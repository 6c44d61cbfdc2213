// Keeps the pieces of a start until card and place are both known, across restarts of the process
// and of the charger (networks/opening.ts says what follows from them).
import type { Database } from "../../../db/work.ts";
import { type Card, type Fact, heard, type Told } from "../../../networks/fact.ts";
import type { StationRef } from "../../../networks/network.ts";
import { joined, openingOf, type Pieces } from "../../../networks/opening.ts";
import * as stations from "../../charging_stations/actions.ts";
import * as store from "./store.ts";

type Opened = Extract<Fact, { kind: "transaction_opened" }>;
type Stopped = Extract<Fact, { kind: "transaction_stopped" }>;

const piece = <T>(value: T | null, at: Date | null) =>
  value === null || at === null ? null : { value, at };

const cardOf = ({ id_tag: idTag, token_kind: kind }: store.OpeningRow): Card | null =>
  idTag === null ? null : { idTag, kind: kind ?? "rfid" };

const piecesOf = (row: store.OpeningRow): Pieces => ({
  evse: piece(row.evse, row.evse_at),
  card: piece(cardOf(row), row.id_tag_at),
  reservation: piece(row.reservation, row.reservation_at),
  meter: piece(row.meter_wh, row.meter_at),
  at: row.opened_at,
  endedAt: row.ended_at,
});

const both = (one: { readonly value: number; readonly at: Date } | null): unknown[] => [
  ...[one?.value ?? null, one?.at ?? null],
];

const valuesOf = ({ evse, card, reservation, meter, at, endedAt }: Pieces): unknown[] => [
  ...both(evse),
  ...[card?.value.idTag ?? null, card?.at ?? null, card?.value.kind ?? null],
  ...both(reservation),
  ...both(meter),
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
