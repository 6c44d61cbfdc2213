// The cards that a charger without a line may take: what send_local_list says when it is not told.
// Policies are not asked: they hold for a moment, and a list for days.
import type { ReadWork } from "../../db/work.ts";
import { timestampOrNull } from "../../lib/time.ts";
import type { LocalToken } from "../../networks/commands.ts";
import { groupTold } from "../charge_tokens/group_actions.ts";
import * as tokens from "../charge_tokens/store.ts";

/** Chargers keep far fewer; the newest come first. */
const mostTokens = 10_000;

/** Good cards of active drivers: the station owner's, and everybody's where it is shared. */
export async function localTokens(
  work: ReadWork,
  station: { readonly account_id: string; readonly shared: boolean },
): Promise<readonly LocalToken[]> {
  const { account_id: account, shared } = station;
  const rows = await work.acrossAccounts((everyone) =>
    tokens.usable(everyone, [account, work.livemode, shared, work.now, mostTokens]),
  );
  return rows.map((row) => ({
    ...{ uid: row.uid, type: row.type, status: "accepted", group: groupTold(row, { account }) },
    expires_at: timestampOrNull(row.expires_at),
  }));
}
