// The charging station as the contract shows it (spec/samples/charging_station.json).
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";
import { unitPrices } from "../../pricing/quote.ts";
import type { Tariff } from "../../pricing/tariff.ts";
import type { NetworkKind } from "../networks/schema.ts";
import { Pricing } from "../tariffs/short_form.ts";
import {
  type Booking,
  type Connector,
  connectorsAvailable,
  freeSpans,
  statusNow,
} from "./availability.ts";

export const connectorTypes = [
  "CCS",
  "CHAdeMO",
  "Type2",
  "Type1",
  "NACS",
  "Schuko",
  "CEE",
  "other",
] as const;
export type ConnectorType = (typeof connectorTypes)[number];
export const stationStatuses = ["active", "inactive", "maintenance"] as const;
export const connectorStatuses = [
  "available",
  "occupied",
  "reserved",
  "unavailable",
  "faulted",
  "unknown",
] as const;
export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const line = (max: number, about: string, example: string) =>
  s.nullable(s.text(max, { about, example }));
const count = (about: string, example: number) => s.integer(0, 10_000, { about, example });

export const ChargingStation = s.object({
  id: s.id("chst", { about: "Unique identifier." }),
  object: s.literal("charging_station"),
  address: s.object({
    city: line(100, "Town.", "Paris"),
    country: s.country({ about: "ISO 3166-1 alpha-2." }),
    line1: line(200, "Street and number.", "10 Rue de la Paix"),
    line2: line(200, "Building, floor.", "Level -1"),
    postal_code: line(20, "Postal code.", "75002"),
    state: line(100, "State or region.", "Île-de-France"),
  }),
  availability: s.object(
    {
      connectors_available: count("Connectors free now.", 3),
      connectors_total: count("All connectors.", 4),
      opening_hours: s.list(
        s.object({
          day: s.choice(days, { about: "Day of the week." }),
          from: s.timeOfDay({ about: "When it opens." }),
          until: s.timeOfDay({ end: true, about: "When it closes.", example: "22:00" }),
        }),
        { about: "Local time; empty where nothing is known." },
      ),
      range: s.list(
        s.object({
          from: s.timestamp({ about: "Start of the span." }),
          until: s.timestamp({ about: "End of the span." }),
        }),
        {
          about:
            "Spans of the next 24 hours in which at least one connector is free. A session " +
            "in progress counts " +
            "as lasting throughout: its end is not known.",
        },
      ),
    },
    { about: "How many connectors are free, and when." },
  ),
  capabilities: s.object({
    "24_7_access": s.boolean(),
    amenities: s.list(s.text(50)),
    payment_methods: s.list(s.text(50)),
    requires_membership: s.boolean(),
    reservable: s.boolean(),
  }),
  connectors: s.list(
    s.object({
      id: s.text(36),
      power: s.number(0, 10_000, { about: "Kilowatt.", example: 150 }),
      status: s.choice(connectorStatuses, {
        about: "`unknown`: the charger has not said yet; it may be tried.",
      }),
      type: s.choice(connectorTypes),
    }),
    { about: "Its connectors, in order." },
  ),
  created: s.timestamp(),
  location: s.object(s.coordinates(), { about: "Where it stands." }),
  name: s.text(200),
  operator: s.text(200, {
    about: "Display name; its id is the name's slug.",
    example: "Example Operator",
  }),
  operator_contact: s.nullable(s.text(200)),
  pricing: s.list(Pricing, {
    about: "Price components of the first connector that are now in force.",
  }),
  status: s.choice(stationStatuses),
  updated: s.timestamp(),
});

export type Address = {
  city: string | null;
  country: string;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
};

export type Capabilities = {
  "24_7_access": boolean;
  amenities: string[];
  payment_methods: string[];
  requires_membership: boolean;
  reservable: boolean;
};

export type OpeningHours = { day: (typeof days)[number]; from: string; until: string };

export type StationRow = {
  id: string;
  account_id: string;
  network_id: string;
  network_kind: NetworkKind;
  network_status: "active" | "inactive";
  shared: boolean;
  name: string;
  operator: string;
  operator_id: string;
  operator_contact: string | null;
  address: Address;
  latitude: number;
  longitude: number;
  timezone: string;
  currency: string;
  capabilities: Capabilities;
  opening_hours: OpeningHours[];
  status: (typeof stationStatuses)[number];
  hardware_status: "unavailable" | "faulted" | null;
  online: boolean;
  ocpp_identity: string | null;
  connectors: Connector[];
  /** What overlaps the next 24 hours. */
  bookings: Booking[];
  /** The first connector's. */
  tariff: Tariff | null;
  created: Date;
  updated: Date;
};

export function renderStation(row: StationRow, now: Date) {
  const at = now.getTime();
  return {
    id: row.id,
    object: "charging_station" as const,
    address: renderAddress(row.address),
    availability: {
      connectors_available: connectorsAvailable(row, at),
      connectors_total: row.connectors.length,
      opening_hours: row.opening_hours.map(({ day, from, until }) => ({ day, from, until })),
      range: freeSpans(row, at).map(({ from, until }) => ({
        from: timestamp(new Date(from)),
        until: timestamp(new Date(until)),
      })),
    },
    capabilities: renderCapabilities(row.capabilities),
    connectors: row.connectors.map((one) => ({
      id: one.id,
      power: one.power,
      status: statusNow(row, one, at),
      type: one.type,
    })),
    created: timestamp(row.created),
    location: { latitude: row.latitude, longitude: row.longitude },
    name: row.name,
    operator: row.operator,
    operator_contact: row.operator_contact,
    pricing: pricing(row, at),
    status: row.status,
    updated: timestamp(row.updated),
  };
}

const renderAddress = (address: Address) => ({
  city: address.city,
  country: address.country,
  line1: address.line1,
  line2: address.line2,
  postal_code: address.postal_code,
  state: address.state,
});

const renderCapabilities = (capabilities: Capabilities) => ({
  "24_7_access": capabilities["24_7_access"],
  amenities: capabilities.amenities,
  payment_methods: capabilities.payment_methods,
  requires_membership: capabilities.requires_membership,
  reservable: capabilities.reservable,
});

function pricing(row: StationRow, at: number) {
  const first = row.connectors[0];
  if (row.tariff === null || first === undefined) return [];
  return unitPrices(row.tariff, at, first.power, row.timezone).map((one) => ({
    currency: one.currency,
    price: one.price,
    step_size: one.step_size,
    tax: one.tax,
    type: one.type,
  }));
}
