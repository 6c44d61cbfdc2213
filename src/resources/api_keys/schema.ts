// The API key as part 3 describes it. The key itself is no part of it: only the answers to making
// and rolling one carry it.
import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";
import { type Granted, rights } from "./rights.ts";

const statuses = ["active", "expired", "revoked"] as const;

/** A week: how long a rolled key may go on beside the new one. */
export const longestGraceSeconds = 604_800;

const permissionsAbout =
  "What the key may do, by resource: `none`, `read` or `write`, which includes `read`. A " +
  "resource left out is `none`.";

const name = () => s.nullable(s.text(100, { about: "What the key is for.", example: "Back end" }));

/** The shapes, which name the resources that rights are given for. */
export function shapes(nouns: readonly string[]) {
  const permissions = s.byName(nouns, (noun) => s.choice(rights, { about: `Rights on ${noun}.` }), {
    about: permissionsAbout,
    example: { drivers: "write", fleets: "read" },
  });
  const fields = {
    id: s.id("key", { about: "Unique identifier." }),
    object: s.literal("api_key"),
    created: s.timestamp(),
    expires_at: s.nullable(s.timestamp({ about: "From then on the key is not valid." })),
  };
  const rest = {
    last4: s.text(4, { about: "The last four characters of the key.", example: "xRYu" }),
    last_used: s.nullable(s.timestamp({ about: "When it was last used, to within two minutes." })),
    livemode: s.boolean({ about: "False for a test key." }),
    name: name(),
    permissions: s.nullable(
      s.record(s.choice(rights), {
        about: `${permissionsAbout} Null for a secret key, which may do everything.`,
      }),
    ),
    prefix: s.text(20, { about: "What the key begins with.", example: "ch_rk_test_" }),
    replaced_by: s.nullable(s.id("key", { about: "The key that was rolled in its place." })),
    status: s.choice(statuses, { about: "Only an `active` key is valid." }),
  };
  const expiry = () =>
    s.nullable(s.timestamp({ about: "When the key ends: a time to come, or null for never." }));
  return {
    ApiKeyCreate: s.object({
      name: s.defaulted(name(), null),
      permissions: s.defaulted(s.nullable(permissions), null),
      expires_at: s.defaulted(expiry(), null),
    }),
    ApiKeyUpdate: s.object({
      name: s.optional(name()),
      permissions: s.optional(permissions),
      expires_at: s.optional(expiry()),
    }),
    ApiKey: s.object({ ...fields, ...rest }),
    ShownApiKey: s.object({
      ...fields,
      key: s.text(60, {
        about: "The key itself. Shown this once.",
        example: "ch_sk_test_uVsAgjHQpKZwM0s5zwOCyg13RPU8xRYu",
      }),
      ...rest,
    }),
  };
}

export const ApiKeyRoll = s.object({
  expires_in: s.defaulted(
    s.integer(0, longestGraceSeconds, {
      about: "Seconds for which the old key stays valid beside the new one; at most a week.",
      example: 3600,
    }),
    0,
  ),
});

export type ApiKeyRow = {
  id: string;
  livemode: boolean;
  name: string | null;
  prefix: string;
  last4: string;
  permissions: Granted;
  status: "active" | "revoked";
  expires_at: Date | null;
  last_used: Date | null;
  replaced_by: string | null;
  created: Date;
};

export function statusAt(row: ApiKeyRow, now: Date): (typeof statuses)[number] {
  if (row.status === "revoked") return "revoked";
  return row.expires_at !== null && row.expires_at <= now ? "expired" : "active";
}

/** Stored they have an order of their own: the answer to making a key is that to reading it. */
const sorted = (granted: Granted): Granted =>
  granted === null
    ? null
    : Object.fromEntries(Object.entries(granted).sort(([a], [b]) => (a < b ? -1 : 1)));

export function renderApiKey(row: ApiKeyRow, now: Date, key?: string) {
  return {
    id: row.id,
    object: "api_key" as const,
    created: timestamp(row.created),
    expires_at: timestampOrNull(row.expires_at),
    ...(key === undefined ? {} : { key }),
    last4: row.last4,
    last_used: timestampOrNull(row.last_used),
    livemode: row.livemode,
    name: row.name,
    permissions: sorted(row.permissions),
    prefix: row.prefix,
    replaced_by: row.replaced_by,
    status: statusAt(row, now),
  };
}
