// listen and `events tail`: what happens on the platform, live on this machine.
import { type Call, type Command, speaking } from "./command.ts";
import { webhookSecret } from "./config_file.ts";
import { type Connection, connect, profileName } from "./connection.ts";
import { Failed } from "./failure.ts";
import { type Event, follow, followFlags, streamFetch, untilStopped } from "./follow.ts";
import { type Forwarded, forward, receiverUrl } from "./forward.ts";
import { showLine } from "./show.ts";
import { harmless } from "./width.ts";

const secretFor = (call: Call): string => {
  const given = call.world.env["CHARGE_WEBHOOK_SECRET"];
  if (given === undefined || given === "") return webhookSecret(call.world, profileName(call));
  if (/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/.test(given)) return given;
  throw new Failed("CHARGE_WEBHOOK_SECRET must be whsec_ and base64.");
};

const isJson = (call: Call): boolean => call.has("json") || call.has("print-json");

const secondOf = ({ created }: Event): string => created.slice(0, 19).replace("T", " ");

const lineOf = (event: Event): string => {
  const { id, type, data } = event;
  return harmless(`${secondOf(event)}  ${type}  ${data.object.id ?? "-"}  ${id}`);
};

const resultOf = ({ status, trouble, ms }: Forwarded): string =>
  status === null ? `  → ${trouble}, ${ms} ms` : `  → ${status}, ${ms} ms`;

const headerLines = ({ headers }: Forwarded): string =>
  Object.entries(headers)
    .map(([name, value]) => `    ${name}: ${value}\n`)
    .join("");

async function report(call: Call, event: Event, forwarded: Forwarded | null): Promise<void> {
  const { out, err } = call.world;
  const tail = forwarded === null ? "" : resultOf(forwarded);
  // Programs read the events, people the lines, and both at once is possible.
  if (isJson(call)) {
    await showLine(call, event);
    if (forwarded !== null) await err.write(`${lineOf(event)}${tail}\n`);
  } else await out.write(`${lineOf(event)}${tail}\n`);
  if (forwarded !== null && call.has("headers")) await err.write(headerLines(forwarded));
}

type Target = { readonly url: string; readonly secret: string } | null;

/** One after the other, in the order of the stream: a slow receiver holds nothing but the next. */
async function deliver(call: Call, { charge }: Connection, target: Target): Promise<void> {
  let last: string | null = null;
  await untilStopped(call, async () => {
    for await (const { event, message } of follow(call, charge)) {
      const delivery = { id: event.id, body: message.data };
      const done = target === null ? null : await forward(target, delivery, call.world.signal);
      await report(call, event, done);
      last = event.id;
    }
  });
  if (last !== null) await call.world.err.write(`The last event: --after ${last}\n`);
}

async function listen(call: Call): Promise<void> {
  if (call.has("print-secret")) return call.world.out.write(`${secretFor(call)}\n`);
  const to = call.flag("forward-to");
  const target = to === undefined ? null : { url: receiverUrl(to), secret: secretFor(call) };
  const connection = connect(
    call,
    streamFetch(call, async () => {
      const { err } = call.world;
      if (target !== null) {
        await err.write(`Webhook signing secret: ${target.secret}\n`);
      }
      const where = target === null ? "" : `, forwarding to ${target.url}`;
      await err.write(`Ready: events of ${connection.baseUrl}${where}. Ctrl-C ends it.\n`);
    }),
  );
  await deliver(call, connection, target);
}

export const listenCommands: readonly Command[] = [
  {
    words: ["listen"],
    takes: [],
    about: "Forward events to a program on this machine",
    more: [
      "Follows the stream of events and sends each by POST to your program, signed with the " +
        "secret that is shown at the start: the same one each time for this profile, or " +
        "CHARGE_WEBHOOK_SECRET. What broke off meanwhile is caught up with. Nothing is tried " +
        "twice: charge events resend is for deliveries of real endpoints. Without --forward-to " +
        "events are only shown.",
    ],
    flags: [
      { name: "forward-to", value: "URL", about: "Where to; localhost:3000/webhooks is enough." },
      ...followFlags,
      { name: "headers", about: "Shows the headers that were sent." },
      { name: "print-json", about: "The events as JSON, one a line, on standard output." },
      { name: "print-secret", about: "Shows the signing secret, and nothing else." },
      ...speaking,
    ],
    run: listen,
  },
  {
    words: ["events", "tail"],
    takes: [],
    about: "Show events as they happen",
    flags: [...followFlags, ...speaking],
    run: listen,
  },
];
