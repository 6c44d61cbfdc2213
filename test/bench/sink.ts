// A receiver of webhooks that answers at once, or holds its answers back until it is told to open:
// so that a backlog can form. Counts what arrives, and how old it is.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Order = "open" | "hold" | "report";

export type Report = {
  readonly port: number;
  readonly arrived: number;
  /** Wall time of the last arrival. */
  readonly lastMs: number;
  readonly unsigned: number;
  /** Milliseconds from the event's own time to its arrival, sorted. */
  readonly ages: readonly number[];
};

let holding = false;
let held: ServerResponse[] = [];
let ages: number[] = [];
let arrived = 0;
let unsigned = 0;
let lastMs = 0;

const answer = (response: ServerResponse): void => {
  response.writeHead(200, { "content-length": 0 }).end();
};

const createdAt = /"object":"event",[^}]*?"created":"([^"]+)"/;

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    lastMs = Date.now();
    arrived++;
    if (request.headers["charge-signature"] === undefined) unsigned++;
    const created = createdAt.exec(Buffer.concat(parts).toString("utf8"))?.[1];
    ages.push(lastMs - Date.parse(created ?? ""));
    if (holding) held.push(response);
    else answer(response);
  });
});

const report = (): Report => {
  const { port } = server.address() as AddressInfo;
  return { port, arrived, lastMs, unsigned, ages: [...ages].sort((a, b) => a - b) };
};

server.listen(0, "127.0.0.1");
const listening = once(server, "listening");

process.on("message", async ({ order }: { order: Order }) => {
  await listening;
  if (order !== "report") {
    holding = order === "hold";
    ages = [];
    arrived = 0;
    for (const response of held.splice(0)) answer(response);
    held = [];
  }
  process.send?.(report());
});

process.on("disconnect", () => process.exit());
