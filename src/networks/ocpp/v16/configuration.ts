// The configuration keys of a charger (OCPP 1.6 §9) as variables, and what we learn of it from
// them. Pure.

import type { Variable } from "../../fact.ts";

/** The charger's keys as it last told them, for as long as its socket lasts. */
export type Known = ReadonlyMap<string, string>;

export type Entry = {
  readonly key: string;
  readonly readonly: boolean;
  readonly value?: string | undefined;
};

/** Passwords; a charger should not show it, and some do. */
const secret = /^(authorizationkey|basicauthpassword)$/i;

const variable = { component: null, componentInstance: null, evse: null, connector: null };
const attribute = { instance: null, attribute: "actual", characteristics: null } as const;

export const variablesOf = (entries: readonly Entry[]): Variable[] =>
  entries.map(({ key, readonly, value = null }) => ({
    ...variable,
    name: key,
    ...attribute,
    value: secret.test(key) ? null : value,
    mutability: readonly ? "read_only" : "read_write",
  }));

export const unitKey = "ChargingScheduleAllowedChargingRateUnit";

/** What a charger takes limits in; null: it does not say, or takes both. */
export const onlyUnit = (known: Known): "A" | "W" | null => {
  const words = (known.get(unitKey) ?? "").split(",").map((word) => word.trim().toLowerCase());
  const amperes = words.includes("current") || words.includes("a");
  const watts = words.includes("power") || words.includes("w");
  if (amperes === watts) return null;
  return amperes ? "A" : "W";
};

/** Keys that only a charger with the security extension has (security whitepaper for 1.6). */
const ofExtension = [
  ...["SecurityProfile", "CpoName", "AdditionalRootCertificateCheck"],
  ...["CertificateSignedMaxChainSize", "CertificateStoreMaxLength"],
  "SupportedFileTransferProtocols",
];

export const hasExtension = (known: Known): boolean => ofExtension.some((key) => known.has(key));

/** A limit that the charger names in a key; null: it names none. */
export const mostOf = (known: Known, key: string): number | null => {
  const most = Number(known.get(key)?.trim() || Number.NaN);
  return Number.isInteger(most) && most > 0 ? most : null;
};
