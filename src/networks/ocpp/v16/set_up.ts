// What we want a charger to be set to, once it has booted: an order that nobody plugs in lapses in
// time (ruling 26), readings come often enough to follow the price, and a stop does not carry them
// all once more. Pure; conversation.ts asks.

export type Setting = {
  readonly key: string;
  /** In order of preference; a charger that refuses one is offered the next. */
  readonly values: readonly string[];
};

const measurands = ["Energy.Active.Import.Register", "Power.Active.Import", "SoC"];

export const askedKeys = [
  "ConnectionTimeOut",
  "MeterValueSampleInterval",
  "MeterValuesSampledData",
  "StopTxnSampledData",
  "StopTxnAlignedData",
];

const within = (value: string | undefined, most: number): boolean => {
  const number = Number(value);
  return value !== undefined && value.trim() !== "" && number >= 1 && number <= most;
};

/** Which keys are to be changed, given what the charger says of them. */
export const wanted = (
  current: ReadonlyMap<string, string>,
  meterSeconds: number,
): readonly Setting[] => {
  const settings: Setting[] = [];
  if (!within(current.get("ConnectionTimeOut"), 120)) {
    settings.push({ key: "ConnectionTimeOut", values: ["120"] });
  }
  if (!within(current.get("MeterValueSampleInterval"), meterSeconds)) {
    settings.push({ key: "MeterValueSampleInterval", values: [String(meterSeconds)] });
  }
  const sampled = (current.get("MeterValuesSampledData") ?? "").split(",").map((s) => s.trim());
  if (!measurands.every((measurand) => sampled.includes(measurand))) {
    const values = [3, 2, 1].map((count) => measurands.slice(0, count).join(","));
    settings.push({ key: "MeterValuesSampledData", values });
  }
  // Readings have come already, each in its time: again in the stop they make it too long.
  for (const key of ["StopTxnSampledData", "StopTxnAlignedData"]) {
    if (current.get(key)?.trim() !== "") settings.push({ key, values: [""] });
  }
  return settings;
};
