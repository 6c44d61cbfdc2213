// The door to Stripe's package: opened when it is first needed (the package takes 35 MB and a
// fifth of a second to load), and what it throws put in our terms: a definite no, or a fault.
// Nothing of what Stripe says passes on unless it is known to be free of numbers.
import type { Stripe } from "stripe";
import { ProcessorFault } from "../processor.ts";

export type StripeSettings = {
  readonly secretKey: string;
  /** Where Stripe's API is; null: at Stripe. */
  readonly apiBase: string | null;
  readonly timeoutMs: number;
};

/** Stripe's answer is no: nothing has happened, and asking again changes nothing. */
export class StripeRefused extends Error {
  override readonly name = "StripeRefused";
  readonly code: string;
  /** The issuer or bank said it, not Stripe about the order. */
  readonly byIssuer: boolean;
  readonly param: string | null;
  constructor(error: Stripe.errors.StripeError) {
    super(scrubbed(error.message));
    this.code = error.decline_code ?? error.code ?? "refused";
    this.byIssuer = error.type === "StripeCardError";
    this.param = error.param ?? null;
  }
}

/**
 * Stripe stumbled over the order and will say so again for as long as it remembers its key: look
 * what has become of it, then ask with another key.
 */
export class Stumbled extends ProcessorFault {}

/** Digits that could be a card's or an account's, however they are written. */
const numbers = /\d(?:[\s.\-_/]{0,2}\d){7,}/g;

export const scrubbed = (text: string): string =>
  text.replaceAll(numbers, "[digits]").slice(0, 300);

export type Client = <T>(run: (stripe: Stripe) => Promise<T>) => Promise<T>;

export type StripePackage = typeof import("stripe").default;

let loading: Promise<StripePackage> | null = null;

/** The package itself, once. */
export function stripePackage(): Promise<StripePackage> {
  loading ??= import("stripe").then((module) => module.default);
  return loading;
}

const placeOf = (apiBase: string | null) => {
  if (apiBase === null) return {};
  const { protocol, hostname, port } = new URL(apiBase);
  const secure = protocol === "https:";
  return {
    ...{ host: hostname, protocol: secure ? ("https" as const) : ("http" as const) },
    port: port === "" ? (secure ? 443 : 80) : Number(port),
  };
};

export function openStripe({ secretKey, apiBase, timeoutMs }: StripeSettings): Client {
  let client: Stripe | null = null;
  return async (run) => {
    const opened = await stripePackage();
    client ??= new opened(secretKey, {
      timeout: timeoutMs,
      maxNetworkRetries: 1,
      telemetry: false,
      appInfo: { name: "Charge" },
      ...placeOf(apiBase),
    });
    try {
      return await run(client);
    } catch (error) {
      throw error instanceof opened.errors.StripeError ? translated(error) : error;
    }
  };
}

/** The object that Stripe threw carries requests, headers and payers' names: it goes no further. */
function translated(error: Stripe.errors.StripeError): Error {
  const { type, code, statusCode, requestId } = error;
  const told = [type, code, statusCode, requestId].filter((one) => one !== undefined).join(" ");
  switch (type) {
    case "StripeCardError":
    case "StripeInvalidRequestError":
      return new StripeRefused(error);
    case "StripeIdempotencyError":
      return new Stumbled(`Stripe remembers the order otherwise: ${told}`);
    case "StripeAPIError":
      return statusCode === 409
        ? new ProcessorFault(`Stripe still works on the order: ${told}`)
        : new Stumbled(`Stripe met a fault: ${told}`);
    default:
      return new ProcessorFault(`Stripe could not be asked: ${told}: ${scrubbed(error.message)}`);
  }
}
