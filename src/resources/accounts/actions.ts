// Making an account. Keys and standard networks are made by the nouns that own them (app.ts joins).
import type { Reader } from "../../db/statement.ts";
import type { Work } from "../../db/work.ts";
import { newId } from "../../lib/id.ts";
import type { Static } from "../../lib/schema.ts";
import { checker } from "../../lib/validate.ts";
import { AccountCreate } from "./schema.ts";
import * as store from "./store.ts";

export type NewAccount = Pick<Static<typeof AccountCreate>, "name" | "email" | "type">;

const complete = checker(AccountCreate, "body");

/** Inserts an account with the defaults of the contract; answers its id. */
export async function create(
  everyone: Pick<Reader, "query">,
  now: Date,
  apiVersion: string,
  input: NewAccount,
): Promise<string> {
  const account = complete({ ...input });
  const id = newId("acct", now);
  const {
    default_currency: _mirror,
    default_payment_method: _none,
    ...preferences
  } = account.preferences;
  await store.insert(everyone, [
    ...[id, null, account.name, account.email, account.type, account.business_type],
    ...[account.default_currency, account.plan, account.metric_system, account.contact],
    ...[account.billing_details, account.description, account.registration_number, preferences],
    ...["{}", apiVersion, now],
  ]);
  return id;
}

/** A payment method that is gone, or somebody else's, can be no default. */
export const forgetPaymentMethod = (work: Work, method: string) =>
  store.forgetPaymentMethod(work, [method]);
