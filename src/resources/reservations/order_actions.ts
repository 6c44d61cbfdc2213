// From the confirmation to the end of the span: the charger is asked to keep the connector, the
// span begins, and ends unused. Each is one step of the reservation's job; what the charger says
// arrives between two transactions.
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { addMs } from "../../lib/time.ts";
import type { ReserveAnswer, ReserveOrder } from "../../networks/network.ts";
import * as stations from "../charging_stations/actions.ts";
import * as keeping from "../charging_stations/reserving_actions.ts";
import { apply, withdraw } from "./actions.ts";
import { choose, chooseAgain } from "./choose_actions.ts";
import { type DueStep, dueOf, earlier } from "./due.ts";
import type { ReservationRow } from "./schema.ts";
import * as store from "./store.ts";

/** The reservation, locked, if this step is due; what changed meanwhile is told by its own job. */
async function lockDue(work: Work, id: string, step: DueStep): Promise<ReservationRow | null> {
  const row = await store.lock(work, [id]);
  const due = row === null ? null : dueOf(row);
  return due?.step === step && due.at <= work.now ? row : null;
}

export async function chooseDue(work: Work, id: string): Promise<void> {
  const row = await lockDue(work, id, "choose");
  if (row !== null) await choose(work, row);
}

const placeOf = (row: ReservationRow) => ({
  station: present(row.charging_station, "the station"),
  connector: present(row.connector, "the connector"),
});

/** What the charger shows us as the card of a start there: 20 characters, as of a session. */
export const idTagOf = (reservation: string): string => reservation.slice(-20);

/** By which a charger tells the driver's own cards from others'. */
export const groupOf = (driver: string): string => driver.slice(-20);

/** A charger that was silent, or whose connector is still in use, is asked again after so long. */
const askAgainMs = 60_000;
/** So long before the start nobody waits any longer for a silent charger where another is free. */
const patientUntilMs = 5 * 60_000;
/** Whoever had the connector before may need so long to drive off. */
const lateMs = 5 * 60_000;

export type Prepared =
  | { readonly kind: "none" }
  /** The charger need not be asked: this is how it stands. */
  | { readonly kind: "known"; readonly answer: ReserveAnswer; readonly number: number }
  | { readonly kind: "ask"; readonly order: ReserveOrder };

/**
 * What is to be asked of the charger now. Behind somebody else's reservation of the connector it is
 * asked when that ends; a car that charges there is as good as a refusal.
 */
export async function prepare(work: Work, id: string): Promise<Prepared> {
  const due = await lockDue(work, id, "order");
  if (due === null) return { kind: "none" };
  const [start, end] = [present(due.reserved_start, "start"), present(due.reserved_end, "end")];
  const held = await keeping.heldNow(work, id, placeOf(due));
  const others = held.filter((one) => one.booking_id !== due.session);
  const before = others.find((one) => one.kind === "reservation")?.until ?? null;
  const row = await apply(work, due, "order_due");
  const number = present(row.number, "the number at the charger");
  if (before !== null && work.now < start) {
    await apply(work, row, "order_open", { order_at: earlier(before, start) });
    return { kind: "none" };
  }
  const keepMs = end.getTime() - work.now.getTime();
  // Nothing is left to ask for: the driver is there, or the clock has jumped over the span.
  if (row.session !== null || keepMs <= 0) {
    return { kind: "known", answer: { outcome: "accepted" }, number };
  }
  if (others.length > 0) return { kind: "known", answer: rejected("occupied"), number };
  if ((await connectorOf(work, row)) === null) {
    return { kind: "known", answer: rejected("unavailable"), number };
  }
  return { kind: "ask", order: orderOf(row, number, keepMs) };
}

const rejected = (reason: string): ReserveAnswer => ({ outcome: "rejected", reason });

/** The connector as it is now; null where it, or its station, cannot be used at all. */
async function connectorOf(work: Work, row: ReservationRow) {
  const place = placeOf(row);
  const station = await stations.forSession(work, place.station);
  if (station === null || station.status !== "active" || !station.network.canStart) return null;
  const connector = station.connectors.find((one) => one.id === place.connector);
  return connector === undefined ? null : { ...connector, online: station.online };
}

const orderOf = (row: ReservationRow, reservation: number, keepMs: number): ReserveOrder => ({
  station: { id: placeOf(row).station, identity: row.identity },
  connector: {
    ...{ id: placeOf(row).connector, evse: present(row.evse, "the EVSE") },
    ...{ type: row.connector_type ?? "other", powerKw: row.connector_kw ?? 0 },
  },
  ...{ reservation, idTag: idTagOf(row.id), group: groupOf(row.driver), keepMs },
});

/** What the charger said. An answer about a connector that was left meanwhile is withdrawn. */
export async function answered(
  work: Work,
  id: string,
  number: number,
  answer: ReserveAnswer,
): Promise<void> {
  const row = await store.lock(work, [id]);
  if (row === null || row.number !== number) return;
  if (answer.outcome === "accepted" || answer.outcome === "unsupported") {
    await apply(work, row, "order_accepted", {});
    return;
  }
  if (row.state !== "ordering") return;
  const silent = answer.outcome !== "rejected";
  const start = present(row.reserved_start, "the start");
  const leftMs = start.getTime() - work.now.getTime();
  if (silent && leftMs > patientUntilMs) return askAgain(work, row, start);
  const last = silent ? start : addMs(start, lateMs);
  const place = await chooseAgain(work, row);
  if (place !== null) {
    // It may have heard us all the same.
    if (silent) await withdraw(work, row);
    await apply(work, row, "rechosen", place);
    return;
  }
  // A car may leave in time; a charger may find its line again.
  const patient = silent || answer.reason === "occupied";
  if (patient && work.now < last) return askAgain(work, row, last);
  await apply(
    work,
    row,
    silent ? "began_unusable" : "order_refused",
    silent ? {} : { failed_reason: "other" },
  );
}

async function askAgain(work: Work, row: ReservationRow, last: Date): Promise<void> {
  const order_at = earlier(addMs(work.now, askAgainMs), last);
  await apply(work, row, "order_open", { order_at });
}

/** The span begins: whether the connector can be used now decides who bears an empty one. */
export async function begin(work: Work, id: string): Promise<void> {
  const row = await lockDue(work, id, "begin");
  if (row === null) return;
  // Whoever was early charges in the span from now on.
  if (row.session_began !== null) return void (await apply(work, row, "arrived"));
  const usable = row.session !== null || (await isUsable(work, row));
  await apply(work, row, usable ? "began_usable" : "began_unusable");
}

async function isUsable(work: Work, row: ReservationRow): Promise<boolean> {
  const connector = await connectorOf(work, row);
  if (connector?.online !== true) return false;
  if ((await keeping.heldNow(work, row.id, placeOf(row))).length > 0) return false;
  return connector.status === "reserved" || connector.status === "available";
}

/** The span is over. Whoever has ordered a start in it has come. */
export async function end(work: Work, id: string): Promise<void> {
  const row = await lockDue(work, id, "end");
  if (row === null) return;
  if (row.session !== null) await apply(work, row, "arrived");
  else await apply(work, row, "ended", row.state === "doubtful" ? { failed_reason: "other" } : {});
}
