import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answer, faultyServer, impatient, refusal, type Step } from "../test/faulty_server.ts";
import { AuthenticationError, ConnectionError } from "./errors.ts";
import type { EventStream } from "./event_stream.ts";

const message = (id: string): string =>
  `id: ${id}\nevent: driver.created\ndata: {"id":"${id}"}\n\n`;

/** Opens a stream, says this, and then ends, breaks off, or falls silent. */
const says =
  (text: string, then: "end" | "break" | "silence"): Step =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(text, () => {
      if (then === "end") response.end();
      if (then === "break") response.socket?.destroy();
    });
  };

type Item = { id: string };
const request = { method: "GET", path: "/v1/events/stream" } as const;

async function take(stream: EventStream<Item>, count: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of stream) if (ids.push(id) === count) break;
  return ids;
}

const lastIds = (seen: readonly { headers: Record<string, unknown> }[]): unknown[] =>
  seen.map(({ headers }) => headers["last-event-id"]);

describe("an event stream", () => {
  it("goes on behind the last message after it broke, ended or was refused for a while", async () => {
    await using server = await faultyServer(
      says(message("evt_1"), "break"),
      says(`${message("evt_2")}${message("evt_3")}id: evt_9\ndata: half`, "end"),
      refusal(503, "service_unavailable", "api_error", { "retry-after": "2" }),
      answer(502, "<html>"),
      says(message("evt_4"), "silence"),
    );
    const { charge, pauses } = impatient(server.url);
    const stream = charge.stream<Item>(request, { lastEventId: "evt_0" });
    assert.deepEqual(await take(stream, 4), ["evt_1", "evt_2", "evt_3", "evt_4"]);
    assert.deepEqual(lastIds(server.seen), ["evt_0", "evt_1", "evt_3", "evt_3", "evt_3"]);
    assert.equal(server.seen[0]?.headers.accept, "text/event-stream");
    assert.deepEqual(pauses, [250, 250, 2250, 500]);
    assert.equal(stream.lastEventId, "evt_4");
  });

  it("that falls silent is opened anew", async () => {
    await using server = await faultyServer(
      says(message("evt_1"), "silence"),
      says(message("evt_2"), "silence"),
    );
    const { charge } = impatient(server.url);
    const stream = charge.stream<Item>(request, { idleTimeoutMs: 50 });
    assert.deepEqual(await take(stream, 2), ["evt_1", "evt_2"]);
  });

  it("is kept open by keep-alives", async () => {
    await using server = await faultyServer((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      let beats = 0;
      const timer = setInterval(() => {
        response.write(++beats < 12 ? ": alive\n" : message("evt_1"));
        if (beats === 12) clearInterval(timer);
      }, 20);
    });
    const { charge } = impatient(server.url);
    const stream = charge.stream<Item>(request, { idleTimeoutMs: 150 });
    assert.deepEqual(await take(stream, 1), ["evt_1"]);
    assert.equal(server.seen.length, 1);
  });

  it("resumes from the place that the platform named before the first message", async () => {
    await using server = await faultyServer(
      says("retry: 1\n\nid: evt_0\n\n", "break"),
      says(message("evt_1"), "end"),
    );
    const stream = impatient(server.url).charge.stream<Item>(request);
    assert.deepEqual(await take(stream, 1), ["evt_1"]);
    assert.equal(server.seen[1]?.headers["last-event-id"], "evt_0");
  });

  it("waits as long between connections as the platform asks", async () => {
    await using server = await faultyServer(
      says(`retry: 5000\n${message("evt_1")}`, "end"),
      says(message("evt_2"), "end"),
    );
    const { charge, pauses } = impatient(server.url);
    await take(charge.stream<Item>(request), 2);
    assert.deepEqual(pauses, [5000]);
  });

  it("throws a refusal, and trouble after as many retries as were allowed", async () => {
    await using server = await faultyServer(
      refusal(401, "api_key_invalid", "authentication_error"),
    );
    const { charge } = impatient(server.url);
    await assert.rejects(take(charge.stream<Item>(request), 1), AuthenticationError);
    assert.equal(server.seen.length, 1);
    const gone = await faultyServer(says("", "break"));
    const other = impatient(gone.url, { timeoutMs: 1000 });
    const bounded = other.charge.stream<Item>(request, { maxRetries: 2 });
    await assert.rejects(take(bounded, 1), ConnectionError);
    assert.equal(gone.seen.length, 3);
    await gone.close();
  });

  it("ends where the platform says that nothing more will come", async () => {
    await using server = await faultyServer(says(message("evt_1"), "end"), answer(204, ""));
    const stream = impatient(server.url).charge.stream<Item>(request);
    assert.deepEqual(await take(stream, 5), ["evt_1"]);
  });

  it("closes its connection when the loop is left, or the caller's signal says so", async () => {
    let closed = 0;
    await using server = await faultyServer((response, request) => {
      request.socket.on("close", () => closed++);
      says(message("evt_1"), "silence")(response, request);
    });
    const { charge } = impatient(server.url);
    await take(charge.stream<Item>(request), 1);
    const controller = new AbortController();
    const waiting = take(charge.stream<Item>(request, { signal: controller.signal }), 2);
    setTimeout(() => controller.abort(new Error("enough")), 50);
    await assert.rejects(waiting, /enough/);
    for (let i = 0; i < 100 && closed < 2; i++) await new Promise((done) => setTimeout(done, 10));
    assert.equal(closed, 2);
  });
});
