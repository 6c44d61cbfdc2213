// What a station is after its charger has said something of it. Pure.
import type { ConnectorStatus } from "../../networks/fact.ts";
import type { StationRow } from "./schema.ts";

export type ConnectorReport = {
  /** 0 means the station as a whole. */
  readonly evse: number;
  readonly status: ConnectorStatus;
  readonly error: string | null;
};

/** Its own connection came or went, or it reports of a connector. */
export type Heard = { readonly online: boolean } | ConnectorReport;

/** What it says of itself as a whole; being in use or not is no defect. */
export const hardwareOf = ({ status }: ConnectorReport): StationRow["hardware_status"] =>
  status === "unavailable" || status === "faulted" ? status : null;

/** The connector in use at an EVSE, if we know it. */
export const usedAt = ({ bookings }: StationRow, evse: number): string | null =>
  bookings.find((one) => one.kind === "session" && one.evse === evse)?.connector ?? null;

/** The station as it is from now on. */
export function afterHearing(before: StationRow, heard: Heard): StationRow {
  if ("online" in heard) return { ...before, online: heard.online };
  const { evse, status } = heard;
  if (evse === 0) return { ...before, hardware_status: hardwareOf(heard) };
  const used = usedAt(before, evse);
  const statusOf = (id: string): ConnectorStatus =>
    status === "occupied" && used !== null && id !== used ? "unavailable" : status;
  return {
    ...before,
    connectors: before.connectors.map((one) =>
      one.evse === evse ? { ...one, status: statusOf(one.id) } : one,
    ),
    bookings: before.bookings.map((one) =>
      status === "occupied" && one.kind === "session" && one.evse === evse
        ? { ...one, shown: true }
        : one,
    ),
  };
}
