// What is kept of a method at Stripe: the customer that it belongs to (a method without one can be
// used once only) and the method, as one token. Pure.
import { assert } from "../../lib/assert.ts";

export type StripeToken = { readonly customer: string; readonly method: string };

export const tokenOf = ({ customer, method }: StripeToken): string => `${customer}/${method}`;

const form = /^(cus_\w+)\/(pm_\w+)$/;

export const isStripeToken = (token: string): boolean => form.test(token);

export function readToken(token: string): StripeToken {
  const [, customer, method] = form.exec(token) ?? [];
  assert(customer !== undefined && method !== undefined, "a token of Stripe's");
  return { customer, method };
}
