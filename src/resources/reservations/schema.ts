// The reservation as the contract shows it (spec/samples/reservation.json), and its row.
import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";
import { type State, type Status, statuses } from "./machine.ts";

export const connectorTypes = ["CHAdeMO", "CCS", "Type2"] as const;
export type WantedType = (typeof connectorTypes)[number];
export const failedReasons = ["no_available_connectors", "payment_failed", "other"] as const;
export type FailedReason = (typeof failedReasons)[number];

const fields = {
  connector_type: s.list(s.choice(connectorTypes), {
    about: "Types that are welcome; one that does not fit the vehicle is never chosen.",
    example: ["CCS"],
    min: 1,
    max: 3,
    unique: true,
  }),
  ideal_start: s.timestamp({ about: "When charging should begin; in the future." }),
  ideal_end: s.timestamp({ about: "When it should end; after `ideal_start`." }),
  location: s.object(
    {
      ...s.coordinates(),
      radius: s.integer(1, 50_000, { about: "How far around it, in metres.", example: 1500 }),
    },
    { about: "Where a station is looked for." },
  ),
};

export const ReservationCreate = s.object({
  driver: s.id("drv", { about: "Who will charge." }),
  vehicle: s.id("veh", {
    about: "What will be charged. Must be the driver's, or of a fleet of theirs.",
  }),
  connector_type: fields.connector_type,
  ideal_start: fields.ideal_start,
  ideal_end: fields.ideal_end,
  earliest_start: s.defaulted(
    s.nullable(
      s.timestamp({
        about: "The span may be shifted to begin as early as this; null: not before `ideal_start`.",
      }),
    ),
    null,
  ),
  latest_end: s.defaulted(
    s.nullable(
      s.timestamp({
        about: "The span may be shifted to end as late as this; null: not after `ideal_end`.",
      }),
    ),
    null,
  ),
  location: fields.location,
  payment_method: s.defaulted(
    s.nullable(
      s.id("pm", { about: "Who pays the fee; null: the driver's default, then the fleet's." }),
    ),
    null,
  ),
  metadata: s.optional(s.metadataInput()),
});

export const ReservationUpdate = s.partial(ReservationCreate);

export const ReservationConfirm = s.object({
  payment_method: s.optional(
    s.nullable(s.id("pm", { about: "Pays the fee instead of the reservation's own." })),
  ),
});

export const Reservation = s.object({
  id: s.id("res", { about: "Unique identifier." }),
  object: s.literal("reservation"),
  cancellation_policy: s.object(
    {
      free_until_before: s.integer(0, 604_800, {
        about: "Seconds before `reserved_start` until which cancelling is free.",
        example: 1800,
      }),
      type: s.literal("free_cancellation", { about: "The only kind there is." }),
    },
    {
      about:
        "Set from the account's settings at creation. Five minutes from the confirmation are " +
        "always free.",
    },
  ),
  charging_station: s.nullable(s.id("chst", { about: "The station that was chosen, or null." })),
  confirmed_at: s.nullable(s.timestamp({ about: "When the connector was promised." })),
  connector_type: fields.connector_type,
  created: s.timestamp(),
  currency: s.currency({ about: "Currency of the fee." }),
  driver: s.id("drv"),
  earliest_start: s.nullable(s.timestamp()),
  failed_reason: s.nullable(
    s.choice(failedReasons, {
      about:
        "`no_available_connectors`: none fits, is allowed and free; `payment_failed`: the fee " +
        "was declined, or nobody pays it; `other`: what was reserved cannot be used.",
    }),
  ),
  ideal_end: fields.ideal_end,
  ideal_start: fields.ideal_start,
  latest_end: s.nullable(s.timestamp()),
  location: fields.location,
  metadata: s.metadata(),
  payment_method: s.nullable(s.id("pm")),
  reservation_fee: s.integer(0, 1_000_000_000, {
    about: "Charged if it is cancelled too late or not used; smallest currency unit.",
    example: 1200,
  }),
  reserved_end: s.nullable(s.timestamp({ about: "Until when the connector is kept." })),
  reserved_start: s.nullable(s.timestamp({ about: "From when on the connector is kept." })),
  status: s.choice(statuses, {
    about:
      "`pending` until a station is chosen, 30 minutes before `ideal_start` or on `confirm`; " +
      "`completed`: the driver charged; `expired`: the driver did not come.",
  }),
  updated: s.timestamp(),
  vehicle: s.id("veh"),
});

export type ReservationRow = {
  id: string;
  state: State;
  status: Status;
  driver: string;
  vehicle: string;
  fleet: string | null;
  payment_method: string | null;
  connector_types: WantedType[];
  ideal_start: Date;
  ideal_end: Date;
  earliest_start: Date | null;
  latest_end: Date | null;
  latitude: number;
  longitude: number;
  radius: number;
  fee: number;
  currency: string;
  free_until_before: number;
  metadata: Metadata;
  charging_station: string | null;
  connector: string | null;
  evse: number | null;
  connector_type: string | null;
  connector_kw: number | null;
  network_kind: "simulator" | "ocpp" | null;
  identity: string | null;
  reserved_start: Date | null;
  reserved_end: Date | null;
  number: number | null;
  order_at: Date | null;
  refused: string[];
  hold_id: string | null;
  decision: string | null;
  session: string | null;
  session_began: Date | null;
  failed_reason: FailedReason | null;
  confirmed_at: Date | null;
  created: Date;
  updated: Date;
};

export const renderReservation = (row: ReservationRow) => ({
  id: row.id,
  object: "reservation" as const,
  cancellation_policy: {
    free_until_before: row.free_until_before,
    type: "free_cancellation" as const,
  },
  charging_station: promised(row) ? row.charging_station : null,
  confirmed_at: timestampOrNull(row.confirmed_at),
  connector_type: row.connector_types,
  created: timestamp(row.created),
  currency: row.currency,
  driver: row.driver,
  earliest_start: timestampOrNull(row.earliest_start),
  failed_reason: row.failed_reason,
  ideal_end: timestamp(row.ideal_end),
  ideal_start: timestamp(row.ideal_start),
  latest_end: timestampOrNull(row.latest_end),
  location: { latitude: row.latitude, longitude: row.longitude, radius: row.radius },
  metadata: row.metadata,
  payment_method: row.payment_method,
  reservation_fee: row.fee,
  reserved_end: promised(row) ? timestampOrNull(row.reserved_end) : null,
  reserved_start: promised(row) ? timestampOrNull(row.reserved_start) : null,
  status: row.status,
  updated: timestamp(row.updated),
  vehicle: row.vehicle,
});

/** While the fee is not decided, nothing is promised. */
const promised = (row: ReservationRow): boolean => row.confirmed_at !== null;
