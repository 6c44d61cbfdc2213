// Thousands of bad requests leave nothing in the server's memory.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type TestPlatform, testPlatform } from "../platform.ts";
import { say } from "./socket.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const megabyte = 2 ** 20;
/** More than this is a leak: two thousand rounds of some 4 KiB each would be 8 MiB. */
const boundBytes = 8 * megabyte;

describe("the memory of the server", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  let number = 0;
  /** One of each, never the same twice: what was remembered of strangers would show. */
  async function round(): Promise<void> {
    const id = `${++number}-${"x".repeat(200)}`;
    const stranger = platform.client(`ch_sk_test_${String(number).padStart(32, "0")}`);
    const answers = await Promise.all([
      stranger.get(`/v1/drivers?a=${id}`),
      platform.api.get(`/v1/drivers/${id}`),
      platform.api.get(`/v1/unknown/${id}`),
      platform.api.get(`/v1/drivers?metadata[${number}]=${id}&page=page_${id}`),
      platform.api.post("/v1/drivers", { [id]: id, timezone: id }),
      platform.api.post("/v1/fleets", { name: "A", timezone: `Europe/${id}` }),
      platform.api.post("/v1/drivers", {}, { "idempotency-key": id, "charge-version": id }),
      platform.api.send("POST", "/v1/drivers", `{"${id}": [`),
      platform.api.send("POST", "/v1/drivers", `{"name":"a","name":"${id}"}`),
    ]);
    assert.ok(answers.every(({ status }) => status >= 400 && status < 500));
  }

  async function heapAfter(rounds: number): Promise<number> {
    for (let done = 0; done < rounds; done++) await round();
    collect();
    await new Promise((next) => setTimeout(next, 50));
    collect();
    return process.memoryUsage().heapUsed;
  }

  it("is flat over thousands of refused requests", async () => {
    const start = await heapAfter(150);
    const grown = (await heapAfter(400)) - start;
    assert.ok(grown < boundBytes, `grew by ${(grown / megabyte).toFixed(1)} MiB`);
  });

  it("is flat over hundreds of broken connections and of megabytes refused", async () => {
    const broken = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn++) {
        const talks = Array.from({ length: 10 }, () =>
          say(platform.url, `GET /${"a".repeat(20_000)}`, { halfClose: true }),
        );
        await Promise.all(talks);
        const keys = `{${Array.from({ length: 60_000 }, (_, at) => `"k${at}":1`).join(",")}}`;
        assert.equal((await platform.api.send("POST", "/v1/drivers", keys)).status, 400);
      }
    };
    await broken();
    const start = await heapAfter(1);
    await broken();
    const grown = (await heapAfter(1)) - start;
    assert.ok(grown < boundBytes, `grew by ${(grown / megabyte).toFixed(1)} MiB`);
  });
});
