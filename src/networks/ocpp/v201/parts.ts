// What a charger tells in parts, put together again: the command keeps what was told last of it,
// and of these reports the whole is wanted. In memory, for as long as the socket lasts.

/** Of one report; what is longer is told without its end. */
const mostCharacters = 1_000_000;
/** Reports under way at once, of a charger that leaves them unfinished. */
const mostReports = 8;

export class Parts {
  readonly #reports = new Map<number, Map<number, string>>();

  /** All of the report so far. A part that comes again takes its own place. */
  add(requestId: number, seqNo: number, data: string): string {
    const parts = this.#reports.get(requestId) ?? new Map<number, string>();
    this.#reports.delete(requestId);
    this.#reports.set(requestId, parts.set(seqNo, data));
    const [oldest] = this.#reports.keys();
    if (this.#reports.size > mostReports && oldest !== undefined) this.#reports.delete(oldest);
    return joined(parts);
  }

  done(requestId: number): void {
    this.#reports.delete(requestId);
  }
}

function joined(parts: Map<number, string>): string {
  const inOrder = [...parts].toSorted(([one], [other]) => one - other);
  const whole = inOrder.map(([, data]) => data).join("");
  if (whole.length <= mostCharacters) return whole;
  // What does not count is not held either.
  const [newest] = [...parts.keys()].slice(-1);
  if (newest !== undefined) parts.delete(newest);
  return whole.slice(0, mostCharacters);
}
