// What a charger's readings do to a session: energy, running price, limit, hold. The same path
// serves live and late readings; usage.ts decides what a reading counts for.
import type { Work } from "../../db/work.ts";
import { newId } from "../../lib/id.ts";
import { same } from "../../lib/merge.ts";
import { fromReal } from "../../lib/time.ts";
import type { Sample } from "../../networks/network.ts";
import { price } from "../../pricing/price.ts";
import type { MeterPeriod } from "../../pricing/walk.ts";
import * as settings from "../accounts/settings/actions.ts";
import * as money from "../transactions/actions.ts";
import * as telemetry from "../vehicle_telemetries/actions.ts";
import { apply, asTold, save } from "./actions.ts";
import { outgrown, raisedHold, standardHold } from "./hold_size.ts";
import { type Frame, understand } from "./register.ts";
import { renderSession, type SessionRow } from "./schema.ts";
import { corrected } from "./stamp.ts";
import * as store from "./store.ts";
import { clamped, extend, type Meter, take } from "./usage.ts";

/** `charging_session.updated` at most this often per session (spec part 2, event). */
const updateEventMs = 15_000;

const meterOf = (session: SessionRow): Meter | null =>
  session.meter_start_wh === null ||
  session.meter_last_wh === null ||
  session.meter_last_at === null
    ? null
    : {
        startWh: session.meter_start_wh,
        lastWh: session.meter_last_wh,
        lastAt: session.meter_last_at.getTime(),
        roseAt: (session.meter_rose_at ?? session.meter_last_at).getTime(),
      };

/** Of a charger that did not say where its meter stood: from the first register that it tells. */
function begunMeter(session: SessionRow, samples: readonly Sample[]): Meter | null {
  const { session_started: started } = session;
  const told = samples.filter((one) => one.meterWh !== null);
  const first = told.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0]?.meterWh;
  if (started === null || first === undefined || first === null) return null;
  const at = started.getTime();
  return { startWh: first, lastWh: first, lastAt: at, roseAt: at };
}

const frameOf = (session: SessionRow): Frame => ({
  offsetWh: session.meter_offset_wh,
  doubtWh: session.meter_doubt_wh,
  doubtAt: session.meter_doubt_at?.getTime() ?? null,
});

export type Read = { readonly session: SessionRow; readonly periods: readonly MeterPeriod[] };

/** What is known of the charger that told the samples. */
export type Telling = {
  /** How far its clock is ahead. */
  readonly skewMs: number;
  /** Nothing above this register can be this session's: another one began there. */
  readonly mostWh?: number | null;
};

/** The charger's time as the account's. */
export const timeOf = (work: Work, at: Date, skewMs: number): Date =>
  fromReal(work, corrected(at, skewMs, work.realNow));

/**
 * Stores samples as they came and takes those that carry a register: the session as it is after
 * them, not saved yet, and its usage.
 */
export async function readMeter(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
  telling: Telling,
): Promise<Read> {
  const meter = meterOf(session) ?? begunMeter(session, samples);
  if (meter === null || samples.length === 0) return { session, periods: [] };
  await storeValues(work, session, samples, telling.skewMs);
  const periods = await periodsOf(work, session);
  const changed = new Set<number>();
  const add = (period: MeterPeriod): void => {
    extend(periods, period, session);
    changed.add(periods.length - 1);
  };
  const read = takeAll(work, { session, meter, samples, telling }, add);
  for (const position of changed) {
    const period = periods[position] as MeterPeriod;
    await store.putPeriod(work, [
      ...[session.id, position, new Date(period.from), new Date(period.until)],
      ...[period.energyWh, period.charging],
    ]);
  }
  const priced = price(session.tariff, { periods }, session.zone);
  const { totalMinor: amount_due, lines: price_lines } = priced;
  return { session: { ...session, ...read, amount_due, price_lines }, periods };
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
  const [first] = await store.periods(work, [session.id]);
  if (first === undefined) {
    const meter = { meter_last_wh: wh, meter_last_at: new Date(from), meter_rose_at: null };
    await save(work, { ...began, ...meter, updated: work.now });
    return;
  }
  const energyWh = first.energy_wh + (before ?? wh) - wh;
  await store.putPeriod(work, [
    ...[session.id, first.position, new Date(from), first.ends, energyWh, first.charging],
  ]);
  const periods = await periodsOf(work, session);
  const priced = price(session.tariff, { periods }, session.zone);
  const { totalMinor: amount_due, lines: price_lines } = priced;
  const energy_consumed = (began.meter_last_wh ?? wh) - wh;
  await save(work, { ...began, energy_consumed, amount_due, price_lines, updated: work.now });
}

const periodsOf = async (work: Work, { id }: SessionRow): Promise<MeterPeriod[]> =>
  (await store.periods(work, [id])).map((row) => ({
    from: row.starts.getTime(),
    until: row.ends.getTime(),
    energyWh: row.energy_wh,
    charging: row.charging,
  }));

type Taking = {
  readonly session: SessionRow;
  readonly meter: Meter;
  readonly samples: readonly Sample[];
  readonly telling: Telling;
};

/** The samples' registers one after another, by their times. */
function takeAll(
  work: Work,
  { session, meter, samples, telling }: Taking,
  add: (period: MeterPeriod) => void,
): Partial<SessionRow> {
  const flags = new Set(session.flags);
  const bounds = { connectorKw: session.connector_kw, batteryWh: session.battery_wh };
  let now = meter;
  let frame = frameOf(session);
  const inOrder = [...samples].sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const sample of inOrder) {
    if (sample.meterWh === null) continue;
    const told = timeOf(work, sample.at, telling.skewMs).getTime();
    const wh = Math.min(sample.meterWh, telling.mostWh ?? sample.meterWh);
    // Told late, or again: a newer one has been read.
    if (told <= now.lastAt && wh + frame.offsetWh <= now.lastWh) continue;
    const at = clamped(told, now.lastAt, work.now.getTime());
    const milliWh = wh < sample.meterWh ? wh * 1000 : (sample.meterMilliWh ?? wh * 1000);
    const understood = understand(now, frame, { at, wh, milliWh }, bounds);
    frame = understood.frame;
    if (understood.flag !== null) flags.add(understood.flag);
    if (understood.totalWh === null) continue;
    const reading = { at, meterWh: understood.totalWh, powerW: sample.powerW };
    const taken = take(now, reading, session.connector_kw);
    now = taken.meter;
    if (taken.flag !== null) flags.add(taken.flag);
    if (taken.period !== null) add(taken.period);
  }
  return {
    meter_start_wh: now.startWh,
    meter_last_wh: now.lastWh,
    meter_last_at: new Date(now.lastAt),
    meter_rose_at: new Date(now.roseAt),
    meter_offset_wh: frame.offsetWh,
    meter_doubt_wh: frame.doubtWh,
    meter_doubt_at: frame.doubtAt === null ? null : new Date(frame.doubtAt),
    energy_consumed: now.lastWh - now.startWh,
    flags: [...flags],
  };
}

/** Asks for a larger hold where the next interval could pass it, once until that is decided. */
async function raise(work: Work, { session, periods }: Read): Promise<SessionRow> {
  const { hold_id: hold, held, tariff, connector_kw: powerKw, zone } = session;
  if (hold === null || held === 0 || session.raise_asked) return session;
  const bound = outgrown({ held, tariff, usage: { periods }, powerKw, zone });
  if (bound === null) return session;
  const { session_hold_amounts: own } = await settings.settingsOf(work);
  await money.raiseHold(work, hold, raisedHold(held, bound, standardHold(tariff.currency, own)));
  return { ...session, raise_asked: true };
}

/** Evidence, and the time series: the charger's own time beside the one that counts. */
export async function storeValues(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
  skewMs: number,
): Promise<void> {
  const last = (session.meter_last_at ?? session.created).getTime();
  const at = samples.map(
    (one) => new Date(clamped(timeOf(work, one.at, skewMs).getTime(), last, work.now.getTime())),
  );
  await store.insertValues(work, [
    ...[session.id, at.map((one) => newId("mtv", one)), at],
    ...[samples.map((one) => one.at), samples.map((one) => one.meterWh)],
    ...[samples.map((one) => one.powerW), samples.map((one) => one.currentA)],
    ...[samples.map((one) => one.voltageV), samples.map((one) => one.socPercent), work.now],
  ]);
}

/** Takes live readings: `metered` by the machine, then whatever they set off. */
export async function metered(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
  telling: Telling,
): Promise<SessionRow> {
  if (session.state !== "charging" && session.state !== "stopping") {
    if (session.transaction_id !== null) await storeValues(work, session, samples, telling.skewMs);
    return apply(work, session, "metered");
  }
  await tellStateOfCharge(work, session, samples, telling.skewMs);
  const read = await raise(work, await readMeter(work, session, samples, telling));
  const after = tellOfUpdate(work, { ...read, heard_at: work.realNow });
  if (after.session_limit !== null && after.energy_consumed >= after.session_limit) {
    return apply(work, after, "stop_asked", { end_reason: after.end_reason ?? "limit" });
  }
  await save(work, after);
  return after;
}

/** Announces what changed since the last time it was announced, where that is long enough ago. */
export function tellOfUpdate(work: Work, session: SessionRow): SessionRow {
  const since = session.last_update_event?.getTime() ?? Number.NEGATIVE_INFINITY;
  const told = {
    ...session,
    energy_consumed: session.told_wh,
    amount_due: session.told_due,
    amount_paid: session.told_paid,
  };
  const updated = { ...session, updated: work.now };
  const news = !same(renderSession(told), renderSession(session));
  if (!news || work.now.getTime() - since < updateEventMs) return updated;
  work.emit("charging_session.updated", renderSession(updated), renderSession(told));
  return { ...asTold(updated), last_update_event: work.now };
}

/** What the charger says of the battery becomes the vehicle's telemetry. */
async function tellStateOfCharge(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
  skewMs: number,
): Promise<void> {
  const last = samples.findLast((one) => one.socPercent !== null);
  if (last === undefined || last.socPercent === null) return;
  const at = new Date(Math.min(timeOf(work, last.at, skewMs).getTime(), work.now.getTime()));
  await telemetry.recordStateOfCharge(work, session.vehicle, last.socPercent, at);
}
