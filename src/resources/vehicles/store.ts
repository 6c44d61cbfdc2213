// SQL of vehicles. The links to drivers and fleets are read here and written by their own nouns.
import { listing } from "../../db/listing.ts";
import { type Reader, row, rows } from "../../db/statement.ts";
import type { VehicleRow } from "./schema.ts";

const select = `
  select v.id, v.vin, v.battery_capacity_wh as battery_capacity, v.charging_standard, v.information,
    v.registration_plate, v.status, v.metadata, v.telemetry_id as telemetry, v.active_sessions,
    v.has_history, v.created, v.updated,
    array(select d.driver_id from driver_vehicles d
      where d.account_id = $1 and d.livemode = $2 and d.vehicle_id = v.id
      order by d.created, d.driver_id) as drivers,
    (select m.fleet_id from fleet_vehicles m
      where m.account_id = $1 and m.livemode = $2 and m.vehicle_id = v.id) as fleet,
    array(select p.policy_id from policy_bindings p
      where p.account_id = $1 and p.livemode = $2 and p.owner_id = v.id
      order by p.position) as policy_ids
  from vehicles v where v.account_id = $1 and v.livemode = $2 and v.deleted is null`;

export const find = row<VehicleRow>("vehicles.find", `${select} and v.id = $3`);
export const load = rows<VehicleRow>("vehicles.load", `${select} and v.id = any($3)`);

const hold = rows(
  "vehicles.hold",
  `select v.id from vehicles v where v.account_id = $1 and v.livemode = $2 and v.id = $3
   for update of v`,
);

/**
 * The vehicle, for the transaction's own. The lock is a statement of its own: one that had to wait
 * for it would still see the links as they were before.
 */
export async function lock(work: Reader, [id]: readonly [string]): Promise<VehicleRow | null> {
  const [, vehicle] = await Promise.all([hold(work, [id]), find(work, [id])]);
  return vehicle;
}

const holdAll = rows(
  "vehicles.hold_all",
  `select id from vehicles where account_id = $1 and livemode = $2 and id = any($3)
   order by id for update`,
);

/** Those of these that exist, locked in the order of their ids. */
export async function lockAll(
  work: Reader,
  [ids]: readonly [readonly string[]],
): Promise<VehicleRow[]> {
  const [, locked] = await Promise.all([holdAll(work, [ids]), load(work, [ids])]);
  return locked;
}

export const touchAll = rows(
  "vehicles.touch_all",
  "update vehicles set updated = $4 where account_id = $1 and livemode = $2 and id = any($3)",
);

export const list = listing<VehicleRow>("vehicles.list", {
  prefix: "veh",
  select,
  id: "v.id",
  metadata: "pairs",
  filters: {
    status: "v.status = ?",
    vin: "v.vin = upper(?)",
    registration_plate: "v.plate_upper = upper(?)",
  },
  links: {
    driver: { table: "driver_vehicles", listed: "vehicle_id", named: "driver_id" },
    fleet: { table: "fleet_vehicles", listed: "vehicle_id", named: "fleet_id" },
  },
});

export const insert = rows(
  "vehicles.insert",
  `insert into vehicles (account_id, livemode, id, vin, battery_capacity_wh, charging_standard,
     information, registration_plate, status, metadata, telemetry_id, created, updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`,
);

export const update = rows(
  "vehicles.update",
  `update vehicles set battery_capacity_wh = $4, charging_standard = $5, information = $6,
     registration_plate = $7, status = $8, metadata = $9, updated = $10
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const touch = rows(
  "vehicles.touch",
  "update vehicles set updated = $4 where account_id = $1 and livemode = $2 and id = $3",
);

export const markDeleted = rows(
  "vehicles.mark_deleted",
  `update vehicles set deleted = $4, status = 'retired'
   where account_id = $1 and livemode = $2 and id = $3`,
);

export const countActive = rows(
  "vehicles.count_active",
  `update vehicles set active_sessions = active_sessions + $4, has_history = true
   where account_id = $1 and livemode = $2 and id = $3`,
);
