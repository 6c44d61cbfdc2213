// One reading of a session's meter, and what a live view of a session is told (spec part 3).
import * as s from "../../../lib/schema.ts";
import { timestamp } from "../../../lib/time.ts";
import { ChargingSession, renderSession, type SessionRow } from "../schema.ts";

const reading = (about: string, example: number) =>
  s.nullable(
    s.number(-1e12, 1e12, { about: `${about} Null where the charger did not say.`, example }),
  );

export const MeterValue = s.object({
  id: s.id("mtv", { about: "Unique identifier; sorts by time." }),
  object: s.literal("meter_value"),
  charging_session: s.id("cs", { about: "The session that it belongs to." }),
  created: s.timestamp({
    about:
      "When it was measured: the charger's time, kept between the reading before and the moment " +
      "of arrival.",
  }),
  current: reading("Amperes to the vehicle, of the busiest phase.", 31.8),
  energy: s.nullable(
    s.integer(0, Number.MAX_SAFE_INTEGER, {
      about:
        "Wh since the start of the session, as they are billed: it goes on where the register " +
        "begins anew, falls or changes its unit. Null where the report carried no register.",
      example: 4_180,
    }),
  ),
  power: reading("Watts to the vehicle.", 22_040),
  register: s.nullable(
    s.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, {
      about: "The charger's own register in Wh, as it gave it: evidence, also where it is wrong.",
      example: 1_204_180,
    }),
  ),
  reported_at: s.timestamp({ about: "The charger's own timestamp." }),
  state_of_charge: reading("Percent of the vehicle's battery.", 63),
  voltage: reading("Volts.", 231.4),
});

export const SessionProgress = s.object({
  object: s.literal("charging_session_progress"),
  charging_session: s.object(ChargingSession.properties, {
    about: "The session as it is now: energy, price so far, status.",
  }),
  meter_values: s.list(MeterValue, {
    about: "Readings since the message before, oldest first; at most 100.",
  }),
});

export type ValueRow = {
  id: string;
  session: string;
  position: number;
  at: Date;
  reported_at: Date;
  meter_wh: number | null;
  total_wh: number | null;
  power_w: number | null;
  current_a: number | null;
  voltage_v: number | null;
  soc_percent: number | null;
};

/** What was not counted when it came is told by its own register. */
const sinceStart = (wh: number | null, startWh: number | null): number | null =>
  wh === null || startWh === null ? null : Math.max(0, wh - startWh);

export const renderValue = (session: Pick<SessionRow, "meter_start_wh">) => (row: ValueRow) => ({
  id: row.id,
  object: "meter_value" as const,
  charging_session: row.session,
  created: timestamp(row.at),
  current: row.current_a,
  energy: sinceStart(row.total_wh ?? row.meter_wh, session.meter_start_wh),
  power: row.power_w,
  register: row.meter_wh,
  reported_at: timestamp(row.reported_at),
  state_of_charge: row.soc_percent,
  voltage: row.voltage_v,
});

export const renderProgress = (session: SessionRow, values: readonly ValueRow[]) => ({
  object: "charging_session_progress" as const,
  charging_session: renderSession(session),
  meter_values: values.map(renderValue(session)),
});
