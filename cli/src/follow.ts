// The live stream of events, with patterns for what is wanted. It mends itself; what it was told
// of the connection goes to standard error.
import type { Charge } from "../../sdk/src/charge.ts";
import type { Message } from "../../sdk/src/server_sent_events.ts";
import { type Fetch, ownSurroundings } from "../../sdk/src/surroundings.ts";
import { type Call, type Flag, parted } from "./command.ts";
import { eventTypes } from "./operations.ts";
import { UsageError, unknown } from "./usage.ts";

export type Event = {
  readonly id: string;
  readonly type: string;
  readonly created: string;
  readonly data: { readonly object: { readonly id?: string } };
};

export const followFlags: readonly Flag[] = [
  { name: "events", value: "TYPES", about: "Only these: driver.created, charge.*; by commas." },
  { name: "skip", value: "TYPES", about: "Not these." },
  { name: "object", value: "ID", about: "Only events of the object with this id." },
  { name: "after", value: "EVENT", about: "Begins with what came after this event." },
];

const fits = (type: string, pattern: string): boolean =>
  pattern === "*" ||
  (pattern.endsWith(".*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern);

function patterns(call: Call, flag: string): string[] {
  const given = parted(call.list(flag));
  const types = eventTypes();
  for (const one of given) {
    if (types.some((type) => fits(type, one))) continue;
    throw new UsageError(unknown("type of event", one, types));
  }
  return given;
}

/** Tells when the stream is open, and of each time that it breaks and is mended. */
function watched(call: Call, onOpen: (again: boolean) => Promise<void>): Fetch {
  let opened = 0;
  let broken = false;
  const { err } = call.world;
  return async (url, init) => {
    if (opened > 0 && !broken) {
      broken = true;
      await err.write("The stream broke; connecting again.\n");
    }
    const answer = await ownSurroundings.fetch(url, init);
    if (answer.status === 200) {
      await onOpen(opened > 0);
      opened++;
      broken = false;
    }
    return answer;
  };
}

/** The `fetch` for the client of a stream: `ready` is called once, when events begin to come. */
export const streamFetch = (call: Call, ready: () => Promise<void>): Fetch =>
  watched(call, (again) => (again ? call.world.err.write("Connected again.\n") : ready()));

export type Followed = { readonly event: Event; readonly message: Message };

export async function* follow(call: Call, charge: Charge): AsyncGenerator<Followed> {
  const [wanted, unwanted] = [patterns(call, "events"), patterns(call, "skip")];
  const { signal } = call.world;
  const query = {
    ...(wanted.length === 1 ? { type: wanted[0] } : {}),
    ...(call.flag("object") === undefined ? {} : { object_id: call.flag("object") }),
  };
  const stream = charge.stream(
    { method: "GET", path: "/v1/events/stream", query },
    { signal, lastEventId: call.flag("after") },
  );
  for await (const message of stream.messages()) {
    const event = JSON.parse(message.data) as Event;
    const any = wanted.length === 0 || wanted.some((one) => fits(event.type, one));
    if (any && !unwanted.some((one) => fits(event.type, one))) yield { event, message };
  }
}

/** Runs until Ctrl-C, which is no failure. */
export async function untilStopped(call: Call, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!call.world.signal.aborted) throw error;
  }
}
