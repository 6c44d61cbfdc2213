import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Follower, type Heard, openStreams } from "../../../test/follower.ts";
import { type Json, testPlatform } from "../../../test/platform.ts";
import { newId } from "../../lib/id.ts";
import { pause } from "../../lib/time.ts";
import { record } from "./actions.ts";

const ada = { name: "Ada", email: "ada@example.com" };

describe("the stream of events", () => {
  const streams = openStreams();
  const driver = (name = "Ada") => streams.platform.api.make("/v1/drivers", { ...ada, name });
  const newest = async () =>
    (await streams.platform.api.read("/v1/events?limit=1")).data[0] as Json;

  it("begins at once, in the form that EventSource reads, and shows what the log shows", async () => {
    const stream = await streams.follow();
    assert.equal(stream.response.statusCode, 200);
    const { headers } = stream.response;
    assert.equal(headers["content-type"], "text/event-stream; charset=utf-8");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["charge-version"], "2026-03-01");
    assert.match(String(headers["request-id"]), /^req_/);
    const made = await driver();
    const message = (await stream.until(1))[0] as Heard;
    assert.match(stream.text(), /^retry: 2000\n\nid: evt_\w{32}\nevent: driver\.created\ndata: \{/);
    assert.deepEqual(message.data, await newest());
    assert.deepEqual((message.data["data"] as Json)["object"], made);
    assert.equal(message.id, message.data["id"]);
    stream.close();
  });

  it("resumes after Last-Event-ID without a gap or a repetition, by header or query", async () => {
    const stream = await streams.follow();
    for (const name of ["a", "b", "c", "d"]) await driver(name);
    const all = (await stream.until(4)).map(({ id }) => id);
    stream.close();
    await driver("e");
    const last = (await newest())["id"] as string;
    const header = await streams.follow("", { "last-event-id": all[1] });
    assert.deepEqual(
      (await header.until(3)).map(({ id }) => id),
      [all[2], all[3], last],
    );
    const query = await streams.follow(`?last_event_id=${all[3]}`);
    assert.deepEqual(
      (await query.until(1)).map(({ id }) => id),
      [last],
    );
    const both = await streams.follow(`?last_event_id=${all[0]}`, { "last-event-id": last });
    await driver("f");
    await both.until(1);
    assert.equal(both.heard[0]?.id, (await newest())["id"], "the header wins");
    for (const one of [header, query, both]) one.close();
  });

  it("says where it begins, so that a break before the first event loses nothing", async () => {
    await driver();
    const last = (await newest())["id"] as string;
    const stream = await streams.follow("?type=fleet.created");
    while (!stream.text().includes(last)) await pause(5);
    assert.equal(stream.text(), `retry: 2000\n\nid: ${last}\n\n`);
    assert.deepEqual(stream.heard, []);
    stream.close();
    await streams.platform.api.make("/v1/fleets", { name: "Meanwhile" });
    const again = await streams.follow("?type=fleet.created", { "last-event-id": last });
    const [missed] = await again.until(1);
    assert.equal(missed?.event, "fleet.created");
    assert.equal(missed?.id, (await newest())["id"]);
    again.close();
    const key = await streams.platform.api.make("/v1/api_keys", {
      ...{ name: "Fleets only", permissions: { events: "read", fleets: "read" } },
    });
    await driver();
    const narrow = await streams.follow("", {}, key["key"] as string);
    while (!narrow.text().includes("id: ")) await pause(5);
    assert.equal(
      narrow.text().includes((await newest())["id"] as string),
      false,
      "not its business",
    );
    narrow.close();
  });

  it("reads on through more than one batch", async () => {
    const stream = await streams.follow();
    const { id } = await driver();
    await stream.until(1);
    for (let at = 0; at < 120; at++)
      await streams.platform.api.make(`/v1/drivers/${id}`, { name: `${at}` });
    const late = await streams.follow("", { "last-event-id": stream.heard[0]?.id });
    const heard = await late.until(120);
    const names = heard.map(({ data }) => ((data["data"] as Json)["object"] as Json)["name"]);
    assert.deepEqual(
      names,
      Array.from({ length: 120 }, (_, at) => `${at}`),
    );
    stream.close();
    late.close();
  });

  it("shows only the types and the object that were asked for", async () => {
    const { id } = await driver();
    const [family, one, object] = await Promise.all([
      streams.follow("?type=fleet.*"),
      streams.follow("?type=driver.deleted"),
      streams.follow(`?object_id=${id}`),
    ]);
    await streams.platform.api.make("/v1/fleets", { name: "North" });
    await streams.platform.api.make(`/v1/drivers/${id}`, { name: "Bob" });
    await driver();
    await streams.platform.api.delete(`/v1/drivers/${id}`);
    const types = async (stream: Follower, count: number) =>
      (await stream.until(count)).map(({ event }) => event);
    assert.deepEqual(await types(object, 2), ["driver.updated", "driver.deleted"]);
    assert.deepEqual(await types(family, 1), ["fleet.created"]);
    assert.deepEqual(await types(one, 1), ["driver.deleted"]);
    for (const stream of [family, one, object]) stream.close();
  });

  it("shows nothing of another account or mode", async () => {
    const stranger = await streams.platform.openAccount();
    const theirs = await streams.follow("", {}, stranger.testKey);
    const live = await streams.follow("", {}, streams.platform.first.liveKey);
    await driver();
    await streams.platform.client(stranger.testKey).make("/v1/fleets", { name: "Theirs" });
    assert.equal((await theirs.until(1))[0]?.event, "fleet.created");
    assert.deepEqual(live.heard, []);
    const last = (await newest())["id"] as string;
    const refused = await streams.platform
      .client(stranger.testKey)
      .send("GET", "/v1/events/stream", undefined, {
        "last-event-id": last,
      });
    assert.deepEqual([refused.status, refused.body["param"]], [400, "Last-Event-ID"]);
    theirs.close();
    live.close();
  });

  it("refuses an id that it does not know, or knows no longer, and other nonsense", async () => {
    const get = (query: string, headers = {}) =>
      streams.platform.api.send("GET", `/v1/events/stream${query}`, undefined, headers);
    for (const id of ["evt_nonsense", newId("evt", new Date()), `${(await newest())["id"]}x`]) {
      const answer = await get("", { "last-event-id": id });
      assert.deepEqual(
        [answer.status, answer.body["code"], answer.body["param"]],
        [400, "parameter_invalid", "Last-Event-ID"],
      );
    }
    const { id } = await driver();
    const old = newId("evt", new Date(Date.now() - 31 * 24 * 3_600_000));
    await streams.platform.sql(
      `update events set id = $1, created = created - interval '31 days'
       where object_id = $2`,
      [old, id],
    );
    assert.equal((await get("", { "last-event-id": old })).status, 400);
    assert.equal((await streams.platform.api.get(`/v1/events/${old}`)).status, 404);
    assert.deepEqual((await streams.platform.api.read(`/v1/events?object_id=${id}`)).data, []);
    const type = await get("?type=driver.eaten");
    assert.deepEqual([type.status, type.body["param"]], [400, "type"]);
    const expand = await get("?expand=data");
    assert.equal(expand.body["code"], "unsupported_expand_value");
    assert.equal((await get("?limit=5")).body["code"], "parameter_unknown");
  });

  it("loses and repeats nothing while transactions commit out of their order", async () => {
    const seed = Number(process.env["CHARGE_TEST_SEED"] ?? Math.floor(Math.random() * 1e9));
    let state = seed;
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    const { account, testKey } = await streams.platform.openAccount();
    const made: string[] = [];
    const writer = async (): Promise<void> => {
      for (let turn = 0; turn < 25; turn++) {
        const [early, late, many, fails] = [
          random(),
          random(),
          1 + Math.floor(random() * 4),
          random(),
        ];
        const ids: string[] = [];
        const writing = streams.platform.database.transaction(
          { account, livemode: false },
          async (work) => {
            if (early < 0.5) await pause(40 * early);
            const emissions = Array.from({ length: many }, () => ({
              ...{ id: work.newId("evt"), type: "fleet.created", previous: null },
              ...{ at: work.now, request: work.request },
              object: { id: work.newId("flt"), object: "fleet" },
            }));
            ids.push(...emissions.map(({ id }) => id));
            await record(work, emissions, false);
            // Between the writing and the commit: what was written later may be seen earlier.
            await pause(60 * late * late);
            if (fails < 0.15) throw new Error("rolled back");
          },
        );
        await writing.then(
          () => made.push(...ids),
          () => undefined,
        );
      }
    };
    let stop = false;
    let following = 0;
    /** Follows all the time, but hangs up now and then and comes back where it was. */
    const reader = async (): Promise<string[]> => {
      const got: string[] = [];
      let last: string | null = null;
      while (!stop) {
        const headers: Record<string, string> = last === null ? {} : { "last-event-id": last };
        const stream: Follower = await streams.follow("", headers, testKey);
        following++;
        const patience = 20 + 150 * random();
        // Whoever has heard nothing yet could not say where to go on from.
        const isNew = () => last === null && stream.heard.length === 0;
        for (let waited = 0; !stop && (waited < patience || isNew()); waited += 5) await pause(5);
        stream.close();
        await stream.ended;
        got.push(...stream.heard.map(({ id }) => id));
        last = got.at(-1) ?? last;
      }
      const stream = await streams.follow(
        "",
        last === null ? {} : { "last-event-id": last },
        testKey,
      );
      await stream.until(made.length - got.length);
      await pause(100);
      stream.close();
      return [...got, ...stream.heard.map(({ id }) => id)];
    };
    const steady = await streams.follow("", {}, testKey);
    const reading = [reader(), reader()];
    while (following < reading.length) await pause(5);
    await Promise.all(Array.from({ length: 8 }, writer));
    await steady.until(made.length);
    stop = true;
    const sorted = [...made].sort();
    const order = steady.heard.map(({ id }) => id);
    assert.deepEqual([...order].sort(), sorted, `seed ${seed}`);
    for (const got of await Promise.all(reading)) assert.deepEqual(got, order, `seed ${seed}`);
    assert.notDeepEqual(order, sorted, `the walk has put nothing out of order; seed ${seed}`);
    steady.close();
  });

  it("shows what another node has committed within a second", async () => {
    const other = await testPlatform({ databaseUrl: streams.platform.databaseUrl });
    try {
      const stream = await streams.follow("?type=fleet.created");
      const started = performance.now();
      await other.client(streams.platform.api.key).make("/v1/fleets", { name: "Over there" });
      await stream.until(1);
      assert.ok(performance.now() - started < 5000, "seconds, were it not looked for");
      stream.close();
    } finally {
      await other.close();
    }
  });
});
