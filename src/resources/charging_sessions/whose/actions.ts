// Whose transaction a report is about, across accounts: by number, by the charger's own name, by
// EVSE, by card and register. Chargers forget numbers, never heard them, or use old ones again.
import type { Database } from "../../../db/work.ts";
import { present } from "../../../lib/assert.ts";
import { addMs } from "../../../lib/time.ts";
import type { StationRef } from "../../../networks/network.ts";
import type { Metered, Stopped } from "../evidence/actions.ts";
import { ownerOfStop } from "./stop_owner.ts";
import * as store from "./store.ts";

export type Whose = Pick<
  store.WhoseTransaction,
  "account_id" | "livemode" | "id" | "transaction_id"
>;

/** `early`: named by the charger, and its start has not come yet. */
export type Found = Whose | "early" | null;

async function ofNumber(
  database: Database,
  station: StationRef,
  number: number | null,
): Promise<store.WhoseTransaction | null> {
  if (number === null || number <= 0) return null;
  const [known] = await store.transaction(database.everyone(), [number, station.id]);
  return known ?? null;
}

async function ofReference(
  database: Database,
  station: StationRef,
  reference: string,
): Promise<Found> {
  const [known] = await store.reference(database.everyone(), [station.id, reference]);
  return known ?? "early";
}

async function atEvse(
  database: Database,
  station: StationRef,
  evse: number | null,
): Promise<store.OpenAtEvse | null> {
  if (evse === null) return null;
  const [open] = await store.evse(database.everyone(), [station.id, evse]);
  return open ?? null;
}

type OpenOfWhom = Omit<Whose, "transaction_id"> & { readonly transaction_id: number | null };

const named = (open: OpenOfWhom | null): Whose | null =>
  open === null || open.transaction_id === null
    ? null
    : { ...open, transaction_id: open.transaction_id };

/** A report of readings as it came. */
export type Report = { readonly station: StationRef; readonly fact: Metered };

/** Whose it is, and how far the clock of the charger that told it is ahead. */
export type Owned = { readonly whose: Found; readonly skewMs: number };

/** Of many reports with one statement. */
export async function whoseReadings(
  database: Database,
  reports: readonly Report[],
): Promise<Owned[]> {
  const owners = await store.readings(database.everyone(), [
    ...[reports.map(({ station }) => station.id), reports.map(({ fact }) => fact.evse)],
    ...[reports.map(({ fact }) => numberIn(fact)), reports.map(({ fact }) => fact.reference)],
  ]);
  return reports.map(({ fact }, at) => {
    const found = present(owners[at], "the owners of a reading");
    return { whose: ownerOf(fact, found), skewMs: found.skew_ms };
  });
}

const numberIn = ({ reference, transactionId: number }: Metered): number | null =>
  reference !== null || number === null || number <= 0 ? null : number;

function ownerOf(fact: Metered, { known, open }: store.OwnersOfReading): Found {
  if (fact.reference !== null) return known ?? "early";
  if (known === null) return named(open);
  if (open === null || open.transaction_id === known.transaction_id) return known;
  // The session went on in another transaction.
  if (open.id === known.id) return named(open);
  const registers = fact.samples.flatMap((one) => one.meterWh ?? []);
  return registers.some((wh) => isAbove(wh, known, open)) ? named(open) : known;
}

/**
 * An old number for what began after it: the register lies above that start, and above all that was
 * told of the old one.
 */
const isAbove = (
  wh: number | null,
  known: store.KnownOfReading,
  open: Pick<store.OpenAtEvse, "transaction_id" | "meter_start_wh">,
): boolean =>
  wh !== null &&
  known.transaction_id < (open.transaction_id ?? 0) &&
  wh > (open.meter_start_wh ?? 0) &&
  wh > (known.last_wh ?? 0);

/** How long a start that was refused is looked at when a stop names nothing. */
const refusedForMs = 24 * 3_600_000;

export async function whoseStop(
  database: Database,
  station: StationRef,
  fact: Stopped,
): Promise<Found> {
  if (fact.reference !== null) return ofReference(database, station, fact.reference);
  const known = await ofNumber(database, station, fact.transactionId);
  if (known === null) return nameless(database, station, fact);
  const open = await atEvse(database, station, known.evse);
  if (open === null || open.transaction_id === known.transaction_id) return known;
  // Nothing flowed: then its time tells that it is the end of what began since.
  const { stopped_at: ended } = known;
  const { started_at: began, meter_start_wh: startWh } = open;
  const isSince = ended !== null && began !== null && fact.at > ended && fact.at > began;
  const isEmpty = isSince && fact.meterStopWh === startWh;
  return isEmpty || isAbove(fact.meterStopWh, known, open) ? named(open) : known;
}

async function nameless(
  database: Database,
  station: StationRef,
  fact: Stopped,
): Promise<Whose | null> {
  const since = addMs(database.clock.now(), -refusedForMs);
  const running = await store.underWayAt(database.everyone(), [station.id, since]);
  const there = running.filter((one) => fact.evse === null || one.evse === fact.evse);
  return ownerOfStop(there, fact);
}
