// The shell of the machine: lays a fact over a reservation and performs the effects that the table
// names, in one transaction. Making, choosing, ordering and visiting have files of their own.
import type { Work } from "../../db/work.ts";
import { cancelJob, enqueue } from "../../jobs/queue.ts";
import { present } from "../../lib/assert.ts";
import { found, refuse } from "../../lib/errors.ts";
import { splitGross, vatRate } from "../../pricing/vat.ts";
import * as settings from "../accounts/settings/actions.ts";
import * as stations from "../charging_stations/actions.ts";
import * as stationStore from "../charging_stations/store.ts";
import * as methods from "../payment_methods/actions.ts";
import * as decisions from "../policy_decisions/actions.ts";
import * as money from "../transactions/actions.ts";
import type { Vat } from "../transactions/schema.ts";
import { dueOf, isFree } from "./due.ts";
import { type Effect, type Fact, isOpen, next, statusOf } from "./machine.ts";
import { type ReservationRow, renderReservation } from "./schema.ts";
import * as store from "./store.ts";

export const advanceTask = "reservations.advance";
export const withdrawTask = "reservations.withdraw";

type Perform = (work: Work, row: ReservationRow, before: ReservationRow) => Promise<ReservationRow>;

const announce =
  (type: string): Perform =>
  async (work, row) => {
    work.emit(type, renderReservation(row));
    return row;
  };

/** The tax inside the fee, at the rate of the station's country; of none where it is gone. */
async function vatOfFee(
  work: Work,
  { charging_station, fee }: ReservationRow,
): Promise<Vat | null> {
  if (charging_station === null) return null;
  const at = await stationStore.find(work, [charging_station, work.now]);
  if (at === null) return null;
  const { vat_rates } = await settings.settingsOf(work);
  const percent = vatRate(at.address.country, vat_rates, work.now.getTime());
  return { percent, amount: splitGross(fee, percent).tax };
}

/** A wallet's answer is told at once, and has moved the reservation on when this answers. */
async function placeHold(work: Work, row: ReservationRow): Promise<ReservationRow> {
  await save(work, row);
  const payer = { driver: row.driver, fleet: row.fleet };
  const method = await methods.chargeable(work, present(row.payment_method, "the payer"), payer);
  const placed = await money.placeHold(work, {
    ...{ source: row.id, method: present(method, "the payer's method"), payer },
    ...{ amount: row.fee, least: row.fee, currency: row.currency },
  });
  const moved = present(await store.lock(work, [row.id]), "the reservation");
  return { ...moved, hold_id: placed.id };
}

const perform: Readonly<Record<Effect, Perform>> = {
  place_hold: placeHold,
  async release_fee(work, row) {
    if (row.hold_id !== null) await money.releaseHold(work, row.hold_id);
    return row;
  },
  async charge_fee(work, row) {
    if (row.hold_id === null) return row;
    // What a processor says of it later changes the transaction, and nothing here.
    await money.collect(work, {
      ...{ hold: row.hold_id, amount: row.fee, currency: row.currency },
      ...{ description: "Reservation fee", session: null },
      ...{ driver: row.driver, fleet: row.fleet, vehicle: row.vehicle },
      vat: await vatOfFee(work, row),
    });
    return row;
  },
  async unlock(work, row) {
    await stations.unbook(work, row.id);
    return row;
  },
  async withdraw_order(work, row) {
    await withdraw(work, row);
    return row;
  },
  async show(work, row) {
    await stations.showBooked(work, row.id);
    return row;
  },
  async suggest(work, row) {
    if (row.decision !== null) await decisions.announceKept(work, row.decision);
    return row;
  },
  async emit_updated(work, row, before) {
    work.emit("reservation.updated", renderReservation(row), renderReservation(before));
    return row;
  },
  emit_confirmed: announce("reservation.confirmed"),
  emit_completed: announce("reservation.completed"),
  emit_cancelled: announce("reservation.cancelled"),
  emit_failed: announce("reservation.failed"),
  emit_expired: announce("reservation.expired"),
};

/** Takes the order to keep a connector back; where the charger is away, until it would lapse. */
export async function withdraw(work: Work, row: ReservationRow): Promise<void> {
  const { number, charging_station: station, identity, network_kind: kind, evse } = row;
  await enqueue(work, {
    task: withdrawTask,
    key: String(number),
    payload: {
      ...{ number, station, identity, kind, evse, connector: row.connector },
      ...{ type: row.connector_type, powerKw: row.connector_kw },
      until: row.reserved_end?.toISOString(),
    },
  });
}

/**
 * What a fact makes of a locked reservation. `change` is what the fact itself brings. A fact that
 * the state has no row for changes nothing: it came twice, or too late.
 */
export async function apply(
  work: Work,
  row: ReservationRow,
  fact: Fact,
  change: Partial<ReservationRow> = {},
): Promise<ReservationRow> {
  const step = next(row.state, fact);
  if (step === null) return row;
  let after: ReservationRow = {
    ...{ ...row, ...change, updated: work.now },
    ...{ state: step.to, status: statusOf(step.to) },
  };
  for (const effect of step.effects) after = await perform[effect](work, after, row);
  await save(work, after);
  await schedule(work, after);
  return after;
}

/** What is due next is waited for by a job; what has ended waits for nothing. */
export async function schedule(work: Work, row: ReservationRow): Promise<void> {
  const due = dueOf(row);
  if (due !== null) {
    const payload = { reservation: row.id };
    await enqueue(work, { task: advanceTask, key: row.id, payload, runAt: due.at });
  } else if (!isOpen(row.state)) {
    await cancelJob(work, advanceTask, row.id);
  }
}

export async function save(work: Work, row: ReservationRow): Promise<void> {
  work.touches(row.id);
  await store.save(work, [
    ...[row.id, row.state, row.status, row.fleet, row.payment_method, row.charging_station],
    ...[row.connector, row.evse, row.connector_type, row.connector_kw, row.network_kind],
    ...[row.identity, row.reserved_start, row.reserved_end, row.number, row.order_at],
    ...[row.refused, row.hold_id, row.decision, row.session, row.session_began],
    ...[row.failed_reason, row.confirmed_at, row.updated],
  ]);
}

/** Cancels for the API: free in time, else for the fee. */
export async function cancel(work: Work, id: string): Promise<ReservationRow> {
  const row = found(await store.lock(work, [id]), "reservation_not_found", id);
  if (!isOpen(row.state)) {
    refuse(
      "reservation_cancel_invalid_state",
      `The reservation is ${row.status}; only a pending or confirmed one can be cancelled.`,
    );
  }
  return apply(work, row, isFree(row, work.now) ? "cancelled" : "cancelled_late");
}

/** Somebody whom it was for, or who pays, is gone: what is open ends, free (ruling 16). */
export async function cancelOf(
  work: Work,
  whose: keyof typeof store.openOf,
  id: string,
): Promise<void> {
  const open = await store.openOf[whose](work, [id]);
  for (const one of open.map((found) => found.id).sort()) {
    const row = await store.lock(work, [one]);
    if (row !== null) await apply(work, row, "cancelled");
  }
}

/** Lays a money fact over the reservation that it is about; others' facts are passed by. */
export async function hear(
  work: Work,
  source: string,
  fact: Fact,
  change: Partial<ReservationRow>,
): Promise<void> {
  if (!source.startsWith("res_")) return;
  const row = await store.lock(work, [source]);
  if (row !== null) await apply(work, row, fact, change);
}
