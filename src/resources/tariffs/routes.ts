// The endpoints of tariffs (spec part 3). Stations take them at `POST /v1/charging_stations`.
import { cutPage } from "../../http/paging.ts";
import { get, list, post, remove, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as actions from "./actions.ts";
import { renderTariff, Tariff, TariffCreate, TariffUpdate } from "./schema.ts";
import * as store from "./store.ts";

const dayAndNight = {
  currency: "eur",
  name: "Day and night",
  elements: [
    {
      price_components: [{ type: "ENERGY", price: "29.5" }],
      restrictions: { start_time: "22:00", end_time: "06:00" },
    },
    { price_components: [{ type: "ENERGY", price: 42 }] },
    {
      price_components: [{ type: "PARKING_TIME", price: 600, step_size: 60 }],
      restrictions: { min_duration: 7200 },
    },
  ],
  max_price: 6000,
};

export default resource("tariffs", {
  about:
    "What charging costs: elements with prices and the restrictions under which they apply, as " +
    "OCPI 2.2.1 has them. Given to connectors of own stations.",
  renders: [
    {
      prefix: "trf",
      object: "tariff",
      expandable: {},
      load: async (work, ids) => (await store.loadListed(work, [ids])).map(renderTariff),
    },
  ],
  routes: {
    create: post(
      "/v1/tariffs",
      {
        summary: "Create a tariff",
        about: "Give it to stations as their `tariff`, or to one of their connectors.",
        body: TariffCreate,
        example: dayAndNight,
        answer: Tariff,
      },
      async (work, input) => renderTariff(await actions.create(work, input)),
    ),
    list: list(
      "/v1/tariffs",
      {
        summary: "List tariffs",
        about: "Without those that came about from a station's `pricing`.",
        answer: Tariff,
      },
      async (work, _, page) =>
        cutPage(await store.list(work, page), page, (row) => row.id, renderTariff),
    ),
    retrieve: get(
      "/v1/tariffs/:tariff",
      { summary: "Retrieve a tariff", answer: Tariff },
      async (work, { tariff: id }) =>
        renderTariff(found(await store.findListed(work, [id]), "tariff_not_found", id)),
    ),
    update: post(
      "/v1/tariffs/:tariff",
      {
        summary: "Update a tariff",
        about:
          "Holds for sessions that begin from then on: one under way keeps the tariff that it " +
          "began with. `elements` is replaced whole; the currency stays.",
        body: TariffUpdate,
        example: { max_price: 5000 },
        answer: Tariff,
      },
      async (work, { tariff: id, ...input }) => renderTariff(await actions.update(work, id, input)),
    ),
    remove: remove(
      "/v1/tariffs/:tariff",
      {
        summary: "Delete a tariff",
        about:
          "Not while a connector has it. Sessions under way keep the tariff that they began with.",
        object: "tariff",
        refuses: ["tariff_state_conflict"],
      },
      (work, { tariff: id }) => actions.remove(work, id),
    ),
  },
});
