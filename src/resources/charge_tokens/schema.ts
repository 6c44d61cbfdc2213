// A card: what a driver holds to a charger. An extension object (spec part 3).
import type { Metadata } from "../../lib/metadata.ts";
import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";

const types = ["rfid", "emaid", "key_code", "mac_address"] as const;
const statuses = ["active", "blocked"] as const;

export const TokenCreate = s.object({
  uid: s.text(36, {
    about:
      "The card's number as chargers report it; letter case does not matter, nor do the dashes " +
      "of a contract's id. OCPP 1.6 carries 20 characters.",
    pattern: "^[\\x21-\\x7e]+$",
    example: "04A2B3C4D5E6F7",
  }),
  type: s.defaulted(
    s.choice(types, {
      about:
        "`rfid`: a card; `emaid`: a Plug & Charge contract; `key_code`: what is typed at the " +
        "charger; `mac_address`: the car's own, by which it is known when it is plugged in. " +
        "OCPP 1.6 tells no kinds.",
    }),
    "rfid",
  ),
  group: s.defaulted(
    s.nullable(
      s.text(20, {
        about:
          "Any card of a group ends what another card of it began; null: the driver's own cards " +
          "are one.",
        pattern: "^[\\x21-\\x7e]+$",
        example: "DEPOT-NORTH",
      }),
    ),
    null,
  ),
  master_pass: s.defaulted(
    s.boolean({
      about:
        "A card of the fire brigade, or of service: it ends any charge at your stations and " +
        "starts none. OCPP 2.0.1 chargers know it by its group (`MasterPassGroupId`).",
    }),
    false,
  ),
  driver: s.id("drv", { about: "Whose card it is." }),
  vehicle: s.defaulted(
    s.nullable(s.id("veh", { about: "What it charges; null: the driver's only vehicle." })),
    null,
  ),
  payment_method: s.defaulted(
    s.nullable(s.id("pm", { about: "Who pays; null: the driver's default, then the fleet's." })),
    null,
  ),
  status: s.defaulted(s.choice(statuses, { about: "A blocked card starts nothing." }), "active"),
  expires_at: s.defaulted(
    s.nullable(s.timestamp({ about: "From then on the card starts nothing." })),
    null,
  ),
  metadata: s.optional(s.metadataInput()),
});

export const TokenUpdate = s.partial(TokenCreate, ["uid", "type", "driver"]);

export const ChargeToken = s.object({
  id: s.id("ctk", { about: "Unique identifier." }),
  object: s.literal("charge_token"),
  created: s.timestamp(),
  driver: s.id("drv"),
  expires_at: s.nullable(s.timestamp()),
  group: s.nullable(s.text(20)),
  master_pass: s.boolean(),
  metadata: s.metadata(),
  payment_method: s.nullable(s.id("pm")),
  status: s.choice(statuses),
  type: s.choice(types),
  uid: s.text(36),
  updated: s.timestamp(),
  vehicle: s.nullable(s.id("veh")),
});

export type TokenRow = {
  account_id: string;
  livemode: boolean;
  id: string;
  uid: string;
  type: (typeof types)[number];
  driver: string;
  vehicle: string | null;
  payment_method: string | null;
  status: (typeof statuses)[number];
  expires_at: Date | null;
  card_group: string | null;
  master_pass: boolean;
  metadata: Metadata;
  created: Date;
  updated: Date;
};

export const renderToken = (row: TokenRow) => ({
  id: row.id,
  object: "charge_token" as const,
  created: timestamp(row.created),
  driver: row.driver,
  expires_at: timestampOrNull(row.expires_at),
  group: row.card_group,
  master_pass: row.master_pass,
  metadata: row.metadata,
  payment_method: row.payment_method,
  status: row.status,
  type: row.type,
  uid: row.uid,
  updated: timestamp(row.updated),
  vehicle: row.vehicle,
});
