// What is changed at a charger of 2.0.1, and what is left as it is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { askedOf, keyOf, wanted } from "./set_up.ts";

const wishes = { meterSeconds: 10, heartbeatSeconds: 60 };

const register = "Energy.Active.Import.Register";
const all = `${register},Power.Active.Import,SoC`;

const good: Readonly<Record<string, string>> = {
  "TxCtrlr.EVConnectionTimeOut": "60",
  "SampledDataCtrlr.TxUpdatedInterval": "5",
  "SampledDataCtrlr.TxUpdatedMeasurands": `SoC, Voltage,Power.Active.Import,${register}`,
  "SampledDataCtrlr.TxStartedMeasurands": register,
  "SampledDataCtrlr.TxEndedMeasurands": `${register},SoC`,
  "SampledDataCtrlr.TxEndedInterval": "0",
  "AuthCtrlr.AuthorizeRemoteStart": "False",
  "TxCtrlr.StopTxOnInvalidId": "true",
  "OCPPCommCtrlr.HeartbeatInterval": "300",
  "OCPPCommCtrlr.MessageTimeout.Default": "60",
  "OCPPCommCtrlr.MessageAttempts.TransactionEvent": "100",
  "OCPPCommCtrlr.RetryBackOffWaitMinimum": "10",
  "OCPPCommCtrlr.RetryBackOffRandomRange": "60",
};

const keyFor = (name: string): string => {
  const [component = "", variable = "", instance] = name.split(".");
  const of = { name: variable, ...(instance === undefined ? {} : { instance }) };
  return keyOf({ component: { name: component }, variable: of });
};

const changesOf = (current: Readonly<Record<string, string>>) => {
  const values = Object.entries(current).map(([name, value]) => [keyFor(name), value] as const);
  return wanted(new Map(values), wishes).map(
    ({ place, values: [first] }) => `${place.variable.name}=${first}`,
  );
};

test("what is good enough stays: shorter times, more measurands, other order, other case", () => {
  assert.deepEqual(changesOf(good), []);
});

test("what a charger does not have is not set", () => {
  assert.deepEqual(changesOf({}), []);
});

test("everything that would cost money or patience is set, in the order of its weight", () => {
  const poor = Object.fromEntries(Object.keys(good).map((name) => [name, ""]));
  assert.deepEqual(changesOf(poor), [
    ...["EVConnectionTimeOut=120", "TxUpdatedInterval=10", `TxUpdatedMeasurands=${all}`],
    ...[`TxStartedMeasurands=${register}`, `TxEndedMeasurands=${register}`, "TxEndedInterval=0"],
    ...["AuthorizeRemoteStart=false", "StopTxOnInvalidId=true", "HeartbeatInterval=60"],
    ...["MessageTimeout=30", "MessageAttempts=10", "RetryBackOffWaitMinimum=10"],
    "RetryBackOffRandomRange=10",
  ]);
});

test("a zero switches readings or the timeout off, so it is changed", () => {
  const off = { "TxCtrlr.EVConnectionTimeOut": "0", "SampledDataCtrlr.TxUpdatedInterval": "0" };
  assert.deepEqual(changesOf({ ...good, ...off }), [
    ...["EVConnectionTimeOut=120", "TxUpdatedInterval=10"],
  ]);
});

test("a charger that does not know the last of some measurands is offered the others", () => {
  const [setting] = wanted(new Map([[keyFor("SampledDataCtrlr.TxUpdatedMeasurands"), ""]]), wishes);
  assert.deepEqual(setting?.values, [all, `${register},Power.Active.Import`, register]);
});

test("all that is set is asked for first", () => {
  const asked = new Set(askedOf(wishes).map(keyOf));
  for (const name of Object.keys(good)) assert.ok(asked.has(keyFor(name)), name);
});
