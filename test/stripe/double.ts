// Stripe's API on this machine, for tests: a real HTTP server that the official package speaks to.
// It honours idempotency keys as Stripe does (its own faults included), stumbles, stalls and
// breaks off when it is told to, and signs its notifications as Stripe signs them.
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { Books, type Told } from "./books.ts";
import { checkKnown, endpointOf, type Form, parseForm, StripeNo } from "./forms.ts";

/**
 * What goes wrong with a request. `stumble`: 500 before anything happens, and for as long as the
 * key is known; `stumble_after`: it has happened, and 500 all the same; `cut`: the line breaks
 * before the answer; `stall`: no answer in time; `busy`: 429.
 */
export type Trouble = "stumble" | "stumble_after" | "cut" | "stall" | "busy" | null;

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly form: Form;
};

type Answer = { readonly status: number; readonly body: object };

export type StripeEvent = { readonly id: string; readonly payload: string };

export type StripeDouble = {
  readonly url: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly books: Books;
  /** Every request so far. */
  readonly asked: Asked[];
  /** Every event so far; sent by `deliver` only, unless notifications go by themselves. */
  readonly events: StripeEvent[];
  /** Decides for each request, in its order, what goes wrong with it. */
  trouble(next: (asked: Asked) => Trouble): void;
  /** A day goes by: keys may be used anew. */
  forgetKeys(): void;
  /** Sends one notification; the status of the answer. */
  deliver(to: string, event: StripeEvent, signature?: string): Promise<number>;
  /** Sends each event as it happens to this URL. */
  notify(to: string): void;
  close(): Promise<void>;
};

export const signatureOf = (payload: string, secret: string, timestamp?: number): string =>
  Stripe.webhooks.generateTestHeaderString({
    ...{ payload, secret },
    ...(timestamp === undefined ? {} : { timestamp }),
  });

export async function openDouble(livemode = true): Promise<StripeDouble> {
  const secretKey = `sk_${livemode ? "live" : "test"}_${randomBytes(12).toString("hex")}`;
  const webhookSecret = `whsec_${randomBytes(16).toString("hex")}`;
  const events: StripeEvent[] = [];
  const asked: Asked[] = [];
  const answers = new Map<string, { readonly of: string; readonly answer: Promise<Answer> }>();
  let next: (asked: Asked) => Trouble = () => null;
  let target: string | null = null;
  const sending = new Set<Promise<unknown>>();

  const deliver: StripeDouble["deliver"] = async (to, { payload }, signature) => {
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "stripe-signature": signature ?? signatureOf(payload, webhookSecret),
    };
    const response = await fetch(to, { method: "POST", body: payload, headers });
    await response.body?.cancel();
    return response.status;
  };

  const tell = ({ type, object }: Told): void => {
    const id = `evt_${randomBytes(12).toString("hex")}`;
    const created = Math.floor(Date.now() / 1000);
    const about = { id, object: "event", type, livemode, created, data: { object } };
    const event = { id, payload: JSON.stringify({ api_version: Stripe.API_VERSION, ...about }) };
    events.push(event);
    if (target === null) return;
    const sent = deliver(target, event).catch(() => undefined);
    sending.add(sent);
    sent.finally(() => sending.delete(sent));
  };
  const books = new Books(tell, () => livemode);

  const carryOut = (one: Asked, trouble: Trouble): Answer => {
    try {
      if (trouble === "stumble") throw new StripeNo(500, { type: "api_error", message: "Oops." });
      const called = endpointOf(one.method, one.path);
      if (called === null) throw new StripeNo(404, { type: "invalid_request_error" });
      checkKnown(called.endpoint, one.form);
      // As it is now; what happens to it later is another answer's.
      const body = structuredClone(books.answer(called, one.form));
      if (trouble === "stumble_after") {
        throw new StripeNo(500, { type: "api_error", message: "Oops, but it was done." });
      }
      return { status: 200, body };
    } catch (error) {
      if (!(error instanceof StripeNo)) throw error;
      return { status: error.status, body: { error: structuredClone(error.body) } };
    }
  };

  /** One key, one answer; with other parameters it is an error. */
  const answerOnce = (one: Asked, trouble: Trouble): Promise<Answer> => {
    if (one.key === null) return Promise.resolve(carryOut(one, trouble));
    const of = `${one.method} ${one.path} ${JSON.stringify(one.form)}`;
    const before = answers.get(one.key);
    if (before !== undefined) {
      if (before.of === of) return before.answer;
      const message = "Keys for idempotent requests can only be used with the same parameters.";
      const error = { type: "idempotency_error", message };
      return Promise.resolve({ status: 400, body: { error } });
    }
    const answer = Promise.resolve(carryOut(one, trouble));
    answers.set(one.key, { of, answer });
    return answer;
  };

  const server: Server = createServer(async (request, response) => {
    const one = await askedOf(request).catch(() => null);
    if (one === null) return; // Its client gave up half-way.
    if (request.headers.authorization !== `Bearer ${secretKey}`) {
      response.writeHead(401, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { type: "invalid_request_error", message: "Key?" } }));
      return;
    }
    asked.push(one);
    const trouble = next(one);
    if (trouble === "busy") {
      response.writeHead(429, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ error: { type: "invalid_request_error", code: "rate_limit" } }),
      );
      return;
    }
    const { status, body } = await answerOnce(one, trouble);
    if (trouble === "cut") {
      request.socket.destroy();
      return;
    }
    if (trouble === "stall") return;
    response.writeHead(status, {
      ...{
        "content-type": "application/json",
        "request-id": `req_${randomBytes(6).toString("hex")}`,
      },
    });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    ...{ url: `http://127.0.0.1:${port}`, secretKey, webhookSecret, books, asked, events, deliver },
    trouble(decide) {
      next = decide;
    },
    forgetKeys: () => answers.clear(),
    notify(to) {
      target = to;
    },
    async close() {
      target = null;
      await Promise.allSettled([...sending]);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function askedOf(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const url = new URL(request.url ?? "/", "http://stripe");
  const method = request.method ?? "GET";
  const text = method === "GET" ? url.search.slice(1) : Buffer.concat(parts).toString("utf8");
  const key = request.headers["idempotency-key"];
  return {
    ...{ method, path: url.pathname, form: parseForm(text) },
    key: typeof key === "string" ? key : null,
  };
}
