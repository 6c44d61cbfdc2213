// trigger: makes an event really happen, in test mode, and waits until it is in the log; or has a
// sample of it sent to one webhook endpoint.
import { type Call, type Command, speaking } from "./command.ts";
import { type Connection, connect } from "./connection.ts";
import { Failed } from "./failure.ts";
import type { Event } from "./follow.ts";
import { eventTypes } from "./operations.ts";
import { recipes } from "./recipes.ts";
import { sessionRecipes } from "./session_recipes.ts";
import { showObject } from "./show.ts";
import { tableLines } from "./table.ts";
import { UsageError, unknown } from "./usage.ts";
import { sleep } from "./world.ts";

const all = { ...recipes, ...sessionRecipes };

const waitMs = 30_000;
const lookMs = 200;

async function list(call: Call): Promise<void> {
  const rows = eventTypes().map((type) => ({
    type,
    how: all[type]?.about ?? "only as a sample, with --endpoint",
  }));
  if (call.has("json")) return showObject(call, rows);
  const { out } = call.world;
  const cells = rows.map(({ type, how }) => [type, how]);
  const columns = [{ title: "TYPE", firm: true }, { title: "WHAT HAPPENS" }];
  await out.write(`${tableLines(columns, cells, out.columns).join("\n")}\n`);
}

/** The newest event of the type that names the object. */
async function happened({ charge }: Connection, type: string, id: string, signal: AbortSignal) {
  for (let waited = 0; waited < waitMs; waited += lookMs) {
    const path = "/v1/events";
    const query = { type, limit: 100 };
    const page = await charge.list<Event>({ method: "GET", path, query }, { signal });
    const event = page.data.find(({ data }) => Object.values(data.object).includes(id));
    if (event !== undefined) return event;
    await sleep(lookMs, signal);
  }
  throw new Failed(`${type} did not happen to ${id} within ${waitMs / 1000} seconds.`);
}

async function reallyTrigger(call: Call, connection: Connection, type: string): Promise<void> {
  const recipe = all[type];
  if (recipe === undefined) {
    throw new UsageError(
      `${type} can not be made to happen from here; --endpoint wh_… sends a sample of it.`,
      "trigger",
    );
  }
  const { signal } = call.world;
  const { charge } = connection;
  await recipe.run({
    charge,
    options: { signal },
    pause: (ms) => sleep(ms, signal),
    happened: async (one, id) => {
      const event = await happened(connection, one, id, signal);
      if (one === type) await showObject(call, { id: event.id, type, object: event.data.object });
    },
    type,
  });
}

async function trigger(call: Call): Promise<void> {
  const [type] = call.rest;
  if (call.has("list")) return list(call);
  if (type === undefined) throw new UsageError("Missing: the type of event.", "trigger");
  if (!eventTypes().includes(type)) {
    throw new UsageError(unknown("type of event", type, eventTypes()), "trigger");
  }
  const connection = connect(call);
  if (connection.live) throw new UsageError("Events are triggered in test mode only.", "trigger");
  const endpoint = call.flag("endpoint");
  if (endpoint === undefined) return reallyTrigger(call, connection, type);
  const path = "/v1/webhook_endpoints/{webhook_endpoint}/test";
  const request = { method: "POST", path, ids: [endpoint], body: { type } } as const;
  const { signal } = call.world;
  await showObject(call, await connection.charge.request(request, { signal }));
}

export const triggerCommand: Command = {
  words: ["trigger"],
  takes: ["event_type"],
  optional: 1,
  about: "Make an event happen, in test mode",
  more: [
    "Does through the API what the event tells of, with objects of its own that say so in their " +
      "metadata, and waits until the event is in the log.",
  ],
  flags: [
    { name: "list", about: "All types, and what each of them does." },
    { name: "endpoint", value: "WH", about: "Sends a sample to this webhook endpoint instead." },
    ...speaking,
  ],
  run: trigger,
};
