// What a request for a command asks for: one type, its own parameters and no other's, a connector
// where it takes one. Pure; refuses by the parameter's name.
import { refuse } from "../../lib/errors.ts";
import type { Static } from "../../lib/schema.ts";
import type { CommandName } from "../../networks/commands.ts";
import { checkNetwork } from "./network_profile.ts";
import { commandTypes, connectorOf, type Given, mayBeBare } from "./parameters.ts";
import type { CommandCreate } from "./schema.ts";

export type Create = Static<typeof CommandCreate>;

const invalid = (param: string, why: string): never =>
  refuse("parameter_invalid", `Invalid ${param}: ${why}.`, { param });

const missing = (param: string, why: string): never =>
  refuse("parameter_missing", `Missing ${param}: ${why}.`, { param });

/** The parameters of the type that was asked for. */
export function parametersOf(input: Create): Given[CommandName] {
  const { type } = input;
  const other = commandTypes.find((name) => name !== type && input[name] !== undefined);
  if (other !== undefined) invalid(other, `the command's type is '${type}'; leave it out`);
  const given = input[type];
  if (given === undefined && !mayBeBare.has(type)) {
    missing(type, `a command of type '${type}' has its parameters in it`);
  }
  const parameters = given ?? (type === "send_local_list" ? { mode: "full" as const } : {});
  checkSense(type, parameters as Given[CommandName]);
  return parameters as Given[CommandName];
}

/** Whether the command is for a connector as it says. */
export function checkConnector({ type, connector, ...input }: Create): void {
  const wanted = connectorOf[type];
  if (connector === undefined) {
    if (wanted === "must") missing("connector", `'${type}' is for one connector`);
    return;
  }
  if (wanted === "none") invalid("connector", `'${type}' is for the whole station; leave it out`);
  if (type === "set_charging_profile" && input[type]?.profile.purpose === "station_max") {
    invalid("connector", "a profile of purpose 'station_max' is for the whole station");
  }
}

function checkSense(type: CommandName, parameters: Given[CommandName]): void {
  if (type === "set_charging_profile") {
    checkProfile(parameters as Given["set_charging_profile"]);
  }
  if (type === "send_local_list") checkList(parameters as Given["send_local_list"]);
  if (type === "set_network_profile") checkNetwork(parameters as Given["set_network_profile"]);
  if (type === "get_log" || type === "update_firmware") {
    checkTransfer(type, parameters as Given["get_log"] & Given["update_firmware"]);
  }
}

function checkProfile({ profile, charging_session: session }: Given["set_charging_profile"]): void {
  const at = "set_charging_profile.profile";
  const { purpose, kind, recurrency, schedule } = profile;
  if (purpose === "transaction" && session === undefined) {
    missing("set_charging_profile.charging_session", "a 'transaction' profile is for one");
  }
  if (purpose !== "transaction" && session !== undefined) {
    invalid("set_charging_profile.charging_session", `a '${purpose}' profile is for none`);
  }
  if (kind === "recurring" && recurrency === undefined) {
    missing(`${at}.recurrency`, "a 'recurring' profile comes again 'daily' or 'weekly'");
  }
  if (kind !== "recurring" && recurrency !== undefined) {
    invalid(`${at}.recurrency`, `a profile of kind '${kind}' does not come again`);
  }
  if (kind === "relative" && schedule.start !== undefined) {
    invalid(`${at}.schedule.start`, "a 'relative' schedule begins with the charging");
  }
  if (profile.valid_from !== undefined && profile.valid_to !== undefined) {
    if (Date.parse(profile.valid_from) >= Date.parse(profile.valid_to)) {
      invalid(`${at}.valid_to`, "it lies before valid_from");
    }
  }
  checkPeriods(`${at}.schedule.periods`, schedule.periods);
}

type Periods = Given["set_charging_profile"]["profile"]["schedule"]["periods"];

function checkPeriods(at: string, periods: Periods): void {
  for (const [index, { start, limit }] of periods.entries()) {
    const param = `${at}.${index}`;
    if (index === 0 && start !== 0) invalid(`${param}.start`, "the first period starts at 0");
    if (index > 0 && start <= (periods[index - 1]?.start ?? 0)) {
      invalid(`${param}.start`, "periods stand in the order of their starts");
    }
    // Not by remainder: 8.1 is no multiple of 0.1 in doubles.
    if (!/^\d+(\.\d)?$/.test(String(limit))) {
      invalid(`${param}.limit`, "it has at most one decimal");
    }
  }
}

function checkList({ mode, tokens, version }: Given["send_local_list"]): void {
  if (mode === "differential" && tokens === undefined) {
    missing("send_local_list.tokens", "a 'differential' list says what changes");
  }
  const uids = new Set<string>();
  for (const [index, token] of (tokens ?? []).entries()) {
    const param = `send_local_list.tokens.${index}`;
    if (token.status === null && mode === "full") {
      invalid(`${param}.status`, "only a 'differential' list strikes cards off");
    }
    const uid = token.uid.toUpperCase();
    if (uids.has(uid)) invalid(`${param}.uid`, "the card stands in the list already");
    uids.add(uid);
  }
  if (mode === "differential" && version === undefined) {
    missing("send_local_list.version", "a 'differential' list follows the one before it");
  }
}

type Transfer = {
  readonly oldest?: string | undefined;
  readonly latest?: string | undefined;
  readonly signature?: string | undefined;
  readonly signing_certificate?: string | undefined;
};

function checkTransfer(type: CommandName, transfer: Transfer): void {
  const { oldest, latest, signature, signing_certificate: certificate } = transfer;
  if (oldest !== undefined && latest !== undefined && Date.parse(oldest) > Date.parse(latest)) {
    invalid(`${type}.latest`, "it lies before oldest");
  }
  if ((signature === undefined) !== (certificate === undefined)) {
    const absent = signature === undefined ? "signature" : "signing_certificate";
    missing(`${type}.${absent}`, "signature and signing_certificate come together");
  }
}
