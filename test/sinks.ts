// Receivers of webhooks that answer as a test says, hang or fail; all of a test file's close
// together. Where one that simply takes everything will do, there is receiver.ts.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { pause } from "../src/lib/time.ts";
import type { Json } from "./platform.ts";

export type Got = {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly event: Json;
};

export type Sinks = {
  /** What it got is there before `answer` is called; without one all is taken. */
  sink(answer?: RequestListener): Promise<{ readonly got: Got[]; readonly url: string }>;
  close(): void;
};

export function openSinks(): Sinks {
  const closers: (() => unknown)[] = [];
  return {
    async sink(answer = (_request, response) => response.end("ok")) {
      const got: Got[] = [];
      const server = createServer(async (request, response) => {
        let body = "";
        try {
          for await (const part of request.setEncoding("utf8")) body += part;
        } catch {
          return; // Its client gave up half-way.
        }
        const headers = request.headers as Record<string, string>;
        got.push({ headers, body, event: JSON.parse(body) as Json });
        answer(request, response);
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      closers.push(
        () => server.closeAllConnections(),
        () => server.close(),
      );
      return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
    },
    close() {
      for (const close of closers.splice(0)) close();
    },
  };
}

/** Asks every 25 ms, for 15 s at most, until the answer is not false. */
export async function until<T>(
  look: () => Promise<T | false> | T | false,
  what: string,
): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await look();
    if (found !== false) return found;
    await pause(25);
  }
  throw new Error(`not within 15 s: ${what}`);
}
