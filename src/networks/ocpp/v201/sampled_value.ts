// Readings of OCPP 2.0.1 (part 2, MeterValueType, SampledValueType) as our samples: numbers with a
// unit and a power of ten. Measurands, phases, places and defaults are 1.6's. Pure.

import type { Sample } from "../../fact.ts";
import { type Static, Type, timestamp } from "../schema.ts";
import { toSamples as samplesOf } from "../v16/sampled_value.ts";

/** Any words: one vendor's word must not cost the reading next to it. */
const word = () => Type.Optional(Type.String());

const signedMeterValue = Type.Object({
  ...{ signedMeterData: Type.String(), signingMethod: Type.String() },
  ...{ encodingMethod: Type.String(), publicKey: Type.String() },
});

const unitOfMeasure = Type.Object({ unit: word(), multiplier: Type.Optional(Type.Integer()) });

const sampledValue = Type.Object({
  value: Type.Number(),
  ...{ context: word(), measurand: word(), phase: word(), location: word() },
  signedMeterValue: Type.Optional(signedMeterValue),
  unitOfMeasure: Type.Optional(unitOfMeasure),
});

export const meterValue = () =>
  Type.Object({
    timestamp: timestamp(),
    sampledValue: Type.Array(sampledValue, { minItems: 1 }),
  });

type MeterValue = Static<ReturnType<typeof meterValue>>;

/** Beyond these no meter counts, and digits would be written out without end. */
const mostPower = 30;

/** The decimal text of a number times a power of ten: exact, as doubles are not. */
const decimal = (value: number, power: number): string => {
  const [digits = "", exponent = "0"] = String(value).split("e");
  const shifted = Number(exponent) + power;
  return Math.abs(shifted) > mostPower ? "" : `${digits}e${shifted}`;
};

const plain = ({ value, unitOfMeasure: said, ...entry }: MeterValue["sampledValue"][number]) => {
  const { signedMeterValue: _, ...words } = entry;
  const unit = said?.unit === undefined ? {} : { unit: said.unit };
  return { ...words, ...unit, value: decimal(value, said?.multiplier ?? 0) };
};

/** Samples in the order of their times; those that say nothing that we keep are left out. */
export const toSamples = (values: readonly MeterValue[]): Sample[] =>
  samplesOf(
    values.map(({ timestamp: at, sampledValue: entries }) => ({
      timestamp: at,
      sampledValue: entries.map(plain),
    })),
  );

export const firstRegister = (samples: readonly Sample[]) => {
  const first = samples.find((sample) => sample.meterWh !== null);
  return first === undefined || first.meterWh === null ? null : { wh: first.meterWh, at: first.at };
};

export const lastRegister = (samples: readonly Sample[]): number | null =>
  samples.findLast((sample) => sample.meterWh !== null)?.meterWh ?? null;
