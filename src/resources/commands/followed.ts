// Whether a station is by now what a command that its charger put off had asked for. Pure.
import type { ConnectorStatus, Fact } from "../../networks/fact.ts";
import type { StationRow } from "../charging_stations/schema.ts";
import type { Given } from "./parameters.ts";
import type { CommandRow } from "./schema.ts";

type Station = Pick<StationRow, "hardware_status"> & {
  readonly connectors: readonly Pick<StationRow["connectors"][number], "id" | "evse" | "status">[];
};
type Asked = Pick<CommandRow, "connector" | "parameters">;
/** One plug of an EVSE that has several (OCPP 2.0.1), by its number there. */
export type Plug = NonNullable<Extract<Fact, { kind: "connector_status" }>["plug"]> & {
  readonly evse: number;
};

const inService: readonly string[] = ["available", "occupied", "reserved"];

const isAs = (available: boolean, status: ConnectorStatus): boolean =>
  available ? inService.includes(status) : status === "unavailable";

/** `plug`: what was told last, where that was one plug of several. */
export function hasFollowed(station: Station, asked: Asked, plug: Plug | null): boolean {
  const { available } = asked.parameters as Given["change_availability"];
  if (asked.connector === null) return wholeIs(available, station);
  const it = station.connectors.find(({ id }) => id === asked.connector);
  if (it === undefined) return false;
  const siblings = station.connectors.filter(({ evse }) => evse === it.evse);
  if (plug?.evse === it.evse && siblings.indexOf(it) + 1 === plug.number) {
    return isAs(available, plug.status);
  }
  // While one is used, its siblings are shown as unavailable (ruling 19): that is no outcome.
  return siblings.every(({ status }) => isAs(available, status));
}

/** Some chargers tell it of the station alone, and that while one connector still charges. */
function wholeIs(available: boolean, { hardware_status: whole, connectors }: Station): boolean {
  if (connectors.every(({ status }) => isAs(available, status))) {
    return !available || whole !== "unavailable";
  }
  if (available) return false;
  return whole === "unavailable" && connectors.every(({ status }) => status !== "occupied");
}
