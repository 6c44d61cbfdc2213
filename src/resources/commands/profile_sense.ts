// Whether a charging profile makes sense beyond its shape, wherever it was given: with a command,
// or with a session's start. Pure; refuses by the parameter's name, which begins with `at`.
import { refuse } from "../../lib/errors.ts";
import type { Static } from "../../lib/schema.ts";
import type { ChargingProfile } from "./profile.ts";

export type GivenProfile = Static<typeof ChargingProfile>;

const invalid = (param: string, why: string): never =>
  refuse("parameter_invalid", `Invalid ${param}: ${why}.`, { param });

export function checkProfile(at: string, profile: GivenProfile): void {
  const { kind, recurrency, schedule } = profile;
  if (kind === "recurring" && recurrency === undefined) {
    const why = "a 'recurring' profile comes again 'daily' or 'weekly'";
    const param = `${at}.recurrency`;
    refuse("parameter_missing", `Missing ${param}: ${why}.`, { param });
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

function checkPeriods(at: string, periods: GivenProfile["schedule"]["periods"]): void {
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
