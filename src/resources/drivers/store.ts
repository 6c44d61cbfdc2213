// SQL of drivers and of the vehicles they may drive.
import { listing } from "../../db/listing.ts";
import { oneOf, type Reader, row, rows } from "../../db/statement.ts";
import type { DriverRow } from "./schema.ts";

const select = `
  select d.id, d.name, d.email, d.phone, d.license_number, d.status, d.preferences, d.metadata,
    d.active_sessions, d.has_history, d.created, d.updated,
    array(select m.fleet_id from fleet_drivers m
      where m.account_id = $1 and m.livemode = $2 and m.driver_id = d.id order by m.created,
        m.fleet_id) as fleets,
    array(select p.policy_id from policy_bindings p
      where p.account_id = $1 and p.livemode = $2 and p.owner_id = d.id order by p.position)
        as policy_ids,
    array(select v.vehicle_id from driver_vehicles v
      where v.account_id = $1 and v.livemode = $2 and v.driver_id = d.id order by v.created,
        v.vehicle_id) as vehicles,
    coalesce((select b.balance from ledger_balances b
      where b.account_id = $1 and b.livemode = $2 and b.name = 'wallet:' || d.id), 0)::bigint
        as wallet_balance
  from drivers d where d.account_id = $1 and d.livemode = $2 and d.deleted is null`;

export const load = rows<DriverRow>("drivers.load", `${select} and d.id = any($3)`);
export const find = oneOf(load);
const hold = rows(
  "drivers.hold",
  "select id from drivers where account_id = $1 and livemode = $2 and id = $3 for update",
);

/**
 * The row, locked, as it is once the lock is had. Two statements in one round trip: a subquery
 * beside `for update` would show the links as they were before the wait.
 */
export async function lock(work: Reader, [id]: readonly [string]): Promise<DriverRow | null> {
  const [, locked] = await Promise.all([hold(work, [id]), find(work, [id])]);
  return locked;
}

const holdAll = rows(
  "drivers.hold_all",
  `select id from drivers where account_id = $1 and livemode = $2 and id = any($3)
   order by id for update`,
);

/** Those of these that exist, locked in the order of their ids. */
export async function lockAll(
  work: Reader,
  [ids]: readonly [readonly string[]],
): Promise<DriverRow[]> {
  const [, locked] = await Promise.all([holdAll(work, [ids]), load(work, [ids])]);
  return locked;
}

export const list = listing<DriverRow>("drivers.list", {
  prefix: "drv",
  select,
  id: "d.id",
  metadata: "pairs",
  filters: {
    status: "d.status = ?",
    email: "d.email_lower = lower(?)",
  },
  links: {
    fleet: { table: "fleet_drivers", listed: "driver_id", named: "fleet_id" },
    vehicle: { table: "driver_vehicles", listed: "driver_id", named: "vehicle_id" },
  },
});

/** Answers the preferences: a currency that was left out became the account's. */
export const insert = row<{ preferences: DriverRow["preferences"] }>(
  "drivers.insert",
  `insert into drivers (account_id, livemode, id, name, email, phone, license_number, status,
     preferences, metadata, created, updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8,
     jsonb_build_object('currency', (select default_currency from accounts where id = $1)) || $9,
       $10, $11, $11)
   returning preferences`,
);

export const update = rows(
  "drivers.update",
  `update drivers set name = $4, email = $5, phone = $6, license_number = $7, status = $8,
     preferences = $9, metadata = $10, updated = $11
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const touchAll = rows(
  "drivers.touch_all",
  "update drivers set updated = $4 where account_id = $1 and livemode = $2 and id = any($3)",
);

export const touch = rows(
  "drivers.touch",
  "update drivers set updated = $4 where account_id = $1 and livemode = $2 and id = $3",
);

export const markDeleted = rows(
  "drivers.mark_deleted",
  `with links as (
     delete from driver_vehicles where account_id = $1 and livemode = $2 and driver_id = $3)
   update drivers set deleted = $4, status = 'archived' where account_id = $1 and livemode = $2
     and id = $3`,
);

/** Answers a row when the link is new. */
export const addVehicle = row<{ vehicle_id: string }>(
  "drivers.add_vehicle",
  `insert into driver_vehicles (account_id, livemode, driver_id, vehicle_id, created) values
     ($1, $2, $3, $4, $5)
   on conflict do nothing returning vehicle_id`,
);

export const removeVehicle = row<{ vehicle_id: string }>(
  "drivers.remove_vehicle",
  `delete from driver_vehicles where account_id = $1 and livemode = $2 and driver_id = $3
     and vehicle_id = $4
   returning vehicle_id`,
);

export const removeVehicleEverywhere = rows(
  "drivers.remove_vehicle_everywhere",
  "delete from driver_vehicles where account_id = $1 and livemode = $2 and vehicle_id = $3",
);

export const driversOfVehicle = rows<{ driver_id: string }>(
  "drivers.of_vehicle",
  `select driver_id from driver_vehicles
   where account_id = $1 and livemode = $2 and vehicle_id = $3 order by created, driver_id`,
);

export const countActive = rows(
  "drivers.count_active",
  `update drivers set active_sessions = active_sessions + $4, has_history = true
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** A station that is gone can be nobody's favourite. Values: drivers, station, now. */
export const forgetStation = rows(
  "drivers.forget_station",
  `update drivers set updated = $5, preferences = jsonb_set(preferences,
     '{preferred_charging_stations}', (preferences -> 'preferred_charging_stations') - $4::text)
   where account_id = $1 and livemode = $2 and id = any($3)`,
);

/** A payment method that is gone can be nobody's default; answers whose it was. */
export const forgetPaymentMethod = rows<{ id: string }>(
  "drivers.forget_payment_method",
  `update drivers set updated = $4, preferences = preferences || '{"default_payment_method": null}'
   where account_id = $1 and livemode = $2 and preferences ->> 'default_payment_method' = $3
   returning id`,
);
