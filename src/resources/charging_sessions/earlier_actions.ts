// A start that proves to lie earlier than it was told: a message came late (OCPP 2.0.1 promises no
// order). What flowed in between belongs to the session, too.
import type { Work } from "../../db/work.ts";
import { price } from "../../pricing/price.ts";
import { save } from "./actions.ts";
import type { SessionRow } from "./schema.ts";
import * as store from "./store.ts";

export type Beginning = {
  readonly at: Date;
  /** Null where the late message does not say either. */
  readonly meterWh: number | null;
};

/** Where the session has counted no register yet, or none lower, there is nothing to move. */
const movedBy = ({ meter_start_wh: startWh }: SessionRow, { meterWh }: Beginning): number =>
  startWh === null || meterWh === null ? 0 : Math.max(0, startWh - meterWh);

/** The first period reaches back to the start: energy and time of what was not known. */
async function reachBack(
  work: Work,
  session: SessionRow,
  began: Date,
  energyWh: number,
): Promise<void> {
  const [first] = await store.periods(work, [session.id]);
  const ends = first?.ends ?? session.meter_last_at ?? began;
  await store.putPeriod(work, [
    ...[session.id, 0, began, ends],
    ...[(first?.energy_wh ?? 0) + energyWh, first?.charging ?? energyWh > 0],
  ]);
}

/** Moves the start of a session under way back; its energy and price grow by what that adds. */
export async function beginEarlier(
  work: Work,
  session: SessionRow,
  beginning: Beginning,
): Promise<SessionRow> {
  const addedWh = movedBy(session, beginning);
  const { session_started: started, meter_start_wh: startWh } = session;
  // Registers that began anew have a start of their own.
  if (started === null || session.meter_offset_wh !== 0) return session;
  // What was ordered cannot have begun before the order; a card's charge may, without a line.
  const notBefore = session.trigger === "api" ? session.created : beginning.at;
  const at = new Date(Math.max(beginning.at.getTime(), notBefore.getTime()));
  const began = at < started ? at : started;
  if (addedWh === 0 && began === started) return session;
  await reachBack(work, session, began, addedWh);
  const periods = (await store.periods(work, [session.id])).map((row) => ({
    from: row.starts.getTime(),
    until: row.ends.getTime(),
    energyWh: row.energy_wh,
    charging: row.charging,
  }));
  const priced = price(session.tariff, { periods }, session.zone);
  const after = {
    ...session,
    session_started: began,
    meter_start_wh: startWh === null ? null : startWh - addedWh,
    energy_consumed: session.energy_consumed + addedWh,
    amount_due: priced.totalMinor,
    price_lines: priced.lines,
    updated: work.now,
  };
  await save(work, after);
  return after;
}
