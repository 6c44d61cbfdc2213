// How bank accounts are told to Stripe, by the scheme that debits them, and what each scheme asks
// of their holder. Pure.
import type { Stripe } from "stripe";
import type { BankDigits, Unusable } from "../processor.ts";

export type DebitForm = {
  readonly method: Stripe.PaymentMethodCreateParams;
  readonly setup: Partial<Stripe.SetupIntentCreateParams>;
};

/** The payer agreed to debits where the client took down the account. */
const mandate = { customer_acceptance: { type: "offline" as const, offline: {} } };

/** Countries of the SEPA schemes (EPC list of participants), whose IBANs are debited in euro. */
const sepa = new Set(
  (
    "AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL " +
    "PT RO SE SI SK SM VA"
  ).split(" "),
);

export function debitForm(
  number: string,
  country: string,
  { name, email }: BankDigits["holder"],
): DebitForm | Unusable {
  const [routing, account] = number.split(":");
  const isIban = account === undefined;
  if (name === null) {
    return { unusable: "debits need the name of the account's holder", param: billing("name") };
  }
  if (isIban && sepa.has(country)) {
    if (email === null) {
      return { unusable: "SEPA debits need the payer's address", param: billing("email") };
    }
    const method = { type: "sepa_debit", sepa_debit: { iban: number } } as const;
    const setup = { mandate_data: mandate };
    return { method: { ...method, billing_details: { name, email } }, setup };
  }
  if (!isIban && country === "US") {
    return {
      method: {
        type: "us_bank_account",
        us_bank_account: {
          account_number: account,
          routing_number: routing as string,
          account_holder_type: "company",
        },
        billing_details: { name, ...(email === null ? {} : { email }) },
      },
      setup: {
        mandate_data: mandate,
        payment_method_options: { us_bank_account: { verification_method: "microdeposits" } },
      },
    };
  }
  return { unusable: "the processor debits SEPA and US accounts only" };
}

const billing = (key: string): string => `billing_details.${key}`;
