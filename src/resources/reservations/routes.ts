// The endpoints of reservations. Confirming waits for the payer's bank where a fee is due
// (http/resource.ts, Awaited).
import { cutPage } from "../../http/paging.ts";
import { Awaited, get, list, post, resource, type Waiter } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import { cancel, cancelOf, hear } from "./actions.ts";
import { confirm } from "./choose_actions.ts";
import { statuses } from "./machine.ts";
import { create, update } from "./make_actions.ts";
import {
  Reservation,
  ReservationConfirm,
  ReservationCreate,
  ReservationUpdate,
  renderReservation,
} from "./schema.ts";
import * as store from "./store.ts";

const notFound = "reservation_not_found";

/** Confirmed, or failed for a declined fee. */
const confirmed: Waiter = async (work, id) => {
  const row = found(await store.find(work, [id]), notFound, id);
  return row.state === "authorising" ? null : renderReservation(row);
};

const refusals = [
  "reservation_invalid_input",
  "driver_not_found",
  "vehicle_not_found",
  "payment_method_not_found",
  "payment_method_scope_invalid",
  "driver_fleet_conflict",
  "policy_blocked",
] as const;

export default resource("reservations", {
  about:
    "A connector that is kept for a driver: wanted around a place and a time, chosen half an " +
    "hour before, charged for only if it is cancelled too late or not used.",
  renders: [
    {
      prefix: "res",
      object: "reservation",
      expandable: {
        charging_station: "chst",
        driver: "drv",
        payment_method: "pm",
        vehicle: "veh",
      },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderReservation),
    },
  ],
  waits: { reservation_confirmed: confirmed },
  listens: {
    // Whoever decides a hold locks its reservation first, as reservations do.
    "hold.deciding": async (work, { source }) => {
      if (source.startsWith("res_")) await store.lock(work, [source]);
    },
    "hold.authorized": (work, { source }) =>
      hear(work, source, "hold_authorized", { confirmed_at: work.now }),
    "hold.declined": (work, { source }) =>
      hear(work, source, "hold_declined", { failed_reason: "payment_failed" }),
    "driver.deleted": (work, { driver }) => cancelOf(work, "driver", driver),
    "vehicle.deleted": (work, { vehicle }) => cancelOf(work, "vehicle", vehicle),
    "fleet.deleted": (work, { fleet }) => cancelOf(work, "fleet", fleet),
    "payment_method.deleting": (work, { method }) => cancelOf(work, "payment_method", method),
  },
  routes: {
    create: post(
      "/v1/reservations",
      {
        summary: "Create a reservation",
        about:
          "Checks statuses and the policies' time windows against the ideal span. A station is " +
          "chosen 30 minutes before `ideal_start`, or when you confirm it. One that is made " +
          "later than that has its station chosen two seconds afterwards, unless you confirm it " +
          "first: where there is a fee and neither driver nor fleet has a default payment " +
          "method, name one here.",
        body: ReservationCreate,
        answer: Reservation,
        costs: true,
        refuses: refusals,
      },
      async (work, input) => renderReservation(await create(work, input)),
    ),
    list: list(
      "/v1/reservations",
      {
        summary: "List reservations",
        query: s.object({
          status: s.optional(s.choice(statuses, { about: "Only reservations with this status." })),
          driver: s.optional(s.id("drv", { about: "Only reservations of this driver." })),
          vehicle: s.optional(s.id("veh", { about: "Only reservations for this vehicle." })),
          charging_station: s.optional(
            s.id("chst", { about: "Only reservations at this station." }),
          ),
        }),
        answer: Reservation,
      },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderReservation),
    ),
    retrieve: get(
      "/v1/reservations/:reservation",
      { summary: "Retrieve a reservation", answer: Reservation },
      async (work, { reservation: id }) =>
        renderReservation(found(await store.find(work, [id]), notFound, id)),
    ),
    update: post(
      "/v1/reservations/:reservation",
      {
        summary: "Update a reservation",
        about: "Only while it is pending. Parameters you omit keep their current values.",
        body: ReservationUpdate,
        answer: Reservation,
        refuses: [...refusals, "reservation_update_invalid_state"],
      },
      async (work, { reservation: id, ...input }) =>
        renderReservation(await update(work, id, input)),
    ),
    confirm: post(
      "/v1/reservations/:reservation/confirm",
      {
        summary: "Confirm a reservation",
        about:
          "Chooses a station now, at most 7 days ahead: favourites of the driver first, then the " +
          "nearest, then the cheapest. The fee is authorised and the connector kept, or the " +
          "reservation is `failed` and `failed_reason` says why.",
        body: ReservationConfirm,
        answer: Reservation,
        costs: true,
        refuses: [
          "reservation_invalid_state",
          "payment_method_not_found",
          "payment_method_scope_invalid",
        ],
      },
      async (work, { reservation: id, payment_method: method = null }) => {
        const row = await confirm(work, id, method);
        if (row.state !== "authorising") return renderReservation(row);
        return new Awaited({ wait: "reservation_confirmed", id });
      },
    ),
    cancel: post(
      "/v1/reservations/:reservation/cancel",
      {
        summary: "Cancel a reservation",
        about:
          "Free while it is pending, in the five minutes after its confirmation, and until " +
          "`free_until_before` seconds before `reserved_start`; later the fee is charged.",
        answer: Reservation,
        refuses: ["reservation_cancel_invalid_state"],
      },
      async (work, { reservation: id }) => renderReservation(await cancel(work, id)),
    ),
  },
});
