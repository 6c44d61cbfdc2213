// What a charging profile allows at a moment, in watts, and until when that holds: what a virtual
// charger draws by, and what a plan must stay below. Pure.

import type { ChargingProfile } from "./commands.ts";
import type { ConnectorRef } from "./network.ts";
import { convertedLimit, phasesOf } from "./rate_unit.ts";

/** A profile where it holds: at which connector, and since when the car charges (ms). */
export type Limit = {
  readonly profile: Omit<ChargingProfile, "id" | "stack_level" | "purpose">;
  readonly connector: ConnectorRef;
  readonly since: number;
};

/** `watts` null: as if there were no profile. It may change at `until` (ms), and not before. */
export type Allowed = { readonly watts: number | null; readonly until: number };

const dayMs = 86_400_000;
const cycles = { daily: dayMs, weekly: 7 * dayMs } as const;

const moment = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Date.parse(text);

/** When the schedule that counts at a moment began. */
const beginOf = ({ profile, since }: Limit, at: number): number => {
  if (profile.kind === "relative") return since;
  const begin = moment(profile.schedule.start, since);
  if (profile.kind === "absolute") return begin;
  const cycle = cycles[profile.recurrency ?? "daily"];
  return begin + Math.floor((at - begin) / cycle) * cycle;
};

const endOf = ({ profile }: Limit, begin: number): number =>
  profile.kind === "recurring" ? begin + cycles[profile.recurrency ?? "daily"] : Infinity;

const scheduled = (limit: Limit, at: number): Allowed => {
  const { periods, unit, duration = Infinity } = limit.profile.schedule;
  const begin = beginOf(limit, at);
  const end = endOf(limit, begin);
  if (at < begin) return { watts: null, until: begin };
  const stop = begin + duration * 1000;
  if (at >= stop) return { watts: null, until: end };
  const next = periods.find(({ start }) => begin + start * 1000 > at);
  const index = next === undefined ? periods.length : periods.indexOf(next);
  const now = periods[index - 1];
  const until = Math.min(end, stop, next === undefined ? Infinity : begin + next.start * 1000);
  if (now === undefined) return { watts: null, until };
  const phases = now.phases ?? phasesOf(limit.connector);
  return { watts: unit === "W" ? now.limit : convertedLimit(now.limit, "W", phases), until };
};

export const allowedAt = (limit: Limit, at: number): Allowed => {
  const from = moment(limit.profile.valid_from, -Infinity);
  const to = moment(limit.profile.valid_to, Infinity);
  if (at < from) return { watts: null, until: from };
  if (at >= to) return { watts: null, until: Infinity };
  const { watts, until } = scheduled(limit, at);
  return { watts, until: Math.min(until, to) };
};
