// SQL of fleets, of who belongs to them, and of their totals.
import { listing } from "../../db/listing.ts";
import { type Reader, row, rows } from "../../db/statement.ts";
import type { FleetRow } from "./schema.ts";

const select = `
  select f.id, f.name, f.email, f.phone, f.address, f.description, f.metric_system, f.timezone,
    f.status, f.preferences, f.default_payment_method, f.metadata, f.total_drivers,
    f.total_vehicles, f.total_sessions, f.total_energy_wh, f.active_sessions, f.created, f.updated,
    array(select p.policy_id from policy_bindings p
      where p.account_id = $1 and p.livemode = $2 and p.owner_id = f.id order by p.position)
        as policy_ids,
    coalesce((select b.balance from ledger_balances b
      where b.account_id = $1 and b.livemode = $2 and b.name = 'wallet:' || f.id), 0)::bigint
        as wallet_balance
  from fleets f where f.account_id = $1 and f.livemode = $2 and f.deleted is null`;

export const find = row<FleetRow>("fleets.find", `${select} and f.id = $3`);
const hold = rows(
  "fleets.hold",
  "select id from fleets where account_id = $1 and livemode = $2 and id = $3 for update",
);

/**
 * The row, locked, as it is once the lock is had. Two statements in one round trip: a subquery
 * beside `for update` would show the links as they were before the wait.
 */
export async function lock(work: Reader, [id]: readonly [string]): Promise<FleetRow | null> {
  const [, locked] = await Promise.all([hold(work, [id]), find(work, [id])]);
  return locked;
}
export const load = rows<FleetRow>("fleets.load", `${select} and f.id = any($3)`);

export const list = listing<FleetRow>("fleets.list", {
  prefix: "flt",
  select,
  id: "f.id",
  metadata: "pairs",
  filters: {
    status: "f.status = ?",
  },
  links: {
    driver: { table: "fleet_drivers", listed: "fleet_id", named: "driver_id" },
    vehicle: { table: "fleet_vehicles", listed: "fleet_id", named: "vehicle_id" },
  },
});

/** Answers the preferences: a currency that was left out became the account's. */
export const insert = row<{ preferences: FleetRow["preferences"] }>(
  "fleets.insert",
  `insert into fleets (account_id, livemode, id, name, email, phone, address, description,
     metric_system, timezone, status, preferences, default_payment_method, metadata, created,
     updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
     jsonb_build_object('default_currency',
       (select default_currency from accounts where id = $1)) || $12,
     $13, $14, $15, $15)
   returning preferences`,
);

export const update = rows(
  "fleets.update",
  `update fleets set name = $4, email = $5, phone = $6, address = $7, description = $8,
     metric_system = $9, timezone = $10, status = $11, preferences = $12,
     default_payment_method = $13, metadata = $14, updated = $15
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Answers who was attached. */
export const markDeleted = row<{ drivers: string[]; vehicles: string[] }>(
  "fleets.mark_deleted",
  `with links as (
     delete from fleet_drivers where account_id = $1 and livemode = $2 and fleet_id = $3
       returning driver_id),
   vehicles as (
     delete from fleet_vehicles where account_id = $1 and livemode = $2 and fleet_id = $3
       returning vehicle_id)
   update fleets set deleted = $4, status = 'archived' where account_id = $1 and livemode = $2
     and id = $3
   returning array(select driver_id from links) as drivers,
     array(select vehicle_id from vehicles) as vehicles`,
);

/** Answers a row when the link is new. The fleet's total follows in the same statement. */
export const addDriver = row<{ fleet_id: string }>(
  "fleets.add_driver",
  `with added as (
     insert into fleet_drivers (account_id, livemode, fleet_id, driver_id, created) values
       ($1, $2, $3, $4, $5)
     on conflict do nothing returning fleet_id)
   update fleets set total_drivers = total_drivers + 1
   where account_id = $1 and livemode = $2 and id in (select fleet_id from added) returning id
     as fleet_id`,
);

/** Answers no row when the driver is not attached, or has a session under way for this fleet. */
export const removeDriver = row<{ fleet_id: string }>(
  "fleets.remove_driver",
  `with removed as (
     delete from fleet_drivers where account_id = $1 and livemode = $2 and fleet_id = $3
       and driver_id = $4
       and active_sessions = 0
     returning fleet_id)
   update fleets set total_drivers = total_drivers - 1
   where account_id = $1 and livemode = $2 and id in (select fleet_id from removed) returning id
     as fleet_id`,
);

export const removeDriverEverywhere = rows(
  "fleets.remove_driver_everywhere",
  `with removed as (
     delete from fleet_drivers where account_id = $1 and livemode = $2 and driver_id = $3
       returning fleet_id)
   update fleets set total_drivers = total_drivers - 1
   where account_id = $1 and livemode = $2 and id in (select fleet_id from removed)`,
);

/** The fleets of a driver, oldest link first. */
export const fleetsOfDriver = rows<{ fleet_id: string }>(
  "fleets.of_driver",
  `select fleet_id from fleet_drivers
   where account_id = $1 and livemode = $2 and driver_id = $3 order by created, fleet_id`,
);

export const addVehicle = rows(
  "fleets.add_vehicle",
  `with added as (
     insert into fleet_vehicles (account_id, livemode, fleet_id, vehicle_id, created) values
       ($1, $2, $3, $4, $5)
     returning fleet_id)
   update fleets set total_vehicles = total_vehicles + 1
   where account_id = $1 and livemode = $2 and id in (select fleet_id from added)`,
);

/** Answers the fleet that the vehicle was in. */
export const removeVehicle = row<{ fleet_id: string }>(
  "fleets.remove_vehicle",
  `with removed as (
     delete from fleet_vehicles where account_id = $1 and livemode = $2 and vehicle_id = $3
       returning fleet_id)
   update fleets set total_vehicles = total_vehicles - 1
   where account_id = $1 and livemode = $2 and id in (select fleet_id from removed) returning id
     as fleet_id`,
);

export const countActive = rows(
  "fleets.count_active",
  `update fleets set active_sessions = active_sessions + $4
   where account_id = $1 and livemode = $2 and id = $3`,
);

/**
 * Counts a session under way on the link that it runs for, so that the link cannot be taken away.
 */
export const countDriversActive = rows(
  "fleets.count_drivers_active",
  `update fleet_drivers set active_sessions = active_sessions + $5
   where account_id = $1 and livemode = $2 and fleet_id = $3 and driver_id = $4`,
);

export const addCompleted = rows(
  "fleets.add_completed",
  `update fleets set total_sessions = total_sessions + $4, total_energy_wh = total_energy_wh + $5
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** A payment method that is gone can be nobody's default; answers whose it was. */
export const forgetPaymentMethod = rows<{ id: string }>(
  "fleets.forget_payment_method",
  `update fleets set default_payment_method = null, updated = $4
   where account_id = $1 and livemode = $2 and default_payment_method = $3 returning id`,
);
