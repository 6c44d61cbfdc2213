// From what was sent in to readings with a time, and to the newest value of each part. Pure; what
// is kept where is the store's affair.
import { assert } from "../../lib/assert.ts";
import { addMs, parseTimestamp } from "../../lib/time.ts";
import { type Problem, refuseProblems } from "../../lib/validate.ts";
import type { Measured, ReadingInput } from "./schema.ts";

export type Reading = { readonly at: Date; readonly measured: Measured };

/** Clocks differ; what is further ahead is a mistake that would hide all later readings. */
const aheadMs = 5 * 60_000;
/** Before any vehicle that reports; ids of readings are made of their time and need a sane one. */
const earliest = Date.UTC(2000, 0, 1);

const partNames = ["battery", "location", "odometer", "firmware_version"] as const;

type Sent = ReadingInput & { readonly readings?: readonly ReadingInput[] };

/** The readings of a body, or a refusal that names each wrong one. */
export function readingsOf(sent: Sent, now: Date, capacityWh: number): Reading[] {
  const { readings, ...single } = sent;
  if (readings !== undefined && Object.keys(single).length > 0) {
    const message = "Invalid readings: give either a single reading or a batch of readings.";
    refuseProblems([{ code: "parameter_invalid", message, param: "readings" }]);
  }
  const inputs = readings ?? [single];
  const problems = inputs.flatMap((one, at) =>
    problemsOf(one, now, readings === undefined ? "" : `readings.${at}`),
  );
  if (problems.length > 0) refuseProblems(problems);
  return inputs.map((one) => ({ at: timeOf(one, now), measured: measuredOf(one, capacityWh) }));
}

function problemsOf(input: ReadingInput, now: Date, path: string): Problem[] {
  const under = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const problems: Problem[] = [];
  if (partNames.every((name) => input[name] === undefined)) {
    const message = `A reading needs at least one of ${partNames.join(", ")}.`;
    problems.push({ code: "parameter_missing", message, param: under("battery") });
  }
  const at = timeOf(input, now);
  const param = under("at");
  if (at > addMs(now, aheadMs)) {
    const message = `Invalid ${param}: a reading may be at most five minutes ahead of now.`;
    problems.push({ code: "parameter_invalid", message, param });
  }
  if (at.getTime() < earliest) {
    const message = `Invalid ${param}: a reading must not be from before the year 2000.`;
    problems.push({ code: "parameter_invalid", message, param });
  }
  return problems;
}

function timeOf({ at }: ReadingInput, now: Date): Date {
  if (at === undefined) return now;
  const parsed = parseTimestamp(at);
  assert(parsed !== null, "the schema admits only times");
  return parsed;
}

function measuredOf(input: ReadingInput, capacityWh: number): Measured {
  const { battery, location, odometer, firmware_version } = input;
  return {
    // A vehicle that does not say its battery's capacity has the one that its owner gave.
    battery: battery ? { ...battery, capacity: battery.capacity ?? capacityWh } : null,
    firmware_version: firmware_version ?? null,
    location: location ?? null,
    odometer: odometer ?? null,
  };
}

export type Newest<T> = { readonly value: T; readonly at: Date } | null;

/** The newest value of one part; of two from the same moment the later in the list. */
export function newest<K extends keyof Measured>(
  readings: readonly Reading[],
  part: K,
): Newest<NonNullable<Measured[K]>> {
  let found: Newest<NonNullable<Measured[K]>> = null;
  for (const { at, measured } of readings) {
    const value = measured[part];
    if (value !== null && (found === null || at >= found.at)) {
      found = { value: value as NonNullable<Measured[K]>, at };
    }
  }
  return found;
}
