// Everything that the platform can do today, done once, so that every type of event is emitted.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomText } from "../src/lib/id.ts";
import { type Clock, systemClock } from "../src/lib/time.ts";
import { adjust } from "../src/resources/transactions/actions.ts";
import { ChargePoint } from "./charge_point.ts";
import { commission } from "./commissioned.ts";
import { card, makeFleet, makeStation, makeVehicle, startOf, until } from "./fleet.ts";
import { openInvoice } from "./open_invoice.ts";
import { type Json, testPlatform } from "./platform.ts";
import { openReceiver } from "./receiver.ts";
import { becomes, minuteMs, newPlace, spanFrom, stationAt, wishOf } from "./reserving.ts";
import { payer } from "./wallets.ts";

let aheadMs = 0;
const clock: Clock = {
  now: () => new Date(systemClock.now().getTime() + aheadMs),
  after: systemClock.after,
};

/** Does it at a platform of its own. Answers the platform and the newest event of each type. */
export async function openEverything() {
  const folder = join(tmpdir(), `charge-every-event-${randomText(8)}`);
  const platform = await testPlatform({
    clock,
    config: { simulatorSpeed: 60, files: { kind: "folder", folder } },
  });
  const ada = { name: "Ada", email: "ada@example.com" };

  /** Everything that is made, changed, linked and deleted by hand. */
  async function people(): Promise<void> {
    const { api } = platform;
    await api.make("/v1/accounts", { ...ada, type: "business" });
    await api.make(`/v1/accounts/${platform.first.account}`, { description: "Changed" });
    const policy = await api.make("/v1/policies", { name: "P", mode: "enforcement", rules: {} });
    await api.make(`/v1/policies/${policy.id}`, { name: "Q" });
    const fleet = await api.make("/v1/fleets", { name: "Fleet" });
    await api.make(`/v1/fleets/${fleet.id}`, { name: "Fleet of foot" });
    const driver = await api.make("/v1/drivers", ada);
    await api.make(`/v1/drivers/${driver.id}`, { name: "Ada L." });
    await api.make(`/v1/drivers/${driver.id}/attach`, { fleet: fleet.id });
    await api.make(`/v1/drivers/${driver.id}/detach`, { fleet: fleet.id });
    const vehicle = await makeVehicle(api, fleet.id);
    await api.make(`/v1/vehicles/${vehicle}`, { registration_plate: "B-AA 1" });
    await api.make(`/v1/vehicles/${vehicle}/detach`, { fleet: fleet.id });
    const method = await api.make("/v1/payment_methods", card());
    await api.make(`/v1/payment_methods/${method.id}`, { billing_details: { name: "Ada" } });
    await api.make(`/v1/payment_methods/${method.id}/attach`, { driver: driver.id });
    await api.make(`/v1/payment_methods/${method.id}/detach`, { driver: driver.id });
    for (const path of [
      `/v1/payment_methods/${method.id}`,
      `/v1/vehicles/${vehicle}`,
      `/v1/drivers/${driver.id}`,
      `/v1/fleets/${fleet.id}`,
      `/v1/policies/${policy.id}`,
    ]) {
      assert.equal((await api.delete(path)).status, 200, path);
    }
  }

  /** A session that is paid, against a suggestion, and partly given back; and one that is not. */
  async function sessions(): Promise<void> {
    const { api } = platform;
    const fleet = await makeFleet(api);
    const hint = await api.make("/v1/policies", {
      ...{ name: "Hint", mode: "suggestion", rules: { max_price_per_kwh: 1 } },
    });
    await api.make(`/v1/fleets/${fleet.fleet}`, { policy_ids: [hint.id] });
    const paid = await charged(startOf(fleet, await makeStation(api)), async (id) => {
      await until(
        () => api.read(`/v1/events?object_id=${id}&type=charging_session.updated`),
        ({ data }) => {
          aheadMs += 4000;
          return data.length > 0;
        },
      );
    });
    await until(
      () => api.read(`/v1/transactions?charging_session=${paid}`),
      ({ data }) => data[0]?.["status"] === "succeeded",
    );
    const [hold] = await platform.sql("select id from payment_holds where source = $1", [paid]);
    const charge = {
      ...{ hold: String(hold?.["id"]), amount: -10, currency: "eur", description: "Less" },
      ...{ session: paid, driver: fleet.driver, fleet: fleet.fleet, vehicle: fleet.vehicle },
      vat: null,
    };
    const scope = { account: platform.first.account, livemode: false };
    await platform.database.transaction(scope, (work) => adjust(work, charge));
    await has("charge.refunded");
    for (const [number, end] of [
      ["4242424242424242", "succeeded"],
      ["4000000000000002", "failed"],
    ]) {
      const by = await payer(api, number);
      const { driver, method: payment_method } = by;
      await api.make("/v1/top_ups", { driver, payment_method, amount: 100 });
      await has(`top_up.${end}`);
    }
    const broke = await makeFleet(api, "4000000000000341");
    await charged(startOf(broke, await makeStation(api)), async () => undefined);
    await has("charge.failed");
  }

  async function charged(body: object, meanwhile: (id: string) => Promise<void>): Promise<string> {
    const { api } = platform;
    const { id } = await api.make("/v1/charging_sessions", body);
    await until(
      () => api.read(`/v1/charging_sessions/${id}`),
      (one) => Number(one["energy_consumed"]) > 3000,
    );
    await meanwhile(id);
    await api.make(`/v1/charging_sessions/${id}/end`);
    return id;
  }

  const has = (type: string) =>
    until(
      () => platform.api.read(`/v1/events?type=${type}&limit=1`),
      ({ data }) => data.length === 1,
    );

  /** A real charger that refuses one start, and is left before the plug of another. */
  async function chargers(): Promise<void> {
    const { api } = platform;
    const { station, line, online } = await commission(platform, "CP:events");
    const point = new ChargePoint({ ...line, meterEveryMs: 200, speed: 100 });
    await point.powerUp();
    await online(true);
    const fleet = await makeFleet(api);
    const left = await api.make("/v1/charging_sessions", startOf(fleet, station));
    await api.make(`/v1/charging_sessions/${left.id}/end`);
    await has("charging_session.cancelled");
    for (const action of ["ClearCache", "Unheard"]) {
      const raw = { action, payload: {} };
      await api.make(`/v1/charging_stations/${station.id}/commands`, { type: "raw", raw });
    }
    await has("command.succeeded");
    await has("command.failed");
    point.client.handle("RemoteStartTransaction", async () => ({ status: "Rejected" }));
    await until(
      () => api.post("/v1/charging_sessions", startOf(fleet, station)),
      ({ body }) => body["code"] === "charging_station_rejected",
    );
    await has("charging_session.failed");
    await point.powerDown();
  }

  /** A report that cannot be kept, as a file stands in the folder's place; and one that can. */
  async function reports(): Promise<void> {
    const { api } = platform;
    const span = { period_start: "2025-01-01T00:00:00Z", period_end: "2025-02-01T00:00:00Z" };
    await writeFile(folder, "");
    await api.make("/v1/reports", { parameters: { type: "energy", ...span } });
    await until(
      () => api.read("/v1/events?type=report.failed&limit=1"),
      ({ data }) => {
        aheadMs += 5000;
        return data.length === 1;
      },
    );
    await rm(folder);
    await api.make("/v1/reports", { parameters: { type: "energy", ...span } });
    await has("report.succeeded");
  }

  /** One that finds nothing, one that is cancelled, one that nobody comes for, one that is used. */
  async function reservations(): Promise<void> {
    const { api } = platform;
    const place = newPlace();
    const fleet = await makeFleet(api);
    const make = (inMinutes: number) =>
      api.make("/v1/reservations", wishOf(fleet, place, spanFrom(clock.now(), inMinutes)));
    const confirmed = async (inMinutes: number) =>
      api.make(`/v1/reservations/${(await make(inMinutes)).id}/confirm`);
    assert.equal((await confirmed(60))["status"], "failed");
    const station = await stationAt(api, place);
    const { id } = await make(60);
    await api.make(`/v1/reservations/${id}`, { metadata: { changed: "yes" } });
    await api.make(`/v1/reservations/${id}/cancel`);
    await confirmed(60);
    aheadMs += 121 * minuteMs;
    await has("reservation.expired");
    const used = await confirmed(40);
    aheadMs += 41 * minuteMs;
    await api.make("/v1/charging_sessions", startOf(fleet, station));
    await becomes(api, used.id, "completed");
  }

  /** One that is declined and then paid, and one that is late and given up. */
  async function invoices(): Promise<void> {
    const { api } = platform;
    const open = async (): Promise<string> => {
      const { driver, vehicle } = await makeFleet(api);
      const { id: charging_station } = await makeStation(api);
      return openInvoice(api, { driver, vehicle, charging_station });
    };
    const pay = async (id: string, number?: string) => {
      const { id: payment_method } = await api.make("/v1/payment_methods", card(number));
      return api.post(`/v1/invoices/${id}/pay`, { payment_method });
    };
    const paid = await open();
    assert.equal((await pay(paid, "4000000000000002")).status, 402);
    assert.equal((await pay(paid)).status, 200);
    const late = await open();
    const due_date = new Date(clock.now().getTime() + minuteMs).toISOString();
    await api.make(`/v1/invoices/${late}`, { due_date });
    aheadMs += 2 * minuteMs;
    await has("invoice.overdue");
    await api.make(`/v1/invoices/${late}/void`);
  }

  /** An endpoint that fails for five days. */
  async function deadEndpoint(): Promise<void> {
    const { api } = platform;
    const receiver = await openReceiver();
    receiver.answer(500);
    await api.make("/v1/webhook_endpoints", { url: receiver.url, enabled_events: ["driver.*"] });
    await api.make("/v1/drivers", ada);
    await until(
      async () => receiver.deliveries.length,
      (count) => count > 0,
    );
    await until(
      () => platform.sql("select 1 from webhook_endpoints where failing_since is not null"),
      (rows) => rows.length === 1,
    );
    aheadMs += 5 * 24 * 3_600_000;
    await has("webhook_endpoint.disabled");
    await receiver.close();
  }

  async function close(): Promise<void> {
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  }

  async function doAll(): Promise<void> {
    await people();
    await sessions();
    await chargers();
    await reports();
    await reservations();
    await invoices();
    await deadEndpoint();
    await platform.api.make("/v1/test_clocks", {
      now: new Date(clock.now().getTime() + 3_600_000).toISOString(),
    });
    await has("test_clock.ready");
  }

  await doAll().catch(async (error) => {
    await close();
    throw error;
  });
  const emitted = new Map<string, Json>();
  const told = await platform.sql("select type, object, previous from events");
  for (const { type, ...rest } of told) emitted.set(String(type), rest);
  return { platform, emitted, close };
}
