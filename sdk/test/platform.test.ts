// The client against a real platform.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { type TestPlatform, testPlatform } from "../../test/platform.ts";
import { callOperation } from "../src/call.ts";
import { Charge } from "../src/charge.ts";
import { AuthenticationError, InvalidRequestError } from "../src/errors.ts";
import { operations } from "../src/generated/operations.ts";
import { pageToken } from "../src/page.ts";

const person = (name: string) => ({ name, email: "driver@example.com" });

describe("the client on a real platform", () => {
  let platform: TestPlatform;
  let charge: Charge;
  before(async () => {
    platform = await testPlatform();
    charge = new Charge(platform.first.testKey, { baseUrl: platform.url });
  });
  after(() => platform.close());

  it("creates, reads, updates, attaches and deletes", async () => {
    const fleet = await charge.fleets.create({ name: "North" });
    const driver = await charge.drivers.create(person("Ada"));
    const updated = await charge.drivers.update(driver.id, { metadata: { depot: "7" } });
    assert.deepEqual([updated.name, updated.metadata], ["Ada", { depot: "7" }]);
    await charge.drivers.attach(driver.id, { fleet: fleet.id });
    const shown = await charge.drivers.retrieve(driver.id, { expand: ["fleets"] });
    assert.equal(shown.fleets[0]?.name, "North");
    assert.deepEqual((await charge.drivers.retrieve(driver.id)).fleets, [fleet.id]);
    const gone = await charge.drivers.remove(driver.id);
    assert.deepEqual([gone.id, gone.deleted], [driver.id, true]);
    await assert.rejects(charge.drivers.retrieve(driver.id), (error) => {
      assert.ok(error instanceof InvalidRequestError);
      assert.deepEqual([error.code, error.status], ["driver_not_found", 404]);
      assert.match(String(error.requestId), /^req_/);
      assert.ok(error.docUrl?.startsWith(platform.url));
      return true;
    });
  });

  it("fills in what expand names: in creates, lists and over several steps", async () => {
    const fleet = await charge.fleets.create({ name: "South" });
    const vehicle = await charge.vehicles.create({
      ...{ battery_capacity: 77_000, charging_standard: "CCS", vin: "YV1XZK5V0S1234567" },
    });
    const driver = await charge.drivers.create(person("Bo"));
    await charge.vehicles.attach(vehicle.id, { driver: driver.id });
    await charge.drivers.attach(driver.id, { fleet: fleet.id });
    const expand = ["drivers.fleets", "fleet"] as const;
    const page = await charge.vehicles.list({ limit: 5 }, { expand });
    assert.equal(page.data[0]?.drivers[0]?.fleets[0]?.name, "South");
    const changed = await charge.vehicles.update(vehicle.id, {}, { expand: ["drivers"] });
    assert.equal(changed.drivers[0]?.name, "Bo");
  });

  it("walks lists to their end and back, page by page and item by item", async () => {
    const made: string[] = [];
    for (let i = 0; i < 7; i++) {
      made.push(
        (await charge.policies.create({ name: `Policy ${i}`, mode: "suggestion", rules: {} })).id,
      );
    }
    const newestFirst = made.toReversed();
    const seen: string[] = [];
    for await (const { id } of charge.policies.list({ limit: 3 })) seen.push(id);
    assert.deepEqual(seen, newestFirst);
    const pages: number[] = [];
    for await (const { data } of charge.policies.list({ limit: 3 }).pages())
      pages.push(data.length);
    assert.deepEqual(pages, [3, 3, 1]);

    const second = await (await charge.policies.list({ limit: 3 })).next();
    assert.ok(second !== null);
    const back: string[] = [];
    for await (const { id } of second.reverse()) back.push(id);
    assert.deepEqual(back, made.slice(1));
    assert.deepEqual(
      (await second.previous())?.data.map(({ id }) => id),
      newestFirst.slice(0, 3),
    );
    const last = await second.next();
    assert.deepEqual([await last?.next(), last?.data.length], [null, 1]);

    const token = pageToken(second.next_page_url as string);
    const resumed = charge.policies.list({ limit: 3, page: token });
    assert.deepEqual(
      (await resumed).data.map(({ id }) => id),
      newestFirst.slice(6),
    );
    const towardsNew: number[] = [];
    for await (const { data } of resumed.pages("previous")) towardsNew.push(data.length);
    assert.deepEqual(towardsNew, [1, 3, 3]);
    const some = await charge.policies.list({ limit: 2 }).toArray({ limit: 5 });
    assert.deepEqual(
      some.map(({ id }) => id),
      newestFirst.slice(0, 5),
    );
    assert.deepEqual(await charge.policies.list().toArray({ limit: 0 }), []);
  });

  it("carries filters, times and expand from page to page", async () => {
    for (let i = 0; i < 4; i++) {
      await charge.drivers.create({ ...person(`Cy ${i}`), metadata: { depot: "a & b" } });
    }
    await charge.drivers.create(person("another"));
    const filters = {
      limit: 1,
      metadata: { depot: "a & b" },
      created: { gte: new Date(0), lt: new Date("2100-01-01") },
    };
    const names: string[] = [];
    for await (const driver of charge.drivers.list(filters, { expand: ["fleets"] })) {
      names.push(driver.name);
    }
    assert.deepEqual(names, ["Cy 3", "Cy 2", "Cy 1", "Cy 0"]);
    const none = charge.drivers.list({ created: { lt: new Date(0) } });
    assert.deepEqual((await none).data, []);
  });

  it("has an effect once, though its answer is lost on the way", async () => {
    let requests = 0;
    const lossy = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const headers = request.headers as Record<string, string>;
      const answer = await fetch(`${platform.url}${request.url}`, {
        ...{ method: "POST", body: Buffer.concat(parts) },
        headers: { ...headers, connection: "close" },
      }).catch(() => null);
      if (++requests === 1 || answer === null) return response.socket?.destroy();
      response.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text());
    });
    await new Promise<void>((done) => lossy.listen(0, "127.0.0.1", done));
    const { port } = lossy.address() as AddressInfo;
    const fetchOwn = (url: string, init: RequestInit) => fetch(url, init);
    const unlucky = new Charge(platform.first.testKey, {
      baseUrl: `http://127.0.0.1:${port}`,
      fetch: fetchOwn,
    });
    const fleet = await unlucky.fleets.create({ name: "Once" });
    lossy.closeAllConnections();
    lossy.close();
    const info = unlucky.responseOf(fleet);
    assert.deepEqual([requests, info?.attempts, info?.replayed], [2, 2, true]);
    const all = await charge.fleets.list().toArray({ limit: 100 });
    assert.equal(all.filter(({ name }) => name === "Once").length, 1);
  });

  it("replays a request under a key of one's own, and tells", async () => {
    const options = { idempotencyKey: "order-4711" };
    const first = await charge.fleets.create({ name: "Replayed" }, options);
    const again = await charge.fleets.create({ name: "Replayed" }, options);
    assert.equal(again.id, first.id);
    assert.deepEqual(
      [charge.responseOf(first)?.replayed, charge.responseOf(again)?.replayed],
      [false, true],
    );
    await assert.rejects(charge.fleets.create({ name: "Other" }, options), {
      name: "IdempotencyError",
      code: "idempotency_key_reused",
    });
  });

  it("throws what the platform refuses, with the parameter to blame", async () => {
    const wrong = charge.drivers.create({ name: "", email: "x" });
    await assert.rejects(wrong, { name: "InvalidRequestError", param: "name", status: 400 });
    const stranger = new Charge(`ch_sk_test_${"x".repeat(32)}`, { baseUrl: platform.url });
    await assert.rejects(stranger.drivers.list(), AuthenticationError);
    await assert.rejects(stranger.drivers.list().toArray({ limit: 1 }), AuthenticationError);
    const expand = ["nothing"] as unknown as ["fleets"];
    await assert.rejects(charge.drivers.list({}, { expand }), { code: "unsupported_expand_value" });
    const nothing = null as unknown as "active";
    await assert.rejects(charge.drivers.list({ status: nothing }), /status is null/);
    await assert.rejects(charge.drivers.retrieve(""), /driver must be an id/);
  });

  it("proves and types a webhook that the platform sent", async () => {
    const arrived: { body: string; headers: Record<string, string | string[] | undefined> }[] = [];
    const receiver = createServer(async (request, response) => {
      let body = "";
      for await (const part of request.setEncoding("utf8")) body += part;
      arrived.push({ body, headers: request.headers });
      response.end();
    });
    await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
    const { port } = receiver.address() as AddressInfo;
    const endpoint = await charge.webhook_endpoints.create({
      url: `http://127.0.0.1:${port}/hook`,
      enabled_events: ["fleet.updated"],
    });
    const secret = endpoint.secret ?? assert.fail("no secret");
    const fleet = await charge.fleets.create({ name: "Before" });
    await charge.fleets.update(fleet.id, { name: "After" });
    for (let i = 0; i < 400 && arrived.length === 0; i++) {
      await new Promise((done) => setTimeout(done, 25));
    }
    receiver.closeAllConnections();
    receiver.close();
    const { body, headers } = arrived[0] ?? assert.fail("nothing arrived");
    const event = await charge.webhooks.constructEvent(body, headers, secret);
    assert.ok(event.type === "fleet.updated");
    assert.equal(event.data.object.name, "After");
    assert.equal(event.data.previous_attributes?.name, "Before");
    const { "charge-signature": _own, ...standard } = headers;
    await charge.webhooks.verify(body, standard, secret);
  });

  it("reads every list of the platform by the table of operations", async () => {
    const lists = operations.filter(({ kind, ids }) => kind === "page" && ids.length === 0);
    assert.ok(lists.length >= 10);
    for (const operation of lists) {
      const called = callOperation(charge, operation, { parameters: { limit: 2 } });
      assert.ok(called.kind === "page");
      assert.ok((await called.answer).data.length <= 2, operation.resource);
    }
  });

  it("makes and reads an object by the table of operations", async () => {
    const named = (method: string) =>
      operations.find((one) => one.resource === "drivers" && one.method === method) ??
      assert.fail(method);
    const create = callOperation(charge, named("create"), { parameters: person("Di") });
    const { id } = (await create.answer) as { id: string };
    const input = { ids: [id] };
    const read = callOperation(charge, named("retrieve"), input, { expand: ["fleets"] });
    assert.deepEqual(((await read.answer) as { fleets: unknown[] }).fleets, []);
  });
});
