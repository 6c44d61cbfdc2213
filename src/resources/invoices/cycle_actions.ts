// Automatic drafts: at the end of each billing cycle of the account and of its fleets, one per
// currency in which there is something to invoice. The account's own is drafted where something
// belongs to no fleet.
import type { Work } from "../../db/work.ts";
import { firstIdAt } from "../../lib/id.ts";
import { addMs } from "../../lib/time.ts";
import { draft } from "./actions.ts";
import { cycleEnd, cycleStart } from "./period.ts";
import * as store from "./store.ts";

type Window = { readonly owner: store.Owner; readonly start: Date; readonly end: Date };

/** An owner who was away for years is caught up with in several turns. */
const mostWindows = 60;
const dayMs = 86_400_000;

/** Drafts what has ended by now; answers when to look again. */
export async function draftEnded(work: Work): Promise<Date> {
  const owners = await store.owners(work);
  const windows = owners.flatMap((owner) => ended(owner, work.now));
  await draftAll(work, windows);
  const last = new Map(windows.map(({ owner, end }) => [owner.fleet ?? work.account, end]));
  if (last.size > 0) await store.setCycles(work, [[...last.keys()], [...last.values()]]);
  // At least daily: an owner, or another cycle, may come in between.
  const next = owners.map((owner) => {
    const until = last.get(owner.fleet ?? work.account) ?? begun(owner);
    return cycleEnd(owner.cycle, owner.timezone, until).getTime();
  });
  return new Date(Math.min(addMs(work.now, dayMs).getTime(), ...next));
}

/** Where the owner's first window begins that was not drafted yet. */
const begun = ({ cycle, timezone, created, until }: store.Owner): Date =>
  until ?? cycleStart(cycle, timezone, created);

function ended(owner: store.Owner, now: Date): Window[] {
  const windows: Window[] = [];
  let start = begun(owner);
  for (let at = 0; at < mostWindows; at++) {
    const end = cycleEnd(owner.cycle, owner.timezone, start);
    if (end > now) break;
    windows.push({ owner, start, end });
    start = end;
  }
  return windows;
}

async function draftAll(work: Work, windows: readonly Window[]): Promise<void> {
  if (windows.length === 0) return;
  const found = await store.currenciesOf(work, [
    windows.map(({ owner }) => owner.fleet),
    windows.map(({ start }) => firstIdAt("txn", start.getTime())),
    windows.map(({ end }) => firstIdAt("txn", end.getTime())),
  ]);
  for (const { at, currency } of found) {
    const { owner, start, end } = windows[at] as Window;
    const given = { fleet: owner.fleet, currency, start, end, automatic: true };
    await draft(work, { ...given, description: null, metadata: {} });
  }
}
