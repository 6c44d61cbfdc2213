// What a charger is set to, as it last told (OCPP 2.0.1 part 2, block B; in 1.6 its configuration).
import * as s from "../../../lib/schema.ts";
import { timestamp } from "../../../lib/time.ts";
import type { Variable } from "../../../networks/fact.ts";

export const attributes = ["actual", "target", "min_set", "max_set"] as const;
const mutabilities = ["read_only", "write_only", "read_write"] as const;

const text = (about: string, example: string) => s.nullable(s.text(1000, { about, example }));
const place = (about: string) => s.nullable(s.integer(0, 2_147_483_647, { about, example: 1 }));

export const StationVariable = s.object({
  id: s.id("var", { about: "Unique identifier." }),
  object: s.literal("station_variable"),
  attribute: s.choice(attributes, { about: "Which of its values." }),
  characteristics: s.nullable(
    s.record(s.unknown(), {
      about: "Unit, data type, limits, list of values, as the charger gave them.",
      example: { dataType: "integer", unit: "s" },
    }),
  ),
  charging_station: s.id("chst", { about: "The station." }),
  component: text("Component of the device model; null in OCPP 1.6.", "OCPPCommCtrlr"),
  component_instance: text("Which of several such components.", "left"),
  connector: place("The connector of the EVSE that it belongs to."),
  created: s.timestamp({ about: "When it was first told." }),
  evse: place("The EVSE that it belongs to."),
  instance: text("Which of several such variables.", "CSMS"),
  mutability: s.nullable(s.choice(mutabilities, { about: "Whether it can be set and read." })),
  name: s.text(500, {
    about: "Its name; in OCPP 1.6 the configuration key.",
    example: "HeartbeatInterval",
  }),
  reported: s.timestamp({ about: "When the charger last told it." }),
  updated: s.timestamp({ about: "When its value last changed." }),
  value: s.nullable(
    s.text(100_000, { min: 0, about: "As text; a password's is not shown.", example: "60" }),
  ),
});

export type VariableRow = {
  id: string;
  station_id: string;
  component: string | null;
  component_instance: string | null;
  evse: number | null;
  connector: number | null;
  name: string;
  instance: string | null;
  attribute: Variable["attribute"];
  value: string | null;
  mutability: Variable["mutability"];
  characteristics: Record<string, unknown> | null;
  reported: Date;
  created: Date;
  updated: Date;
};

export const renderVariable = (row: VariableRow) => ({
  id: row.id,
  object: "station_variable" as const,
  attribute: row.attribute,
  characteristics: row.characteristics,
  charging_station: row.station_id,
  component: row.component,
  component_instance: row.component_instance,
  connector: row.connector,
  created: timestamp(row.created),
  evse: row.evse,
  instance: row.instance,
  mutability: row.mutability,
  name: row.name,
  reported: timestamp(row.reported),
  updated: timestamp(row.updated),
  value: row.value,
});
