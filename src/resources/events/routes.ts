// Reading the log of events, and following it live.
import { get, list, resource, stream } from "../../http/resource.ts";
import * as s from "../../lib/schema.ts";
import { announces } from "./announced.ts";
import { openFeed } from "./feed_actions.ts";
import * as reading from "./reading_actions.ts";
import { Event, eventPatterns } from "./schema.ts";
import { follow } from "./stream_actions.ts";

const filters = {
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
};

export default () => {
  const feed = openFeed();
  return resource("events", {
    about: "What happened in the account, written with the change itself and kept for 30 days.",
    announces,
    renders: [{ prefix: "evt", object: "event", expandable: {}, load: reading.load }],
    routes: {
      list: list(
        "/v1/events",
        {
          summary: "List events",
          about:
            "What happened in the account, newest first, for 30 days. A restricted key sees the " +
            "events whose objects it may read.",
          query: s.object({
            ...filters,
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
        reading.page,
      ),
      stream: stream(
        "/v1/events/stream",
        {
          summary: "Follow events live",
          about:
            "Server-sent events: `id` is the event's id, `event` its type, `data` the event as " +
            "JSON. They come as they are committed, none left out and none twice; a client that " +
            "comes back with `Last-Event-ID` gets what it missed first. A message of an id alone " +
            "opens the stream: the place to come back to before the first event. An id that is " +
            "unknown or " +
            "older than 30 days is refused with 400. A comment every 15 seconds keeps the " +
            "connection open. The stream ends when the key is revoked or given other rights, " +
            "when the client takes nothing for 30 seconds and when the server stops. A key may " +
            "have 20 open.",
          query: s.object(filters),
          answer: Event,
        },
        (input, context) => follow(feed, input, context),
      ),
      retrieve: get(
        "/v1/events/:event",
        { summary: "Retrieve an event", answer: Event },
        async (work, { event }) => reading.get(work, event),
      ),
    },
  });
};
