// A broken assertion is a bug: the request answers 500, the log tells where, and nothing goes on
// with a wrong value.

export class Bug extends Error {
  override readonly name = "Bug";
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** For the branch of a switch that the types say cannot be reached. */
export function unreachable(value: never): never {
  throw new Bug(`unreachable: ${JSON.stringify(value)}`);
}

/** The value, or a bug that names it: for what the code before has made sure of. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Bug(`${what} is missing`);
  return value;
}

/** Amounts and energies travel as numbers; past 2^53 they would be wrong without a word. */
export function safeInteger(value: number, what: string): number {
  if (!Number.isSafeInteger(value)) throw new Bug(`${what} is not a safe integer: ${value}`);
  return value;
}
