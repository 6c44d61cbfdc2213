// Reading the log of events.

import { cutPage } from "../../http/paging.ts";
import { get, list, resource } from "../../http/resource.ts";
import { found } from "../../lib/errors.ts";
import { timeOfId } from "../../lib/id.ts";
import * as s from "../../lib/schema.ts";
import { announces } from "./announced.ts";
import { Event, eventPatterns, eventTypes, renderEvent } from "./schema.ts";
import * as store from "./store.ts";

export default resource("events", {
  about: "What happened in the account, written with the change itself and kept for 30 days.",
  announces,
  renders: [
    {
      prefix: "evt",
      object: "event",
      expandable: {},
      load: async (work, ids) => {
        const loaded = await Promise.all(ids.map((id) => store.find(work, [id, timeOfId(id)])));
        return loaded.filter((one) => one !== null).map(renderEvent);
      },
    },
  ],
  routes: {
    list: list(
      "/v1/events",
      {
        summary: "List events",
        about: "What happened in the account, newest first, for 30 days.",
        query: s.object({
          type: s.optional(
            s.choice(eventPatterns, {
              about: "A type, or a family such as `driver.*`.",
              example: "driver.*",
            }),
          ),
          object_id: s.optional(
            s.text(100, {
              about: "Only events of the object with this id.",
              example: "drv_0M3kT9xQ4bV2kLs8nT1xY7wEf5cZa0Hd",
            }),
          ),
          delivery_success: s.optional(
            s.boolean({
              about:
                "Of the events that webhook endpoints wanted, those that reached all of them; " +
                "false: those that did not, or not yet.",
            }),
          ),
        }),
        answer: Event,
      },
      async (work, { type, ...rest }, page) => {
        const filters = type?.endsWith(".*")
          ? { types: eventTypes.filter((one) => one.startsWith(type.slice(0, -1))) }
          : type === undefined || type === "*"
            ? {}
            : { type };
        const rows = await store.list(work, page, { ...rest, ...filters });
        return cutPage(rows, page, (row) => row.id, renderEvent);
      },
    ),
    retrieve: get(
      "/v1/events/:event",
      { summary: "Retrieve an event", answer: Event },
      async (work, { event }) =>
        renderEvent(
          found(await store.find(work, [event, timeOfId(event)]), "event_not_found", event),
        ),
    ),
  },
});
