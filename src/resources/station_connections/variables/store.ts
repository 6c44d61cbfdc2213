// SQL of what chargers are set to.
import { listing } from "../../../db/listing.ts";
import { rows } from "../../../db/statement.ts";
import type { VariableRow } from "./schema.ts";

export const list = listing<VariableRow>("variables.list", {
  prefix: "var",
  select: `select id, station_id, component, component_instance, evse, connector, name, instance,
     attribute, value, mutability, characteristics, reported, created, updated
   from station_variables where account_id = $1 and livemode = $2`,
  id: "id",
  filters: {
    station: "station_id = ?",
    component: "component = ?",
    name: "name = ?",
    evse: "evse = ?",
  },
});

export type PlaceRow = {
  component: string;
  component_instance: string | null;
  evse: number | null;
  name: string;
  instance: string | null;
};

/**
 * Where the device model of a station has variables of these names (`$4`, in lower case: letter
 * case does not count there). A connector's own are left out: commands name none.
 */
export const places = rows<PlaceRow>(
  "variables.places",
  `select distinct component, component_instance, evse, name, instance from station_variables
   where account_id = $1 and livemode = $2 and station_id = $3 and lower(name) = any($4)
     and component is not null and connector is null
   order by component, component_instance nulls first, evse nulls first, instance nulls first
   limit 500`,
);

/** What a station's charger said of variables of these names (`$4`, in lower case). */
export const told = rows<{
  component: string | null;
  name: string;
  value: string | null;
  characteristics: Record<string, unknown> | null;
}>(
  "variables.told",
  `select lower(component) as component, lower(name) as name, value, characteristics
   from station_variables
   where account_id = $1 and livemode = $2 and station_id = $3 and lower(name) = any($4)
     and attribute = 'actual'`,
);

/**
 * `$3`: variables of one or many stations as a JSON array, none of them twice. One that is told
 * again keeps its row, and what an answer leaves out (GetVariables tells no characteristics) stays
 * as it was known.
 */
export const put = rows(
  "variables.put",
  `insert into station_variables as v (account_id, livemode, station_id, id, component,
     component_instance, evse, connector, name, instance, attribute, value, mutability,
     characteristics, reported, created, updated)
   select $1, $2, told.station, told.id, component, component_instance, evse, connector, name,
     instance, attribute, value, mutability, characteristics, $4, $4, $4
   from jsonb_to_recordset($3::jsonb) as told (station text, id text, component text,
     component_instance text, evse integer, connector integer, name text, instance text,
     attribute text, value text, mutability text, characteristics jsonb)
   on conflict (account_id, livemode, station_id, name, component, component_instance, evse,
     connector, instance, attribute) do update set
     value = excluded.value, reported = excluded.reported,
     mutability = coalesce(excluded.mutability, v.mutability),
     characteristics = coalesce(excluded.characteristics, v.characteristics),
     updated = case when excluded.value is distinct from v.value then excluded.updated
       else v.updated end`,
);
