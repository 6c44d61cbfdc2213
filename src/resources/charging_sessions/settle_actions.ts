// The end of a session in money: collecting what is due, and the one correction of a session that
// was closed without its final reading (rulings 28 and 29).
import type { Work } from "../../db/work.ts";
import { vatRate } from "../../pricing/vat.ts";
import * as settings from "../accounts/settings/actions.ts";
import * as fleets from "../fleets/actions.ts";
import * as money from "../transactions/actions.ts";
import type { Settled, Vat } from "../transactions/schema.ts";
import * as transactions from "../transactions/store.ts";
import type { SessionRow } from "./schema.ts";
import { taxInside, taxOfCorrection } from "./vat.ts";

/** The tax in the session's price, at the rate of the station's country when it ended. */
async function vatOf(work: Work, session: SessionRow): Promise<Vat> {
  const at = (session.session_ended ?? work.now).getTime();
  const { vat_rates } = await settings.settingsOf(work);
  const percent = vatRate(session.country, vat_rates, at);
  return { percent, amount: taxInside(session.price_lines, percent) };
}

async function vatOfLate(work: Work, session: SessionRow, correction: number): Promise<Vat> {
  const { percent, amount: now } = await vatOf(work, session);
  const before = await transactions.vatOfSession(work, session.id);
  return { percent, amount: taxOfCorrection(correction, now, before) };
}

const partiesOf = (session: SessionRow) => ({
  session: session.id,
  driver: session.driver,
  fleet: session.fleet,
  vehicle: session.vehicle,
  currency: session.currency,
});

/** Asks for the money; `charge.settled` tells later what came in (at once for wallets). */
export async function settle(work: Work, session: SessionRow): Promise<SessionRow> {
  if (session.fleet !== null)
    await fleets.addCompleted(work, session.fleet, 1, session.energy_consumed);
  const closing = { ...session, ...settledOn(session) };
  if (session.hold_id === null) return { ...closing, settled: true };
  const settled = await money.collect(work, {
    hold: session.hold_id,
    amount: session.amount_due,
    description: `Charge for charging session ${session.id}`,
    vat: await vatOf(work, session),
    ...partiesOf(session),
  });
  return received(closing, settled);
}

/** Null: the processor is asked, and `charge.settled` tells. */
const received = (session: SessionRow, settled: Settled | null): SessionRow =>
  settled === null
    ? { ...session, settled: false }
    : { ...session, settled: true, amount_paid: session.amount_paid + settled.captured };

/**
 * The first final reading of a session that was closed without one: the difference is charged or
 * given back, once. Energy and price are the corrected ones already; what was charged before is the
 * sum that was settled on.
 */
export async function adjustLate(work: Work, session: SessionRow): Promise<SessionRow> {
  if (!session.closed_by_timeout || session.hold_id === null) return session;
  const closed = { ...session, closed_by_timeout: false };
  if (session.fleet !== null) {
    const moreWh = session.energy_consumed - session.settled_wh;
    await fleets.addCompleted(work, session.fleet, 0, moreWh);
  }
  const amount = session.amount_due - session.settled_amount;
  const settled = await money.adjust(work, {
    hold: session.hold_id,
    amount,
    vat: await vatOfLate(work, session, amount),
    description: `Late reading of charging session ${session.id}`,
    ...partiesOf(session),
  });
  return received({ ...closed, ...settledOn(session) }, settled);
}

/** What the session was charged for, for a later correction to differ from. */
const settledOn = (session: SessionRow) => ({
  settled_wh: session.energy_consumed,
  settled_amount: session.amount_due,
});
