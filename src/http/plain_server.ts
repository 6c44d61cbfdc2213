// The server of node:http below the HTTP library: how long senders have, and what of the protocol
// is passed over.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { originForm } from "./framing.ts";

export type PlainServerOptions = {
  /** A request that has not arrived in this time is cut; its headers have a quarter of it. */
  readonly requestTimeoutMs: number;
  /** Websocket upgrades below `/ocpp/`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

type Exchange = { request: IncomingMessage; response: ServerResponse };

/**
 * One entry for as long as a connection lasts, which is written to. A new entry per request kept
 * every request through two collections of young objects: pauses of 20 ms where there is 1 now.
 */
const latest = new WeakMap<Duplex, Exchange>();

/**
 * Whether what still comes on this connection belongs to a request that has its answer already, or
 * its beginning: a second one would be read as a part of the first, or as that to another request.
 */
export function hasAnswer(socket: Duplex): boolean {
  const last = latest.get(socket);
  if (last === undefined || !last.response.headersSent) return false;
  return !last.request.complete || !last.response.writableFinished;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export function plainServer(options: PlainServerOptions, handler: Handler): Server {
  const headersTimeout = Math.ceil(options.requestTimeoutMs / 4);
  const settings = {
    ...{ headersTimeout, requestTimeout: options.requestTimeoutMs },
    // Slow senders are looked for so often.
    connectionsCheckingInterval: Math.ceil(headersTimeout / 3),
    // A missing Host is refused with the others of framing.ts, by an error object.
    requireHostHeader: false,
    // Other upgrades are offers (h2c), which a server may pass over.
    shouldUpgradeCallback: ({ url = "" }: IncomingMessage) => url.startsWith("/ocpp/"),
  };
  const server = createServer(settings, (request, response) => {
    const last = latest.get(request.socket);
    if (last === undefined) latest.set(request.socket, { request, response });
    else Object.assign(last, { request, response });
    request.url = originForm(request.url);
    handler(request, response);
  });
  // Any other expectation than 100-continue may be passed over (RFC 9110 §10.1.1).
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  return server.on("upgrade", options.upgrade);
}
