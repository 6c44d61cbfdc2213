import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Message, readMessages } from "./server_sent_events.ts";

const bytes = new TextEncoder();

/** A body that arrives in these parts. */
const bodyOf = (parts: readonly Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });

async function read(text: string, size = 1000, lastId = ""): Promise<Message[]> {
  const all = bytes.encode(text);
  const parts = Array.from({ length: Math.ceil(all.length / size) }, (_, part) =>
    all.slice(part * size, (part + 1) * size),
  );
  const messages: Message[] = [];
  for await (const message of readMessages(bodyOf(parts), lastId)) messages.push(message);
  return messages;
}

describe("server-sent events", () => {
  it("are the same however the bytes are cut, and whatever ends the lines", async () => {
    const lines = [
      ...["\uFEFF: hello", "retry: 100", "id: evt_1", "event: driver.created"],
      ...['data: {"name":', 'data: "Zoë 🚚"}', "", ": alive", "", "data", "data:", "data:  x", ""],
      ...["id: evt_2", "data: y", "", ""],
    ];
    const expected = [
      { event: "driver.created", data: '{"name":\n"Zoë 🚚"}', id: "evt_1" },
      { event: "message", data: "\n\n x", id: "evt_1" },
      { event: "message", data: "y", id: "evt_2" },
    ];
    for (const end of ["\n", "\r\n", "\r"]) {
      for (let size = 1; size < 20; size++) {
        assert.deepEqual(
          await read(lines.join(end), size),
          expected,
          JSON.stringify({ end, size }),
        );
      }
    }
  });

  it("that are not ended are dropped, and so are those without data", async () => {
    assert.deepEqual(await read("event: a\n\ndata: x\n\ndata: half\n"), [
      { event: "message", data: "x", id: "" },
    ]);
  });

  it("keep the id of before where a message has none, or a broken one", async () => {
    const messages = await read("data: a\n\nid: b\0c\ndata: b\n\nid\ndata: c\n\n", 1000, "evt_0");
    assert.deepEqual(
      messages.map(({ id }) => id),
      ["evt_0", "evt_0", ""],
    );
  });

  it("tell of every byte and of the pause that was asked for", async () => {
    const heard: unknown[] = [];
    const body = bodyOf([bytes.encode(": alive\n"), bytes.encode("retry: 70\nretry: x\n")]);
    const messages = readMessages(body, "", {
      onBytes: () => heard.push("bytes"),
      onRetry: (ms) => heard.push(ms),
    });
    assert.equal((await messages.next()).done, true);
    assert.deepEqual(heard, ["bytes", "bytes", 70]);
  });

  it("do not fill the memory with a line that never ends", async () => {
    const part = new Uint8Array(1024 * 1024).fill(120);
    let parts = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        parts++;
        controller.enqueue(part);
      },
    });
    await assert.rejects(readMessages(endless, "").next(), /too long/);
    assert.ok(parts < 30, `${parts}`);
  });
});
