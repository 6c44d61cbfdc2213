// A receiver of webhooks for tests: keeps what arrives, answers what it is told to.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type Delivery = {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly type: string;
  readonly id: string;
};

export type Receiver = {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** The status of all further answers. */
  answer(status: number): void;
  close(): Promise<void>;
};

export async function openReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString("utf8");
      const { id, type } = JSON.parse(body) as { id: string; type: string };
      deliveries.push({ headers: request.headers, body, id, type });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    deliveries,
    answer(next) {
      status = next;
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
