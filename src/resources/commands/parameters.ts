// What each command says, as the API takes it: one shape per type, under the key of its name. The
// neutral commands themselves are src/networks/commands.ts; three of them say less here, as the
// platform knows the rest.
import * as s from "../../lib/schema.ts";
import type { CommandName, CommandParameters } from "../../networks/commands.ts";
import { LocalList } from "./local_list.ts";
import { ChargingProfile } from "./profile.ts";

export const commandTypes = [
  "reset",
  "unlock_connector",
  "change_availability",
  "trigger_message",
  "get_variables",
  "set_variables",
  "update_firmware",
  "get_log",
  "set_charging_profile",
  "clear_charging_profile",
  "get_composite_schedule",
  "send_local_list",
  "install_certificate",
  "data_transfer",
  "raw",
] as const satisfies readonly CommandName[];

const place = "Where the file is, or goes: http, https, ftp, ftps or sftp.";
const url = (about: string) =>
  s.text(512, {
    pattern: "^(?:https?|ftps?|sftp)://[\\x21-\\x7e]+$",
    about,
    example: "https://files.example.com/firmware/1.5.0.bin",
  });

const transfer = {
  location: url(`${place} A password in it is shown to the charger only.`),
  retries: s.optional(
    s.integer(0, 100, { about: "How often the charger tries again.", example: 3 }),
  ),
  retry_interval: s.optional(
    s.integer(0, 86_400, { about: "Seconds between two tries.", example: 60 }),
  ),
};

const evse = () =>
  s.optional(
    s.integer(0, 10_000, { about: "The EVSE that it belongs to; 2.0.1 only.", example: 1 }),
  );

const variableName = {
  name: s.text(500, {
    about: "Name of the variable; in OCPP 1.6 the configuration key.",
    example: "HeartbeatInterval",
  }),
  component: s.optional(
    s.text(50, {
      about:
        "Component of the device model; 2.0.1 only. Left out: the one component that the " +
        "station's `variables` show such a variable at.",
      example: "OCPPCommCtrlr",
    }),
  ),
  component_instance: s.optional(
    s.text(50, { about: "Which of several such components.", example: "left" }),
  ),
  instance: s.optional(s.text(50, { about: "Which of several such variables.", example: "CSMS" })),
  evse: evse(),
  attribute: s.optional(
    s.choice(["actual", "target", "min_set", "max_set"], {
      about: "Which of its values; `actual` if left out. 2.0.1 only.",
    }),
  ),
};

const purpose = (about: string) => s.choice(["station_max", "default", "transaction"], { about });
const unit = (about: string) => s.choice(["A", "W"], { about });
const certificate = (about: string) =>
  s.text(10_000, {
    pattern: "^\\s*-----BEGIN CERTIFICATE-----(?![\\s\\S]*PRIVATE KEY)",
    about,
    example: "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----",
  });

/** The shape of each type's parameters. */
export const shapes = {
  reset: s.object(
    {
      type: s.choice(["soft", "hard", "when_idle"], {
        about:
          "`soft` ends what runs and restarts, `hard` restarts at once, `when_idle` waits for " +
          "the last transaction (2.0.1).",
      }),
    },
    { about: "How to restart." },
  ),
  unlock_connector: s.object({}, { about: "Empty: `connector` says which." }),
  change_availability: s.object(
    { available: s.boolean({ about: "Whether it may be used from now on.", example: false }) },
    { about: "Of `connector`, or of the whole station." },
  ),
  trigger_message: s.object(
    {
      message: s.choice(
        [
          ...["boot_notification", "heartbeat", "status_notification", "meter_values"],
          ...["firmware_status", "log_status", "sign_certificate"],
        ] as const,
        { about: "What the charger is asked to tell now." },
      ),
    },
    { about: "Has the charger tell something." },
  ),
  get_variables: s.object(
    {
      variables: s.optional(
        s.list(s.object(variableName), { min: 1, max: 100, about: "Which; all if left out." }),
      ),
    },
    { about: "What the charger is set to; kept, and listed under `variables` of the station." },
  ),
  set_variables: s.object(
    {
      variables: s.list(
        s.object({
          ...variableName,
          value: s.text(2500, {
            min: 0,
            about: "The new value, as text. A password's is not shown again.",
            example: "60",
          }),
        }),
        { min: 1, max: 100, about: "What to set." },
      ),
    },
    { about: "Changes settings of the charger." },
  ),
  update_firmware: s.object(
    {
      ...transfer,
      retrieve_at: s.optional(s.timestamp({ about: "When to fetch it; now if left out." })),
      install_at: s.optional(s.timestamp({ about: "When to install it, where the charger can." })),
      signing_certificate: s.optional(certificate("Certificate of who signed it, PEM.")),
      signature: s.optional(s.text(800, { about: "The signature, base64.", example: "MEUCIQ…" })),
    },
    { about: "Has the charger fetch and install firmware." },
  ),
  get_log: s.object(
    {
      ...transfer,
      type: s.choice(["diagnostics", "security"], { about: "Which log." }),
      oldest: s.optional(s.timestamp({ about: "Nothing from before that." })),
      latest: s.optional(s.timestamp({ about: "Nothing from after that." })),
    },
    { about: "Has the charger upload a log." },
  ),
  set_charging_profile: s.object(
    {
      profile: ChargingProfile,
      charging_session: s.optional(
        s.id("cs", { about: "The session that a profile of purpose `transaction` is for." }),
      ),
    },
    { about: "Limits what may be drawn." },
  ),
  clear_charging_profile: s.object(
    {
      id: s.optional(
        s.integer(0, 2_147_483_647, { about: "The profile's own number.", example: 1 }),
      ),
      purpose: s.optional(purpose("All of this purpose.")),
      stack_level: s.optional(s.integer(0, 1000, { about: "All of this level.", example: 0 })),
    },
    { about: "Which profiles to forget; all of them if nothing is said." },
  ),
  get_composite_schedule: s.object(
    {
      duration: s.integer(1, 31_622_400, {
        about: "For how many seconds from now.",
        example: 3600,
      }),
      unit: s.optional(unit("Amperes or watts; the charger's choice if left out.")),
    },
    { about: "What all profiles together come to." },
  ),
  send_local_list: LocalList,
  install_certificate: s.object(
    {
      use: s.choice(["central_system", "manufacturer", "v2g", "mobility_operator"], {
        about: "Whose root it is.",
      }),
      certificate: certificate("The root certificate, PEM; never with a private key."),
    },
    { about: "Gives the charger a root certificate." },
  ),
  data_transfer: s.object(
    {
      vendor: s.text(255, { about: "Vendor id, as the vendor says.", example: "com.example" }),
      message: s.optional(s.text(50, { about: "Message id.", example: "GetInfo" })),
      data: s.optional(s.text(100_000, { about: "Anything, as text.", example: '{"lines":3}' })),
    },
    { about: "A message of the vendor's own." },
  ),
  raw: s.object(
    {
      action: s.text(50, {
        pattern: "^[A-Za-z0-9]+$",
        about: "Name of the message in the charger's version of OCPP.",
        example: "GetLocalListVersion",
      }),
      payload: s.record(s.unknown(), { about: "Its payload, as it stands.", example: {} }),
    },
    { about: "Any message of the protocol that the charger speaks." },
  ),
} as const satisfies Record<CommandName, s.TSchema>;

export type Given = { readonly [N in CommandName]: s.Static<(typeof shapes)[N]> };

/** Types whose parameters may be left out as a whole. */
export const mayBeBare: ReadonlySet<CommandName> = new Set<CommandName>([
  ...(["unlock_connector", "get_variables", "clear_charging_profile", "send_local_list"] as const),
]);

/** Whether a command is for one connector: it must, it may, or it is for the whole station. */
export const connectorOf: Readonly<Record<CommandName, "must" | "may" | "none">> = {
  ...{ reset: "none", unlock_connector: "must", change_availability: "may" },
  ...{ trigger_message: "may", get_variables: "none", set_variables: "none" },
  ...{ update_firmware: "none", get_log: "none", set_charging_profile: "may" },
  ...{ clear_charging_profile: "may", get_composite_schedule: "may", send_local_list: "none" },
  ...{ install_certificate: "none", data_transfer: "none", raw: "none" },
};

/** Doing them twice does no harm: what a process may have sent before it died is sent again. */
export const harmless: ReadonlySet<CommandName> = new Set<CommandName>([
  ...(["trigger_message", "get_variables", "get_composite_schedule"] as const),
]);

/** Types that go to the network as they were given. */
type Plain = Exclude<CommandName, "set_charging_profile" | "send_local_list">;
type Fits = { readonly [N in Plain]: Given[N] extends CommandParameters[N] ? true : never };
/** Does not compile where the API takes what networks do not. */
export const fits: Record<Plain, true> extends Fits ? true : never = true;
