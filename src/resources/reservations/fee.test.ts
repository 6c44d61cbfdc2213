// What each way for a reservation to end costs.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { until } from "../../../test/fleet.ts";
import type { Json } from "../../../test/platform.ts";
import {
  assertLetGo,
  becomes,
  connectorStatuses,
  feeOf,
  minuteMs,
  type Opened,
  reservingHere,
  shows,
  spanFrom,
  stationAt,
  toldOf,
} from "../../../test/reserving.ts";
import { refused } from "../../../test/sample.ts";

describe("the fee of a reservation", () => {
  const { platform, now, open, make, confirm, confirmed, goTo, enters, fault, forward } =
    reservingHere();

  const fee = 1200;
  const charge = ["charge", "succeeded", fee];
  const stationOf = async (place: Opened, more: Json = {}) =>
    stationAt(place.api, place.place, 0, more);

  it("is held on confirmation and released by a cancellation in time", async () => {
    const place = await open(fee);
    await stationOf(place);
    const one = await confirmed(place);
    assert.deepEqual((await feeOf(platform(), one.id, place.fleet.driver)).hold, ["authorized"]);
    const cancelled = await place.api.make(`/v1/reservations/${one.id}/cancel`);
    assert.equal(cancelled["status"], "cancelled");
    await assertLetGo(platform(), one.id);
    const told = await feeOf(platform(), one.id, place.fleet.driver);
    assert.deepEqual(told, { hold: ["released"], moved: [] });
  });

  it("is charged by a cancellation too late, in a transaction without a session", async () => {
    const place = await open(fee);
    await stationOf(place);
    const one = await confirmed(place);
    goTo(one["reserved_start"], -29);
    await place.api.make(`/v1/reservations/${one.id}/cancel`);
    await assertLetGo(platform(), one.id);
    const told = await feeOf(platform(), one.id, place.fleet.driver);
    assert.deepEqual(told, { hold: ["settled"], moved: [charge] });
    const { data } = await place.api.read(`/v1/transactions?driver=${place.fleet.driver}`);
    assert.deepEqual(
      [data[0]?.["description"], data[0]?.["charging_session"], data[0]?.["fleet"]],
      ["Reservation fee", null, place.fleet.fleet],
    );
    const [booked] = await platform().sql(
      "select vat_percent, vat_amount::integer from transactions where id = $1",
      [data[0]?.["id"]],
    );
    // The station stands in France: 20 % of what is left without it.
    assert.deepEqual(booked, { vat_percent: "20", vat_amount: 200 });
    assert.equal((await toldOf(place.api, data[0]?.["id"])).length, 1);
  });

  it("is not charged in the five minutes after a late confirmation", async () => {
    const place = await open(fee);
    await stationOf(place);
    const one = await confirmed(place, spanFrom(now(), 20));
    forward(4 * minuteMs);
    await place.api.make(`/v1/reservations/${one.id}/cancel`);
    const two = await confirmed(place, spanFrom(now(), 20));
    forward(6 * minuteMs);
    await place.api.make(`/v1/reservations/${two.id}/cancel`);
    await assertLetGo(platform(), two.id);
    const told = await feeOf(platform(), one.id, place.fleet.driver);
    assert.deepEqual(told, { hold: ["released"], moved: [charge] });
  });

  it("is charged when nobody came to a connector that could be used", async () => {
    const place = await open(fee);
    const station = await stationOf(place);
    const one = await confirmed(place);
    goTo(one["reserved_start"], -14);
    await shows(place.api, station.id, "reserved");
    goTo(one["reserved_start"], 1);
    await enters(one.id, "open");
    goTo(one["reserved_end"], 1);
    await becomes(place.api, one.id, "expired");
    await assertLetGo(platform(), one.id);
    assert.deepEqual(await feeOf(platform(), one.id, place.fleet.driver), {
      ...{ hold: ["settled"], moved: [charge] },
    });
    await until(
      () => connectorStatuses(place.api, station.id),
      (all) => all.every((each) => each === "available"),
    );
  });

  it("is given back when the connector was out of order at the start", async () => {
    const place = await open(fee);
    const station = await stationOf(place, {
      connectors: [{ id: "a1", type: "CCS", power: 150 }],
    });
    const one = await confirmed(place);
    goTo(one["reserved_start"], -14);
    await shows(place.api, station.id, "reserved");
    fault(station.id);
    await shows(place.api, station.id, "faulted");
    goTo(one["reserved_start"], 1);
    await enters(one.id, "doubtful");
    goTo(one["reserved_end"], 1);
    const ended = await becomes(place.api, one.id, "failed");
    assert.equal(ended["failed_reason"], "other");
    await assertLetGo(platform(), one.id);
    assert.deepEqual(await feeOf(platform(), one.id, place.fleet.driver), {
      ...{ hold: ["released"], moved: [] },
    });
  });

  it("that is declined, or that nobody pays, fails the reservation and keeps nothing", async () => {
    const place = await open(fee, "4000000000000002");
    await stationOf(place);
    const declined = await confirm(place, (await make(place)).id);
    assert.deepEqual(
      [declined["status"], declined["failed_reason"], declined["charging_station"]],
      ["failed", "payment_failed", null],
    );
    await assertLetGo(platform(), declined.id);
    assert.deepEqual(await toldOf(place.api, declined.id), [
      "reservation.created",
      "reservation.failed",
    ]);
    await place.api.make(`/v1/fleets/${place.fleet.fleet}`, {
      preferences: { default_payment_method: null },
    });
    const unpaid = await confirm(place, (await make(place)).id);
    assert.equal(unpaid["failed_reason"], "payment_failed");
    await assertLetGo(platform(), unpaid.id);
  });

  it("is paid by the method that the confirmation names", async () => {
    const place = await open(fee, "4000000000000002");
    await stationOf(place);
    const good = await place.api.make("/v1/payment_methods", {
      ...{ type: "card", card: { token: "tok_visa", exp_month: 12, exp_year: 2035 } },
      card: { number: "4242424242424242", exp_month: 12, exp_year: 2035, cvc: "123" },
    });
    const one = await make(place);
    const stranger = { payment_method: good.id };
    const path = `/v1/reservations/${one.id}/confirm`;
    const foreign = await place.api.post(path, stranger);
    assert.deepEqual(refused(foreign), [400, "payment_method_scope_invalid", "payment_method"]);
    await place.api.make(`/v1/payment_methods/${good.id}/attach`, { driver: place.fleet.driver });
    const paid = await confirm(place, one.id, stranger);
    assert.deepEqual([paid["status"], paid["payment_method"]], ["confirmed", good.id]);
  });

  it("comes out of a wallet that has it, and out of nothing before it is due", async () => {
    const place = await open(fee);
    await stationOf(place);
    const { driver } = place.fleet;
    const card = await place.api.make("/v1/payment_methods", {
      ...{ type: "card", card: { token: "tok_visa" } },
    });
    const wallet = await place.api.make("/v1/payment_methods", { type: "wallet", wallet: {} });
    for (const { id } of [card, wallet]) {
      await place.api.make(`/v1/payment_methods/${id}/attach`, { driver });
    }
    const topUp = { driver, amount: fee + 100, payment_method: card.id };
    await place.api.make("/v1/top_ups", topUp);
    const balance = async () => (await place.api.read(`/v1/drivers/${driver}`))["wallet_balance"];
    const one = await confirmed(place, { payment_method: wallet.id });
    assert.equal(await balance(), fee + 100);
    const second = await confirm(place, (await make(place, { payment_method: wallet.id })).id);
    assert.equal(second["failed_reason"], "payment_failed", "the rest is too little");
    goTo(one["reserved_start"], -29);
    await place.api.make(`/v1/reservations/${one.id}/cancel`);
    assert.equal(await balance(), 100);
    await assertLetGo(platform(), one.id);
  });

  it("must be covered by a wallet as a whole", async () => {
    const place = await open(fee);
    await stationOf(place);
    const wallet = await place.api.make("/v1/payment_methods", { type: "wallet", wallet: {} });
    await place.api.make(`/v1/payment_methods/${wallet.id}/attach`, {
      ...{ driver: place.fleet.driver },
    });
    const one = await make(place, { payment_method: wallet.id });
    const empty = await confirm(place, one.id);
    assert.equal(empty["failed_reason"], "payment_failed");
    await assertLetGo(platform(), one.id);
  });
});
