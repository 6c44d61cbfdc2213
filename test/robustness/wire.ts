// Sends requests as they are, over kept connections, and shows one as a curl command.
import { Agent, request as open } from "node:http";
import type { Recipe } from "./recipe.ts";

/** A request with nothing left open. */
export type Sent = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
};

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

/** The bytes of a filled recipe. `key`: the bearer key, or null for none. */
export function sentOf(recipe: Recipe, url: string, key: string | null): Sent {
  const path = recipe.operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encoded(String(recipe.places[name])),
  );
  const query = recipe.query.map(([name, value]) => `${encoded(name)}=${encoded(String(value))}`);
  const body =
    recipe.raw ?? (recipe.body === undefined ? null : Buffer.from(JSON.stringify(recipe.body)));
  const given = Object.entries(recipe.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: recipe.method,
    url: `${url}${path}${query.length === 0 ? "" : `?${query.join("&")}`}`,
    headers: {
      ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
      ...(body === null ? {} : { "Content-Type": "application/json" }),
      ...Object.fromEntries(given),
    },
    body,
  };
}

export type Wire = {
  send(request: Sent): Promise<Reply>;
  close(): void;
};

/** Longer than the longest wait of a request. */
const timeoutMs = 90_000;
/** A stream has no end: so long is listened to it. */
const listenMs = 200;

export function openWire(connections: number): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send: ({ method, url, headers, body }) =>
      new Promise((done, fail) => {
        const length = body === null ? {} : { "Content-Length": body.length };
        const options = { method, agent, headers: { ...headers, ...length }, timeout: timeoutMs };
        const sent = open(url, options, (response) => {
          const parts: Buffer[] = [];
          const finish = (): void =>
            done({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(parts).toString("utf8"),
            });
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("end", finish);
          response.on("error", fail);
          if (/^text\/event-stream/.test(response.headers["content-type"] ?? "")) {
            setTimeout(() => {
              response.off("error", fail);
              response.on("error", () => undefined);
              sent.destroy();
              finish();
            }, listenMs);
          }
        });
        sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
        sent.on("error", fail);
        sent.end(body ?? undefined);
      }),
    close: () => agent.destroy(),
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export function asCurl({ method, url, headers, body }: Sent): string {
  const shown = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const text = body === null ? null : Buffer.from(body).toString("utf8");
  const exact = text !== null && body !== null && Buffer.from(text).equals(Buffer.from(body));
  const hex = exact
    ? ""
    : ` # bytes: ${Buffer.from(body ?? [])
        .toString("hex")
        .slice(0, 2000)}`;
  const data = text === null ? [] : [`--data-binary ${quoted(text.slice(0, 5000))}${hex}`];
  return ["curl -si", `-X ${method}`, quoted(url), ...shown, ...data].join(" ");
}
