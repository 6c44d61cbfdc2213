// MeterValue and SampledValue (OCPP 1.6 §7.33, §7.43) into our samples: decimal strings, units,
// phases, places and defaults as chargers really fill them. Pure.

import type { Sample } from "../../fact.ts";
import { type Static, Type, timestamp, toDate } from "../schema.ts";

/**
 * Any words: a charger repeats a refused message for ever, and one vendor's word must not cost the
 * reading next to it. What we do not know is passed over.
 */
const word = () => Type.Optional(Type.String());

const sampledValue = Type.Object({
  value: Type.Union([Type.String(), Type.Number()]),
  ...{ context: word(), format: word(), measurand: word() },
  ...{ phase: word(), location: word(), unit: word() },
});

export const meterValue = Type.Object({
  timestamp: timestamp(),
  sampledValue: Type.Array(sampledValue),
});

type SampledValue = Static<typeof sampledValue>;
type Reading = { readonly phase: string | undefined; readonly amount: number };

const decimalShape = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?\s*$/;
/** A frame may hold millions of digits, which take seconds to reckon with: no meter has them. */
const longestDecimal = 100;
const decimalIn = (value: string): RegExpExecArray | null =>
  value.length > longestDecimal ? null : decimalShape.exec(value);

/**
 * A decimal string times a power of ten, rounded half up to an integer; null when it is no number.
 * Exact: a register of 8 digits and 4 decimals does not pass through a double.
 */
export const scaledInteger = (value: string, power: number): number | null => {
  const match = decimalIn(value);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (match === null || whole + fraction === "") return null;
  const shift = power + Number(exponent) - fraction.length;
  const digits = BigInt((whole + fraction).padEnd(whole.length + fraction.length + shift, "0"));
  const unit = 10n ** BigInt(Math.max(0, -shift));
  const signed = sign === "-" ? -digits : digits;
  const doubled = 2n * signed + unit;
  const floor = doubled / (2n * unit) - (doubled < 0n && doubled % (2n * unit) !== 0n ? 1n : 0n);
  const rounded = Number(floor);
  return Number.isSafeInteger(rounded) ? rounded : null;
};

const plainNumber = (value: string): number | null => {
  if (decimalIn(value) === null || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
};

/** Power of ten of each unit that a measurand is known in; a missing unit is the first (§7.43). */
const energyUnits = new Map([
  ["Wh", 0],
  ["kWh", 3],
]);
const powerUnits = new Map([
  ["W", 0],
  ["kW", 3],
]);
const currentUnits = new Map([["A", 0]]);
const voltageUnits = new Map([["V", 0]]);
const chargeUnits = new Map([
  ["Percent", 0],
  ["%", 0],
]);

/** An integer of the base unit; null in a unit that we cannot read. */
const scaledIn =
  (units: ReadonlyMap<string, number>, finer = 0) =>
  (entry: SampledValue) => {
    const power = entry.unit === undefined ? 0 : units.get(entry.unit);
    return power === undefined ? null : scaledInteger(String(entry.value), power + finer);
  };

const plainIn = (units: ReadonlyMap<string, number>) => (entry: SampledValue) =>
  entry.unit === undefined || units.has(entry.unit) ? plainNumber(String(entry.value)) : null;

/** Readings of one measurand at the connector, or wherever the charger has it if not there. */
const readings = (
  entries: readonly SampledValue[],
  name: string,
  amountOf: (entry: SampledValue) => number | null,
): Reading[] => {
  const meant = entries.filter((entry) => {
    const measured = entry.measurand ?? "Energy.Active.Import.Register";
    return measured === name && (entry.format ?? "Raw") === "Raw";
  });
  const atOutlet = meant.filter((entry) => (entry.location ?? "Outlet") === "Outlet");
  return (atOutlet.length > 0 ? atOutlet : meant).flatMap((entry) => {
    const amount = amountOf(entry);
    return amount === null ? [] : [{ phase: entry.phase, amount }];
  });
};

/** One figure of a measurand that comes whole or by phases; neutral and pairs are neither. */
const figure = (
  found: readonly Reading[],
  join: (phases: readonly number[]) => number,
): number | null => {
  const whole = found.find((reading) => reading.phase === undefined);
  if (whole !== undefined) return whole.amount;
  const byPhase = new Map<string, number>();
  for (const { phase, amount } of found) {
    const line = /^(L[123])(-N)?$/.exec(phase ?? "")?.[1];
    if (line !== undefined && !byPhase.has(line)) byPhase.set(line, amount);
  }
  return byPhase.size === 0 ? null : join([...byPhase.values()]);
};

const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
/** Phases of a current do not add up: the busiest one is what the cable carries. */
const busiest = (amounts: readonly number[]): number => Math.max(...amounts);
const mean = (amounts: readonly number[]): number => sum(amounts) / amounts.length;

/** Beyond these a reading is of something else, or of nothing. */
const within = (amount: number | null, least: number, most: number): number | null =>
  amount === null || amount < least || amount > most ? null : amount;
const mostOfAny = 1e12;
const plausible = (amount: number | null) => within(amount, -mostOfAny, mostOfAny);

const toSample = (value: Static<typeof meterValue>): Sample => {
  const entries = value.sampledValue;
  const register = (finer: number) =>
    figure(readings(entries, "Energy.Active.Import.Register", scaledIn(energyUnits, finer)), sum);
  const milliWh = register(3);
  const isFraction = milliWh !== null && milliWh % 1000 !== 0;
  const charge = figure(readings(withoutPlaces(entries), "SoC", plainIn(chargeUnits)), mean);
  return {
    at: toDate(value.timestamp),
    meterWh: register(0),
    ...(isFraction ? { meterMilliWh: milliWh } : {}),
    powerW: plausible(figure(readings(entries, "Power.Active.Import", scaledIn(powerUnits)), sum)),
    currentA: plausible(
      figure(readings(entries, "Current.Import", plainIn(currentUnits)), busiest),
    ),
    voltageV: plausible(figure(readings(entries, "Voltage", plainIn(voltageUnits)), mean)),
    socPercent: within(charge, 0, 100),
  };
};

/** The state of charge is the car's (location EV) and needs no place to be understood. */
const withoutPlaces = (entries: readonly SampledValue[]): SampledValue[] =>
  entries.map(({ location: _, ...entry }) => entry);

/** Samples in the order of their times; those that say nothing that we keep are left out. */
export const toSamples = (values: readonly Static<typeof meterValue>[]): Sample[] =>
  values
    .map(toSample)
    .filter(({ at: _, ...figures }) => Object.values(figures).some((amount) => amount !== null))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
