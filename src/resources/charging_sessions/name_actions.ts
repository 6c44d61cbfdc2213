// Names that chargers give to transactions twice (OCPP 2.0.1): one that counts from one again after
// a reset may never have told how the first of a name ended. In doubt no driver pays for another.
import type { Database } from "../../db/work.ts";
import type { Fact } from "../../networks/fact.ts";
import type { StationRef } from "../../networks/network.ts";
import { isNewUnderOldName } from "../../networks/opening.ts";
import { supersede } from "./stale_actions.ts";
import * as stationTransactions from "./station_transactions/store.ts";
import { isStopped } from "./stop_actions.ts";
import * as store from "./store.ts";

type Started = Extract<Fact, { kind: "transaction_started" }>;

/**
 * What had the name of this start before has ended without a word, if this is another one. On the
 * same EVSE begun_actions.ts decides what becomes of its session, as of any that is in the way.
 */
export async function freeName(
  database: Database,
  station: StationRef,
  fact: Started,
): Promise<void> {
  const [known] = await stationTransactions.unended(database.everyone(), [
    station.id,
    fact.reference,
  ]);
  if (known === undefined) return;
  const before = { at: known.started_at, idTag: known.id_tag, meterWh: known.meter_start_wh };
  const told = { at: fact.at, idTag: fact.idTag, meterWh: fact.meterStartWh };
  if (!isNewUnderOldName(before, told)) return;
  const { transaction_id: number, session: id } = known;
  const place = { account: known.account_id, livemode: known.livemode };
  await database.transaction(place, async (work) => {
    const session = id === null ? null : await store.lock(work, [id]);
    await stationTransactions.giveUp(work, [number, work.now]);
    await isStopped(work, number);
    const runs = session?.state === "charging" || session?.state === "stopping";
    const isElsewhere = runs && session.transaction_id === number && known.evse !== fact.evse;
    if (isElsewhere) await supersede(work, session);
  });
}
