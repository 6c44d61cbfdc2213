// The account as the contract shows it (spec/samples/account.json).

import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { timestamp } from "../../lib/time.ts";

const ownPreferences = {
  billing_cycle: s.defaulted(
    s.choice(["weekly", "monthly", "quarterly"], { about: "How often invoices are drafted." }),
    "monthly",
  ),
  notifications: s.defaulted(
    s.boolean({ about: "Whether the account's contacts get notifications." }),
    true,
  ),
  report_frequency: s.defaulted(
    s.choice(["daily", "weekly", "monthly", "never"], { about: "How often a report is made." }),
    "weekly",
  ),
  reporting_enabled: s.defaulted(
    s.boolean({ about: "Whether reports are made without being asked for." }),
    true,
  ),
};

/** What an owner may set; `default_currency` mirrors the account's (ruling 20). */
const PreferencesInput = s.object(
  {
    ...ownPreferences,
    default_currency: s.optional(s.currency({ about: "The account's currency." })),
    default_payment_method: s.optional(
      s.nullable(s.id("pm", { about: "Pays invoices and top-ups of the account." })),
    ),
  },
  { about: "How the account is run." },
);

const optionalText = (max: number, about: string, example: string) =>
  s.defaulted(s.nullable(s.text(max, { about, example })), null);

export const AccountCreate = s.object({
  name: s.text(200, { about: "Name of the company or person.", example: "Example GmbH" }),
  email: s.email({ about: "Address for everything about the account." }),
  type: s.choice(["individual", "business"], { about: "Who the account belongs to." }),
  default_currency: s.defaulted(s.currency({ about: "Currency of invoices and wallets." }), "eur"),
  plan: s.defaulted(
    s.text(60, { about: "The plan the account is on; free text.", example: "starter" }),
    "starter",
  ),
  metric_system: s.defaulted(
    s.choice(["metric", "imperial"], { about: "Units in reports." }),
    "metric",
  ),
  business_type: optionalText(100, "Legal form of the business.", "GmbH"),
  contact: s.defaulted(
    s.object(
      {
        email: s.defaulted(s.nullable(s.email({ about: "Contact's address." })), null),
        name: optionalText(200, "Contact's name.", "Ada Example"),
        phone: s.defaulted(s.nullable(s.phone({ about: "Contact's phone number." })), null),
      },
      { about: "Whom to talk to about the account." },
    ),
    { email: null, name: null, phone: null },
  ),
  billing_details: s.defaulted(
    s.object(
      { billing_address: s.defaulted(s.address({ about: "Address on bills." }), emptyAddress()) },
      { about: "What bills carry." },
    ),
    { billing_address: emptyAddress() },
  ),
  description: optionalText(1000, "Anything worth knowing.", "Depots in Paris and Lyon"),
  registration_number: optionalText(
    100,
    "Number in the commercial register, or VAT number.",
    "HRB 12345",
  ),
  preferences: s.defaulted(PreferencesInput, {
    billing_cycle: "monthly",
    notifications: true,
    report_frequency: "weekly",
    reporting_enabled: true,
  }),
  metadata: s.optional(s.metadataInput()),
});

const statuses = ["active", "suspended", "archived"] as const;

const status = (about: string) => s.choice(statuses, { about });

export const AccountUpdate = s.partial(
  s.object({
    ...(AccountCreate as unknown as { properties: typeof AccountCreate.properties }).properties,
    status: status(
      "Set by the parent of a sub-account only. `suspended`: reads, but starts nothing that " +
        "costs money; what runs goes on. `archived`: its keys stop working; not while a session " +
        "runs. " +
        "Both hold for all accounts below it as well.",
    ),
  }),
);

export const accountFilters = s.object({
  status: s.optional(status("Only accounts with this status.")),
});

export function emptyAddress() {
  return { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
}

export const Account = s.object({
  id: s.id("acct", { about: "Unique identifier." }),
  object: s.literal("account"),
  billing_details: s.object({ billing_address: s.address({ about: "Address on bills." }) }),
  business_type: s.nullable(s.text(100)),
  contact: s.object({
    email: s.nullable(s.email()),
    name: s.nullable(s.text(200)),
    phone: s.nullable(s.phone()),
  }),
  created: s.timestamp(),
  default_currency: s.currency(),
  description: s.nullable(s.text(1000)),
  email: s.email(),
  metadata: s.metadata(),
  metric_system: s.choice(["metric", "imperial"]),
  name: s.text(200),
  plan: s.text(60),
  preferences: s.object({
    billing_cycle: s.choice(["weekly", "monthly", "quarterly"]),
    default_currency: s.currency(),
    default_payment_method: s.nullable(s.id("pm")),
    notifications: s.boolean(),
    report_frequency: s.choice(["daily", "weekly", "monthly", "never"]),
    reporting_enabled: s.boolean(),
  }),
  registration_number: s.nullable(s.text(100)),
  status: status(
    "A suspended account reads but starts nothing that costs money; the keys of an archived one " +
      "do not work. The accounts above count as well.",
  ),
  type: s.choice(["individual", "business"]),
  updated: s.timestamp(),
  wallet_balance: s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, {
    about: "Balance of the account's wallet in this mode, smallest currency unit.",
    example: 125_000,
  }),
});

type Address =
  | ReturnType<typeof emptyAddress>
  | { [K in keyof ReturnType<typeof emptyAddress>]: string | null };

export type AccountRow = {
  id: string;
  parent_id: string | null;
  name: string;
  email: string;
  type: "individual" | "business";
  business_type: string | null;
  default_currency: string;
  plan: string;
  metric_system: "metric" | "imperial";
  contact: { email: string | null; name: string | null; phone: string | null };
  billing_details: { billing_address: Address };
  description: string | null;
  registration_number: string | null;
  preferences: {
    billing_cycle: string;
    notifications: boolean;
    report_frequency: string;
    reporting_enabled: boolean;
  };
  metadata: Metadata;
  status: (typeof statuses)[number];
  default_payment_method: string | null;
  wallet_balance: number;
  created: Date;
  updated: Date;
};

/** The six lines of an address in the contract's order, whatever order they were stored in. */
export const renderAddress = (address: Address) => ({
  city: address.city,
  country: address.country,
  line1: address.line1,
  line2: address.line2,
  postal_code: address.postal_code,
  state: address.state,
});

export const renderAccount = (row: AccountRow) => ({
  id: row.id,
  object: "account" as const,
  billing_details: { billing_address: renderAddress(row.billing_details.billing_address) },
  business_type: row.business_type,
  contact: { email: row.contact.email, name: row.contact.name, phone: row.contact.phone },
  created: timestamp(row.created),
  default_currency: row.default_currency,
  description: row.description,
  email: row.email,
  metadata: row.metadata,
  metric_system: row.metric_system,
  name: row.name,
  plan: row.plan,
  preferences: {
    billing_cycle: row.preferences.billing_cycle,
    default_currency: row.default_currency,
    default_payment_method: row.default_payment_method,
    notifications: row.preferences.notifications,
    report_frequency: row.preferences.report_frequency,
    reporting_enabled: row.preferences.reporting_enabled,
  },
  registration_number: row.registration_number,
  status: row.status,
  type: row.type,
  updated: timestamp(row.updated),
  wallet_balance: row.wallet_balance,
});
