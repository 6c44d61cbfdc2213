// `events resend`: delivers an event once more to an endpoint that has wanted it.
import { type Command, speaking } from "./command.ts";
import { connect } from "./connection.ts";
import { Failed } from "./failure.ts";
import { showObject } from "./show.ts";
import { UsageError } from "./usage.ts";

type Delivery = { readonly id: string };

export const resendCommand: Command = {
  words: ["events", "resend"],
  takes: ["event"],
  about: "Deliver an event once more to a webhook endpoint",
  more: ["Answers after the attempt, with the delivery and all its attempts."],
  flags: [
    { name: "endpoint", value: "WH", about: "The webhook endpoint that gets it; required." },
    ...speaking,
  ],
  async run(call) {
    const endpoint = call.flag("endpoint");
    if (endpoint === undefined) throw new UsageError("Missing: --endpoint wh_….", "events resend");
    const [event = ""] = call.rest;
    const { charge } = connect(call);
    const { signal } = call.world;
    const path = "/v1/webhook_endpoints/{webhook_endpoint}/deliveries";
    const found = await charge.list<Delivery>(
      { method: "GET", path, ids: [endpoint], query: { event } },
      { signal },
    );
    const delivery = found.data[0];
    if (delivery === undefined) {
      throw new Failed(`${event} was never for ${endpoint}: it does not exist or was not wanted.`);
    }
    const retry = { path: `${path}/{webhook_delivery}/retry`, ids: [endpoint, delivery.id] };
    await showObject(call, await charge.request({ method: "POST", ...retry }, { signal }));
  },
};
