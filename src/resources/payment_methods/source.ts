// What a create says of a card or bank account, checked: everything that can be refused without the
// processor, a clock or a database. Messages never repeat a number.
import { showsCard } from "../../lib/card_digits.ts";
import { refuse } from "../../lib/errors.ts";
import type { Static } from "../../lib/schema.ts";
import { refuseProblems } from "../../lib/validate.ts";
import { checkCardNumber, ibanCountry, isCvc } from "../../payments/numbers.ts";
import type { CardDigits } from "../../payments/processor.ts";
import { type MethodCreate, type MethodUpdate, types } from "./schema.ts";

export type Create = Static<typeof MethodCreate>;

export const refuseInput = (param: string, why: string): never =>
  refuse("payment_method_invalid_input", `Invalid ${param}: ${why}.`, { param });

/** The object that describes the type must be there, and no other. */
export function checkForm(input: Pick<Create, "type" | "card" | "bank_account" | "wallet">): void {
  for (const type of types) {
    if (type !== input.type && input[type] !== undefined) {
      refuseInput(type, `the payment method is of type ${input.type}`);
    }
  }
  if (input.type !== "wallet" && input[input.type] === undefined) {
    refuseMissing(input.type);
  }
}

function refuseMissing(param: string): never {
  const message = `Missing required parameter: ${param}.`;
  refuseProblems([{ code: "parameter_missing", message, param }]);
}

export type CardSource = { readonly token: string } | CardDigits;

export function cardSource(card: NonNullable<Create["card"]>): CardSource {
  const { number, token, exp_month: month, exp_year: year, cvc } = card;
  if (token !== undefined) {
    if (number !== undefined || month !== undefined || year !== undefined || cvc !== undefined) {
      refuseInput("card.token", "give either a token or a number with its expiry");
    }
    return { token };
  }
  if (number === undefined) return refuseMissing("card.number");
  if (month === undefined) return refuseMissing("card.exp_month");
  if (year === undefined) return refuseMissing("card.exp_year");
  const checked = checkCardNumber(number);
  if (!checked.ok) return refuseInput("card.number", checked.why);
  if (cvc === undefined) return refuseMissing("card.cvc");
  if (!isCvc(cvc, checked.brand)) {
    refuseInput("card.cvc", "a security code has three digits (four for American Express)");
  }
  return { number: checked.digits, brand: checked.brand, month, year, cvc };
}

export type BankSource = { readonly number: string; readonly country: string };

export function bankSource(bank: NonNullable<Create["bank_account"]>): BankSource {
  const { iban, account_number: account, routing_number: routing, country } = bank;
  if (iban !== undefined) {
    if (account !== undefined || routing !== undefined) {
      refuseInput("bank_account.iban", "give either an IBAN or an account and routing number");
    }
    const checked = ibanCountry(iban);
    if (checked === null)
      return refuseInput("bank_account.iban", "the check digits are wrong, or it is no IBAN");
    if (country !== undefined && country !== checked.country) {
      refuseInput("bank_account.country", "the IBAN is of another country");
    }
    return { number: checked.iban, country: checked.country };
  }
  if (account === undefined) return refuseMissing("bank_account.iban");
  if (routing === undefined) return refuseMissing("bank_account.routing_number");
  if (!/^[0-9A-Za-z -]{4,34}$/.test(account))
    refuseInput("bank_account.account_number", "it has 4 to 34 digits");
  if (!/^[0-9 -]{5,20}$/.test(routing))
    refuseInput("bank_account.routing_number", "it has 5 to 20 digits");
  if (country === undefined) return refuseMissing("bank_account.country");
  return { number: `${routing}:${account}`.replaceAll(/[ -]/g, ""), country };
}

type Texts = Pick<Static<typeof MethodUpdate>, "billing_details" | "bank_account">;

/** A number that was put into the wrong place is kept nowhere either. */
export function checkTexts({ billing_details: details, bank_account: bank }: Texts): void {
  const address = Object.entries(details?.address ?? {}).map(
    ([key, text]) => [`billing_details.address.${key}`, text] as const,
  );
  const texts = [
    ...address,
    ["billing_details.email", details?.email] as const,
    ["billing_details.name", details?.name] as const,
    ["bank_account.bank_name", bank?.bank_name] as const,
  ];
  for (const [param, text] of texts) {
    if (typeof text === "string" && showsCard(text)) {
      refuseInput(param, "it holds what looks like a card number");
    }
  }
}
