// Charges without chargers, for what is made of them later: invoices and reports. By the real verbs
// of holds and charges, in the platform's own time, which tests move.
import type { Work } from "../src/db/work.ts";
import { present } from "../src/lib/assert.ts";
import { type Clock, systemClock } from "../src/lib/time.ts";
import * as methods from "../src/resources/payment_methods/actions.ts";
import * as money from "../src/resources/transactions/actions.ts";
import { card, until } from "./fleet.ts";
import type { Client, TestPlatform } from "./platform.ts";

export type MovedClock = Clock & { moveTo(time: string): void };

/** A clock that goes on from wherever it is put. */
export function movedClock(time: string): MovedClock {
  const shift = (to: string): number => Date.parse(to) - systemClock.now().getTime();
  let aheadMs = shift(time);
  return {
    now: () => new Date(systemClock.now().getTime() + aheadMs),
    after: systemClock.after,
    moveTo(to) {
      aheadMs = shift(to);
    },
  };
}

export type Bills = {
  readonly fleet: string;
  readonly driver: string;
  /** Methods of the fleet. */
  readonly bank: string;
  readonly card: string;
};

export const bankAccount = (iban = "DE89370400440532013000") => ({
  type: "bank_account",
  bank_account: { iban, bank_name: "Bank", country: "DE", currency: "eur" },
});

export async function methodOf(api: Client, fleet: string | null, body: object): Promise<string> {
  const { id } = await api.make("/v1/payment_methods", body);
  if (fleet !== null) await api.make(`/v1/payment_methods/${id}/attach`, { fleet });
  return id;
}

/** A fleet whose drivers charge by bank account, or by card. */
export async function billedFleet(api: Client, more: object = {}): Promise<Bills> {
  const fleet = (await api.make("/v1/fleets", { name: "Fleet", ...more })).id;
  const driver = (await api.make("/v1/drivers", { name: "Ada", email: "ada@example.com" })).id;
  await api.make(`/v1/drivers/${driver}/attach`, { fleet });
  const bank = await methodOf(api, fleet, bankAccount());
  return { fleet, driver, bank, card: await methodOf(api, fleet, card()) };
}

export type Charged = {
  readonly method: string;
  readonly amount: number;
  readonly driver: string;
  readonly fleet?: string | null;
  /** A fee has none. */
  readonly session?: string | null;
  readonly currency?: string;
};

const place = (platform: TestPlatform) => ({ account: platform.first.account, livemode: false });

export const inWork = <T>(platform: TestPlatform, run: (work: Work) => Promise<T>): Promise<T> =>
  platform.database.transaction(place(platform), run);

/** Charges by a hold of the whole amount, as a session or a reservation does; its transaction. */
export async function charged(platform: TestPlatform, of: Charged): Promise<string> {
  const { method: id, amount, driver, fleet = null, session = null, currency = "eur" } = of;
  const hold = await inWork(platform, async (work) => {
    const payer = { driver, fleet };
    const method = present(await methods.chargeable(work, id, payer), "the method");
    const source = session ?? work.newId("res");
    return money.placeHold(work, { source, method, payer, amount, currency });
  });
  await until(
    () => platform.sql("select status from payment_holds where id = $1", [hold.id]),
    ([row]) => row?.["status"] !== "pending",
  );
  await inWork(platform, (work) =>
    money.collect(work, {
      ...{ hold: hold.id, amount, currency, session, driver, fleet, vehicle: null, vat: null },
      description: session === null ? "Reservation fee" : "Charging session",
    }),
  );
  const ended = await until(
    () =>
      platform.sql(
        `select t.id, h.status from transactions t join payment_holds h on h.id = $1
         where t.amount > 0 and coalesce(t.hold_id, $1) = $1 and t.driver = $2
         order by t.id desc limit 1`,
        [hold.id, driver],
      ),
    ([row]) => row !== undefined && row["status"] !== "collecting",
  );
  return String(ended[0]?.["id"]);
}

/** A number of the form of a session's id; the session itself need not exist. */
export const sessionId = (platform: TestPlatform): Promise<string> =>
  inWork(platform, async (work) => work.newId("cs"));
