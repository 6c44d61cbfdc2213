// Requests as Stripe's client sends them: form-encoded, with brackets for what is nested. The
// double knows the parameters by the package's own types, so one that does not exist there does
// not compile here, and one that is not listed is refused as Stripe would.
import type { Stripe } from "stripe";

export type Form = { readonly [key: string]: string | Form };

/** `a[b][0]=c` is `{a: {b: {0: "c"}}}`. */
export function parseForm(text: string): Form {
  const form: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((one) => one !== "");
    let at: Record<string, unknown> = form;
    for (const part of path.slice(0, -1)) {
      at[part] ??= {};
      at = at[part] as Record<string, unknown>;
    }
    at[path.at(-1) as string] = value;
  }
  return form as Form;
}

/** An error as Stripe answers it. */
export class StripeNo extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(String(body["message"]));
    this.status = status;
    this.body = body;
  }
}

export const invalid = (code: string, message: string, param?: string): StripeNo =>
  new StripeNo(code === "resource_missing" ? 404 : 400, {
    ...{ type: "invalid_request_error", code, message },
    ...(param === undefined ? {} : { param }),
  });

/** The parameters of each endpoint that the double understands. */
const known = {
  "POST customers": params<Stripe.CustomerCreateParams>("email", "metadata", "name"),
  "POST payment_methods": params<Stripe.PaymentMethodCreateParams>(
    "billing_details",
    "card",
    "sepa_debit",
    "type",
    "us_bank_account",
  ),
  "GET payment_methods/:id": params<Stripe.PaymentMethodRetrieveParams>("expand"),
  "POST payment_methods/:id/detach": params<Stripe.PaymentMethodDetachParams>(),
  "POST setup_intents": params<Stripe.SetupIntentCreateParams>(
    "confirm",
    "customer",
    "mandate_data",
    "metadata",
    "payment_method",
    "payment_method_options",
    "allowed_payment_method_types",
    "usage",
  ),
  "GET setup_intents/:id": params<Stripe.SetupIntentRetrieveParams>("expand"),
  "POST payment_intents": params<Stripe.PaymentIntentCreateParams>(
    "amount",
    "capture_method",
    "confirm",
    "currency",
    "customer",
    "metadata",
    "off_session",
    "payment_method",
    "payment_method_options",
    "allowed_payment_method_types",
  ),
  "GET payment_intents": params<Stripe.PaymentIntentListParams>("created", "customer", "limit"),
  "GET payment_intents/:id": params<Stripe.PaymentIntentRetrieveParams>("expand"),
  "POST payment_intents/:id/capture": params<Stripe.PaymentIntentCaptureParams>(
    "amount_to_capture",
    "metadata",
  ),
  "POST payment_intents/:id/cancel": params<Stripe.PaymentIntentCancelParams>(),
  "POST payment_intents/:id/increment_authorization":
    params<Stripe.PaymentIntentIncrementAuthorizationParams>("amount"),
  "POST refunds": params<Stripe.RefundCreateParams>("amount", "metadata", "payment_intent"),
  "GET refunds": params<Stripe.RefundListParams>("limit", "payment_intent"),
  "GET disputes": params<Stripe.DisputeListParams>("limit", "payment_intent"),
} as const;

function params<P>(...names: readonly (keyof P & string)[]): ReadonlySet<string> {
  return new Set(names);
}

export type Endpoint = keyof typeof known;

const isEndpoint = (name: string): name is Endpoint => name in known;

export type Called = { readonly endpoint: Endpoint; readonly id: string };

/** Which endpoint a request is for. */
export function endpointOf(method: string, path: string): Called | null {
  const [, noun = "", id, verb] = /^\/v1\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path) ?? [];
  const place = [noun, ...(id === undefined ? [] : [":id"]), ...(verb ? [verb] : [])].join("/");
  const name = `${method} ${place}`;
  return isEndpoint(name) ? { endpoint: name, id: id ?? "" } : null;
}

export function checkKnown(endpoint: Endpoint, form: Form): void {
  const strange = Object.keys(form).find((name) => !known[endpoint].has(name));
  if (strange === undefined) return;
  throw invalid("parameter_unknown", `Received unknown parameter: ${strange}`, strange);
}

export const textOf = (form: Form, name: string): string => {
  const value = form[name];
  if (typeof value !== "string" || value === "") {
    throw invalid("parameter_missing", `Missing required param: ${name}.`, name);
  }
  return value;
};

export const amountOf = (form: Form, name: string): number => {
  const value = Number(textOf(form, name));
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw invalid("parameter_invalid_integer", "Invalid positive integer", name);
};

export const nested = (form: Form, name: string): Form => {
  const value = form[name];
  return typeof value === "object" ? value : {};
};

export const metadataIn = (form: Form): Record<string, string> =>
  ({ ...nested(form, "metadata") }) as Record<string, string>;
