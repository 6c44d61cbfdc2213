import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { advance, clockAt, nowOf } from "../../../test/clock.ts";
import { makeFleet, makeStation, startOf, until } from "../../../test/fleet.ts";
import { type Client, type Json, type TestPlatform, testPlatform } from "../../../test/platform.ts";
import { openReceiver } from "../../../test/receiver.ts";
import { timeOfId } from "../../lib/id.ts";
import { parseTimestamp, systemClock } from "../../lib/time.ts";

const dayMs = 86_400_000;
const real = (): number => systemClock.now().getTime();
const at = (value: unknown): number => parseTimestamp(String(value))?.getTime() ?? Number.NaN;
/** Some seconds of real time pass between two looks. */
const isNear = (one: number, other: number, what: string): void =>
  assert.ok(Math.abs(one - other) < 20_000, `${what}: ${one - other} ms apart`);

describe("a test clock", () => {
  let platform: TestPlatform;
  before(async () => {
    platform = await testPlatform({
      config: { simulatorSpeed: 100, webhookAllowPrivate: true },
    });
  });
  after(() => platform.close());

  const newAccount = async (): Promise<Client> =>
    platform.client((await platform.openAccount()).testKey);
  const ada = { name: "Ada", email: "ada@example.com" };
  const inReal = (ms: number): string => new Date(real() + ms).toISOString();

  it("moves the account's time and what is made in it, and nobody else's", async () => {
    const owner = await platform.openAccount();
    const [api, live] = [platform.client(owner.testKey), platform.client(owner.liveKey)];
    const clock = await api.make("/v1/test_clocks", { name: "Month" });
    assert.deepEqual([clock["status"], clock["advancing_to"]], ["ready", null]);
    const early = await api.make("/v1/drivers", ada);
    const moved = await advance(api, clock.id, { by: "P40D" });
    isNear(nowOf(moved), real() + 40 * dayMs, "the clock");
    const late = await api.make("/v1/drivers", ada);
    isNear(at(late["created"]), real() + 40 * dayMs, "what is made");
    isNear(timeOfId(late.id)?.getTime() ?? 0, real() + 40 * dayMs, "its id");
    assert.deepEqual(
      (await api.read("/v1/drivers")).data.map(({ id }) => id),
      [late.id, early.id],
    );
    const told = await api.read(`/v1/events?object_id=${late.id}`);
    isNear(at(told.data[0]?.["created"]), real() + 40 * dayMs, "its event");
    const child = await api.make("/v1/accounts", { ...ada, type: "business" });
    isNear(at(child["created"]), real(), "a sub-account");
    const strangers: [string, Client, Json][] = [
      ["live mode", live, {}],
      ["another account", await newAccount(), {}],
      ["a sub-account", api, { "charge-account": child.id }],
    ];
    for (const [who, client, headers] of strangers) {
      const made = await client.post("/v1/drivers", ada, headers as Record<string, string>);
      isNear(at(made.body["created"]), real(), who);
    }
  });

  it("is one per account, in test mode, and says what it cannot do", async () => {
    const owner = await platform.openAccount();
    const api = platform.client(owner.testKey);
    const live = await platform.client(owner.liveKey).post("/v1/test_clocks");
    assert.deepEqual([live.status, live.body["code"]], [403, "permission_denied"]);
    const { id } = await api.make("/v1/test_clocks");
    const second = await api.post("/v1/test_clocks");
    assert.deepEqual([second.status, second.body["code"]], [409, "test_clock_state_conflict"]);
    const wrong: [Json, string, string][] = [
      [{}, "parameter_missing", "to"],
      [{ to: inReal(dayMs), by: "P1D" }, "parameter_invalid", "by"],
      [{ to: inReal(-dayMs) }, "parameter_invalid", "to"],
      [{ by: "PT0S" }, "parameter_invalid", "by"],
      [{ by: "P3Y" }, "parameter_invalid", "by"],
      [{ by: "a month" }, "parameter_invalid", "by"],
      [{ to: inReal(800 * dayMs) }, "parameter_invalid", "to"],
    ];
    for (const [body, code, param] of wrong) {
      const answer = await api.post(`/v1/test_clocks/${id}/advance`, body);
      const said = [answer.status, answer.body["code"], answer.body["param"]];
      assert.deepEqual(said, [400, code, param], JSON.stringify(body));
    }
    const far = await api.post(`/v1/test_clocks/${id.slice(0, -1)}-/advance`, { by: "P1D" });
    assert.equal(far.body["code"], "test_clock_not_found");
  });

  it("takes no other order while it advances", async () => {
    const api = await newAccount();
    const making = api.post("/v1/test_clocks", { now: inReal(3 * dayMs) });
    const { data } = await until(
      () => api.read("/v1/test_clocks"),
      (page) => page.data.length > 0,
    );
    assert.equal(data[0]?.["status"], "advancing");
    const path = `/v1/test_clocks/${data[0]?.["id"]}`;
    for (const answer of [
      await api.post(`${path}/advance`, { by: "P9D" }),
      await api.delete(path),
    ]) {
      assert.deepEqual([answer.status, answer.body["code"]], [409, "test_clock_state_conflict"]);
    }
    const { status, body } = await making;
    assert.deepEqual([status, body["status"]], [200, "ready"]);
    isNear(nowOf(body), real() + 3 * dayMs, "the clock");
  });

  it("never goes back: neither when it is deleted nor by any other hand", async () => {
    const owner = await platform.openAccount();
    const api = platform.client(owner.testKey);
    const clock = await clockAt(api, inReal(5 * dayMs));
    assert.equal((await api.delete(`/v1/test_clocks/${clock.id}`)).status, 200);
    assert.deepEqual((await api.read("/v1/test_clocks")).data, []);
    const driver = await api.make("/v1/drivers", ada);
    isNear(at(driver["created"]), real() + 5 * dayMs, "after the clock is deleted");
    const next = await api.make("/v1/test_clocks");
    isNear(nowOf(next), real() + 5 * dayMs, "a new clock");
    const where = `where account_id = '${owner.account}'`;
    for (const change of [
      `update account_times set ahead_ms = ahead_ms - 1 ${where}`,
      `delete from account_times ${where}`,
    ]) {
      await assert.rejects(platform.sql(change), /never goes back/);
    }
  });

  it("tells its arrival, and each receiver at once and in real time", async () => {
    const api = await newAccount();
    const receiver = await openReceiver();
    try {
      await api.make("/v1/webhook_endpoints", {
        ...{ url: receiver.url, enabled_events: ["*"] },
      });
      const clock = await clockAt(api, inReal(90 * dayMs));
      const arrived = await until(
        async () => receiver.deliveries.find(({ type }) => type === "test_clock.ready"),
        (one) => one !== undefined,
      );
      const { data } = JSON.parse(arrived?.body ?? "{}") as { data: { object: Json } };
      assert.deepEqual([data.object["id"], data.object["status"]], [clock.id, "ready"]);
      isNear(Number(arrived?.headers["webhook-timestamp"]) * 1000, real(), "the signature");
      assert.equal((await api.read("/v1/events?type=test_clock.ready")).data.length, 1);
    } finally {
      await receiver.close();
    }
  });

  it("leaves an endpoint that was away some seconds enabled, and tries it again", async () => {
    const api = await newAccount();
    const receiver = await openReceiver();
    try {
      receiver.answer(500);
      const body = { url: receiver.url, enabled_events: ["driver.created"] };
      const endpoint = await api.make("/v1/webhook_endpoints", body);
      await api.make("/v1/drivers", ada);
      await until(
        async () => receiver.deliveries.length,
        (count) => count > 0,
      );
      receiver.answer(200);
      await clockAt(api, inReal(60 * dayMs));
      const all = `/v1/webhook_endpoints/${endpoint.id}/deliveries`;
      await until(
        () => api.read(all),
        ({ data }) => data.length === 1 && data[0]?.["status"] === "succeeded",
        60_000,
      );
      const kept = await api.read(`/v1/webhook_endpoints/${endpoint.id}`);
      assert.equal(kept["status"], "enabled");
    } finally {
      await receiver.close();
    }
  });

  it("leaves keys, idempotency keys and the request log in real time", async () => {
    const api = await newAccount();
    const made = await api.make("/v1/api_keys", { expires_at: inReal(3_600_000) });
    const key = { "idempotency-key": randomUUID() };
    const first = await api.post("/v1/drivers", ada, key);
    await clockAt(api, inReal(60 * dayMs));
    assert.equal((await platform.client(String(made["key"])).get("/v1/drivers")).status, 200);
    assert.equal((await api.post("/v1/drivers", ada, key)).text, first.text);
    assert.equal((await api.read(`/v1/api_keys/${made.id}`))["status"], "active");
    const past = await api.post("/v1/api_keys", { expires_at: inReal(-1000) });
    assert.equal(past.body["code"], "parameter_invalid");
    await until(
      () => api.read("/v1/request_logs"),
      ({ data }) => data.some((line) => String(line["path"]).startsWith("/v1/test_clocks")),
    );
  });

  it("finds the months of its time ready to be written to", async () => {
    const owner = await platform.openAccount();
    const api = platform.client(owner.testKey);
    await clockAt(api, inReal(400 * dayMs));
    await api.make("/v1/drivers", ada);
    const [row] = await platform.sql(
      "select tableoid::regclass::text as part, created from events where account_id = $1 " +
        "order by created desc limit 1",
      [owner.account],
    );
    const month = new Date(real() + 400 * dayMs).toISOString().slice(0, 7).replace("-", "");
    assert.equal(row?.["part"], `events_${month}`);
    const astray = await platform.sql("select count(*)::integer as n from events_default");
    assert.equal(astray[0]?.["n"], 0);
  });

  it("lets a session that is under way go on: it ends after it began, billed once", async () => {
    const api = await newAccount();
    const fleet = await makeFleet(api);
    const station = await makeStation(api);
    const { id } = await api.make("/v1/charging_sessions", startOf(fleet, station));
    const session = () => api.read(`/v1/charging_sessions/${id}`);
    await until(session, (one) => Number(one["energy_consumed"]) > 0);
    await clockAt(api, inReal(2 * dayMs));
    const before = Number((await session())["energy_consumed"]);
    await until(session, (one) => Number(one["energy_consumed"]) > before);
    const ended = await api.make(`/v1/charging_sessions/${id}/end`);
    const lasted = at(ended["session_ended"]) - at(ended["session_started"]);
    isNear(lasted, 2 * dayMs, "the session");
    // What the car took in the seconds that were, not in the days that were skipped.
    assert.ok(Number(ended["energy_consumed"]) < 82_000, JSON.stringify(ended));
    assert.equal(ended["amount_paid"], ended["amount_due"]);
    const { data } = await api.read(`/v1/transactions?charging_session=${id}`);
    assert.deepEqual(
      data.map(({ amount }) => amount),
      [ended["amount_due"]],
    );
  });

  it("gives a session that begins later the account's times", async () => {
    const api = await newAccount();
    await clockAt(api, inReal(20 * dayMs));
    const fleet = await makeFleet(api);
    const station = await makeStation(api);
    const { id } = await api.make("/v1/charging_sessions", startOf(fleet, station));
    const session = () => api.read(`/v1/charging_sessions/${id}`);
    await until(session, (one) => Number(one["energy_consumed"]) > 0);
    const ended = await api.make(`/v1/charging_sessions/${id}/end`);
    isNear(at(ended["session_started"]), real() + 20 * dayMs, "its beginning");
    isNear(at(ended["session_ended"]), real() + 20 * dayMs, "its end");
    assert.ok(at(ended["session_ended"]) > at(ended["session_started"]));
  });

  it("gives a session by card the account's times, and asks for the card's end in them", async () => {
    const api = await newAccount();
    await clockAt(api, inReal(20 * dayMs));
    const fleet = await makeFleet(api);
    const station = await makeStation(api);
    const cardOf = async (uid: string, days: number): Promise<string> => {
      const { driver, vehicle, card } = fleet;
      const body = { uid, driver, vehicle, payment_method: card };
      await api.make("/v1/charge_tokens", { ...body, expires_at: inReal(days * dayMs) });
      return uid;
    };
    const at1 = `/v1/test_helpers/charging_stations/${station.id}`;
    const swipe = async (uid: string): Promise<unknown> =>
      (await api.make(`${at1}/swipe_card`, { connector: "a1", uid }))["token_status"];
    assert.equal(await swipe(await cardOf("CLOCK1", 19)), "expired");
    assert.equal(await swipe(await cardOf("CLOCK2", 21)), "accepted");
    const [session] = (
      await until(
        () => api.read("/v1/charging_sessions"),
        ({ data }) => Number(data[0]?.["energy_consumed"]) > 0,
      )
    ).data;
    await api.make(`${at1}/unplug`, { connector: "a1" });
    const ended = await until(
      () => api.read(`/v1/charging_sessions/${session?.["id"]}`),
      (one) => one["status"] === "completed",
    );
    isNear(at(ended["session_started"]), real() + 20 * dayMs, "its beginning");
    assert.ok(at(ended["session_ended"]) > at(ended["session_started"]));
  });

  it("does not hide from others that a shared connector is busy", async () => {
    // The installation's account, whose simulator is everybody's.
    const station = await makeStation(platform.api);
    const [ahead, other] = [await newAccount(), await newAccount()];
    await clockAt(ahead, inReal(30 * dayMs));
    const mine = await makeFleet(ahead);
    const theirs = await makeFleet(other);
    const { id } = await ahead.make("/v1/charging_sessions", startOf(mine, station));
    const seen = await other.read(`/v1/charging_stations/${station.id}`);
    assert.equal((seen["connectors"] as Json[])[0]?.["status"], "occupied");
    const refused = await other.post("/v1/charging_sessions", startOf(theirs, station));
    assert.deepEqual([refused.status, refused.body["param"]], [409, "connector"]);
    await ahead.make(`/v1/charging_sessions/${id}/end`);
    const second = startOf(theirs, station, { connector: "a2" });
    const here = await other.make("/v1/charging_sessions", second);
    const there = await ahead.read(`/v1/charging_stations/${station.id}`);
    assert.equal((there["connectors"] as Json[])[1]?.["status"], "occupied");
    await other.make(`/v1/charging_sessions/${here.id}/end`);
  });
});

describe("two processes on one database", () => {
  it("hand a session of an account with a clock on, without adding to it", async () => {
    const speed = { config: { simulatorSpeed: 20 } };
    const one = await testPlatform(speed);
    const api = one.client((await one.openAccount()).testKey);
    const to = new Date(real() + 20 * dayMs).toISOString();
    await clockAt(api, to);
    const start = startOf(await makeFleet(api), await makeStation(api));
    const { id } = await api.make("/v1/charging_sessions", start);
    const energy = async (client: Client): Promise<number> =>
      Number((await client.read(`/v1/charging_sessions/${id}`))["energy_consumed"]);
    const before = await until(
      () => energy(api),
      (wh) => wh > 0,
    );
    await one.close();
    const two = await testPlatform({ ...speed, databaseUrl: one.databaseUrl });
    try {
      const there = two.client(api.key);
      await until(
        () => energy(there),
        (wh) => wh > before,
      );
      const ended = await there.make(`/v1/charging_sessions/${id}/end`);
      const lasted = at(ended["session_ended"]) - at(ended["session_started"]);
      assert.ok(lasted > 0 && lasted < 60_000, `${lasted} ms`);
      // 150 kW, twenty times as fast.
      const most = (150_000 * 20 * lasted) / 3_600_000 + 1000;
      assert.ok(Number(ended["energy_consumed"]) <= most, JSON.stringify(ended));
    } finally {
      await two.close();
    }
  });

  it("write in the same time at once, and read in it within a second", async () => {
    const one = await testPlatform();
    const two = await testPlatform({ databaseUrl: one.databaseUrl });
    try {
      const owner = await one.openAccount();
      const [here, there] = [one.client(owner.testKey), two.client(owner.testKey)];
      const { id } = await here.make("/v1/test_clocks");
      // Whoever advances it: the job is taken by either process.
      let last = 0;
      for (let step = 1; step <= 4; step++) {
        await advance(here, id, { by: "P7D" });
        for (const api of [there, here, there]) {
          const driver = await api.make("/v1/drivers", { name: "Ada", email: "a@example.com" });
          const created = at(driver["created"]);
          assert.ok(created >= last, `${created} after ${last}`);
          isNear(created, real() + step * 7 * dayMs, `step ${step}`);
          last = created;
        }
      }
      const began = performance.now();
      await advance(here, id, { by: "P7D" });
      const shown = await until(
        () => there.read(`/v1/test_clocks/${id}`),
        (clock) => nowOf(clock) > real() + 34 * dayMs,
      );
      assert.ok(performance.now() - began < 3000, "it took too long");
      assert.equal(shown["status"], "ready");
    } finally {
      await two.close();
      await one.close();
    }
  });
});
