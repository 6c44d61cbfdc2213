// Plans for charging (OCPP 2.0.1 part 2, block K): set, cleared, and what they come to, in the unit
// that the charger takes.

import type { ChargingProfile, CommandAnswer } from "../../../commands.ts";
import type { ConnectorRef, StartOrder } from "../../../network.ts";
import { inUnit, unitFor } from "../../../rate_unit.ts";
import { clearChargingProfile } from "../clear_charging_profile.ts";
import type { CommandScene, OrderOf } from "../commands.ts";
import { getCompositeSchedule } from "../get_composite_schedule.ts";
import { setChargingProfile } from "../set_charging_profile.ts";
import { ask, invalid } from "./asking.ts";
import { limitsOf } from "./supply.ts";

const purposes = {
  station_max: "ChargingStationMaxProfile",
  default: "TxDefaultProfile",
  transaction: "TxProfile",
} as const satisfies Record<ChargingProfile["purpose"], string>;

const kinds = { absolute: "Absolute", recurring: "Recurring", relative: "Relative" } as const;
const recurrencies = { daily: "Daily", weekly: "Weekly" } as const;

const scheduleOf = (id: number, schedule: ChargingProfile["schedule"]) => ({
  id,
  duration: schedule.duration,
  startSchedule: schedule.start,
  chargingRateUnit: schedule.unit,
  minChargingRate: schedule.min_rate,
  chargingSchedulePeriod: schedule.periods.map(({ start, limit, phases }) => ({
    ...{ startPeriod: start, limit, numberPhases: phases },
  })),
});

/** As 2.0.1 has it; the schedule already in the charger's unit. */
export const profileOf = (profile: ChargingProfile, transactionId?: string) => ({
  id: profile.id,
  stackLevel: profile.stack_level,
  chargingProfilePurpose: purposes[profile.purpose],
  chargingProfileKind: kinds[profile.kind],
  recurrencyKind: profile.recurrency === undefined ? undefined : recurrencies[profile.recurrency],
  validFrom: profile.valid_from,
  validTo: profile.valid_to,
  transactionId,
  chargingSchedule: [scheduleOf(profile.id, profile.schedule)],
});

type SetOrder = OrderOf<"set_charging_profile">;

/** K01.FR.03, K01.FR.16, K01.FR.38: which plan is for whom. */
const misplaced = ({ connector, parameters: { profile, transaction } }: SetOrder) => {
  if (profile.purpose === "station_max" && connector !== null) {
    return "A profile of purpose station_max is for the whole station: name no connector.";
  }
  if (profile.purpose === "station_max" && profile.kind === "relative") {
    return "A profile of purpose station_max is relative to no charging: absolute or recurring.";
  }
  if (profile.purpose !== "transaction") return null;
  if (connector === null) return "A profile of purpose transaction needs a connector.";
  const named = (transaction?.reference ?? null) !== null;
  return named ? null : "The charger has not named its transaction yet.";
};

/**
 * K01.FR.40, K01.FR.41: what is absolute or comes again says since when, and what counts from the
 * start of charging does not.
 */
const dated = ({ kind, schedule }: ChargingProfile, now: Date): ChargingProfile["schedule"] => ({
  ...schedule,
  start: kind === "relative" ? undefined : (schedule.start ?? now.toISOString()),
});

/** With limits in the unit that the charger takes there. */
const fitted = async (
  scene: CommandScene,
  connector: ConnectorRef | null,
  profile: ChargingProfile,
): Promise<ChargingProfile> => {
  const { units, phases } = await limitsOf(scene, connector);
  const unit = unitFor(profile.schedule.unit, units);
  return { ...profile, schedule: inUnit(dated(profile, scene.now()), unit, phases) };
};

/** What rides along with a start (K05): of a transaction that has no name yet (F01.FR.11). */
export const startProfile = async (
  scene: CommandScene,
  { connector, profile }: Pick<StartOrder, "connector" | "profile">,
) =>
  profile === undefined
    ? {}
    : { chargingProfile: profileOf(await fitted(scene, connector, profile)) };

/**
 * A transaction has one profile of a level (K01.FR.39): what a car was told by us makes way for
 * what an operator sets.
 */
const makeWay = async (scene: CommandScene, reference: string, profile: ChargingProfile) => {
  const ours = scene.negotiation.setFor(reference)?.profile;
  if (ours?.stack_level !== profile.stack_level || ours.id === profile.id) return;
  await ask(scene, clearChargingProfile, { chargingProfileId: ours.id });
};

export const setProfile = async (scene: CommandScene, order: SetOrder): Promise<CommandAnswer> => {
  const wrong = misplaced(order);
  if (wrong !== null) return invalid(wrong);
  const { connector, parameters } = order;
  const { profile, transaction } = parameters;
  const reference = profile.purpose === "transaction" ? (transaction?.reference ?? null) : null;
  const fitting = await fitted(scene, connector, profile);
  const chargingProfile = profileOf(fitting, reference ?? undefined);
  const payload = { evseId: connector?.evse ?? 0, chargingProfile };
  if (reference !== null) await makeWay(scene, reference, profile);
  const answer = await ask(scene, setChargingProfile, payload);
  if (answer.outcome !== "succeeded") return answer;
  scene.negotiation.changed();
  if (reference === null || connector === null) return answer;
  const { phases } = await limitsOf(scene, connector);
  scene.negotiation.replaced(reference, { connector, profile: fitting, phases });
  return answer;
};

type Criteria = Pick<OrderOf<"clear_charging_profile">["parameters"], "purpose" | "stack_level">;

const clearThose = (
  scene: CommandScene,
  connector: ConnectorRef | null,
  { purpose, stack_level: stackLevel }: Criteria,
): Promise<CommandAnswer> => {
  const chargingProfileCriteria = {
    evseId: connector?.evse,
    chargingProfilePurpose: purpose === undefined ? undefined : purposes[purpose],
    stackLevel,
  };
  return ask(scene, clearChargingProfile, { chargingProfileCriteria });
};

/** One purpose after another; a charger that had some of one only has done it. */
const clearAll = async (scene: CommandScene, connector: ConnectorRef | null) => {
  const answers: CommandAnswer[] = [];
  for (const purpose of ["station_max", "default", "transaction"] as const) {
    answers.push(await clearThose(scene, connector, { purpose }));
  }
  const [first] = answers;
  return answers.find(({ outcome }) => outcome === "succeeded") ?? first ?? invalid("nothing");
};

/** By its number alone, or by what it is; a request must say one of them (K10.FR.02). */
export const clearProfile = (
  scene: CommandScene,
  { connector, parameters }: OrderOf<"clear_charging_profile">,
): Promise<CommandAnswer> => {
  scene.negotiation.changed();
  const { id, purpose, stack_level: stackLevel } = parameters;
  if (id !== undefined) return ask(scene, clearChargingProfile, { chargingProfileId: id });
  const isAll = purpose === undefined && stackLevel === undefined;
  return isAll ? clearAll(scene, connector) : clearThose(scene, connector, parameters);
};

/** EVSE 0 is the grid connection of all of it (K08.FR.03). */
export const compositeSchedule = (
  scene: CommandScene,
  { connector, parameters: { duration, unit } }: OrderOf<"get_composite_schedule">,
): Promise<CommandAnswer> => {
  const payload = { duration, evseId: connector?.evse ?? 0, chargingRateUnit: unit };
  return ask(scene, getCompositeSchedule, payload);
};
