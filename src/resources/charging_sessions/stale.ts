// When a session that nobody tells anything of is taken for over, and why. Pure.

/** Milliseconds of silence. */
export type Patience = {
  /** The charger is there and tells nothing of the session. */
  readonly silentMs: number;
  /** The charger is not there. */
  readonly goneMs: number;
};

export type Quiet = {
  /** When the charger last told anything of the session. */
  readonly heardAt: Date;
  readonly online: boolean;
  readonly onlineSince: Date | null;
  readonly lastSeen: Date | null;
  /** Since when it says that the connector is free, if it does. */
  readonly freeSince: Date | null;
};

export type StaleReason = "charger_silent" | "charger_gone" | "transaction_lost";

/** What waited at a charger has been told so long after it came back. */
export const backlogMs = 15 * 60_000;

/** Null: it may still be told of. */
export function staleness(quiet: Quiet, now: Date, patience: Patience): StaleReason | null {
  const since = (at: Date | null): number =>
    at === null ? Number.POSITIVE_INFINITY : now.getTime() - at.getTime();
  const { heardAt, online, onlineSince, lastSeen, freeSince } = quiet;
  if (!online) {
    const silentMs = Math.min(since(heardAt), since(lastSeen));
    return silentMs >= patience.goneMs ? "charger_gone" : null;
  }
  if (since(onlineSince) < backlogMs || since(heardAt) < backlogMs) return null;
  const isFree = freeSince !== null && freeSince > heardAt && since(freeSince) >= backlogMs;
  if (isFree) return "transaction_lost";
  return since(heardAt) >= patience.silentMs ? "charger_silent" : null;
}
