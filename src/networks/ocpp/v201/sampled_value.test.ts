// Readings of 2.0.1 as chargers write them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { firstRegister, lastRegister, toSamples } from "./sampled_value.ts";

type Entry = Parameters<typeof toSamples>[0][number]["sampledValue"][number];

const at = "2026-11-21T10:00:00Z";
const sampleOf = (...sampledValue: Entry[]) => toSamples([{ timestamp: at, sampledValue }])[0];

test("registers in every unit and power of ten come out in watt-hours, exactly", () => {
  const rows: [entry: Entry, wh: number | null | undefined][] = [
    [{ value: 1234 }, 1234],
    [{ value: 1234.5, unitOfMeasure: { unit: "Wh" } }, 1235],
    [{ value: 1.234, unitOfMeasure: { unit: "kWh" } }, 1234],
    [{ value: 12.34, unitOfMeasure: { unit: "kWh", multiplier: 3 } }, 12_340_000],
    [{ value: 1234, unitOfMeasure: { multiplier: 3 } }, 1_234_000],
    [{ value: 1234, unitOfMeasure: { unit: "Wh", multiplier: -3 } }, 1],
    [{ value: 1e-7, unitOfMeasure: { unit: "kWh", multiplier: 10 } }, 1_000_000],
    [{ value: 8_123_456.789, unitOfMeasure: { unit: "kWh" } }, 8_123_456_789],
    [{ value: 5, unitOfMeasure: { multiplier: 400 } }, undefined],
    [{ value: 5, unitOfMeasure: { unit: "furlongs" } }, undefined],
    [{ value: 5, measurand: "Energy.Active.Export.Register" }, undefined],
    [{ value: 5, measurand: "Energy.Active.Import.Interval" }, undefined],
  ];
  for (const [entry, wh] of rows) {
    assert.equal(sampleOf(entry)?.meterWh, wh, JSON.stringify(entry));
  }
});

test("power, current, voltage and state of charge are read whole or by phases", () => {
  const power = (value: number, phase: string): Entry => ({
    ...{ value, phase, measurand: "Power.Active.Import", unitOfMeasure: { unit: "kW" } },
  });
  const sample = sampleOf(
    ...[power(3.6, "L1"), power(3.7, "L2"), power(0.1, "L3")],
    { value: 16, measurand: "Current.Import", phase: "L1" },
    { value: 15.5, measurand: "Current.Import", phase: "L2" },
    { value: 229.5, measurand: "Voltage", phase: "L1-N" },
    { value: 400, measurand: "Voltage", phase: "L1-L2" },
    { value: 43, measurand: "SoC", location: "EV", unitOfMeasure: { unit: "Percent" } },
    { value: 50, measurand: "Frequency", unitOfMeasure: { unit: "Hz" } },
  );
  assert.deepEqual(sample, {
    ...{ at: new Date(at), meterWh: null, powerW: 7_400, currentA: 16 },
    ...{ voltageV: 229.5, socPercent: 43 },
  });
});

test("a signed value counts as the number that stands beside its signature", () => {
  const signedMeterValue = {
    ...{ signedMeterData: "T0NNRnw=", signingMethod: "", encodingMethod: "OCMF", publicKey: "" },
  };
  const entry = { value: 20.5, signedMeterValue, unitOfMeasure: { unit: "kWh" } };
  assert.equal(sampleOf(entry)?.meterWh, 20_500);
});

test("the first and the last register of a message are those of its times, not of its order", () => {
  const reading = (timestamp: string, value: number) => ({ timestamp, sampledValue: [{ value }] });
  const samples = toSamples([
    ...[reading("2026-11-21T11:00:00Z", 300), reading("2026-11-21T09:00:00Z", 100)],
    reading("2026-11-21T10:00:00Z", 200),
  ]);
  assert.deepEqual(firstRegister(samples), { wh: 100, at: new Date("2026-11-21T09:00:00Z") });
  assert.equal(lastRegister(samples), 300);
  assert.equal(firstRegister([]), null);
});
