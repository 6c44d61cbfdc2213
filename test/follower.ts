// A client of server-sent events for tests: reads them off a real socket as they come.
import assert from "node:assert/strict";
import { type IncomingMessage, request } from "node:http";
import { after, before } from "node:test";
import { type Json, type TestPlatform, testPlatform } from "./platform.ts";

export type Heard = { readonly id: string; readonly event: string; readonly data: Json };

export type Follower = {
  readonly response: IncomingMessage;
  readonly heard: readonly Heard[];
  /** Everything that came, comments too. */
  text(): string;
  /** Waits until so many messages have come. */
  until(count: number): Promise<readonly Heard[]>;
  /** Resolves when the server has ended the stream, or the connection broke. */
  readonly ended: Promise<void>;
  close(): void;
};

const messageOf = (block: string): Heard | null => {
  const fields = new Map(
    block
      .split("\n")
      .filter((line) => !line.startsWith(":"))
      .map((line) => line.split(/: (.*)/s, 2) as [string, string]),
  );
  const data = fields.get("data");
  if (data === undefined) return null;
  return { id: fields.get("id") ?? "", event: fields.get("event") ?? "", data: JSON.parse(data) };
};

/** Opens the stream and resolves once its headers are there. */
export async function followUrl(
  url: string,
  key: string,
  headers: Record<string, string> = {},
): Promise<Follower> {
  const asked = request(url, { headers: { ...headers, authorization: `Bearer ${key}` } });
  asked.end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve);
    asked.once("error", reject);
  });
  let text = "";
  let rest = "";
  const heard: Heard[] = [];
  let wake: () => void = () => undefined;
  response.setEncoding("utf8");
  response.on("data", (part: string) => {
    text += part;
    const blocks = (rest + part).split("\n\n");
    rest = blocks.pop() as string;
    for (const block of blocks) {
      const message = messageOf(block);
      if (message !== null) heard.push(message);
    }
    wake();
  });
  const ended = new Promise<void>((resolve) => response.once("close", resolve));
  response.on("error", () => undefined);
  asked.on("error", () => undefined);
  return {
    response,
    heard,
    ended,
    text: () => text,
    async until(count) {
      const limit = performance.now() + 15_000;
      while (heard.length < count) {
        const left = limit - performance.now();
        assert.ok(left > 0, `${heard.length} of ${count} messages came`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(left, 200));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return heard;
    },
    close() {
      asked.destroy();
    },
  };
}

/** A platform for a suite, and followers of its events that are let go of in the end. */
export function openStreams() {
  let platform: TestPlatform;
  const open: Follower[] = [];
  before(async () => {
    platform = await testPlatform();
  });
  after(async () => {
    for (const one of open) one.close();
    await platform.close();
  });
  return {
    get platform(): TestPlatform {
      return platform;
    },
    async follow(query = "", headers = {}, key = platform.api.key): Promise<Follower> {
      const one = await followUrl(`${platform.url}/v1/events/stream${query}`, key, headers);
      open.push(one);
      return one;
    },
  };
}
