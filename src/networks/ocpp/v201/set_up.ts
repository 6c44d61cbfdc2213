// What we want a charger to be set to, once it has booted: an order that nobody plugs in lapses in
// time (ruling 26), readings come often enough to follow the price, start and stop carry the
// register, and no event is given up while we are away. Pure; settings.ts asks.

import type { Place } from "./variables.ts";

export type Setting = {
  readonly place: Place;
  /** In order of preference; a charger that refuses one is offered the next. */
  readonly values: readonly string[];
};

type Rule = {
  readonly place: Place;
  readonly good: (value: string) => boolean;
  readonly values: readonly string[];
};

const at = (component: string, variable: string, instance?: string): Place => ({
  component: { name: component },
  variable: { name: variable, ...(instance === undefined ? {} : { instance }) },
});

export const keyOf = ({ component, variable }: Place): string =>
  JSON.stringify([component.name, variable.name, variable.instance ?? null]).toLowerCase();

const within =
  (least: number, most: number) =>
  (value: string): boolean =>
    value.trim() !== "" && Number(value) >= least && Number(value) <= most;

const listed = (value: string): string[] => value.split(",").map((word) => word.trim());

/** All of a list; where a charger does not know the last of it, the others. */
const measurands = (place: Place, wanted: readonly string[]): Rule => ({
  place,
  good: (value) => wanted.every((one) => listed(value).includes(one)),
  values: wanted.map((_, index) => wanted.slice(0, wanted.length - index).join(",")),
});

const is = (place: Place, word: string): Rule => ({
  place,
  good: (value) => value.trim().toLowerCase() === word,
  values: [word],
});

const number = (place: Place, [least, most]: [number, number], values: number[]): Rule => ({
  place,
  good: within(least, most),
  values: values.map(String),
});

const register = "Energy.Active.Import.Register";
const watched = [register, "Power.Active.Import", "SoC"];

export type Wishes = { readonly meterSeconds: number; readonly heartbeatSeconds: number };

const rulesFor = ({ meterSeconds, heartbeatSeconds }: Wishes): readonly Rule[] => [
  number(at("TxCtrlr", "EVConnectionTimeOut"), [1, 120], [120]),
  number(at("SampledDataCtrlr", "TxUpdatedInterval"), [1, meterSeconds], [meterSeconds]),
  measurands(at("SampledDataCtrlr", "TxUpdatedMeasurands"), watched),
  measurands(at("SampledDataCtrlr", "TxStartedMeasurands"), [register]),
  measurands(at("SampledDataCtrlr", "TxEndedMeasurands"), [register]),
  // Readings have come already, each in its time: again in the end they make it too long.
  number(at("SampledDataCtrlr", "TxEndedInterval"), [0, 0], [0]),
  // A start that we order is one that we allow, and what we refuse is not to go on.
  is(at("AuthCtrlr", "AuthorizeRemoteStart"), "false"),
  is(at("TxCtrlr", "StopTxOnInvalidId"), "true"),
  number(at("OCPPCommCtrlr", "HeartbeatInterval"), [30, 300], [heartbeatSeconds]),
  number(at("OCPPCommCtrlr", "MessageTimeout", "Default"), [5, 60], [30]),
  number(at("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent"), [5, 1_000_000], [10, 5]),
  // A city that comes back at once after a power cut is to come back spread out.
  number(at("OCPPCommCtrlr", "RetryBackOffWaitMinimum"), [1, 60], [10]),
  number(at("OCPPCommCtrlr", "RetryBackOffRandomRange"), [1, 120], [10]),
];

/** Of the charger's own limits of one message's length. */
export const longestGet = at("DeviceDataCtrlr", "ItemsPerMessage", "GetVariables");
export const longestSet = at("DeviceDataCtrlr", "ItemsPerMessage", "SetVariables");
/** Whose cards end any transaction (C16): an operator's to set, ours to heed. */
export const masterPassGroup = at("AuthCtrlr", "MasterPassGroupId");

const tariffsAvailable = at("TariffCostCtrlr", "Available", "Tariff");
const tariffsEnabled = at("TariffCostCtrlr", "Enabled", "Tariff");

export const askedOf = (wishes: Wishes): readonly Place[] => [
  ...rulesFor(wishes).map(({ place }) => place),
  ...[masterPassGroup, tariffsAvailable, tariffsEnabled],
];

/** Prices are only for chargers that have a place for them, and are set to show them (I01). */
export const showsPrices = (current: ReadonlyMap<string, string>): boolean => {
  const word = (place: Place) => current.get(keyOf(place))?.trim().toLowerCase();
  return word(tariffsAvailable) === "true" && word(tariffsEnabled) !== "false";
};

/** What is to be changed, given what the charger says; of what it does not know, nothing. */
export const wanted = (current: ReadonlyMap<string, string>, wishes: Wishes): readonly Setting[] =>
  rulesFor(wishes).flatMap(({ place, good, values }) => {
    const value = current.get(keyOf(place));
    return value === undefined || good(value) ? [] : [{ place, values }];
  });
