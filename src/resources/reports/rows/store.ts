// SQL of what reports show: rows, or sums by group, read through a cursor. What belongs to a period
// is found by its id, which begins with its creation.

import type { Row } from "../../../db/flight.ts";
import { walk } from "../../../db/statement.ts";
import type { Grouping } from "../schema.ts";

/**
 * Values of every walk: first id, id after the last, fleet, vehicles, drivers, stations, operators.
 */
const sessionsIn = `s.account_id = $1 and s.livemode = $2 and s.status is not null
  and s.id >= $3 and s.id < $4
  and ($5::text is null or s.fleet = $5)
  and ($6::text[] is null or s.vehicle = any($6))
  and ($7::text[] is null or s.driver = any($7))
  and ($8::text[] is null or s.charging_station = any($8))
  and ($9::text[] is null or exists (select 1 from charging_stations o
    where o.livemode = $2 and (o.account_id = $1 or o.shared)
      and o.id = s.charging_station and o.operator_id = any($9)))`;

const transactionsIn = `t.account_id = $1 and t.livemode = $2 and t.id >= $3 and t.id < $4
  and ($5::text is null or t.fleet = $5)
  and ($6::text[] is null or t.vehicle = any($6))
  and ($7::text[] is null or t.driver = any($7))
  and ($8::text[] is null or exists (select 1 from charging_sessions c
    where c.account_id = $1 and c.livemode = $2 and c.id = t.charging_session
      and c.charging_station = any($8)))
  and ($9::text[] is null or exists (select 1 from charging_sessions c
    join charging_stations o on o.livemode = $2 and (o.account_id = $1 or o.shared)
      and o.id = c.charging_station
    where c.account_id = $1 and c.livemode = $2 and c.id = t.charging_session
      and o.operator_id = any($9)))`;

const reservationsIn = `r.account_id = $1 and r.livemode = $2 and r.id >= $3 and r.id < $4
  and ($5::text is null or r.fleet = $5)
  and ($6::text[] is null or r.vehicle = any($6))
  and ($7::text[] is null or r.driver = any($7))
  and ($8::text[] is null or r.charging_station = any($8))
  and ($9::text[] is null or exists (select 1 from charging_stations o
    where o.livemode = $2 and (o.account_id = $1 or o.shared)
      and o.id = r.charging_station and o.operator_id = any($9)))`;

/** Who is deleted has no name any more; history keeps the id (ruling 16). */
const driver = `left join drivers d on d.account_id = $1 and d.livemode = $2
  and d.deleted is null and d.id =`;
const vehicle = `left join vehicles v on v.account_id = $1 and v.livemode = $2
  and v.deleted is null and v.id =`;
const fleet = `left join fleets f on f.account_id = $1 and f.livemode = $2
  and f.deleted is null and f.id =`;
const station = `left join charging_stations st on st.livemode = $2
  and (st.account_id = $1 or st.shared) and st.id =`;

export const sessions = walk(
  "reports.sessions",
  `select s.id, s.created, s.status, s.session_started, s.session_ended,
     floor(extract(epoch from s.session_ended - s.session_started))::bigint as duration_seconds,
     s.charging_station, st.name as charging_station_name, st.operator_id as operator, s.connector,
     s.country, s.driver, d.name as driver_name, s.vehicle, v.vin, v.registration_plate, s.fleet,
     f.name as fleet_name, s.payment_method, s.energy_consumed as energy_wh, s.currency,
     s.amount_due, s.amount_paid
   from charging_sessions s
   ${driver} s.driver
   ${vehicle} s.vehicle
   ${fleet} s.fleet
   ${station} s.charging_station
   where ${sessionsIn} order by s.id`,
);

export const transactions = walk(
  "reports.transactions",
  `select t.id, t.created, t.type, t.status, t.currency, t.amount, t.description,
     t.charging_session, t.driver, d.name as driver_name, t.vehicle, v.vin, v.registration_plate,
     t.fleet, f.name as fleet_name, t.payment_method
   from transactions t
   ${driver} t.driver
   ${vehicle} t.vehicle
   ${fleet} t.fleet
   where ${transactionsIn} order by t.id`,
);

/** The station is the one that was chosen; none before. */
export const reservations = walk(
  "reports.reservations",
  `select r.id, r.created, r.status, r.failed_reason, r.ideal_start, r.ideal_end,
     r.reserved_start, r.reserved_end, r.charging_station, st.name as charging_station_name,
     st.operator_id as operator, r.connector, r.driver, d.name as driver_name, r.vehicle, v.vin,
     v.registration_plate, r.payment_method, r.currency, r.fee as reservation_fee
   from reservations r
   ${driver} r.driver
   ${vehicle} r.vehicle
   ${station} r.charging_station
   where ${reservationsIn} order by r.id`,
);

type Walk = ReturnType<typeof walk<Row>>;

/** Without a grouping: one row in all. */
export type Dimension = Grouping | "all";

/** How a grouping is told from the rows of `x`, and what is shown beside its key. */
type Grouped = { readonly key: string; readonly labels: string; readonly join: string };

const groupedBy = (x: string, stationOf: string): Readonly<Record<Dimension, Grouped>> => ({
  all: { key: "null::text", labels: "", join: "" },
  vehicle: { key: `${x}.vehicle`, labels: ", v.vin, v.registration_plate", join: vehicle },
  driver: { key: `${x}.driver`, labels: ", d.name as driver_name", join: driver },
  fleet: { key: `${x}.fleet`, labels: ", f.name as fleet_name", join: fleet },
  charging_station: {
    ...{ key: `${stationOf}.charging_station`, join: station },
    labels: ", st.name as charging_station_name",
  },
  operator: {
    ...{ key: "so.operator_id", join: "" },
    labels: ", g.operator_name",
  },
  day: { key: localTime(x, "YYYY-MM-DD"), labels: "", join: "" },
  month: { key: localTime(x, "YYYY-MM"), labels: "", join: "" },
});

/** `$10`: the time zone. */
const localTime = (x: string, form: string): string =>
  `to_char(${x}.created at time zone $10::text, '${form}')`;

const operatorOf = (stationOf: string): string => `left join charging_stations so
  on so.livemode = $2 and (so.account_id = $1 or so.shared)
  and so.id = ${stationOf}.charging_station`;

type Sums = {
  readonly name: string;
  /** `charging_sessions s`. */
  readonly from: string;
  readonly rowsIn: string;
  readonly sums: string;
  readonly currency: string | null;
  readonly grouped: Readonly<Record<Dimension, Grouped>>;
  readonly joins: Readonly<Partial<Record<Dimension, string>>>;
};

/** Groups first, then the few names: a million rows join nothing that they are not grouped by. */
function sumsBy(dimension: Dimension, { from, rowsIn, sums, currency, grouped, joins }: Sums) {
  const { key, labels, join } = grouped[dimension];
  const name = dimension === "operator" ? ", max(so.operator) as operator_name" : "";
  const by = currency === null ? "1" : "1, 2";
  return `select g.*${labels}
    from (select ${key} as key, ${currency ?? "null::text"} as currency${name}, ${sums}
      from ${from} ${joins[dimension] ?? ""}
      where ${rowsIn} group by ${by} having count(*) > 0) g
    ${join === "" ? "" : `${join} g.key`}
    order by g.key nulls last, g.currency`;
}

const dimensions = [
  ...["all", "vehicle", "driver", "fleet", "charging_station", "operator", "day", "month"],
] as readonly Dimension[];

const walks = (sums: Sums): Readonly<Record<Dimension, Walk>> =>
  Object.fromEntries(
    dimensions.map((one) => [one, walk<Row>(`reports.${sums.name}_by_${one}`, sumsBy(one, sums))]),
  ) as Record<Dimension, Walk>;

const energySums = `count(*) as sessions, sum(s.energy_consumed) as energy_wh,
  max(s.energy_consumed) as largest_session_wh,
  coalesce(sum(floor(extract(epoch from s.session_ended - s.session_started))), 0)::bigint
    as duration_seconds`;
const ofSessions = {
  ...{ from: "charging_sessions s", rowsIn: sessionsIn, grouped: groupedBy("s", "s") },
  joins: { operator: operatorOf("s") },
};

export const energy = walks({
  ...{ ...ofSessions, name: "energy", currency: null },
  sums: energySums,
});

export const summaries = walks({
  ...{ ...ofSessions, name: "summary", currency: "s.currency" },
  sums: `${energySums},
    count(*) filter (where s.status = 'completed') as completed,
    count(*) filter (where s.status = 'cancelled') as cancelled,
    count(*) filter (where s.status = 'failed') as failed,
    count(*) filter (where s.status = 'active') as active,
    sum(s.amount_due) as amount_due, sum(s.amount_paid) as amount_paid`,
});

const sessionOf = `left join charging_sessions c on c.account_id = $1 and c.livemode = $2
  and c.id = t.charging_session`;

export const transactionSums = walks({
  ...{ name: "transactions", from: "transactions t", rowsIn: transactionsIn },
  ...{ currency: "t.currency", grouped: groupedBy("t", "c") },
  joins: { charging_station: sessionOf, operator: `${sessionOf} ${operatorOf("c")}` },
  sums: `count(*) as transactions,
    coalesce(sum(t.amount) filter (where t.status = 'succeeded' and t.type = 'charge'), 0)
      as charged,
    coalesce(sum(t.amount) filter (where t.status = 'succeeded' and t.type = 'refund'), 0)
      as refunded,
    coalesce(sum(t.amount) filter (where t.status = 'succeeded' and t.type = 'adjustment'), 0)
      as adjusted,
    coalesce(sum(t.amount) filter (where t.status = 'succeeded'), 0) as succeeded,
    coalesce(sum(t.amount) filter (where t.status = 'pending'), 0) as pending,
    coalesce(sum(t.amount) filter (where t.status = 'failed'), 0) as failed`,
});

export const reservationSums = walks({
  ...{ name: "reservations", from: "reservations r", rowsIn: reservationsIn },
  ...{ currency: "r.currency", grouped: groupedBy("r", "r") },
  joins: { operator: operatorOf("r") },
  sums: `count(*) as reservations,
    count(*) filter (where r.status = 'pending') as pending,
    count(*) filter (where r.status = 'confirmed') as confirmed,
    count(*) filter (where r.status = 'completed') as completed,
    count(*) filter (where r.status = 'cancelled') as cancelled,
    count(*) filter (where r.status = 'failed') as failed,
    count(*) filter (where r.status = 'expired') as expired,
    sum(r.fee) as reservation_fees`,
});
