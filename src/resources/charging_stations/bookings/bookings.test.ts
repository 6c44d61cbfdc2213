import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type Client,
  type Json,
  type TestPlatform,
  testPlatform,
} from "../../../../test/platform.ts";
import type { Work } from "../../../db/work.ts";
import { Refusal } from "../../../lib/errors.ts";
import { pause } from "../../../lib/time.ts";
import * as stations from "../actions.ts";

describe("holding a connector", () => {
  let platform: TestPlatform;
  let network: string;
  let other: Client;
  let otherAccount: string;
  before(async () => {
    platform = await testPlatform();
    network = String((await platform.api.read("/v1/networks?kind=simulator")).data[0]?.["id"]);
    const opened = await platform.openAccount();
    otherAccount = opened.account;
    other = platform.client(opened.testKey);
  });
  after(() => platform.close());

  const make = async () =>
    (
      await platform.api.make("/v1/charging_stations", {
        ...{ network, name: "S", address: { country: "DE" } },
        location: { latitude: 52.5, longitude: 13.4 },
        connectors: [
          { id: "a1", type: "CCS", power: 150, evse: 1 },
          { id: "a2", type: "CHAdeMO", power: 50, evse: 1 },
          { id: "b1", type: "Type2", power: 22, evse: 2 },
        ],
      })
    ).id;
  let number = 0;
  const within = <T>(account: string, run: (work: Work) => Promise<T>): Promise<T> =>
    platform.database.transaction({ account, livemode: false }, run);
  const book = async (account: string, station: string, connector: string) => {
    const session = `cs_${++number}`;
    await within(account, (work) => stations.book(work, { station, connector, session }));
    return session;
  };
  const statuses = async (client: Client, station: string) =>
    ((await client.read(`/v1/charging_stations/${station}`))["connectors"] as Json[]).map(
      (one) => one["status"],
    );
  const isConflict = (error: unknown) =>
    error instanceof Refusal &&
    error.code === "charging_session_conflict" &&
    error.param === "connector";
  const news = async (client: Client, station: string) =>
    (await client.read(`/v1/events?type=charging_station.updated&object_id=${station}`)).data;
  /** Waits until the account has so many events about the station. */
  const newsOf = async (client: Client, station: string, count: number) => {
    for (let wait = 0; wait < 100 && (await news(client, station)).length < count; wait++)
      await pause(50);
    return news(client, station);
  };

  it("shows everybody that it is busy, and its siblings of the EVSE unavailable", async () => {
    const station = await make();
    const session = await book(otherAccount, station, "a1");
    const busy = ["occupied", "unavailable", "available"];
    assert.deepEqual(await statuses(platform.api, station), busy);
    assert.deepEqual(await statuses(other, station), busy);
    await within(otherAccount, (work) => stations.unbook(work, session));
    await within(otherAccount, (work) => stations.unbook(work, session));
    assert.deepEqual(await statuses(other, station), ["available", "available", "available"]);
  });

  it("refuses a second session on the EVSE, and lets nobody else give it back", async () => {
    const station = await make();
    const session = await book(platform.first.account, station, "a1");
    await assert.rejects(book(otherAccount, station, "a1"), isConflict);
    await assert.rejects(book(platform.first.account, station, "a2"), isConflict);
    await within(otherAccount, (work) => stations.unbook(work, session));
    assert.equal((await statuses(other, station))[0], "occupied");
    await book(otherAccount, station, "b1");
  });

  it("is left to who came since by a charge that is told late, and is its own otherwise", async () => {
    const station = await make();
    const late = async (connector: string) => {
      const booking = { station, connector, session: `cs_${++number}`, late: true };
      await within(otherAccount, (work) => stations.book(work, booking));
      return booking.session;
    };
    const now = await book(platform.first.account, station, "a1");
    await within(otherAccount, async (work) => stations.unbook(work, await late("a1")));
    assert.equal((await statuses(other, station))[0], "occupied");
    await within(platform.first.account, (work) => stations.unbook(work, now));
    assert.equal((await statuses(other, station))[0], "available");
    await late("a1");
    assert.equal((await statuses(other, station))[0], "occupied");
  });

  it("gives one of many at once the connector, and the others a conflict", async () => {
    const station = await make();
    const accounts = [platform.first.account, otherAccount];
    const tries = Array.from({ length: 8 }, (_, at) =>
      book(accounts[at % 2] as string, station, at < 4 ? "a1" : "a2"),
    );
    const ended = await Promise.allSettled(tries);
    assert.equal(ended.filter((one) => one.status === "fulfilled").length, 1);
    for (const one of ended)
      if (one.status === "rejected") assert.ok(isConflict(one.reason), String(one.reason));
  });

  it("does not count a held connector as available, now or in the spans of the day", async () => {
    const station = await make();
    await book(otherAccount, station, "a1");
    await book(otherAccount, station, "b1");
    const { availability } = await platform.api.read(`/v1/charging_stations/${station}`);
    const { connectors_available, range } = availability as Json;
    assert.deepEqual([connectors_available, range], [0, []]);
    const query = "available=true&latitude=52.5&longitude=13.4&radius=10&limit=100";
    const { data } = await platform.api.read(`/v1/charging_stations?${query}`);
    assert.ok(!data.some((one) => one["id"] === station));
  });

  it("tells nobody of a refused start, holder and owner of an accepted one", async () => {
    const station = await make();
    const refused = await book(otherAccount, station, "a1");
    await within(otherAccount, (work) => stations.unbook(work, refused));
    const session = await book(otherAccount, station, "a1");
    await within(otherAccount, (work) => stations.showBooked(work, session));
    for (const client of [other, platform.api]) {
      const [event, ...more] = await newsOf(client, station, 1);
      assert.deepEqual(more, []);
      const data = event?.["data"] as { object: Json; previous_attributes: Json };
      const was = data.previous_attributes["connectors"] as Json[];
      assert.equal(was[0]?.["status"], "available");
      assert.equal((data.object["connectors"] as Json[])[0]?.["status"], "occupied");
    }
    await within(otherAccount, (work) => stations.unbook(work, session));
    assert.equal((await newsOf(platform.api, station, 2)).length, 2);
  });

  it("tells owner and those whose favourite it is what a charger reports", async () => {
    const station = await make();
    const preferences = { preferred_charging_stations: [station] };
    await other.make("/v1/drivers", { name: "A", email: "a@example.com", preferences });
    const report = (status: "occupied" | "faulted" | "available", evse: number) =>
      within(platform.first.account, (work) =>
        stations.connectorStatus(work, station, { evse, status, error: null }),
      );
    await report("faulted", 2);
    assert.deepEqual(await statuses(other, station), ["available", "available", "faulted"]);
    await report("faulted", 2);
    assert.equal((await newsOf(other, station, 1)).length, 1);
    assert.equal((await news(platform.api, station)).length, 1);
    await report("faulted", 0);
    assert.deepEqual(await statuses(other, station), ["faulted", "faulted", "faulted"]);
    await report("available", 0);
    assert.deepEqual(await statuses(other, station), ["available", "available", "faulted"]);
  });

  it("tells a session what it needs to know, of own and shared stations only", async () => {
    const station = await make();
    const seen = await within(otherAccount, (work) => stations.forSession(work, station));
    assert.equal(seen?.account, platform.first.account);
    assert.deepEqual(
      [seen?.country, seen?.currency, seen?.timezone],
      ["DE", "eur", "Europe/Berlin"],
    );
    assert.deepEqual(
      seen?.connectors.map((one) => [
        one.id,
        one.powerKw,
        one.tariff?.elements[0]?.price_components[0]?.price,
      ]),
      [
        ["a1", 150, "59"],
        ["a2", 50, "59"],
        ["b1", 22, "42"],
      ],
    );
    const [ocpp] = (await other.read("/v1/networks?kind=ocpp")).data;
    const own = await other.make("/v1/charging_stations", {
      ...{ network: ocpp?.["id"], name: "S", address: { country: "DE" } },
      ...{
        location: { latitude: 1, longitude: 1 },
        connectors: [{ id: "1", type: "CCS", power: 1 }],
      },
    });
    const first = platform.first.account;
    assert.equal(await within(first, (work) => stations.forSession(work, own.id)), null);
  });

  it("keeps spans of one EVSE apart by the database itself, whoever writes", async () => {
    const station = await make();
    const put = (connector: string, evse: number, from: string, until: string) =>
      platform.sql(
        `insert into connector_bookings (account_id, livemode, station_id, connector_id, evse, kind,
           booking_id, span, shown)
         values ('acct_1', false, $1, $2, $3, 'reservation', $4, tstzrange($5, $6), false)`,
        [
          station,
          connector,
          evse,
          `res_${++number}`,
          `2030-01-01T${from}Z`,
          `2030-01-01T${until}Z`,
        ],
      );
    await put("a1", 1, "10:00", "11:00");
    await put("a1", 1, "11:00", "12:00");
    await put("b1", 2, "10:00", "11:00");
    const isOverlap = (error: unknown) => (error as { code?: string }).code === "23P01";
    await assert.rejects(put("a1", 1, "10:59", "11:30"), isOverlap);
    await assert.rejects(put("a2", 1, "10:30", "10:40"), isOverlap, "a sibling");
    await platform.sql("delete from connector_bookings where account_id = 'acct_1'");
  });
});
