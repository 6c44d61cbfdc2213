// What a charger's readings do to a session: energy, running price, limit, hold. The same path
// serves live and late readings; usage.ts decides what a reading counts for.
import type { Work } from "../../db/work.ts";
import type { Sample } from "../../networks/network.ts";
import { price } from "../../pricing/price.ts";
import type { MeterPeriod } from "../../pricing/walk.ts";
import * as money from "../transactions/actions.ts";
import * as telemetry from "../vehicle_telemetries/actions.ts";
import { apply, save } from "./actions.ts";
import { outgrows, standardHold } from "./hold_size.ts";
import { renderSession, type SessionRow } from "./schema.ts";
import * as store from "./store.ts";
import { clamped, joined, type Meter, take } from "./usage.ts";

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

/**
 * Stores samples as they came and takes those that carry a register; the session as it is after
 * them.
 */
export async function readMeter(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
): Promise<SessionRow> {
  const meter = meterOf(session);
  if (meter === null || samples.length === 0) return session;
  await storeValues(work, session, meter, samples);
  const stored = await store.periods(work, [session.id]);
  const periods: MeterPeriod[] = stored.map((row) => ({
    from: row.starts.getTime(),
    until: row.ends.getTime(),
    energyWh: row.energy_wh,
    charging: row.charging,
  }));
  const changed = new Set<number>();
  const flags = new Set(session.flags);
  let now = meter;
  const inOrder = [...samples].sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const sample of inOrder) {
    if (sample.meterWh === null) continue;
    const at = clamped(sample.at.getTime(), now.lastAt, work.now.getTime());
    const taken = take(
      now,
      { at, meterWh: sample.meterWh, powerW: sample.powerW },
      session.connector_kw,
    );
    now = taken.meter;
    if (taken.flag !== null) flags.add(taken.flag);
    if (taken.period === null) continue;
    const { replaces, period } = joined(periods.at(-1) ?? null, taken.period);
    if (replaces) periods.pop();
    changed.add(periods.length);
    periods.push(period);
  }
  for (const position of changed) {
    const period = periods[position] as MeterPeriod;
    await store.putPeriod(work, [
      ...[session.id, position, new Date(period.from), new Date(period.until)],
      ...[period.energyWh, period.charging],
    ]);
  }
  const priced = price(session.tariff, { periods }, session.zone);
  return {
    ...session,
    meter_last_wh: now.lastWh,
    meter_last_at: new Date(now.lastAt),
    meter_rose_at: new Date(now.roseAt),
    energy_consumed: now.lastWh - now.startWh,
    amount_due: priced.totalMinor,
    price_lines: priced.lines,
    flags: [...flags],
    raise_asked: session.raise_asked || wantsRaise(session, periods),
  };
}

/** True when the hold should grow and nobody has asked yet. */
const wantsRaise = (session: SessionRow, periods: readonly MeterPeriod[]): boolean =>
  session.held > 0 &&
  outgrows(session.held, session.tariff, { periods }, session.connector_kw, session.zone);

async function storeValues(
  work: Work,
  session: SessionRow,
  meter: Meter,
  samples: readonly Sample[],
): Promise<void> {
  const at = samples.map(
    (one) => new Date(clamped(one.at.getTime(), meter.lastAt, work.now.getTime())),
  );
  await store.insertValues(work, [
    ...[session.id, at, samples.map((one) => one.at), samples.map((one) => one.meterWh)],
    ...[samples.map((one) => one.powerW), samples.map((one) => one.currentA)],
    ...[samples.map((one) => one.voltageV), samples.map((one) => one.socPercent), work.now],
  ]);
}

/** Takes live readings: `metered` by the machine, then whatever they set off. */
export async function metered(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
): Promise<SessionRow> {
  if (session.state !== "charging" && session.state !== "stopping") {
    return apply(work, session, "metered");
  }
  await tellStateOfCharge(work, session, samples);
  const read = await readMeter(work, session, samples);
  if (read.raise_asked && !session.raise_asked && read.hold_id !== null) {
    await money.raiseHold(work, read.hold_id, read.held + standardHold(read.currency));
  }
  const due =
    session.last_update_event === null ||
    work.now.getTime() - session.last_update_event.getTime() >= updateEventMs;
  const news =
    read.energy_consumed !== session.energy_consumed || read.amount_due !== session.amount_due;
  const after: SessionRow = {
    ...read,
    updated: work.now,
    last_update_event: due && news ? work.now : session.last_update_event,
  };
  if (due && news)
    work.emit("charging_session.updated", renderSession(after), renderSession(session));
  if (after.session_limit !== null && after.energy_consumed >= after.session_limit) {
    return apply(work, after, "stop_asked", { end_reason: after.end_reason ?? "limit" });
  }
  await save(work, after);
  return after;
}

/** What the charger says of the battery becomes the vehicle's telemetry. */
async function tellStateOfCharge(
  work: Work,
  session: SessionRow,
  samples: readonly Sample[],
): Promise<void> {
  const last = samples.findLast((one) => one.socPercent !== null);
  if (last === undefined || last.socPercent === null) return;
  const at = new Date(Math.min(last.at.getTime(), work.now.getTime()));
  await telemetry.recordStateOfCharge(work, session.vehicle, last.socPercent, at);
}
