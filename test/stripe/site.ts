// A platform whose live mode is paid through Stripe's double, with a charger of its own and
// somebody who charges there.

import assert from "node:assert/strict";
import type { Config } from "../../src/config.ts";
import { openLog } from "../../src/lib/log.ts";
import { checkMoney } from "../../src/resources/transactions/check_actions.ts";
import { ChargePoint } from "../charge_point.ts";
import { commission } from "../commissioned.ts";
import { makeVehicle, type Station, startOf, until } from "../fleet.ts";
import {
  type Answer,
  type Client,
  type Json,
  type TestPlatform,
  testPlatform,
} from "../platform.ts";
import { openDouble, type StripeDouble, type StripeEvent } from "./double.ts";

export type Payer = { readonly driver: string; readonly vehicle: string; readonly fleet: string };

export type Site = {
  readonly platform: TestPlatform;
  readonly stripe: StripeDouble;
  /** With the live key. */
  readonly api: Client;
  readonly station: Station;
  readonly point: ChargePoint;
  /** Every line that the platform has logged. */
  readonly log: string[];
  /** A driver with a vehicle, in a fleet. */
  payer(): Promise<Payer>;
  /** A card by its token, attached to the payer. */
  card(payer: Payer, token?: string): Promise<string>;
  start(payer: Payer, method: string, headers?: Record<string, string>): Promise<Answer>;
  /** Starts, plugs in, and waits until something was charged. */
  charging(payer: Payer, method: string): Promise<Json & { readonly id: string }>;
  session(id: string): Promise<Json>;
  /** What Stripe has of a session's payment. */
  intent(session: string): Promise<Parameters<StripeDouble["books"]["intents"]["set"]>[1]>;
  deliver(event: StripeEvent, signature?: string): Promise<number>;
  findings(): Promise<readonly unknown[]>;
  close(): Promise<void>;
};

export async function openSite(more: Partial<Config> = {}): Promise<Site> {
  const stripe = await openDouble();
  const { secretKey, webhookSecret } = stripe;
  const log: string[] = [];
  const platform = await testPlatform({
    config: {
      stripe: { secretKey, webhookSecret },
      ...{ stripeApiBase: stripe.url, stripeTimeoutMs: 2000 },
      ...more,
    },
    log: openLog("debug", { write: (line) => void log.push(line) }),
  });
  const api = platform.client(platform.first.liveKey);
  const webhook = `${platform.url}/stripe/webhook`;
  stripe.notify(webhook);
  const { station, line, online } = await commission({ api, url: platform.url }, "LIVE-1");
  const point = new ChargePoint({ ...line, meterEveryMs: 100, speed: 1000 });
  await point.powerUp();
  await online(true);

  const start: Site["start"] = (payer, payment_method, headers) =>
    api.post(
      "/v1/charging_sessions",
      startOf({ ...payer, card: payment_method }, station),
      headers,
    );
  const session: Site["session"] = (id) => api.read(`/v1/charging_sessions/${id}`);
  return {
    ...{ platform, stripe, api, station, point, log, start, session },
    async payer() {
      const { id: fleet } = await api.make("/v1/fleets", { name: "Fleet" });
      const { id: driver } = await api.make("/v1/drivers", { name: "Ada", email: "a@example.com" });
      await api.make(`/v1/drivers/${driver}/attach`, { fleet });
      return { fleet, driver, vehicle: await makeVehicle(api, fleet) };
    },
    async card({ driver }, token = "tok_visa") {
      const { id } = await api.make("/v1/payment_methods", { type: "card", card: { token } });
      await api.make(`/v1/payment_methods/${id}/attach`, { driver });
      return id;
    },
    async charging(payer, method) {
      const started = await start(payer, method);
      assert.equal(started.status, 200, started.text);
      await point.plugIn();
      await until(
        () => session(started.body.id),
        (one) => Number(one["amount_due"]) > 60,
      );
      return started.body;
    },
    async intent(id) {
      const [hold] = await platform.sql(
        "select authorization_id as pi from payment_holds where source = $1",
        [id],
      );
      const intent = stripe.books.intents.get(String(hold?.["pi"]));
      assert.ok(intent !== undefined, "Stripe knows the session's payment");
      return intent;
    },
    deliver: (event, signature) => stripe.deliver(webhook, event, signature),
    findings: () => checkMoney(platform.database.everyone()),
    async close() {
      await point.powerDown();
      await platform.close();
      await stripe.close();
    },
  };
}
