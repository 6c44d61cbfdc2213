// The charging profile that a start may carry: the transaction's own, and one that makes sense.
// Pure.
import { refuse } from "../../lib/errors.ts";
import { checkProfile, type GivenProfile } from "../commands/profile_sense.ts";

type Given = { readonly charging_profile?: GivenProfile | undefined };

/** OCPP takes no other purpose with a start (2.0.1 F01.FR.09, 1.6 §5.11). */
export function checkLimits({ charging_profile: profile }: Given): void {
  if (profile === undefined) return;
  if (profile.purpose !== "transaction") {
    const param = "charging_profile.purpose";
    const why = "a start carries the profile of its own 'transaction'";
    refuse("parameter_invalid", `Invalid ${param}: ${why}.`, { param });
  }
  checkProfile("charging_profile", profile);
}
