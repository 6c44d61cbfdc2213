// What a charger's readings do to a session: energy, running price, limit, hold. What they come to
// is reading.ts's; many sessions at once are reading_batch_actions.ts's.

import type { Work } from "../../db/work.ts";
import { same } from "../../lib/merge.ts";
import type { Sample } from "../../networks/fact.ts";
import { price } from "../../pricing/price.ts";
import type { MeterPeriod } from "../../pricing/walk.ts";
import * as settings from "../accounts/settings/actions.ts";
import * as money from "../transactions/actions.ts";
import * as telemetry from "../vehicle_telemetries/actions.ts";
import { apply, asTold, save } from "./actions.ts";
import { outgrown, raisedHold, standardHold } from "./hold_size.ts";
import * as meterValues from "./meter_values/store.ts";
import * as periodRows from "./periods/store.ts";
import {
  isMetered,
  type Read,
  readingOf,
  type StoredValue,
  type Taking,
  type Telling,
  timeOf,
  valuesOf,
  whole,
} from "./reading.ts";
import { renderSession, type SessionRow } from "./schema.ts";

/** `charging_session.updated` at most this often per session (spec part 2, event). */
const updateEventMs = 15_000;

/** Keeps samples as they came and what they make of the usage; the session is not saved yet. */
export async function readMeter(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
  telling: Telling,
): Promise<Read> {
  const taking = { session, samples, telling };
  const periods = isMetered(taking) ? await periodsOf(work, session) : [];
  const read = readingOf(work, taking, whole(periods));
  await Promise.all(kept(work, [read]));
  return read;
}

/** Writes values and periods of readings; answers what was sent. */
export const kept = (work: Work, reads: readonly Read[]): Promise<unknown>[] => [
  insertValues(
    work,
    reads.flatMap(({ values }) => values),
  ),
  putPeriods(work, reads),
];

async function insertValues(work: Work, values: readonly StoredValue[]): Promise<void> {
  if (values.length === 0) return;
  const samples = values.map(({ sample }) => sample);
  await meterValues.insert(work, [
    ...[values.map(({ session }) => session), values.map(({ id }) => id)],
    ...[values.map(({ at }) => at), samples.map((one) => one.at)],
    ...[samples.map((one) => one.meterWh), samples.map((one) => one.powerW)],
    ...[samples.map((one) => one.currentA), samples.map((one) => one.voltageV)],
    ...[samples.map((one) => one.socPercent), work.now, values.map((one) => one.totalWh)],
  ]);
}

type Put = { readonly session: string; readonly position: number; readonly period: MeterPeriod };

async function putPeriods(work: Work, reads: readonly Read[]): Promise<void> {
  const puts = reads.flatMap(({ session, usage, changed }) =>
    changed.map((position): Put => {
      const period = usage.periods[position - usage.first] as MeterPeriod;
      return { session: session.id, position, period };
    }),
  );
  if (puts.length === 0) return;
  await periodRows.put(work, [
    ...[puts.map((put) => put.session), puts.map((put) => put.position)],
    ...[
      puts.map((put) => new Date(put.period.from)),
      puts.map((put) => new Date(put.period.until)),
    ],
    ...[puts.map((put) => put.period.energyWh), puts.map((put) => put.period.charging)],
  ]);
}

/** The start lies earlier, or its register lower, than was told first: the first period grows. */
export async function beginEarlier(
  work: Work,
  session: SessionRow,
  startWh: number | null,
  at: Date,
): Promise<void> {
  const { session_started: started, meter_start_wh: before } = session;
  if (started === null || session.meter_offset_wh !== 0) return;
  const earliest = session.trigger === "api" ? session.created.getTime() : 0;
  const from = Math.max(earliest, Math.min(at.getTime(), started.getTime()));
  const wh = Math.min(startWh ?? before ?? 0, before ?? startWh ?? 0);
  const isKnown = startWh !== null || before !== null;
  if (!isKnown || (from === started.getTime() && wh === before)) return;
  const began = { ...session, meter_start_wh: wh, session_started: new Date(from) };
  const [first] = await periodRows.of(work, [[session.id]]);
  if (first === undefined) {
    const meter = { meter_last_wh: wh, meter_last_at: new Date(from), meter_rose_at: null };
    await save(work, { ...began, ...meter, updated: work.now });
    return;
  }
  const energyWh = first.energy_wh + (before ?? wh) - wh;
  await periodRows.put(work, [
    ...[[session.id], [first.position], [new Date(from)], [first.ends], [energyWh]],
    [first.charging],
  ]);
  const periods = await periodsOf(work, session);
  const priced = price(session.tariff, { periods }, session.zone);
  const { totalMinor: amount_due, lines: price_lines } = priced;
  const energy_consumed = (began.meter_last_wh ?? wh) - wh;
  await save(work, { ...began, energy_consumed, amount_due, price_lines, updated: work.now });
}

const periodsOf = async (work: Work, { id }: SessionRow): Promise<MeterPeriod[]> =>
  (await periodRows.of(work, [[id]])).map(periodOf);

export const periodOf = (row: periodRows.PeriodRow): MeterPeriod => ({
  from: row.starts.getTime(),
  until: row.ends.getTime(),
  energyWh: row.energy_wh,
  charging: row.charging,
});

/** What the hold must cover where the next interval could pass it, once until that is decided. */
export function boundPassed({ session, usage }: Read): number | null {
  const { hold_id: hold, held, tariff, connector_kw: powerKw, zone } = session;
  if (hold === null || held === 0 || session.raise_asked) return null;
  return outgrown({ held, tariff, usage, powerKw, zone });
}

async function raise(work: Work, read: Read): Promise<SessionRow> {
  const { session } = read;
  const bound = boundPassed(read);
  if (bound === null || session.hold_id === null) return session;
  const { session_hold_amounts: own } = await settings.settingsOf(work);
  const standard = standardHold(session.tariff.currency, own);
  await money.raiseHold(work, session.hold_id, raisedHold(session.held, bound, standard));
  return { ...session, raise_asked: true };
}

/** Readings of a session that they are not counted for: evidence. */
export async function storeValues(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
  skewMs: number,
): Promise<void> {
  await insertValues(work, valuesOf(work, { session, samples, telling: { skewMs } }));
}

/** Takes what readings count for. */
export const isRunning = ({ state }: SessionRow): boolean =>
  state === "charging" || state === "stopping";

export const isAtLimit = ({ session_limit: limit, energy_consumed: wh }: SessionRow): boolean =>
  limit !== null && wh >= limit;

/** Takes live readings: `metered` by the machine, then whatever they set off. */
export async function metered(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
  telling: Telling,
): Promise<SessionRow> {
  if (!isRunning(session)) {
    if (session.transaction_id !== null) await storeValues(work, session, samples, telling.skewMs);
    return apply(work, session, "metered");
  }
  const charge = stateOfCharge(work, { session, samples, telling });
  if (charge !== null) await telemetry.recordStatesOfCharge(work, [charge]);
  const read = await raise(work, await readMeter(work, session, samples, telling));
  const after = tellOfUpdate(work, { ...read, heard_at: work.realNow });
  if (isAtLimit(after)) {
    return apply(work, after, "stop_asked", { end_reason: after.end_reason ?? "limit" });
  }
  await save(work, after);
  return after;
}

/** Announces what changed since the last time it was announced, where that is long enough ago. */
export function tellOfUpdate(work: Work, session: SessionRow): SessionRow {
  const since = session.last_update_event?.getTime() ?? Number.NEGATIVE_INFINITY;
  const updated = { ...session, updated: work.now };
  if (work.now.getTime() - since < updateEventMs) return updated;
  const told = {
    ...session,
    energy_consumed: session.told_wh,
    amount_due: session.told_due,
    amount_paid: session.told_paid,
  };
  if (same(renderSession(told), renderSession(session))) return updated;
  work.emit("charging_session.updated", renderSession(updated), renderSession(told));
  return { ...asTold(updated), last_update_event: work.now };
}

/** What the charger says of the battery becomes the vehicle's telemetry. */
export function stateOfCharge(work: Work, taking: Taking): telemetry.Charge | null {
  const { session, samples, telling } = taking;
  const last = samples.findLast((one) => one.socPercent !== null);
  if (last === undefined || last.socPercent === null) return null;
  const told = timeOf(work, last.at, telling.skewMs).getTime();
  const at = new Date(Math.min(told, work.now.getTime()));
  return { vehicle: session.vehicle, percent: last.socPercent, at };
}
