// Readings as chargers send them, and what we make of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { scaledInteger, toSamples } from "./sampled_value.ts";

const timestamp = "2026-11-21T10:00:00Z";
type Entry = Parameters<typeof toSamples>[0][number]["sampledValue"][number];
const sampleOf = (...sampledValue: Entry[]) => toSamples([{ timestamp, sampledValue }])[0];

test("decimal strings become whole Wh, rounded half up, without a double between", () => {
  const rows: [text: string, power: number, expected: number | null][] = [
    ["1234", 0, 1234],
    ["1234.5", 0, 1235],
    ["1234.4999999999999999", 0, 1234],
    ["0.0005", 3, 1],
    ["1.0049", 3, 1005],
    ["12345678.9012", 3, 12_345_678_901],
    ["1.2E3", 0, 1200],
    ["5e-1", 0, 1],
    [" 7 ", 0, 7],
    [".5", 3, 500],
    ["-1.5", 0, -1],
    ["-1.6", 0, -2],
    ["", 0, null],
    [".", 0, null],
    ["12,5", 0, null],
    ["NaN", 0, null],
    ["99999999999999999999", 0, null],
    ["1e99", 0, null],
  ];
  for (const [text, power, expected] of rows) {
    assert.equal(scaledInteger(text, power), expected, `${text} × 10^${power}`);
  }
});

test("a number of a million digits is none, and takes no time", () => {
  const digits = "9".repeat(3_000_000);
  const began = performance.now();
  assert.equal(scaledInteger(`1.${digits}`, 3), null);
  assert.equal(sampleOf({ value: digits }, { value: digits, measurand: "Voltage" }), undefined);
  assert.ok(performance.now() - began < 500);
});

test("a battery is from empty to full, and no plug gives more than there is", () => {
  for (const [value, expected] of [
    ["-5", null],
    ["0", 0],
    ["63.5", 63.5],
    ["150", null],
  ] as const) {
    assert.equal(sampleOf({ value: "1" }, { value, measurand: "SoC" })?.socPercent, expected);
  }
  const wild = sampleOf(
    { value: "1" },
    { value: "1e15", measurand: "Power.Active.Import" },
    { value: "1e99", measurand: "Current.Import" },
    { value: "-1e13", measurand: "Voltage" },
  );
  assert.deepEqual([wild?.powerW, wild?.currentA, wild?.voltageV], [null, null, null]);
});

test("a value that says nothing of itself is the import register in Wh", () => {
  assert.equal(sampleOf({ value: "1500" })?.meterWh, 1500);
  assert.equal(sampleOf({ value: "1.5", unit: "kWh" })?.meterWh, 1500);
});

test("phases of energy and power add up, those of current and voltage do not", () => {
  const phased = (measurand: NonNullable<Entry["measurand"]>, values: string[]): Entry[] =>
    values.map((value, index) => ({ value, measurand, phase: `L${index + 1}` }));
  const sample = sampleOf(
    ...phased("Energy.Active.Import.Register", ["100", "200", "300"]),
    ...phased("Power.Active.Import", ["1000", "1100", "1200"]),
    ...phased("Current.Import", ["8.1", "8.3", "8.2"]),
    ...phased("Voltage", ["229", "230", "231"]),
  );
  const { at: _, ...figures } = sample ?? {};
  const expected = { meterWh: 600, powerW: 3300, currentA: 8.3, voltageV: 230, socPercent: null };
  assert.deepEqual(figures, expected);
});

test("a total beside its phases is the total, and neutral and phase pairs count for nothing", () => {
  const sample = sampleOf(
    { value: "600" },
    { value: "200", phase: "L1" },
    { value: "400", measurand: "Voltage", phase: "L1-L2" },
    { value: "231", measurand: "Voltage", phase: "L1-N" },
    { value: "3", measurand: "Current.Import", phase: "N" },
  );
  assert.deepEqual([sample?.meterWh, sample?.voltageV, sample?.currentA], [600, 231, null]);
});

test("the connector's reading wins over the inlet's; the state of charge is the car's", () => {
  const sample = sampleOf(
    { value: "9000", location: "Inlet" },
    { value: "8000", location: "Outlet" },
    { value: "41", measurand: "SoC", location: "EV", unit: "Percent" },
  );
  assert.deepEqual([sample?.meterWh, sample?.socPercent], [8000, 41]);
  assert.equal(sampleOf({ value: "9000", location: "Inlet" })?.meterWh, 9000);
});

test("signed data, intervals and words are no readings; an empty report is none", () => {
  assert.equal(sampleOf({ value: "OCMF|{}", format: "SignedData" }), undefined);
  assert.equal(sampleOf({ value: "5", measurand: "Energy.Active.Import.Interval" }), undefined);
  assert.equal(sampleOf({ value: "unavailable" }), undefined);
});

test("a unit, phase or measurand that nobody knows costs its own reading and no other", () => {
  const sample = sampleOf(
    { value: "1500", unit: "Wh", context: "Vendor.Tick", location: "Cellar" },
    { value: "7000", measurand: "Power.Active.Import", unit: "Watt" },
    { value: "9", measurand: "Vendor.Mood", unit: "Smiles" },
    { value: "12.5", measurand: "Current.Import", unit: "A", phase: "L9" },
    { value: 41, measurand: "SoC", unit: "%" },
  );
  const { at: _, ...figures } = sample ?? {};
  const nothing = { powerW: null, currentA: null, voltageV: null };
  assert.deepEqual(figures, { meterWh: 1500, ...nothing, socPercent: 41 });
  assert.equal(sampleOf({ value: "5", unit: "BTU" }), undefined);
  assert.equal(sampleOf({ value: "5", format: "Hex" }), undefined);
});

test("samples come in the order of their times, a missing zone being UTC", () => {
  const sampledValue = [{ value: "1" }];
  const values = ["2026-11-21T11:00:00+01:00", "2026-11-21T09:30:00"];
  const samples = toSamples(values.map((timestamp) => ({ timestamp, sampledValue })));
  const times = samples.map((sample) => sample.at.toISOString());
  assert.deepEqual(times, ["2026-11-21T09:30:00.000Z", "2026-11-21T10:00:00.000Z"]);
});
