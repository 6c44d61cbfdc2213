// The endpoints of the lines to chargers.
import { cutPage } from "../../http/paging.ts";
import { get, list, post, resource } from "../../http/resource.ts";
import * as s from "../../lib/schema.ts";
import type { Vault } from "../../lib/secret.ts";
import * as actions from "./actions.ts";
import { messages } from "./messages/routes.ts";
import { notices } from "./notices/routes.ts";
import {
  ConnectionApproval,
  ConnectionUpdate,
  RolledConnection,
  renderConnection,
  StationConnection,
} from "./schema.ts";
import * as settings from "./settings_actions.ts";
import * as store from "./store.ts";
import { variables } from "./variables/routes.ts";

export type Dependencies = { readonly vault: Vault };

export default ({ vault }: Dependencies) =>
  resource("station_connections", {
    about: "The line to a charger: who is connected, with what protocol, since when.",
    renders: [
      {
        prefix: "conn",
        object: "station_connection",
        expandable: { charging_station: "chst" },
        load: async (work, ids) => (await store.load(work, [ids])).map(renderConnection),
      },
    ],
    listens: {
      "charging_station.identified": (work, { station, identity }) =>
        actions.identify(work, station, identity),
    },
    routes: {
      list: list(
        "/v1/station_connections",
        {
          summary: "List station connections",
          about:
            "Those of own stations. `pending`: chargers that nobody knows; they wait to be " +
            "approved, or for a station of their identity. The installation's account sees them, " +
            "in either mode.",
          query: s.object({
            status: s.optional(
              s.choice(["pending", "online", "offline"], {
                about: "Only connections of this status.",
              }),
            ),
          }),
          answer: StationConnection,
        },
        async (work, { status }, page) => {
          const online = status === undefined ? undefined : status === "online";
          const rows =
            status === "pending"
              ? await store.pending(work, page)
              : await store.list(work, page, { online });
          return cutPage(rows, page, (row) => row.id, renderConnection);
        },
      ),
      retrieve: get(
        "/v1/charging_stations/:charging_station/connection",
        {
          summary: "Retrieve a station's connection",
          about: "Only stations of an OCPP network have one.",
          answer: StationConnection,
          refuses: ["station_connection_not_found"],
        },
        async (work, { charging_station: id }) =>
          renderConnection(await actions.connectionOf(work, id)),
      ),
      messages,
      variables,
      notices,
      update: post(
        "/v1/charging_stations/:charging_station/connection",
        {
          summary: "Update a station's connection",
          about:
            "How strictly its messages are checked, and how secure its line must be. A charger " +
            "that is connected and checked otherwise, or less securely, is hung up on, and comes " +
            "back.",
          body: ConnectionUpdate,
          answer: StationConnection,
          refuses: ["station_connection_not_found"],
        },
        async (work, { charging_station: id, ...input }) =>
          renderConnection(await settings.configure(work, id, input)),
      ),
      approve: post(
        "/v1/charging_stations/:charging_station/connection/approve",
        {
          summary: "Approve a charger",
          about:
            "Makes a charger that waits as `pending` (or has yet to come) this station's: gives " +
            "the station its identity, and answers with a password for it, this once.",
          body: ConnectionApproval,
          answer: RolledConnection,
          refuses: ["charging_session_conflict", "station_connection_not_found"],
          secretAnswer: true,
        },
        (work, { charging_station: id, identity }) => settings.approve(work, vault, id, identity),
      ),
      rollPassword: post(
        "/v1/charging_stations/:charging_station/connection/roll_password",
        {
          summary: "Roll a charger's password",
          about:
            "The answer shows the password this once. The one before stays good until the " +
            "charger has come with the new one, and a charger that is online is handed it.",
          answer: RolledConnection,
          refuses: ["station_connection_not_found"],
          secretAnswer: true,
        },
        (work, { charging_station: id }) => actions.rollPassword(work, vault, id),
      ),
    },
  });
