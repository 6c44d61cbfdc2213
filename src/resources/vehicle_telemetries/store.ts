// SQL of telemetry: the latest value of each part, and the readings by month.
import { listing } from "../../db/listing.ts";
import { row, rows } from "../../db/statement.ts";
import type { ReadingRow, TelemetryRow } from "./schema.ts";

const columns = `t.id, t.vehicle_id as vehicle, t.battery, t.battery_updated, t.location,
  t.location_updated, t.odometer, t.odometer_updated, t.firmware_version`;
const select = `select ${columns} from vehicle_telemetries t
  where t.account_id = $1 and t.livemode = $2`;

export const find = row<TelemetryRow>(
  "vehicle_telemetries.find",
  `${select} and t.vehicle_id = $3`,
);
export const load = rows<TelemetryRow>("vehicle_telemetries.load", `${select} and t.id = any($3)`);

export const history = listing<ReadingRow>("vehicle_telemetries.history", {
  prefix: "vtr",
  select: `select r.id, r.vehicle_id as vehicle, r.reading, r.source, r.received, r.created
    from vehicle_telemetry_readings r where r.account_id = $1 and r.livemode = $2`,
  id: "r.id",
  filters: { vehicle: "r.vehicle_id = ?" },
});

/** Arrays of the same length. One that is held already is passed over. */
export const insertReadings = rows(
  "vehicle_telemetries.insert_readings",
  `insert into vehicle_telemetry_readings (account_id, livemode, vehicle_id, id, created, reading,
     source, received)
   select $1, $2, r.vehicle, r.id, r.created, r.reading::jsonb, $7, $8
   from unnest((select $3::text[]), (select $4::text[]), (select $5::timestamptz[]),
     (select $6::text[])) as r (vehicle, id, created, reading)
   on conflict do nothing`,
);

/** The newer of what is held and what came, for each part by its own time. */
const newer = (part: string, updated: string): string => `
  ${part} = case when excluded.${updated} >= coalesce(t.${updated}, '-infinity')
    then excluded.${part} else t.${part} end,
  ${updated} = greatest(t.${updated}, excluded.${updated})`;

export const keepNewest = row<TelemetryRow>(
  "vehicle_telemetries.keep_newest",
  `insert into vehicle_telemetries as t (account_id, livemode, id, vehicle_id, battery,
     battery_updated, location, location_updated, odometer, odometer_updated,
     firmware_version, firmware_updated)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
   on conflict (account_id, livemode, vehicle_id) do update set
     ${newer("battery", "battery_updated")}, ${newer("location", "location_updated")},
     ${newer("odometer", "odometer_updated")}, ${newer("firmware_version", "firmware_updated")}
   returning ${columns}`,
);

/** The batteries of many vehicles, none of them twice. */
export const keepNewestBatteries = rows(
  "vehicle_telemetries.keep_newest_batteries",
  `insert into vehicle_telemetries as t (account_id, livemode, id, vehicle_id, battery,
     battery_updated)
   select $1, $2, told.id, told.vehicle, told.battery::jsonb, told.at
   from unnest((select $3::text[]), (select $4::text[]), (select $5::text[]),
     (select $6::timestamptz[])) as told (id, vehicle, battery, at)
   on conflict (account_id, livemode, vehicle_id) do update set
     ${newer("battery", "battery_updated")}`,
);
