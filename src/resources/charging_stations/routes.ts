// The endpoints of charging stations: the contract's two reads, and making one's own.
import type { ReadWork } from "../../db/work.ts";
import { cutPage, type PageRequest } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import { operatorId } from "../../lib/slug.ts";
import { StationCreate, StationFilters, StationUpdate } from "./input.ts";
import * as own from "./own/actions.ts";
import { ChargingStation, renderStation } from "./schema.ts";
import * as search from "./search/actions.ts";
import { type Asked, wayOf } from "./search/asked.ts";
import * as store from "./store.ts";

async function hitsOf(work: ReadWork, asked: Asked, page: PageRequest): Promise<search.Hit[]> {
  const { available, connector_type, driver, min_power, operator, status } = asked;
  const filters = {
    ...{ available, connector_type, driver, min_power, status },
    operator: operator === undefined ? undefined : operatorId(operator),
  };
  const way = wayOf(asked);
  if (way.kind === "around") return search.nearest(work, way, filters, page);
  if (way.kind === "route") return search.alongRoute(work, way, filters, page);
  return search.newest(work, filters, page);
}

async function listed(work: ReadWork, asked: Asked, page: PageRequest) {
  const hits = await hitsOf(work, asked, page);
  const rows = await store.load(work, [hits.map((one) => one.id), work.now]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const cut = cutPage(
    hits,
    page,
    (hit) => hit.key,
    (hit) => hit,
  );
  // What was deleted between the two statements is left out, and the walk goes on behind it.
  const there = cut.data.flatMap((hit) => byId.get(hit["id"] as string) ?? []);
  return { ...cut, data: there.map((row) => renderStation(row, work.now)) };
}

export default resource("charging_stations", {
  about:
    "Where vehicles charge: connectors, prices, opening hours, and what is free now. Stations " +
    "come from networks; one's own can be made and changed.",
  renders: [
    {
      prefix: "chst",
      object: "charging_station",
      expandable: {},
      load: async (work, ids) =>
        (await store.load(work, [ids, work.now])).map((row) => renderStation(row, work.now)),
    },
  ],
  routes: {
    create: post(
      "/v1/charging_stations",
      {
        summary: "Create a charging station",
        about: "An own station on one of the account's networks: a simulator or OCPP.",
        body: StationCreate,
        example: {
          ...{ network: "net_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd", name: "Depot Nord" },
          location: { latitude: 48.8698, longitude: 2.3319 },
          address: { country: "FR", city: "Paris", line1: "10 Rue de la Paix" },
          connectors: [{ id: "connector_a1", type: "CCS", power: 150 }],
          pricing: [{ currency: "eur", price: 42, type: "ENERGY" }],
        },
        refuses: ["network_not_found", "tariff_not_found"],
        answer: ChargingStation,
      },
      async (work, input) => renderStation(await own.create(work, input), work.now),
    ),
    list: list(
      "/v1/charging_stations",
      {
        summary: "List charging stations",
        about:
          "Newest first. With `latitude`, `longitude` and `radius`: nearest first. With " +
          "`origin` and " +
          "`destination`: those beside the route, in driving order.",
        query: StationFilters,
        answer: ChargingStation,
        refuses: ["parameter_missing"],
      },
      listed,
    ),
    retrieve: get(
      "/v1/charging_stations/:charging_station",
      { summary: "Retrieve a charging station", answer: ChargingStation },
      async (work, { charging_station: id }) =>
        renderStation(
          found(await store.find(work, [id, work.now]), "charging_station_not_found", id),
          work.now,
        ),
    ),
    update: post(
      "/v1/charging_stations/:charging_station",
      {
        summary: "Update a charging station",
        about:
          "One's own. Parameters you omit keep their current values; `connectors` is " +
          "replaced whole.",
        body: StationUpdate,
        refuses: ["tariff_not_found", "charging_session_conflict"],
        answer: ChargingStation,
      },
      async (work, { charging_station: id, ...input }) =>
        renderStation(await own.update(work, id, input), work.now),
    ),
    remove: remove(
      "/v1/charging_stations/:charging_station",
      {
        summary: "Delete a charging station",
        about: "One's own; not while a session is under way there. History keeps its id.",
        object: "charging_station",
        refuses: ["charging_session_conflict"],
      },
      (work, { charging_station: id }) => own.remove(work, id),
    ),
  },
});
