// The network as part 3 describes it: what carries orders to stations, and whose stations they are.
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";

const statuses = ["active", "inactive"] as const;
export type NetworkKind = "simulator" | "ocpp";

const fields = {
  name: s.text(200, { about: "Name of the network.", example: "Depot Nord" }),
  operator: s.text(200, {
    about: "Operator that its stations show unless they name their own.",
    example: "Example Operator",
  }),
  status: s.choice(statuses, { about: "Stations of an inactive network cannot start a session." }),
};

export const NetworkCreate = s.object({
  kind: s.choice(["simulator", "ocpp"], {
    about:
      "`simulator`: stations without hardware, test mode only. `ocpp`: chargers that connect here.",
  }),
  name: fields.name,
  operator: s.optional(fields.operator),
  status: s.defaulted(fields.status, "active"),
});

export const NetworkUpdate = s.partial(NetworkCreate, ["kind"]);

export const Network = s.object({
  id: s.id("net", { about: "Unique identifier." }),
  object: s.literal("network"),
  created: s.timestamp(),
  kind: s.choice(["simulator", "ocpp"]),
  name: fields.name,
  operator: fields.operator,
  shared: s.boolean({ about: "The installation's: every account sees its stations." }),
  status: fields.status,
  updated: s.timestamp(),
});

export type NetworkRow = {
  id: string;
  kind: NetworkKind;
  name: string;
  operator: string;
  status: (typeof statuses)[number];
  shared: boolean;
  created: Date;
  updated: Date;
};

export const renderNetwork = (row: NetworkRow) => ({
  id: row.id,
  object: "network" as const,
  created: timestamp(row.created),
  kind: row.kind,
  name: row.name,
  operator: row.operator,
  shared: row.shared,
  status: row.status,
  updated: timestamp(row.updated),
});
