// The endpoints of telemetry: the latest reading (contract), ingestion and history (extensions,
// spec part 3).
import { cutPage } from "../../http/paging.ts";
import { get, list, post, resource } from "../../http/resource.ts";
import { found, refuse } from "../../lib/errors.ts";
import * as vehicles from "../vehicles/store.ts";
import * as actions from "./actions.ts";
import {
  renderReading,
  renderTelemetry,
  TelemetryIngest,
  TelemetryReading,
  VehicleTelemetry,
} from "./schema.ts";
import * as store from "./store.ts";

export default resource("vehicle_telemetries", {
  about:
    "What a vehicle says of itself: battery, place, odometer, software. The newest value of each " +
    "part is the vehicle's telemetry; every reading is kept in its history.",
  renders: [
    {
      prefix: "vtel",
      object: "vehicle_telemetry",
      expandable: { vehicle: "veh" },
      load: async (work, ids) => (await store.load(work, [ids])).map(renderTelemetry),
    },
  ],
  routes: {
    retrieve: get(
      "/v1/vehicles/:vehicle/telemetry",
      {
        summary: "Retrieve a vehicle's telemetry",
        about:
          "The latest value of each part, with the time it was measured at. Before the first " +
          "reading: 404.",
        answer: VehicleTelemetry,
        refuses: ["vehicle_telemetry_not_found"],
      },
      async (work, { vehicle }) => {
        found(await vehicles.find(work, [vehicle]), "vehicle_not_found", vehicle);
        const row = await store.find(work, [vehicle]);
        if (row === null) {
          refuse("vehicle_telemetry_not_found", "The vehicle has sent no reading yet.");
        }
        return renderTelemetry(row);
      },
    ),
    ingest: post(
      "/v1/vehicles/:vehicle/telemetry",
      {
        summary: "Send in telemetry",
        about:
          "One reading, or up to 1 000 under `readings`. Each is kept in the history by its own " +
          "time; one that was sent before has no second effect. Answers the telemetry as it is " +
          "afterwards.",
        body: TelemetryIngest,
        example: { battery: { level: 78, status: "idle" }, odometer: { value: 32_540 } },
        answer: VehicleTelemetry,
      },
      async (work, { vehicle, ...input }) =>
        renderTelemetry(await actions.ingest(work, vehicle, input)),
    ),
    history: list(
      "/v1/vehicles/:vehicle/telemetry/history",
      {
        summary: "List a vehicle's readings",
        about: "Newest first, by the time they were measured at, however late they arrived.",
        answer: TelemetryReading,
      },
      async (work, { vehicle }, page) => {
        found(await vehicles.find(work, [vehicle]), "vehicle_not_found", vehicle);
        const rows = await store.history(work, page, { vehicle });
        return cutPage(rows, page, (row) => row.id, renderReading);
      },
    ),
  },
});
