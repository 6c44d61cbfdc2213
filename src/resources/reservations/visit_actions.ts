// A driver who comes: which of their reservations a session at a connector is for, and what it
// makes of it. Sessions, a later noun, tell of their beginning and end here.
import type { Work } from "../../db/work.ts";
import { apply, save } from "./actions.ts";
import { isLocking } from "./machine.ts";
import { idTagOf } from "./order_actions.ts";
import type { ReservationRow } from "./schema.ts";
import * as store from "./store.ts";

export type Visit = {
  readonly id: string;
  /** What its charger lets pass; null while it has not been asked to keep the connector. */
  readonly idTag: string | null;
};

type Visitor = {
  readonly driver: string;
  readonly station: string;
  readonly connector: string;
};

/** The driver's own reservation of this connector, now or next; locked until the work ends. */
export async function expected(
  work: Work,
  { driver, station, connector }: Visitor,
): Promise<Visit | null> {
  const found = await store.atConnector(work, [driver, station, connector, work.now]);
  const row = found === null ? null : await store.lock(work, [found.id]);
  if (row === null || !isLocking(row.state)) return null;
  const told = row.state !== "confirmed" && row.state !== "authorising";
  return { id: row.id, idTag: told ? idTagOf(row.id) : null };
}

/** So long before a reservation begins, a card held to its station means its connector. */
const earlyMs = 30 * 60_000;

/** The connector that is kept for the driver at this station, if one is. */
export async function connectorFor(
  work: Work,
  driver: string,
  station: string,
): Promise<string | null> {
  const soon = new Date(work.now.getTime() + earlyMs);
  return (await store.atStation(work, [driver, station, work.now, soon]))?.connector ?? null;
}

/** A start was ordered at the connector: until it is over, the driver is there. */
export async function came(work: Work, reservation: string, session: string): Promise<void> {
  const row = await store.lock(work, [reservation]);
  if (row === null || !isLocking(row.state)) return;
  await save(work, { ...row, session, session_began: null });
}

/** The charger reported the start. In the span the reservation has served its purpose. */
export async function began(work: Work, visit: VisitOf, at: Date): Promise<void> {
  const row = await visited(work, visit);
  if (row === null || row.reserved_start === null) return;
  const begun = { ...row, session_began: at };
  if (work.now >= row.reserved_start) await apply(work, begun, "arrived");
  else await save(work, begun);
}

/** The session is over, or never began. */
export async function left(work: Work, visit: VisitOf): Promise<void> {
  const row = await visited(work, visit);
  if (row !== null) await save(work, { ...row, session: null, session_began: null });
}

export type VisitOf = { readonly reservation: string; readonly session: string };

/** The reservation, locked, while it still waits for what this session makes of it. */
async function visited(
  work: Work,
  { reservation, session }: VisitOf,
): Promise<ReservationRow | null> {
  const row = await store.lock(work, [reservation]);
  return row !== null && row.session === session && isLocking(row.state) ? row : null;
}
