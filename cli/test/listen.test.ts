// listen and its like as running programs, against a real platform and a real receiver.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import { constructEvent } from "../../sdk/src/webhooks.ts";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { type Delivery, openReceiver } from "../../test/receiver.ts";
import { type Home, inside, openHome, type Running } from "./program.ts";

describe("listening", () => {
  let platform: TestPlatform;
  let home: Home;
  let running: Running | null = null;
  before(async () => {
    platform = await testPlatform();
    home = openHome({ CHARGE_API_KEY: platform.first.testKey, CHARGE_BASE_URL: platform.url });
  });
  afterEach(async () => {
    await running?.stop("SIGKILL");
    running = null;
  });
  after(async () => {
    home?.remove();
    await platform?.close();
  });

  const listen = async (...more: string[]): Promise<Running> => {
    running = home.start(["listen", ...more]);
    await running.until(/Ready/, "err");
    return running;
  };
  const makeFleet = (name: string) => platform.api.make("/v1/fleets", { name });
  const makeDriver = (name: string) =>
    platform.api.make("/v1/drivers", { name, email: "driver@example.com" });
  /** The newest event there is, which is that of what was made last. */
  const newest = async (): Promise<string> =>
    (await platform.api.read("/v1/events?limit=1")).data[0]?.["id"] as string;

  it("forwards each event with signatures that the client and standardwebhooks take", async () => {
    const receiver = await openReceiver();
    const program = await listen("--forward-to", receiver.url);
    const [, secret = ""] = await program.until(/secret: (whsec_\S+)/, "err");
    const driver = await makeDriver("Ada");
    const line = await program.until(/driver\.created {2}(\S+) {2}(\S+) {2}→ 200, \d+ ms\n/);
    assert.deepEqual([line[1], line[2]], [driver.id, await newest()]);
    const [{ headers, body }] = receiver.deliveries as [Delivery];
    const event = await constructEvent(body, headers, secret);
    assert.deepEqual([event.type, event.id], ["driver.created", line[2]]);
    assert.equal(headers["webhook-id"], event.id);
    const standard = new Webhook(secret).verify(body, headers as Record<string, string>);
    assert.deepEqual(standard, JSON.parse(body));
    assert.deepEqual(JSON.parse(body), await platform.api.read(`/v1/events/${event.id}`));
    const { "charge-signature": _one, ...others } = headers;
    await constructEvent(body, others, secret);
    await assert.rejects(constructEvent(`${body} `, headers, secret));
    const { code, err } = await program.stop();
    assert.equal(code, 0);
    assert.match(err, new RegExp(`--after ${event.id}\\n$`));
    await receiver.close();
  });

  it("signs with the same secret each time, or with the one that it was given", async () => {
    const [one, two] = [
      await home.charge(["listen", "--print-secret"]),
      await home.charge(["listen", "--print-secret"]),
    ];
    assert.match(one.out, /^whsec_[A-Za-z0-9+/]{32}\n$/);
    assert.equal(one.out, two.out);
    const other = await home.charge(["listen", "--print-secret", "--profile", "other"]);
    assert.notEqual(other.out, one.out);
    const env = { CHARGE_WEBHOOK_SECRET: `whsec_${"A".repeat(32)}` };
    const given = await home.charge(["listen", "--print-secret"], { env });
    assert.equal(given.out, `${env.CHARGE_WEBHOOK_SECRET}\n`);
  });

  it("takes what is wanted and leaves what is not", async () => {
    const program = await listen("--events", "driver.*,fleet.created", "--skip", "driver.updated");
    const driver = await makeDriver("Bo");
    await platform.api.make(`/v1/drivers/${driver.id}`, { name: "Bob" });
    const fleet = await makeFleet("Wanted");
    await platform.api.make(`/v1/fleets/${fleet.id}`, { name: "Unwanted" });
    await platform.api.delete(`/v1/drivers/${driver.id}`);
    await program.until(/driver\.deleted/);
    const types = [...program.out().matchAll(/ {2}(\w+\.\w+) {2}/g)].map(([, type]) => type);
    assert.deepEqual(types, ["driver.created", "fleet.created", "driver.deleted"]);
    const wrong = await home.charge(["listen", "--events", "drivers.*"]);
    assert.equal(wrong.code, 2);
  });

  it("misses and repeats nothing when the platform goes away and comes back", async () => {
    const receiver = await openReceiver();
    const mortal = await testPlatform();
    const port = Number(new URL(mortal.url).port);
    const env = { CHARGE_API_KEY: mortal.first.testKey, CHARGE_BASE_URL: mortal.url };
    running = home.start(["listen", "--forward-to", receiver.url], env);
    await running.until(/Ready/, "err");
    const first = await mortal.api.make("/v1/fleets", { name: "Before" });
    await running.until(new RegExp(first.id));
    await mortal.close();
    await running.until(/broke/, "err");
    const { databaseUrl } = mortal;
    const again = await testPlatform({ databaseUrl, config: { port } });
    const client = again.client(mortal.first.testKey);
    const made: string[] = [first.id];
    for (const name of ["A", "B", "C"]) made.push((await client.make("/v1/fleets", { name })).id);
    await running.until(/Connected again/, "err");
    made.push((await client.make("/v1/fleets", { name: "After" })).id);
    await running.until(new RegExp(made.at(-1) as string));
    const bodies = receiver.deliveries.map(
      ({ body }) => JSON.parse(body) as { data: { object: { id: string } } },
    );
    assert.deepEqual(
      bodies.map(({ data }) => data.object.id),
      made,
    );
    await running.stop();
    await Promise.all([again.close(), receiver.close()]);
  });

  it("goes on after the event that it is told, and tells how the receiver answered", async () => {
    const angry = await openReceiver();
    angry.answer(500);
    await makeFleet("Seen");
    const last = await newest();
    const missed = await makeFleet("Missed");
    const words = ["--forward-to", angry.url, "--after", last, "--headers"];
    const program = await listen(...words);
    await program.until(new RegExp(`fleet\\.created {2}${missed.id} .*→ 500, \\d+ ms`));
    assert.equal(angry.deliveries[0]?.id, await newest());
    await program.until(/charge-signature: t=/, "err");
    await angry.close();
    const nobody = await makeFleet("Nobody");
    await program.until(new RegExp(`${nobody.id} .*→ ECONNREFUSED`));
  });

  it("gives programs one event a line, and shows events without forwarding", async () => {
    const program = await listen("--print-json");
    const fleet = await makeFleet("JSON");
    await program.until(/\n/);
    const event = JSON.parse(program.out()) as { type: string; data: { object: { id: string } } };
    assert.deepEqual([event.type, event.data.object.id], ["fleet.created", fleet.id]);
    await program.stop();
    running = home.start(["events", "tail", "--object", fleet.id]);
    await running.until(/Ready/, "err");
    await makeFleet("Other");
    await platform.api.make(`/v1/fleets/${fleet.id}`, { name: "Changed" });
    const line = await running.until(/\n/);
    assert.match(line.input, /^\S+ \S+ {2}fleet\.updated/);
  });

  it("ends at once when the key is not taken or the event is unknown", async () => {
    const env = { CHARGE_API_KEY: "ch_sk_test_no" };
    assert.equal((await home.charge(["listen"], { env })).code, 3);
    assert.equal((await home.charge(["listen", "--after", "evt_unknown"])).code, 1);
  });

  it("resends an event to an endpoint, and sends samples of any type", async () => {
    const receiver = await openReceiver();
    const endpoint = await platform.api.make("/v1/webhook_endpoints", {
      ...{ url: receiver.url, enabled_events: ["fleet.created"] },
    });
    await makeFleet("Resent");
    const event = await newest();
    const resend = () =>
      home.charge(["events", "resend", event, "--endpoint", endpoint.id, "--json"]);
    const resent = await resend();
    assert.equal(resent.code, 0, resent.err);
    assert.equal((JSON.parse(resent.out) as { status: string }).status, "succeeded");
    assert.ok(receiver.deliveries.filter(({ id }) => id === event).length >= 1);
    const sample = ["trigger", "account.created", "--endpoint", endpoint.id, "--json"];
    const sent = await home.charge(sample);
    assert.equal(sent.code, 0, sent.err);
    assert.equal(receiver.deliveries.at(-1)?.type, "account.created");
    const other = await home.charge(["events", "resend", event, "--endpoint", "wh_unknown"]);
    assert.equal(other.code, 1);
    assert.equal((await home.charge(["events", "resend", event])).code, 2);
    await receiver.close();
  });

  it("follows the log of requests: each once, newest last, by what is asked for", async () => {
    running = home.start(["logs", "tail", "--lines", "0", "--status", "4xx"]);
    const all = home.start(["logs", "tail", "-n", "0", "--json"]);
    try {
      await Promise.all([running.until(/Ready/, "err"), all.until(/Ready/, "err")]);
      const asked: string[] = [];
      for (const path of ["/v1/drivers/drv_1", "/v1/fleets?limit=1", "/v1/fleets/flt_1"]) {
        const { headers } = await platform.api.get(path);
        asked.push(headers.get("request-id") as string);
      }
      await all.until(new RegExp(asked[2] as string));
      await running.until(new RegExp(asked[2] as string));
      const lines = all.out().trimEnd().split("\n");
      const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
      assert.deepEqual(
        ids.filter((id) => asked.includes(id)),
        asked,
      );
      assert.equal(new Set(ids).size, ids.length);
      const shown = running.out();
      assert.match(shown, /404 GET \/v1\/drivers\/drv_1 {2}\d+ ms {2}driver_not_found {2}req_/);
      assert.ok(!shown.includes(asked[1] as string));
      assert.equal((await all.stop()).code, 0);
    } finally {
      await all.stop("SIGKILL");
    }
    const listed = await home.charge(["logs", "list", "--status", "4xx", "--limit", "1"]);
    assert.match(listed.out, /^ID +STATUS +METHOD +PATH/);
    assert.equal((await inside(["logs", "tail", "--lines", "x"])).code, 2);
  });
});
