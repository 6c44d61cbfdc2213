// What a create or an update of an own station may say (spec part 3), and what a list may ask for
// (part 2).
import * as s from "../../lib/schema.ts";
import { PricingInput } from "../tariffs/short_form.ts";
import { connectorTypes, days, stationStatuses } from "./schema.ts";

const line = (max: number, about: string, example: string) =>
  s.defaulted(s.nullable(s.text(max, { about, example })), null);
const words = (about: string, example: readonly string[]) =>
  s.defaulted(s.list(s.text(50), { max: 50, unique: true, about, example }), []);

const Address = s.object(
  {
    city: line(100, "Town.", "Paris"),
    country: s.country({ about: "ISO 3166-1 alpha-2." }),
    line1: line(200, "Street and number.", "10 Rue de la Paix"),
    line2: line(200, "Building, floor.", "Level -1"),
    postal_code: line(20, "Postal code.", "75002"),
    state: line(100, "State or region.", "Île-de-France"),
  },
  { about: "Postal address; the country is required." },
);

const ConnectorInput = s.object({
  id: s.text(36, { format: "connector-id", about: "Your name for it.", example: "connector_a1" }),
  type: s.choice(connectorTypes, { about: "Plug or socket." }),
  power: s.number(0.1, 10_000, { about: "Kilowatt.", example: 150 }),
  evse: s.optional(
    s.integer(1, 1000, {
      about:
        "Number of the EVSE at the station; default: the connector's position. " +
        "Connectors of one EVSE " +
        "exclude each other. In OCPP 1.6 this is the connectorId.",
      example: 1,
    }),
  ),
  tariff: s.optional(
    s.id("trf", { about: "Price of this connector, where it is not the station's." }),
  ),
});

const OpeningHours = s.object({
  day: s.choice(days, { about: "Day of the week." }),
  from: s.timeOfDay({ about: "When it opens." }),
  until: s.timeOfDay({ end: true, about: "When it closes.", example: "22:00" }),
});

const Capabilities = s.object(
  {
    "24_7_access": s.defaulted(s.boolean({ about: "Open at all times." }), false),
    amenities: words("What is there: `wifi`, `cafe`.", ["wifi", "cafe"]),
    payment_methods: words("How one may pay at the station: `rfid`, `credit_card`.", ["rfid"]),
    requires_membership: s.defaulted(s.boolean({ about: "For members only." }), false),
    reservable: s.defaulted(s.boolean({ about: "Takes reservations." }), true),
  },
  { about: "What the station offers." },
);

const noCapabilities = {
  "24_7_access": false,
  ...{ amenities: [], payment_methods: [], requires_membership: false, reservable: true },
};

export const StationCreate = s.object({
  network: s.id("net", { about: "The network that carries it; one of the account's own." }),
  name: s.text(200, { about: "Name of the station.", example: "Depot Nord" }),
  location: s.object(s.coordinates(), { about: "Where it stands." }),
  address: Address,
  connectors: s.list(ConnectorInput, { min: 1, max: 100, about: "Its connectors, in order." }),
  availability: s.optional(
    s.object(
      {
        opening_hours: s.optional(
          s.list(OpeningHours, { max: 50, about: "Local time of the station." }),
        ),
      },
      { about: "When the station is open." },
    ),
  ),
  capabilities: s.defaulted(Capabilities, noCapabilities),
  ocpp_identity: s.optional(
    s.nullable(
      s.text(48, {
        format: "ocpp-identity",
        about: "The last part of the URL that the charger connects to; default: the station's id.",
        example: "DEPOT-01",
      }),
    ),
  ),
  operator: s.optional(
    s.text(200, {
      about: "Display name of the operator; default: the network's.",
      example: "Example Operator",
    }),
  ),
  operator_contact: line(200, "Whom drivers call or write to.", "+33189000029"),
  pricing: s.optional(
    s.list(PricingInput, {
      min: 1,
      max: 4,
      about: "Price of connectors that are given no tariff of their own; instead of `tariff`.",
    }),
  ),
  status: s.defaulted(
    s.choice(stationStatuses, { about: "Only an active station starts sessions." }),
    "active",
  ),
  tariff: s.optional(
    s.id("trf", {
      about: "Price of connectors that are given none of their own; instead of `pricing`.",
    }),
  ),
  timezone: s.optional(s.zone({ about: "Default: from the location." })),
});

export const StationUpdate = s.partial(StationCreate, ["network"]);

const degrees = (about: string) =>
  s.text(50, {
    format: "lat-lng",
    about,
    example: "52.52,13.40",
  });

export const StationFilters = s.object({
  available: s.optional(s.boolean({ about: "true: at least one such connector is free now." })),
  connector_type: s.optional(s.choice(connectorTypes, { about: "Has a connector of this type." })),
  corridor: s.optional(
    s.number(1, 100_000, {
      about: "With a route: metres to each side of it; default 5000.",
      example: 5000,
    }),
  ),
  destination: s.optional(degrees("End of a route, `lat,lng`.")),
  driver: s.optional(s.id("drv", { about: "Only this driver's preferred stations." })),
  latitude: s.optional(
    s.number(-90, 90, {
      about: "Degrees north, WGS 84; with longitude and radius: nearest first.",
      example: 48.8698,
    }),
  ),
  longitude: s.optional(s.number(-180, 180, { about: "Degrees east, WGS 84.", example: 2.3319 })),
  min_power: s.optional(
    s.number(0, 10_000, { about: "Has such a connector of at least so many kW.", example: 50 }),
  ),
  operator: s.optional(
    s.text(200, { about: "Operator by id or display name.", example: "example_operator" }),
  ),
  origin: s.optional(degrees("Start of a route, `lat,lng`: stations beside it in driving order.")),
  radius: s.optional(s.number(0, 100_000, { about: "Metres around the place.", example: 2000 })),
  status: s.optional(s.choice(stationStatuses, { about: "Only stations with this status." })),
});
