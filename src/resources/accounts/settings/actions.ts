// Reading and changing an account's settings; what others build on asks here.
import type { ReadWork, Work } from "../../../db/work.ts";
import { present } from "../../../lib/assert.ts";
import { refuse } from "../../../lib/errors.ts";
import { merged, same } from "../../../lib/merge.ts";
import { isCurrency } from "../../../lib/money.ts";
import type { Static } from "../../../lib/schema.ts";
import { isCountry } from "../../../lib/validate.ts";
import { defaults, type SettingsRow, type SettingsUpdate } from "./schema.ts";
import * as store from "./store.ts";

/** What holds in the work's account and mode. */
export async function settingsOf(work: ReadWork): Promise<SettingsRow> {
  const found = present(await store.find(work), "an account's settings");
  const set = Object.entries(found).filter(([, value]) => value !== null);
  return { ...defaults, ...Object.fromEntries(set) } as SettingsRow;
}

export async function update(
  work: Work,
  input: Static<typeof SettingsUpdate>,
): Promise<SettingsRow> {
  if (input.webhook_http_allowed === true && work.livemode) {
    refuse(
      "parameter_invalid",
      "Invalid webhook_http_allowed: in live mode webhook endpoints have https URLs.",
      { param: "webhook_http_allowed" },
    );
  }
  refuseUnknown("session_hold_amounts", input.session_hold_amounts, isCurrency, "currency");
  refuseUnknown("vat_rates", input.vat_rates, isCountry, "country");
  await store.lock(work);
  const before = await settingsOf(work);
  const after: SettingsRow = {
    ...merged(before, { ...input, session_hold_amounts: undefined, vat_rates: undefined }),
    session_hold_amounts: overlaid(before.session_hold_amounts, input.session_hold_amounts),
    vat_rates: overlaid(before.vat_rates, input.vat_rates),
  };
  if (same(before, after)) return before;
  await store.put(work, [
    ...[after.invoice_due_days, after.reservation_fee, after.reservation_fee_currency],
    ...[after.reservation_free_cancellation_seconds, after.session_hold_amounts, after.vat_rates],
    ...[after.webhook_http_allowed, work.now],
  ]);
  return after;
}

type Changes<T> = Readonly<Record<string, T | null>> | undefined;

/** `null` takes a key out: the built-in value holds again. */
function overlaid<T>(before: Readonly<Record<string, T>>, changes: Changes<T>): Record<string, T> {
  const all = Object.entries({ ...before, ...changes }).filter(
    (entry): entry is [string, T] => entry[1] !== null,
  );
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function refuseUnknown(
  param: string,
  changes: Changes<unknown>,
  known: (key: string) => boolean,
  what: string,
): void {
  const unknown = Object.keys(changes ?? {}).find((key) => !known(key));
  if (unknown === undefined) return;
  refuse("parameter_invalid", `Invalid ${param}.${unknown}: no such ${what}.`, {
    param: `${param}.${unknown}`,
  });
}

/** Whether webhook endpoints of the work's account and mode may be reached by plain http. */
export const webhookHttpAllowed = async (work: ReadWork): Promise<boolean> =>
  !work.livemode && (await settingsOf(work)).webhook_http_allowed;
