// What every order to Stripe needs: the client, the written orders, how a payment stands there.
import type { Database } from "../../db/work.ts";
import type { Log } from "../../lib/log.ts";
import type { Order } from "../processor.ts";
import { type Client, StripeRefused } from "./client.ts";
import { declined, type Told } from "./intents.ts";
import { type Orders, openOrders } from "./orders.ts";

export type StripeParts = {
  readonly client: Client;
  readonly database: Database;
  readonly log: Log;
};

/** An order about an authorisation. */
export type Place = Order & { readonly authorization: string };
export type Sum = Place & { readonly amount: number };

export type Gateway = {
  readonly client: Client;
  readonly once: Orders;
  /** A payment with its charge. */
  retrieve(id: string): Promise<Told>;
  /** Something happened there that nobody ordered here. */
  loudly(order: Place, what: string): void;
};

export const openGateway = ({ client, database, log }: StripeParts): Gateway => ({
  client,
  once: openOrders(database),
  retrieve: (id) =>
    client((stripe) => stripe.paymentIntents.retrieve(id, { expand: ["latest_charge"] })),
  loudly: ({ merchant, authorization }, what) =>
    log.error({ ...merchant, payment: authorization }, what),
});

/** The answer, or what Stripe says no to. */
export async function orRefused<T>(run: Promise<T>): Promise<T | StripeRefused> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof StripeRefused) return error;
    throw error;
  }
}

/** An answer about a payment whose name is known. */
export const known = <A>({ authorization }: Place, answer: A) => ({
  answer,
  intent: authorization,
});

export const inSteps = (currency: string) =>
  declined("amount_unsupported", `Amounts in ${currency} are taken in larger steps only.`);
