// The endpoints of commands to chargers.
import { cutPage } from "../../http/paging.ts";
import { get, list, post, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import * as s from "../../lib/schema.ts";
import type { Vault } from "../../lib/secret.ts";
import * as stations from "../charging_stations/actions.ts";
import * as actions from "./actions.ts";
import { commandTypes } from "./parameters.ts";
import { Command, CommandCreate, renderCommand, statuses } from "./schema.ts";
import * as store from "./store.ts";

export type Dependencies = { readonly vault: Vault };

const createText =
  "Has the station's charger do something: `type` says what, and the object of that name says " +
  "how. Names and parameters are the same whatever protocol the charger speaks. Answers at once " +
  "with `pending`; read it again, or wait for `command.succeeded` or `command.failed`. Commands " +
  "of one station are sent one after another. One that is offline, or whose boot is not " +
  "accepted, is waited for, `timeout` seconds; it has 30 seconds to answer. What may have been " +
  "sent is never sent twice, unless it is harmless: it is `timed_out` then. Only one's own " +
  "stations take commands.";

export default ({ vault }: Dependencies) =>
  resource("commands", {
    about:
      "What a charger is asked to do beside charging, by names that belong to no protocol, and " +
      "what became of it.",
    renders: [
      {
        prefix: "cmd",
        object: "command",
        expandable: { charging_station: "chst" },
        load: async (work, ids) => (await store.load(work, [ids])).map(renderCommand),
      },
    ],
    routes: {
      create: post(
        "/v1/charging_stations/:charging_station/commands",
        {
          summary: "Give a station a command",
          about: createText,
          body: CommandCreate,
          example: { type: "reset", reset: { type: "soft" } },
          refuses: ["charging_session_not_found", "parameter_invalid", "parameter_missing"],
          answer: Command,
        },
        async (work, { charging_station: id, ...input }) =>
          renderCommand(await actions.create(work, vault, id, input)),
      ),
      list: list(
        "/v1/charging_stations/:charging_station/commands",
        {
          summary: "List a station's commands",
          query: s.object({
            status: s.optional(s.choice(statuses, { about: "Only commands of this status." })),
            type: s.optional(s.choice(commandTypes, { about: "Only commands of this type." })),
          }),
          answer: Command,
        },
        async (work, { charging_station: id, ...filters }, page) => {
          await stations.ownStation(work, id);
          const rows = await store.list(work, page, { ...filters, station: id });
          return cutPage(rows, page, (row) => row.id, renderCommand);
        },
      ),
      retrieve: get(
        "/v1/commands/:command",
        { summary: "Retrieve a command", answer: Command },
        async (work, { command: id }) =>
          renderCommand(found(await store.find(work, [id]), "command_not_found", id)),
      ),
    },
  });
