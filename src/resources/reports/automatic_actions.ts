// Reports that nobody asks for: by `report_frequency` of the account and its fleets, about the day,
// week or month that has just ended in their time zone, as documents for people. One job per
// account and mode wakes at each midnight; it goes by the account's own time, as everything does.
import type { Reader } from "../../db/statement.ts";
import type { Work } from "../../db/work.ts";
import { enqueue, plant } from "../../jobs/queue.ts";
import { firstIdAt } from "../../lib/id.ts";
import { timestamp } from "../../lib/time.ts";
import { insert } from "./actions.ts";
import { shownOf } from "./needs.ts";
import { endedPeriods, nextMidnight, type Period } from "./periods.ts";
import type { Parameters } from "./schema.ts";
import * as store from "./store.ts";

export const automaticTask = "make_automatic_reports";

/** There is one of it: whatever is enqueued again moves it. */
const key = "account";
const zoneOfAccounts = "UTC";

/** A new account's first midnight. */
export async function startReporting(
  everyone: Pick<Reader, "query">,
  now: Date,
  account: string,
): Promise<void> {
  for (const livemode of [false, true]) {
    await plant(
      { account, livemode, query: everyone.query },
      {
        ...{ task: automaticTask, key, payload: { since: timestamp(now) } },
        runAt: nextMidnight([zoneOfAccounts], now),
      },
    );
  }
}

type Due = { readonly owner: store.Owner; readonly period: Period };

/** Has made what is about periods that ended since then, and comes back at the next midnight. */
export async function makeDue(work: Work, since: Date): Promise<void> {
  const owners = await store.owners(work);
  const due = owners.flatMap((owner) => {
    const begun = owner.created > since ? owner.created : since;
    const periods = endedPeriods(owner.frequency, owner.timezone, begun, work.now);
    return periods.map((period): Due => ({ owner, period }));
  });
  for (const one of await charged(work, due)) await makeOne(work, one);
  await enqueue(work, {
    ...{ task: automaticTask, key, payload: { since: timestamp(work.now) } },
    runAt: nextMidnight([zoneOfAccounts, ...owners.map((one) => one.timezone)], work.now),
  });
}

/** Those in which something was charged: of the others there is nothing to tell. */
async function charged(work: Work, due: readonly Due[]): Promise<Due[]> {
  if (due.length === 0) return [];
  const idAt = (at: Date) => firstIdAt("cs", at.getTime());
  const found = await store.charged(work, [
    due.map(({ owner }) => owner.fleet),
    due.map(({ period }) => idAt(period.from)),
    due.map(({ period }) => idAt(period.until)),
  ]);
  return found.flatMap(({ at }) => due[at] ?? []);
}

async function makeOne(work: Work, { owner, period }: Due): Promise<void> {
  const { fleet, timezone } = owner;
  const parameters: Parameters = {
    ...{ filters: {}, group_by: fleet === null ? "fleet" : "vehicle", type: "charging_summary" },
    ...{ period_end: timestamp(period.until), period_start: timestamp(period.from) },
  };
  const shows = shownOf(parameters, () => true);
  await insert(work, { type: "pdf", parameters, fleet, timezone, shows });
}
