// Choosing a connector and keeping it: on confirmation, half an hour before the ideal start, and
// again when a charger will not keep what was chosen. What is best is choice.ts's.
import type { Work } from "../../db/work.ts";
import { present } from "../../lib/assert.ts";
import { found, Refusal, refuse } from "../../lib/errors.ts";
import * as accounts from "../accounts/actions.ts";
import type { DriverRow } from "../drivers/schema.ts";
import * as drivers from "../drivers/store.ts";
import type { FleetRow } from "../fleets/schema.ts";
import * as fleets from "../fleets/store.ts";
import * as methods from "../payment_methods/actions.ts";
import * as decisions from "../policy_decisions/actions.ts";
import { violationsOf } from "../policy_decisions/verdict.ts";
import { fleetOf } from "../vehicles/pairing.ts";
import type { VehicleRow } from "../vehicles/schema.ts";
import * as vehicles from "../vehicles/store.ts";
import { apply } from "./actions.ts";
import { aheadMs } from "./due.ts";
import type { FailedReason, ReservationRow } from "./schema.ts";
import * as store from "./store.ts";
import { evseOf, take } from "./take_actions.ts";

/** Who charges, as they are now. */
export type Parties = {
  readonly driver: DriverRow;
  readonly vehicle: VehicleRow;
  readonly fleet: FleetRow | null;
};

/** Confirms for the API; answers as soon as only a processor's word is missing. */
export async function confirm(
  work: Work,
  id: string,
  method: string | null,
): Promise<ReservationRow> {
  const row = found(await store.lock(work, [id]), "reservation_not_found", id);
  // Its half hour has struck, or somebody else asked: the same outcome answers both.
  if (row.state === "authorising" && (method ?? row.payment_method) === row.payment_method) {
    return row;
  }
  if (row.state !== "pending") {
    refuse(
      "reservation_invalid_state",
      `The reservation is ${stateOf(row)}; only a pending one can be confirmed, once.`,
    );
  }
  if (row.ideal_start.getTime() - work.now.getTime() > aheadMs) {
    refuse("reservation_invalid_state", "A reservation is confirmed at most 7 days ahead.");
  }
  if (method === null) return choose(work, row);
  const payer = { driver: row.driver, fleet: row.fleet };
  const usable = await methods.chargeable(work, method, payer);
  found(usable, "payment_method_not_found", method, "payment_method");
  return choose(work, { ...row, payment_method: method });
}

const stateOf = ({ status, failed_reason: why }: ReservationRow): string =>
  why === null ? status : `${status} (${why})`;

/** Chooses for a locked, pending reservation. Fails it where nothing can be chosen, or paid. */
export async function choose(work: Work, row: ReservationRow): Promise<ReservationRow> {
  const failed = (reason: FailedReason): Promise<ReservationRow> =>
    apply(work, row, "not_chosen", { failed_reason: reason });
  const parties = await partiesOf(work, row);
  if (parties === null) return failed("other");
  const decide = await decisions.standing(work, "reservation", parties);
  const standing = decide({ station: null, connector: null, at: row.ideal_start });
  if (violationsOf(standing).some(({ rule }) => rule.endsWith("_status"))) {
    await decisions.keep(work, standing);
    return failed("other");
  }
  const paying = { ...row, fleet: parties.fleet?.id ?? null };
  const payer = row.payment_method ?? defaultMethod(parties);
  if (row.fee > 0 && !(await canPay(work, paying, payer))) return failed("payment_failed");
  const place = await take(work, paying, parties.vehicle.charging_standard, decide);
  if (place === null) return failed("no_available_connectors");
  const change = { ...place, fleet: paying.fleet, payment_method: payer };
  return row.fee > 0
    ? apply(work, row, "chosen", change)
    : apply(work, row, "chosen_free", { ...change, confirmed_at: work.now });
}

/** Another connector instead of the one whose charger will not keep it; null: there is none. */
export async function chooseAgain(
  work: Work,
  row: ReservationRow,
): Promise<Partial<ReservationRow> | null> {
  const refused = [...row.refused, evseOf(present(row.charging_station, "station"), row.evse ?? 0)];
  const parties = await partiesOf(work, row);
  if (parties === null) return null;
  const decide = await decisions.standing(work, "reservation", parties);
  const standard = parties.vehicle.charging_standard;
  const place = await take(work, { ...row, refused }, standard, decide);
  return place === null ? null : { ...place, refused };
}

/** Null where they are gone, do not belong together any more, or may cause no cost. */
async function partiesOf(work: Work, row: ReservationRow): Promise<Parties | null> {
  const driver = await drivers.find(work, [row.driver]);
  const vehicle = await vehicles.find(work, [row.vehicle]);
  if (driver === null || vehicle === null) return null;
  try {
    await accounts.refuseInactive(work);
    const fleetId = fleetOf(driver, vehicle);
    const fleet = fleetId === null ? null : await fleets.find(work, [fleetId]);
    return { driver, vehicle, fleet };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

export const defaultMethod = ({ driver, fleet }: Parties): string | null =>
  driver.preferences.default_payment_method ?? fleet?.default_payment_method ?? null;

async function canPay(work: Work, row: ReservationRow, method: string | null): Promise<boolean> {
  if (method === null) return false;
  try {
    const payer = { driver: row.driver, fleet: row.fleet };
    return (await methods.chargeable(work, method, payer)) !== null;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
