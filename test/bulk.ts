// Many sessions with their transactions at once, straight into the database: for what must bear
// their number. Half were collected by card, half are owed by bank account, as the ledger has it.
import type pg from "pg";
import { newId } from "../src/lib/id.ts";

export type Bulk = {
  readonly account: string;
  readonly fleet: string | null;
  readonly drivers: readonly string[];
  readonly stations: readonly string[];
  readonly count: number;
  /** Spread evenly over this span. */
  readonly from: Date;
  readonly to: Date;
};

const currency = "eur";

/** One statement's arrays. */
const atOnce = 20_000;

export async function seedSessions(client: Pick<pg.Client, "query">, bulk: Bulk): Promise<void> {
  // No triggers: what they hold is true of the rows below, one by one.
  await client.query("set session_replication_role = replica");
  for (let from = 0; from < bulk.count; from += atOnce) {
    await seedSome(client, bulk, from, Math.min(atOnce, bulk.count - from));
  }
  await client.query("set session_replication_role = origin");
  await client.query(
    "analyze transactions, payment_holds, charging_sessions, ledger_postings, ledger_entries",
  );
}

async function seedSome(
  client: Pick<pg.Client, "query">,
  { account, fleet, drivers, stations, count: all, from, to }: Bulk,
  first: number,
  count: number,
): Promise<void> {
  const rows = Array.from({ length: count }, (_, offset) => {
    const number = first + offset;
    const share = (number + 0.5) / all;
    const at = new Date(from.getTime() + Math.floor(share * (to.getTime() - from.getTime())));
    return {
      ...{ at, transaction: newId("txn", at), hold: newId("hold", at), session: newId("cs", at) },
      ...{ posting: newId("lp", at), amount: 500 + ((number * 37) % 4000), owed: number % 2 === 1 },
      ...{ driver: drivers[number % drivers.length], station: stations[number % stations.length] },
    };
  });
  const column = (key: keyof (typeof rows)[number]) => rows.map((row) => row[key]);
  await client.query(
    `with given as (
       select * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
         $8::boolean[], $9::text[], $10::text[], $11::timestamptz[])
         as g (transaction, hold, session, posting, amount, owed, driver, station, at)),
     sessions as (
       insert into charging_sessions (account_id, livemode, id, state, status, trigger,
         charging_station, connector, evse, network_kind, connector_type, connector_kw, driver,
         vehicle, fleet, payment_method, battery_wh, country, currency, tariff, zone, id_tag,
         energy_consumed, amount_due, session_started, session_ended, created, updated)
       select $1, false, session, 'completed', 'completed', 'api', station, 'a1', 1, 'simulator',
         'CCS', 150, driver, 'veh_' || repeat('0', 32), $2, 'pm_' || repeat('0', 32), 60000, 'DE',
         '${currency}', '{}', 'UTC', 'bulk', amount * 20, amount, at - interval '30 minutes', at,
         at, at
       from given),
     holds as (
       insert into payment_holds (account_id, livemode, id, source, payment_method, kind, owner,
         payer, currency, asked, held, captured, status, created, updated)
       select $1, false, hold, session, 'pm_' || repeat('0', 32),
         case when owed then 'bank_account' else 'card' end, coalesce($2, driver),
         coalesce($2, driver), '${currency}', amount, 0, case when owed then 0 else amount end,
         'settled', at, at
       from given),
     postings as (
       insert into ledger_postings (account_id, livemode, id, key, created)
       select $1, false, posting,
         case when owed then 'charge_owed:' else 'charge_collected:' end || transaction, at
       from given),
     entries as (
       insert into ledger_entries (account_id, livemode, posting_id, position, name, currency,
         amount, balance)
       select $1, false, posting, 1, case when owed then 'receivable:' || coalesce($2, driver)
         else 'processor_clearing:test' end, '${currency}', -amount, 0 from given
       union all
       select $1, false, posting, 2, 'tax_payable', '${currency}', amount - revenue, 0
       from given, lateral (select round(amount / 1.19)::bigint as revenue) r
       union all
       select $1, false, posting, 3, 'revenue', '${currency}', revenue, 0
       from given, lateral (select round(amount / 1.19)::bigint as revenue) r)
     insert into transactions (account_id, livemode, id, type, status, amount, currency,
       description, charging_session, driver, fleet, payment_method, created, hold_id, vat_percent,
       vat_amount, owed, owed_by)
     select $1, false, transaction, 'charge', case when owed then 'pending' else 'succeeded' end,
       amount, '${currency}', 'Charging session', session, driver, $2, 'pm_' || repeat('0', 32),
       at, hold, '19', amount - round(amount / 1.19)::bigint, case when owed then amount else 0 end,
       case when owed then coalesce($2, driver) end
     from given`,
    [
      ...[account, fleet, column("transaction"), column("hold"), column("session")],
      ...[column("posting"), column("amount"), column("owed"), column("driver")],
      ...[column("station"), column("at")],
    ],
  );
}
