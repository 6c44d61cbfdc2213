// State machines as tests look at them: as a table that people can review, and along every path.

/** State × fact → state and effects; null: the fact changes nothing. */
export type Machine<S extends string, F extends string, E extends string> = {
  readonly states: readonly S[];
  readonly facts: readonly F[];
  readonly next: (state: S, fact: F) => { readonly to: S; readonly effects: readonly E[] } | null;
};

/** Every row as aligned text, for a person in billing to review. */
export function tableText<S extends string, F extends string, E extends string>({
  states,
  facts,
  next,
}: Machine<S, F, E>): string {
  const lines: string[] = [];
  for (const state of states) {
    for (const fact of facts) {
      const step = next(state, fact);
      if (step === null) continue;
      const does = step.effects.length === 0 ? "-" : step.effects.join(",");
      lines.push(`${state.padEnd(12)}${fact.padEnd(16)}${step.to.padEnd(12)}${does}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

type Seen<S, F, E> = (path: readonly F[], done: readonly E[], end: S) => void;

/** Walks every sequence of facts up to a length from a state, with what was done on the way. */
export function walked<S extends string, F extends string, E extends string>(
  { facts, next }: Machine<S, F, E>,
  { from, length }: { readonly from: S; readonly length: number },
  seen: Seen<S, F, E>,
): void {
  const go = (at: S, path: readonly F[], done: readonly E[]): void => {
    seen(path, done, at);
    if (path.length === length) return;
    for (const fact of facts) {
      const step = next(at, fact);
      if (step !== null) go(step.to, [...path, fact], [...done, ...step.effects]);
    }
  };
  go(from, [], []);
}
