// MeterValue and SampledValue (OCPP 1.6 §7.33, §7.43) into our samples: decimal strings, units,
// phases, places and defaults as chargers really fill them. Pure.

import type { Sample } from "../../network.ts";
import { oneOf, type Static, Type, text, timestamp, toDate } from "../schema.ts";

const registers = ["Active.Export", "Active.Import", "Reactive.Export", "Reactive.Import"] as const;

const measurand = oneOf(
  ...registers.map((kind) => `Energy.${kind}.Register` as const),
  ...registers.map((kind) => `Energy.${kind}.Interval` as const),
  ...registers.map((kind) => `Power.${kind}` as const),
  ...(["Power.Offered", "Power.Factor", "Current.Import", "Current.Export"] as const),
  ...(["Current.Offered", "Voltage", "Frequency", "Temperature", "SoC", "RPM"] as const),
);

const units = ["Wh", "kWh", "varh", "kvarh", "W", "kW", "VA", "kVA", "var", "kvar", "A", "V", "K"];
// The first edition of the schemas has Celcius.
const temperatures = ["Celcius", "Celsius", "Fahrenheit"];
const phases = ["L1", "L2", "L3", "N", "L1-N", "L2-N", "L3-N", "L1-L2", "L2-L3", "L3-L1"];
const contexts = ["Interruption.Begin", "Interruption.End", "Sample.Clock", "Sample.Periodic"];
const moreContexts = ["Transaction.Begin", "Transaction.End", "Trigger", "Other"];

const sampledValue = Type.Object({
  // Signed readings are long; their text is not ours to cut.
  value: text(10_000),
  context: Type.Optional(oneOf(...contexts, ...moreContexts)),
  format: Type.Optional(oneOf("Raw", "SignedData")),
  measurand: Type.Optional(measurand),
  phase: Type.Optional(oneOf(...phases)),
  location: Type.Optional(oneOf("Cable", "EV", "Inlet", "Outlet", "Body")),
  unit: Type.Optional(oneOf(...units, ...temperatures, "Percent")),
});

export const meterValue = Type.Object({
  timestamp: timestamp(),
  sampledValue: Type.Array(sampledValue),
});

type SampledValue = Static<typeof sampledValue>;
type Reading = { readonly phase: string | undefined; readonly amount: number };

const decimalShape = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?\s*$/;

/**
 * A decimal string times a power of ten, rounded half up to an integer; null when it is no number.
 * Exact: a register of 8 digits and 4 decimals does not pass through a double.
 */
export const scaledInteger = (value: string, power: number): number | null => {
  const match = decimalShape.exec(value);
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
  if (!decimalShape.test(value) || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
};

const isKilo = (entry: SampledValue): boolean => entry.unit === "kWh" || entry.unit === "kW";

/** Readings of one measurand at the connector, or wherever the charger has it if not there. */
const readings = (
  entries: readonly SampledValue[],
  name: SampledValue["measurand"],
  amountOf: (entry: SampledValue) => number | null,
): Reading[] => {
  const meant = entries.filter((entry) => {
    const measured = entry.measurand ?? "Energy.Active.Import.Register";
    return measured === name && entry.format !== "SignedData";
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

const toSample = (value: Static<typeof meterValue>): Sample => {
  const entries = value.sampledValue;
  const scaled = (entry: SampledValue) => scaledInteger(entry.value, isKilo(entry) ? 3 : 0);
  const plain = (entry: SampledValue) => plainNumber(entry.value);
  return {
    at: toDate(value.timestamp),
    meterWh: figure(readings(entries, "Energy.Active.Import.Register", scaled), sum),
    powerW: figure(readings(entries, "Power.Active.Import", scaled), sum),
    currentA: figure(readings(entries, "Current.Import", plain), busiest),
    voltageV: figure(readings(entries, "Voltage", plain), mean),
    socPercent: figure(readings(withoutPlaces(entries), "SoC", plain), mean),
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
