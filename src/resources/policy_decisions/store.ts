// SQL of decision records: written once, read, and linked to the session that followed.
import { listing } from "../../db/listing.ts";
import { type Reader, row, rows } from "../../db/statement.ts";
import type { DecisionRow } from "./schema.ts";

const select = `
  select d.id, d.trigger, d.outcome, d.policies, d.driver, d.vehicle, d.fleet, d.charging_station,
    d.connector, d.charging_session, d.at, d.until, d.created, d.charge_token, d.card, d.refusal
  from policy_decisions d where d.account_id = $1 and d.livemode = $2`;

export const find = row<DecisionRow>("policy_decisions.find", `${select} and d.id = $3`);
export const load = rows<DecisionRow>("policy_decisions.load", `${select} and d.id = any($3)`);

export const list = listing<DecisionRow>("policy_decisions.list", {
  prefix: "dec",
  select,
  id: "d.id",
  filters: {
    driver: "d.driver = ?",
    vehicle: "d.vehicle = ?",
    fleet: "d.fleet = ?",
    charging_station: "d.charging_station = ?",
    outcome: "d.outcome = ?",
    charging_session: "d.charging_session = ?",
  },
});

const insertRow = rows(
  "policy_decisions.insert",
  `insert into policy_decisions (account_id, livemode, id, trigger, outcome, policies, driver,
     vehicle, fleet, charging_station, connector, charging_session, at, until, created,
     charge_token, card, refusal)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
);

export const insert = (work: Reader, decision: DecisionRow): Promise<unknown> =>
  insertRow(work, [
    ...[decision.id, decision.trigger, decision.outcome, JSON.stringify(decision.policies)],
    ...[decision.driver, decision.vehicle, decision.fleet, decision.charging_station],
    ...[decision.connector, decision.charging_session, decision.at, decision.until],
    ...[decision.created, decision.charge_token, decision.card, JSON.stringify(decision.refusal)],
  ]);

export const link = rows(
  "policy_decisions.link",
  `update policy_decisions set charging_session = $4
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** Something else than the policies has refused it after all. */
export const refuse = rows(
  "policy_decisions.refuse",
  `update policy_decisions set outcome = 'blocked', refusal = $4
   where account_id = $1 and livemode = $2 and id = $3`,
);

/** The decision that a session began with. */
export const ofSession = row<DecisionRow>(
  "policy_decisions.of_session",
  `${select} and d.charging_session = $3 order by d.id desc limit 1`,
);
