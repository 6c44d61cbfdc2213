// The endpoints of vehicles.
import { cutPage } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import { namesOthers } from "../policies/naming.ts";
import * as actions from "./actions.ts";
import {
  renderVehicle,
  Vehicle,
  VehicleCreate,
  VehicleOwner,
  VehicleUpdate,
  vehicleFilters,
} from "./schema.ts";
import * as store from "./store.ts";

/** What naming an owner can be refused with. */
const namesOwner = [
  "owner_scope_invalid",
  "driver_or_fleet_not_found",
  "driver_fleet_conflict",
] as const;

export default resource("vehicles", {
  about: "A car, van or truck: its battery, its plug, its drivers and its fleet.",
  renders: [
    {
      prefix: "veh",
      object: "vehicle",
      expandable: { drivers: "drv", fleet: "flt", telemetry: "vtel" },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderVehicle),
    },
  ],
  listens: {
    "driver.deleting": (work, { driver, vehicles }) =>
      actions.driverDeleting(work, driver, vehicles),
    "fleet.deleted": (work, { vehicles }) => actions.fleetDeleted(work, vehicles),
  },
  routes: {
    create: post(
      "/v1/vehicles",
      {
        summary: "Create a vehicle",
        about: "Attach it to a driver or a fleet before it charges.",
        body: VehicleCreate,
        adds: (input) => !namesOthers(input),
        answer: Vehicle,
        refuses: ["policy_not_found"],
      },
      async (work, input) => renderVehicle(await actions.create(work, input)),
    ),
    list: list(
      "/v1/vehicles",
      { summary: "List vehicles", query: vehicleFilters, answer: Vehicle },
      async (work, filters, page) =>
        cutPage(await store.list(work, page, filters), page, (row) => row.id, renderVehicle),
    ),
    retrieve: get(
      "/v1/vehicles/:vehicle",
      { summary: "Retrieve a vehicle", answer: Vehicle },
      async (work, { vehicle }) =>
        renderVehicle(found(await store.find(work, [vehicle]), "vehicle_not_found", vehicle)),
    ),
    update: post(
      "/v1/vehicles/:vehicle",
      {
        summary: "Update a vehicle",
        about: "Parameters you omit keep their current values. The VIN cannot be changed.",
        body: VehicleUpdate,
        example: { registration_plate: "AB-123-CD" },
        refuses: ["policy_not_found"],
        answer: Vehicle,
      },
      async (work, { vehicle, ...input }) =>
        renderVehicle(await actions.update(work, vehicle, input)),
    ),
    remove: remove(
      "/v1/vehicles/:vehicle",
      {
        summary: "Delete a vehicle",
        about: "Sessions and transactions keep the vehicle's id. Not while a session runs.",
        object: "vehicle",
        refuses: ["charging_session_conflict"],
      },
      (work, { vehicle }) => actions.remove(work, vehicle),
    ),
    attach: post(
      "/v1/vehicles/:vehicle/attach",
      {
        summary: "Attach a vehicle to a driver or a fleet",
        about:
          "A vehicle may have many drivers and one fleet: attaching it to a second fleet moves " +
          "it, which is refused while a session runs. Attaching again changes nothing.",
        body: VehicleOwner,
        refuses: namesOwner,
        answer: Vehicle,
      },
      async (work, { vehicle, ...owner }) =>
        renderVehicle(await actions.attach(work, vehicle, actions.ownerOf(owner))),
    ),
    detach: post(
      "/v1/vehicles/:vehicle/detach",
      {
        summary: "Detach a vehicle from a driver or its fleet",
        about: "Not attached: nothing changes. Not while the vehicle has an active session.",
        body: VehicleOwner,
        refuses: namesOwner,
        answer: Vehicle,
      },
      async (work, { vehicle, ...owner }) =>
        renderVehicle(await actions.detach(work, vehicle, actions.ownerOf(owner))),
    ),
  },
});
