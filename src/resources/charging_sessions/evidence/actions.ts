// What chargers report that no bill rests on: kept as it was told. What is told of a transaction
// before its start (OCPP 2.0.1 promises no order) is kept until the start comes.
import type { Database, Place, Work } from "../../../db/work.ts";
import { addMs } from "../../../lib/time.ts";
import type { Fact, Sample } from "../../../networks/fact.ts";
import type { StationRef } from "../../../networks/network.ts";
import * as stations from "../../charging_stations/actions.ts";
import { keptMs } from "./schema.ts";
import * as store from "./store.ts";

export type Metered = Extract<Fact, { kind: "metered" }>;
export type Stopped = Extract<Fact, { kind: "transaction_stopped" }>;
type Reason = "early" | "unknown" | "repeated";

/** Of one station in a day: a charger that has lost its mind tells the same for weeks. */
const mostADay = 1000;

export async function noteEvidence(
  work: Work,
  station: string,
  fact: Metered | Stopped,
  reason: Reason,
): Promise<void> {
  await store.insert(work, [
    ...[station, fact.transactionId, fact.reference, reason, JSON.stringify(fact), work.now],
    mostADay,
  ]);
}

/** Of a transaction that is nobody's: with the station's owner. */
export async function noteNobodys(
  database: Database,
  station: StationRef,
  fact: Metered | Stopped,
  reason: Reason,
): Promise<void> {
  const owner = await stations.ownerOf(database, station.id);
  await database.transaction(owner, (work) => noteEvidence(work, station.id, fact, reason));
}

/** What was told of a transaction before its start, each to be told again once. */
export async function takeEarly(
  database: Database,
  station: StationRef,
  reference: string,
  tell: (fact: Metered | Stopped) => Promise<unknown>,
): Promise<void> {
  for (const row of await store.early(database.everyone(), [station.id, reference])) {
    await tell(revived(row.report as Metered | Stopped));
    const place: Place = { account: row.account_id, livemode: row.livemode };
    await database.transaction(place, (work) => store.applied(work, [row.id, work.now]));
  }
}

/** JSON keeps times as texts. */
function revived<F extends Metered | Stopped>(fact: F): F {
  const samples = fact.samples.map((one): Sample => ({ ...one, at: new Date(one.at) }));
  return { ...fact, samples, ...("at" in fact ? { at: new Date(fact.at) } : {}) };
}

/** The schedule's. */
export const forgetOld = (database: Database): Promise<unknown> =>
  database.acrossAccounts((everyone) =>
    store.forget(everyone, [addMs(database.clock.now(), -keptMs)]),
  );
