// The answers that a charger was given last, by the ids of its calls: who did not hear one and
// asks again under the same id gets the same one, and is not served twice.

import { hash } from "node:crypto";

export type Earlier<A> =
  | { readonly kind: "none" }
  /** The same call once more. */
  | { readonly kind: "repeated"; readonly answer: Promise<A> }
  /** Another call under an id that was used. */
  | { readonly kind: "reused" };

type Given<A> = {
  readonly digest: string;
  readonly answer: Promise<A>;
  readonly atMs: number;
};

/** Chargers have one call open at a time, so a repeated one is among the last few. */
const mostKept = 8;
/** Some count their ids from 1 again and again: what is older is not the same call. */
const keptMs = 60_000;

export const unknownId = { kind: "none" } as const;

export class RecentAnswers<A> {
  readonly #given = new Map<string, Given<A>>();

  /** What was answered to this id; `text` is the frame as it came. */
  find(id: string, text: string, nowMs: number): Earlier<A> {
    const given = this.#given.get(id);
    if (given === undefined || nowMs - given.atMs > keptMs) return unknownId;
    if (given.digest !== hash("sha1", text)) return { kind: "reused" };
    return { kind: "repeated", answer: given.answer };
  }

  keep(id: string, text: string, { answer, nowMs }: { answer: Promise<A>; nowMs: number }) {
    this.#given.delete(id);
    this.#given.set(id, { digest: hash("sha1", text), answer, atMs: nowMs });
    const [oldest] = this.#given.keys();
    if (this.#given.size > mostKept && oldest !== undefined) this.#given.delete(oldest);
  }

  /** It was no answer: asked again, the call is to be served. */
  forget(id: string): void {
    this.#given.delete(id);
  }
}
