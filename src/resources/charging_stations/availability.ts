// What is free at a station, now and in the next 24 hours, from what its charger reports and from
// who has booked what. Pure; the bookings themselves are bookings/store.ts.
import type { ConnectorStatus } from "../../networks/fact.ts";

export type Connector = {
  readonly id: string;
  readonly evse: number;
  readonly type: string;
  /** Kilowatt. */
  readonly power: number;
  /** As last reported. */
  readonly status: ConnectorStatus;
  readonly tariff: string | null;
};

export type Booking = {
  readonly connector: string;
  readonly evse: number;
  readonly kind: "session" | "reservation";
  readonly shown: boolean;
  /** Milliseconds; a session's end is not known before it has come. */
  readonly from: number;
  readonly until: number | null;
};

export type Occupancy = {
  readonly status: "active" | "inactive" | "maintenance";
  /** False while a charger with a connection of its own has none. */
  readonly online: boolean;
  readonly hardware_status: "unavailable" | "faulted" | null;
  readonly connectors: readonly Connector[];
  readonly bookings: readonly Booking[];
};

export type Span = { readonly from: number; readonly until: number };

export const windowMs = 24 * 3_600_000;

const holds = (booking: Booking, at: number): boolean =>
  booking.from <= at && (booking.until === null || booking.until > at);

/**
 * What a connector is to the next driver; one that is in use makes its siblings unavailable (ruling
 * 19).
 */
export function statusNow(station: Occupancy, connector: Connector, at: number): ConnectorStatus {
  const booked = station.bookings.filter((one) => one.evse === connector.evse && holds(one, at));
  const mine = (one: Booking) => one.connector === connector.id;
  const session = booked.find((one) => one.kind === "session");
  if (connector.status === "faulted" && station.online) return "faulted";
  if (session !== undefined) return mine(session) ? "occupied" : "unavailable";
  if (!station.online) return "unknown";
  if (station.hardware_status !== null) return station.hardware_status;
  const reservation = booked[0];
  if (connector.status === "available" && reservation !== undefined) {
    return mine(reservation) ? "reserved" : "unavailable";
  }
  return connector.status;
}

export const connectorsAvailable = (station: Occupancy, at: number): number =>
  station.status !== "active"
    ? 0
    : station.connectors.filter((one) => statusNow(station, one, at) === "available").length;

/**
 * The spans of the next 24 hours in which at least one connector is free. A session in progress has
 * no known end, so its EVSE counts as busy throughout: nothing is promised that may not come true.
 * So does a connector that is out of order now.
 */
export function freeSpans(station: Occupancy, now: number): Span[] {
  if (station.status !== "active" || !station.online || station.hardware_status !== null) return [];
  const window = { from: now, until: now + windowMs };
  const free = station.connectors.flatMap((connector) => {
    const booked = station.bookings.filter((one) => one.evse === connector.evse);
    if (booked.some((one) => one.until === null)) return [];
    // Our own order to keep it free makes the charger say `reserved`.
    const held = connector.status === "reserved" && booked.length > 0;
    return connector.status === "available" || held ? without(window, booked) : [];
  });
  return joined(free);
}

function without(window: Span, booked: readonly Booking[]): Span[] {
  const spans: Span[] = [];
  let from = window.from;
  for (const one of [...booked].sort((a, b) => a.from - b.from)) {
    if (one.from > from) spans.push({ from, until: Math.min(one.from, window.until) });
    from = Math.max(from, one.until ?? window.until);
  }
  if (from < window.until) spans.push({ from, until: window.until });
  return spans.filter((span) => span.from < span.until && span.from < window.until);
}

/** The union of spans, without overlap, in order. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.until) result.push(span);
    else result[result.length - 1] = { from: last.from, until: Math.max(last.until, span.until) };
  }
  return result;
}
