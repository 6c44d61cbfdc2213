// The line to a charger (spec part 3): of an own station, or of a stranger that waits for approval.
import * as s from "../../lib/schema.ts";
import { timestamp, timestampOrNull } from "../../lib/time.ts";
import type { RegistrationStatus } from "../../networks/fact.ts";
import type { MessageChecks } from "../../networks/network.ts";

const text = (about: string, example: string) => s.nullable(s.text(255, { about, example }));
const time = (about: string) => s.nullable(s.timestamp({ about }));
const statuses = ["pending", "online", "offline"] as const;

const checks = () =>
  s.choice(["strict", "lenient"], {
    about:
      "`strict`: a message that does not fit the official schema is refused. `lenient`: what can " +
      "be understood counts, and what did not fit stands in the messages' `findings`.",
  });

const profile = () =>
  s.nullable(
    s.integer(1, 3, {
      about:
        "A charger that comes less secure is refused: 1 a password, 2 TLS, 3 a client " +
        "certificate. Null: what the installation asks for.",
      example: 2,
    }),
  );

const registrationStatuses = ["accepted", "pending", "rejected"] as const;

const registration = () =>
  s.choice(registrationStatuses, {
    about:
      "How the charger is answered when it boots next. `pending`: it may be asked and set " +
      "(`get_variables`, `set_variables`, `trigger_message`), and waits: it charges nobody, and " +
      "what it tells of its own accord is refused. `rejected`: it is left alone. Either way it " +
      "boots again after a while. Set back to `accepted`, it is asked to boot at once, where it " +
      "may be.",
  });

export const ConnectionUpdate = s.object({
  message_checks: s.optional(checks()),
  minimum_security_profile: s.optional(profile()),
  registration_status: s.optional(registration()),
});

export const ConnectionApproval = s.object({
  identity: s.text(48, {
    pattern: "^[A-Za-z0-9*_=:+|@.-]+$",
    about: "The identity that the charger comes with, as pending connections show it.",
    example: "DEPOT-01",
  }),
});

const fields = {
  id: s.id("conn", { about: "Unique identifier." }),
  object: s.literal("station_connection"),
  charging_station: s.nullable(s.id("chst", { about: "The station; null while pending." })),
  clock_skew_ms: s.nullable(
    s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, {
      about: "How far the charger's clock is ahead, in milliseconds; null: not measured yet.",
      example: -420,
    }),
  ),
  created: s.timestamp(),
  firmware: text("As the charger gave it at its last boot.", "1.4.2"),
  has_password: s.boolean({ about: "Without one it admits nobody: roll it." }),
  identity: s.text(48, {
    about: "Last part of the URL that the charger connects to.",
    example: "DEPOT-01",
  }),
  last_boot: time("When it last reported a boot."),
  last_boot_status: s.nullable(
    s.choice(registrationStatuses, {
      about: "How its last boot was answered, which holds until the next one; null: none yet.",
    }),
  ),
  last_frame: time("When it was last heard of."),
  message_checks: checks(),
  minimum_security_profile: profile(),
  model: text("As the charger gave it.", "Rapid 150"),
  online: s.boolean({ about: "Whether the charger is connected now." }),
};
const passwordStatuses = [
  ...(["rolled", "pushed", "accepted", "reboot_required", "rejected", "unanswered"] as const),
  "in_use" as const,
] as const;

const rest = {
  password_status: s.nullable(
    s.choice(passwordStatuses, {
      about:
        "What became of the password that was rolled last. `rolled`: enter it at the charger, " +
        "which was away. `pushed`: the charger is told of it. `accepted`: it will come with it, " +
        "`reboot_required`: after a restart. `rejected`, `unanswered`: it goes on with the one " +
        "before, which stays good. `in_use`: it has come with it. Null: nothing is known.",
    }),
  ),
  protocol: text("What the charger speaks: `ocpp1.6` or `ocpp2.0.1`.", "ocpp1.6"),
  registration_status: registration(),
  security_profile: s.nullable(
    s.integer(0, 3, {
      about:
        "How the charger came: 1 with a password, 2 with a password over TLS, 3 with a client " +
        "certificate.",
      example: 2,
    }),
  ),
  serial: text("As the charger gave it.", "SN-0042"),
  status: s.choice(statuses, {
    about: "`pending`: unknown here, waits for a station of its identity.",
  }),
  vendor: text("As the charger gave it.", "Example Chargers"),
};

export const StationConnection = s.object({ ...fields, ...rest });

export const RolledConnection = s.object({
  ...fields,
  password: s.text(40, {
    about: "For the charger's Basic auth. Shown this once.",
    example: "q8Zt3vKx0LwP5nRb",
  }),
  ...rest,
});

export type ConnectionRow = {
  id: string;
  station_id: string | null;
  identity: string;
  online: boolean;
  protocol: string | null;
  security_profile: number | null;
  vendor: string | null;
  model: string | null;
  serial: string | null;
  firmware: string | null;
  last_boot: Date | null;
  last_boot_status: RegistrationStatus | null;
  registration_status: RegistrationStatus;
  last_seen: Date | null;
  message_checks: MessageChecks;
  minimum_security_profile: number | null;
  clock_skew_ms: number | null;
  has_password: boolean;
  password_status: (typeof passwordStatuses)[number] | null;
  created: Date;
};

export const renderConnection = (row: ConnectionRow) => ({
  id: row.id,
  object: "station_connection" as const,
  charging_station: row.station_id,
  clock_skew_ms: row.clock_skew_ms,
  created: timestamp(row.created),
  firmware: row.firmware,
  has_password: row.has_password,
  identity: row.identity,
  last_boot: timestampOrNull(row.last_boot),
  last_boot_status: row.last_boot_status,
  last_frame: timestampOrNull(row.last_seen),
  message_checks: row.message_checks,
  minimum_security_profile: row.minimum_security_profile,
  model: row.model,
  online: row.online,
  password_status: row.password_status,
  protocol: row.protocol,
  registration_status: row.registration_status,
  security_profile: row.security_profile,
  serial: row.serial,
  status: row.station_id === null ? "pending" : row.online ? "online" : "offline",
  vendor: row.vendor,
});

export function renderRolled(row: ConnectionRow, password: string) {
  const { password_status, protocol, registration_status, ...all } = renderConnection(row);
  const { security_profile, serial, status, vendor, ...first } = all;
  const last = { protocol, registration_status, security_profile, serial, status, vendor };
  return { ...first, password, password_status, ...last };
}
