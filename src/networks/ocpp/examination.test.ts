// What is found at a message, what follows from it, and how each version spells its errors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Examiner } from "./examination.ts";
import { errorFrame, RpcError } from "./frame.ts";

const lenient = new Examiner("1.6", "lenient");

const wrongReadings = (count: number) => ({
  connectorId: "1",
  meterValue: Array.from({ length: count }, () => ({ timestamp: "now", sampledValue: [{}] })),
});

test("lenient lists what does not fit, ten at most, and of a huge message the first alone", () => {
  const few = lenient.received("MeterValues", "request", wrongReadings(2), 200).findings;
  assert.deepEqual(
    few.map(({ path, keyword }) => `${path} ${keyword}`),
    [
      "/connectorId type",
      ...["/meterValue/0/timestamp format", "/meterValue/0/sampledValue/0 required"],
      ...["/meterValue/1/timestamp format", "/meterValue/1/sampledValue/0 required"],
    ],
  );
  const many = wrongReadings(1_000);
  assert.equal(lenient.received("MeterValues", "request", many, 50_000).findings.length, 10);
  assert.equal(lenient.received("MeterValues", "request", many, 70_000).findings.length, 1);
});

test("decimals are exact: 8.1 A is legal, 8.15 A is not", () => {
  const at = (limit: number) => ({
    ...{ connectorId: 1, status: "Accepted" },
    chargingSchedule: {
      chargingRateUnit: "A",
      chargingSchedulePeriod: [{ startPeriod: 0, limit }],
    },
  });
  const found = (limit: number) =>
    lenient
      .received("GetCompositeSchedule", "answer", at(limit), 100)
      .findings.map(({ keyword }) => keyword);
  assert.deepEqual(found(8.1), []);
  assert.deepEqual(found(8.15), ["multipleOf"]);
});

test("an error is spelled as the version has it", () => {
  const rows: [code: RpcError["code"], id: string, older: string, newer: string][] = [
    ["FormationViolation", "a", "FormationViolation", "FormatViolation"],
    ["FormationViolation", "-1", "FormationViolation", "RpcFrameworkError"],
    [
      "OccurenceConstraintViolation",
      "a",
      "OccurenceConstraintViolation",
      "OccurrenceConstraintViolation",
    ],
    ["NotImplemented", "a", "NotImplemented", "NotImplemented"],
  ];
  for (const [code, id, older, newer] of rows) {
    const spelled = (["1.6", "2.0.1"] as const).map(
      (version) => JSON.parse(errorFrame(version, id, new RpcError(code, "why")))[2],
    );
    assert.deepEqual(spelled, [older, newer]);
  }
});
