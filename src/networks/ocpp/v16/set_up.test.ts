// What is changed at a charger, and what is left as it is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { wanted } from "./set_up.ts";

const changesOf = (current: Record<string, string>) =>
  wanted(new Map(Object.entries(current)), 10).map(({ key, values }) => `${key}=${values[0]}`);

const short = { StopTxnSampledData: "", StopTxnAlignedData: " " };
const all = "Energy.Active.Import.Register,Power.Active.Import,SoC";

test("a charger that says nothing is set to everything", () => {
  assert.deepEqual(changesOf({}), [
    "ConnectionTimeOut=120",
    "MeterValueSampleInterval=10",
    `MeterValuesSampledData=${all}`,
    ...["StopTxnSampledData=", "StopTxnAlignedData="],
  ]);
});

test("what is good enough stays: shorter times, more measurands, other order", () => {
  const good = {
    ConnectionTimeOut: "60",
    MeterValueSampleInterval: "5",
    MeterValuesSampledData: "SoC, Voltage,Power.Active.Import,Energy.Active.Import.Register",
  };
  assert.deepEqual(changesOf({ ...good, ...short }), []);
});

test("a stop is not to carry all readings once more", () => {
  const good = {
    ConnectionTimeOut: "60",
    MeterValueSampleInterval: "5",
    MeterValuesSampledData: all,
  };
  const carrying = { StopTxnSampledData: "Voltage", StopTxnAlignedData: "SoC" };
  assert.deepEqual(changesOf({ ...good, ...carrying }), [
    "StopTxnSampledData=",
    "StopTxnAlignedData=",
  ]);
  assert.deepEqual(changesOf({ ...good, ...short }), []);
});

test("a zero switches readings or the timeout off, so it is changed", () => {
  const off = { ConnectionTimeOut: "0", MeterValueSampleInterval: "0" };
  assert.deepEqual(changesOf({ ...off, ...short, MeterValuesSampledData: all }), [
    "ConnectionTimeOut=120",
    "MeterValueSampleInterval=10",
  ]);
});
