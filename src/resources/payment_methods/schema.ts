// The payment method as the contract shows it (spec/samples/payment_method.json), and what a create
// or update may say. Numbers come in by these shapes and leave them in source.ts.

import * as s from "../../lib/schema.ts";
import { sha256 } from "../../lib/secret.ts";
import { timestamp } from "../../lib/time.ts";
import type { CardBrand } from "../../payments/processor.ts";
import { emptyAddress, renderAddress } from "../accounts/schema.ts";

export const types = ["card", "bank_account", "wallet"] as const;
export type MethodType = (typeof types)[number];

const expMonth = () => s.integer(1, 12, { about: "Month of expiry.", example: 12 });
const expYear = () =>
  s.integer(2000, 2199, { about: "Year of expiry, four digits.", example: 2030 });
const bankName = () =>
  s.nullable(s.text(100, { about: "Name of the bank.", example: "Example Bank" }));

const CardInput = s.object(
  {
    number: s.optional(
      s.text(40, {
        about: "Passed to the processor and forgotten. Test mode: 4242424242424242.",
        example: "4242424242424242",
        writeOnly: true,
      }),
    ),
    exp_month: s.optional(expMonth()),
    exp_year: s.optional(expYear()),
    cvc: s.optional(
      s.text(4, { about: "Security code; never kept.", example: "123", writeOnly: true }),
    ),
    token: s.optional(
      s.text(200, {
        about:
          "The processor's token, instead of a number: with Stripe `tok_…`, `pm_…`, or `seti_…` " +
          "of a confirmed SetupIntent. Test mode: `tok_visa`.",
        example: "tok_visa",
        writeOnly: true,
      }),
    ),
  },
  { about: "The card, for the type `card`: a number with its expiry, or a token." },
);

const BankAccountInput = s.object(
  {
    iban: s.optional(
      s.text(50, {
        about: "IBAN; or `account_number` and `routing_number`.",
        example: "DE89370400440532013000",
        writeOnly: true,
      }),
    ),
    account_number: s.optional(
      s.text(34, {
        about: "Account number, where there is no IBAN.",
        example: "000123456789",
        writeOnly: true,
      }),
    ),
    routing_number: s.optional(
      s.text(20, {
        about: "Routing number, sort code or the like.",
        example: "110000000",
        writeOnly: true,
      }),
    ),
    bank_name: s.optional(bankName()),
    country: s.optional(s.country({ about: "Country of the account; default: the IBAN's." })),
    currency: s.optional(
      s.currency({ about: "Currency of the account; default: the platform account's." }),
    ),
  },
  { about: "The account, for the type `bank_account`." },
);

const BillingDetails = s.object(
  {
    address: s.defaulted(s.nullable(s.address({ about: "Address on bills." })), null),
    email: s.defaulted(s.nullable(s.email({ about: "Where bills are sent." })), null),
    name: s.defaulted(
      s.nullable(s.text(200, { about: "Name on the bill.", example: "Ada Example" })),
      null,
    ),
    phone: s.defaulted(s.nullable(s.phone({ about: "Phone number of the payer." })), null),
  },
  { about: "Whom bills are made out to." },
);

export const MethodCreate = s.object({
  type: s.choice(types, {
    about: "What it is; the object of the same name describes it.",
    example: "card",
  }),
  card: s.optional(CardInput),
  bank_account: s.optional(BankAccountInput),
  wallet: s.optional(
    s.object({}, { about: "Empty: the wallet of the owner that the method is attached to." }),
  ),
  billing_details: s.optional(BillingDetails),
});

export const MethodUpdate = s.object({
  billing_details: s.optional(s.partial(BillingDetails)),
  card: s.optional(
    s.object(
      { exp_month: s.optional(expMonth()), exp_year: s.optional(expYear()) },
      { about: "A card's new expiry." },
    ),
  ),
  bank_account: s.optional(
    s.object(
      {
        bank_name: s.optional(bankName()),
        currency: s.optional(s.currency({ about: "Currency of the account." })),
      },
      { about: "A bank account's name and currency." },
    ),
  ),
});

/** The owner that a method is attached to or detached from: exactly one of the two. */
export const Owner = s.object({
  driver: s.optional(s.id("drv", { about: "The driver; or `fleet`." })),
  fleet: s.optional(s.id("flt", { about: "The fleet; or `driver`." })),
});

export const PaymentMethod = s.object({
  id: s.id("pm", { about: "Unique identifier." }),
  object: s.literal("payment_method"),
  bank_account: s.nullable(
    s.object(
      {
        bank_name: s.nullable(s.text(100)),
        country: s.country(),
        currency: s.currency(),
        fingerprint: s.text(100, {
          about: "The same for the same account.",
          example: "fp_9f2c1a7b",
        }),
        last4: s.text(4, { about: "Last four characters of its number.", example: "3000" }),
        status: s.choice(["pending", "verified", "failed"], { about: "Whether it can be used." }),
      },
      { about: "The bank account; null for other types." },
    ),
  ),
  billing_details: s.object({
    address: s.nullable(s.address()),
    email: s.nullable(s.email()),
    name: s.nullable(s.text(200)),
    phone: s.nullable(s.phone()),
  }),
  card: s.nullable(
    s.object(
      {
        brand: s.text(20, { about: "Brand of the card.", example: "visa" }),
        exp_month: expMonth(),
        exp_year: expYear(),
        fingerprint: s.text(100, { about: "The same for the same card.", example: "fp_4b7d20ce" }),
        last4: s.text(4, { about: "Last four digits of its number.", example: "4242" }),
      },
      { about: "The card; null for other types." },
    ),
  ),
  created: s.timestamp(),
  driver: s.nullable(s.id("drv", { about: "The driver that it is attached to." })),
  fleet: s.nullable(s.id("flt", { about: "The fleet that it is attached to." })),
  type: s.choice(types),
  wallet: s.nullable(
    s.object(
      {
        balance: s.integer(0, Number.MAX_SAFE_INTEGER, {
          about: "Balance of its driver's or fleet's wallet, smallest currency unit.",
          example: 2_500,
        }),
        currency: s.currency({ about: "Currency of the wallet." }),
        fingerprint: s.text(100, {
          about: "The same for the same wallet.",
          example: "fp_wallet_8c2a61f0",
        }),
        status: s.choice(["active", "frozen"], { about: "Frozen while the owner is not active." }),
      },
      { about: "The wallet; null for other types." },
    ),
  ),
});

export type Card = {
  readonly brand: CardBrand;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly fingerprint: string;
  readonly last4: string;
};

export type BankAccount = {
  readonly bank_name: string | null;
  readonly country: string;
  readonly currency: string;
  readonly fingerprint: string;
  readonly last4: string;
  readonly status: "pending" | "verified" | "failed";
};

export type BillingDetails = {
  readonly address: { [K in keyof ReturnType<typeof emptyAddress>]: string | null } | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
};

export const noBillingDetails = (): BillingDetails => ({
  address: emptyAddress(),
  email: null,
  name: null,
  phone: null,
});

export type MethodRow = {
  id: string;
  type: MethodType;
  driver: string | null;
  fleet: string | null;
  billing_details: BillingDetails;
  card: Card | null;
  bank_account: BankAccount | null;
  token: string | null;
  open_holds: number;
  /** Whose wallet a `wallet` stands for: driver, fleet, or the account. */
  owner: string;
  wallet_balance: number;
  wallet_currency: string;
  owner_active: boolean;
  created: Date;
};

const renderBank = (bank: BankAccount) => ({
  bank_name: bank.bank_name,
  country: bank.country,
  currency: bank.currency,
  fingerprint: bank.fingerprint,
  last4: bank.last4,
  status: bank.status,
});

const renderCard = (card: Card) => ({
  brand: card.brand,
  exp_month: card.exp_month,
  exp_year: card.exp_year,
  fingerprint: card.fingerprint,
  last4: card.last4,
});

/** An owner's id is no secret, so its digest needs no key. */
const renderWallet = (row: MethodRow) => ({
  balance: row.wallet_balance,
  currency: row.wallet_currency,
  fingerprint: `fp_wallet_${sha256(row.owner).slice(0, 24)}`,
  status: row.owner_active ? ("active" as const) : ("frozen" as const),
});

export const renderMethod = (row: MethodRow) => ({
  id: row.id,
  object: "payment_method" as const,
  bank_account: row.bank_account === null ? null : renderBank(row.bank_account),
  billing_details: {
    address:
      row.billing_details.address === null ? null : renderAddress(row.billing_details.address),
    email: row.billing_details.email,
    name: row.billing_details.name,
    phone: row.billing_details.phone,
  },
  card: row.card === null ? null : renderCard(row.card),
  created: timestamp(row.created),
  driver: row.driver,
  fleet: row.fleet,
  type: row.type,
  wallet: row.type === "wallet" ? renderWallet(row) : null,
});
