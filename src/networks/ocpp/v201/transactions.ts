// Which transactions this conversation knows to be told as started, so that not every reading asks
// the host again where and whose it is. Forgetting one costs a question, nothing more.

/** A charger has as many at once as it has EVSEs; ended ones are let go. */
const mostKnown = 200;

export type Known = { readonly evse: number; readonly idTag: string };

export class Transactions {
  readonly #known = new Map<string, Known>();
  /** The card of each ordered start, by the number under which it was ordered. */
  readonly #ordered = new Map<number, string>();
  /** What the charger called a session's transaction when it took our order. */
  readonly #names = new Map<string, string>();
  readonly #unwanted = new Set<string>();

  started(reference: string, known: Known): void {
    this.#keep(this.#known, reference, known);
  }

  known(reference: string): Known | null {
    return this.#known.get(reference) ?? null;
  }

  /** The newest that runs at an EVSE. */
  at(evse: number): string | null {
    const here = [...this.#known].findLast(([, known]) => known.evse === evse);
    return here?.[0] ?? null;
  }

  ended(reference: string): void {
    this.#known.delete(reference);
    this.#unwanted.delete(reference);
  }

  ordered(remoteStartId: number, idTag: string): void {
    this.#keep(this.#ordered, remoteStartId, idTag);
  }

  cardOf(remoteStartId: number | undefined): string | null {
    return remoteStartId === undefined ? null : (this.#ordered.get(remoteStartId) ?? null);
  }

  named(session: string, reference: string): void {
    this.#keep(this.#names, session, reference);
  }

  nameOf(session: string): string | null {
    return this.#names.get(session) ?? null;
  }

  unwanted(reference: string): void {
    this.#unwanted.add(reference);
  }

  /** Whether it is still to be stopped; asked once. */
  takeUnwanted(reference: string): boolean {
    return this.#unwanted.delete(reference);
  }

  #keep<K, V>(map: Map<K, V>, key: K, value: V): void {
    map.delete(key);
    map.set(key, value);
    const [oldest] = map.keys();
    if (map.size > mostKnown && oldest !== undefined) map.delete(oldest);
  }
}
