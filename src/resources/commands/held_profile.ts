// Which profile of its own a transaction has by now: that of its start, unless commands have set
// another or cleared it. Pure.
import type { ChargingProfile } from "../../networks/commands.ts";
import type { Given } from "./parameters.ts";
import type { CommandRow } from "./schema.ts";

export type Change = Pick<CommandRow, "type" | "number" | "parameters">;

type Cleared = Given["clear_charging_profile"];

const clears = ({ id, purpose, stack_level: level }: Cleared, profile: ChargingProfile): boolean =>
  (id ?? profile.id) === profile.id &&
  (purpose ?? profile.purpose) === profile.purpose &&
  (level ?? profile.stack_level) === profile.stack_level;

/** `changes` in the order in which they were made. */
export const heldProfile = (
  own: ChargingProfile | null,
  changes: readonly Change[],
): ChargingProfile | null =>
  changes.reduce<ChargingProfile | null>((held, { type, number, parameters }) => {
    if (type === "set_charging_profile") {
      const { profile } = parameters as Given["set_charging_profile"];
      return { ...profile, id: profile.id ?? number };
    }
    return held !== null && clears(parameters as Cleared, held) ? null : held;
  }, own);
