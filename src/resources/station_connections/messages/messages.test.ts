import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { ChargePoint } from "../../../../test/charge_point.ts";
import { commission, switchedOffAfterEach } from "../../../../test/commissioned.ts";
import { until } from "../../../../test/fleet.ts";
import { type Json, type TestPlatform, testPlatform } from "../../../../test/platform.ts";
import { openLog } from "../../../lib/log.ts";
import type { FrameSeen } from "../../../networks/ocpp/seen.ts";
import { openFrameRecorder } from "./recorder_actions.ts";

const log = openLog("silent");
const secret = "hunter2-of-the-charger";

describe("the frame trace", () => {
  let platform: TestPlatform;
  const chargers = switchedOffAfterEach<ChargePoint>();
  before(async () => {
    platform = await testPlatform();
  });
  after(() => platform.close());

  let number = 0;
  async function connected() {
    const { station, line } = await commission(platform, `TRACE:${++number}`);
    const own = `/v1/charging_stations/${station.id}`;
    const point = chargers.add(new ChargePoint(line));
    await point.powerUp();
    const list = async (query = "") =>
      (await platform.api.read(`${own}/messages?limit=100${query}`)).data;
    return { point, station: station.id, list, own };
  }
  const frame = (station: string, more: Partial<FrameSeen> = {}): FrameSeen => ({
    ...{ station: { id: station, identity: "X" }, connection: randomUUID(), direction: "in" },
    ...{ at: platform.database.clock.now(), kind: "call", action: "Heartbeat", messageId: "1" },
    ...{ text: '[2,"1","Heartbeat",{}]', findings: [], bytes: 22, ...more },
  });
  /** On its own, past the platform's. */
  const recorder = (more: object = {}) => {
    const { database } = platform;
    const query: Parameters<typeof openFrameRecorder>[0]["everyone"]["query"] = (...asked) =>
      database.acrossAccounts((alone) => alone.query(...asked));
    return openFrameRecorder({ everyone: { query }, log, ...more });
  };

  it("shows both directions of a conversation, and finds by each of its filters", async () => {
    const { list, station } = await connected();
    const boot = await until(
      () => list("&action=BootNotification"),
      (frames) => frames.length === 2,
    );
    const [answer, call] = boot;
    assert.deepEqual(
      boot.map((one) => [one["direction"], one["kind"], one["charging_station"]]),
      [
        ["out", "result", station],
        ["in", "call", station],
      ],
    );
    assert.equal(answer?.["message_id"], call?.["message_id"]);
    assert.equal(answer?.["connection"], call?.["connection"]);
    assert.match(String(call?.["text"]), /^\[2,"[^"]+","BootNotification",\{.*Openfield/);
    assert.equal(call?.["bytes"], String(call?.["text"]).length);
    const all = await list();
    const pick = async (query: string, fits: (one: Json) => boolean) => {
      const found = (await list(query)).map(({ id }) => id);
      const known = all.filter(fits).map(({ id }) => id);
      assert.ok(known.length > 0 && known.every((id) => found.includes(id)), query);
      assert.ok((await list(query)).every(fits), query);
    };
    await pick("&direction=in", (one) => one["direction"] === "in");
    await pick("&kind=result", (one) => one["kind"] === "result");
    await pick("&with_findings=false", (one) => (one["findings"] as Json[]).length === 0);
    await pick(
      `&created[gte]=${call?.["created"]}`,
      (one) => String(one["created"]) >= String(call?.["created"]),
    );
    assert.deepEqual(await list("&with_findings=true"), []);
  });

  it("keeps the order of frames that share a millisecond", async () => {
    const { station, list } = await connected();
    const own = recorder();
    const at = platform.database.clock.now();
    const ids = Array.from({ length: 70 }, (_, n) => `in order ${n}`);
    for (const messageId of ids) own.seen(frame(station, { at, messageId, action: "Same" }));
    await own.close();
    const shown = (await list("&action=Same")).map((one) => one["message_id"]);
    assert.deepEqual(shown, ids.toReversed());
  });

  it("says what did not fit the protocol", async () => {
    const { station, list } = await connected();
    const finding = { path: "/a", keyword: "maxLength", message: "too long\0" };
    const own = recorder();
    own.seen(frame(station, { findings: [finding], text: "x\0y" }));
    await own.close();
    const [found] = await list("&with_findings=true");
    assert.deepEqual(found?.["findings"], [{ ...finding, message: "too long" }]);
    assert.equal(found?.["text"], "x\uFFFDy");
  });

  it("holds no password of a charger", async () => {
    const { point, list, own } = await connected();
    point.configuration.set("AuthorizationKey", "before");
    const payload = { key: "AuthorizationKey", value: secret };
    const raw = { action: "ChangeConfiguration", payload };
    await platform.api.make(`${own}/commands`, { type: "raw", raw });
    await until(
      () => list("&action=ChangeConfiguration"),
      (frames) => frames.some((one) => String(one["text"]).includes("AuthorizationKey")),
    );
    assert.equal(point.configuration.get("AuthorizationKey"), secret);
    const kept = JSON.stringify(await platform.sql("select * from station_messages"));
    assert.ok(!kept.includes(secret));
  });

  it("is of own stations only, for fourteen days, and has nothing of strangers", async () => {
    const { station, list, own } = await connected();
    const at = (daysAgo: number) =>
      new Date(platform.database.clock.now().getTime() - daysAgo * 86_400_000);
    const writer = recorder();
    for (const days of [13.9, 14.1, 300]) {
      writer.seen(frame(station, { at: at(days), action: "Old" }));
    }
    writer.seen(frame("chst_nobody", { action: "Old" }));
    await writer.close();
    assert.equal((await list("&action=Old")).length, 1);
    const kept = await platform.sql("select 1 from station_messages where action = 'Old'");
    assert.equal(kept.length, 3, "one is not shown although it is still there");
    const other = platform.client((await platform.openAccount()).testKey);
    const hidden = await other.get(`${own}/messages`);
    assert.deepEqual([hidden.status, hidden.body["code"]], [404, "charging_station_not_found"]);
  });

  it("goes into partitions by day, of which the old ones are dropped", async () => {
    const partitions = async () =>
      (
        await platform.sql(
          `select relname from pg_class where relname ~ '^station_messages_\\d{8}$' order by 1`,
        )
      ).map((one) => String(one["relname"]));
    const before = await partitions();
    assert.ok(before.length >= 4, before.join());
    await platform.sql("select make_daily_partitions(clock_timestamp() + interval '17 days', 2)");
    const later = await partitions();
    assert.ok(!later.includes(String(before[0])), "what is older than two weeks is gone");
    assert.ok(later.length > 0 && before.slice(-1).every((one) => later.includes(one)));
    // Today's is gone, and what is told meanwhile stands in the way of a new one.
    await platform.sql("select make_daily_partitions(clock_timestamp(), 4)");
    const [old] = await platform.sql(
      "select min(created) > clock_timestamp() - interval '14 days' as no from station_messages",
    );
    assert.notEqual(old?.["no"], false, "nothing old is left in the default partition either");
  });

  it("never waits: what finds no room is lost, counted, and does not disturb what follows", async () => {
    const { station, list } = await connected();
    let away = true;
    const { database } = platform;
    const own = openFrameRecorder({
      ...{ log, everyMs: 20, mostBytes: 100_000 },
      everyone: {
        query: async (...asked) => {
          if (away) throw new Error("the database is away");
          return database.acrossAccounts((alone) => alone.query(...asked));
        },
      },
    });
    const text = "x".repeat(10_000);
    for (let at = 0; at < 50; at += 1) own.seen(frame(station, { action: "Lost", text }));
    assert.equal(own.lost(), 41, "nine of ten thousand characters fit");
    await until(
      async () => own.lost(),
      (lost) => lost === 50,
    );
    away = false;
    own.seen(frame(station, { action: "Kept", text: "y".repeat(90_000), bytes: 90_000 }));
    await own.close();
    assert.equal((await list("&action=Lost")).length, 0);
    const [kept] = await list("&action=Kept");
    assert.deepEqual([kept?.["bytes"], String(kept?.["text"]).length], [90_000, 65_537]);
    const metrics = await (await fetch(`${platform.url}/metrics`)).text();
    assert.match(metrics, /^charge_station_messages_lost_total 0$/m);
  });
});
