// A small real server that answers by a script, one step per request: drops connections, stalls,
// refuses. And a client of it that does not really wait between its attempts.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Charge } from "../src/charge.ts";
import type { ChargeOptions } from "../src/options.ts";
import type { Surroundings } from "../src/surroundings.ts";

export type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

export type Step = (response: ServerResponse, request: IncomingMessage) => void;

export const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (response) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
  };

export const ok = answer(200, { id: "drv_1", object: "driver" });

/** An error as the API answers it. */
export const refusal = (status: number, code: string, type: string, headers = {}): Step =>
  answer(
    status,
    {
      ...{ code, doc_url: `http://docs/errors#${code}`, message: `It is ${code}.` },
      ...{ object: "error", param: null, request: "req_1", status, type },
    },
    headers,
  );

/** Breaks the connection without a word. */
export const drop: Step = (response) => response.socket?.destroy();

/** Says the headers and half of the body, and then nothing more. */
export const stall: Step = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"id": ');
};

/** Breaks off in the middle of the body. */
export const breakOff: Step = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
  response.write('{"id": ', () => response.socket?.destroy());
};

export async function faultyServer(...script: Step[]) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    const { method = "", url = "", headers } = request;
    seen.push({ method, url, headers, body });
    const step = script[Math.min(seen.length, script.length) - 1] as Step;
    step(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url, seen, close, [Symbol.asyncDispose]: close };
}

/** A client whose pauses are only written down; chance always says one half. */
export function impatient(url: string, options: Partial<ChargeOptions> = {}) {
  const pauses: number[] = [];
  const surroundings: Partial<Surroundings> = {
    random: () => 0.5,
    sleep: async (ms) => {
      pauses.push(ms);
    },
  };
  const charge = new Charge("ch_sk_test_x", { baseUrl: url, ...options }, surroundings);
  return { charge, pauses };
}
