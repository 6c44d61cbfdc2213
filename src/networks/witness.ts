// The platform's side of the interface for tests of networks: remembers facts in memory, numbers
// transactions, and can be told to fail or to refuse, so that stories can ask what was said.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Fact,
  heard,
  type RegistrationStatus,
  type Sample,
  type TokenStatus,
  type Told,
} from "./fact.ts";
import type {
  Admission,
  Authorization,
  MessageChecks,
  NetworkHost,
  PlugRef,
  StationRef,
} from "./network.ts";
import { joined, openingOf, type Pieces } from "./opening.ts";

export type FactKind = Fact["kind"];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

export class Witness implements NetworkHost {
  /** What was stored, in the order of storing. */
  readonly facts: Fact[] = [];
  readonly authorizedCards: string[] = [];
  readonly strangers: string[] = [];
  /** How often a fact came while another one of the same station was being stored. */
  overlaps = 0;
  /** How chargers are checked that come from now on. */
  checks: MessageChecks = "lenient";
  /** How boots are answered from now on. */
  registration: RegistrationStatus = "accepted";
  /** The connectors of every station. */
  plugs: readonly PlugRef[] = [{ evse: 1, plug: 1 }];
  /** What was last told at a boot. */
  #registered: RegistrationStatus = "accepted";
  readonly #stations = new Map<string, { station: StationRef; password: string | null }>();
  readonly #refused = new Map<string, TokenStatus>();
  readonly #groups = new Map<string, string>();
  readonly #failures = new Map<FactKind, number>();
  readonly #numbers = new Map<string, number>();
  readonly #openings = new Map<string, Pieces>();
  readonly #telling = new Set<string>();

  /** Makes an identity known; with null as password it admits nobody. */
  know(station: StationRef, password: string | null): void {
    this.#stations.set(station.identity ?? station.id, { station, password });
  }

  refuse(idTag: string, status: TokenStatus): void {
    this.#refused.set(idTag, status);
  }

  /** The card is one of this group. */
  group(idTag: string, group: string): void {
    this.#groups.set(idTag, group);
  }

  /** The next so many facts of a kind meet a database that is down. */
  failNext(kind: FactKind, times: number): void {
    this.#failures.set(kind, times);
  }

  failuresLeft(kind: FactKind): number {
    return this.#failures.get(kind) ?? 0;
  }

  async admit(identity: string, password: string | null): Promise<Admission> {
    const known = this.#stations.get(identity);
    if (known === undefined) {
      this.strangers.push(identity);
      return { admitted: false, reason: "unknown" };
    }
    const { station } = known;
    if (known.password === null) return { admitted: false, reason: "no_password", station };
    if (known.password !== password) return { admitted: false, reason: "password", station };
    const { checks } = this;
    return { admitted: true, station, checks, securityProfile: 1, registration: this.#registered };
  }

  async plugsOf(): Promise<readonly PlugRef[]> {
    return this.plugs;
  }

  async authorize(_station: StationRef, idTag: string): Promise<Authorization> {
    this.authorizedCards.push(idTag);
    const group = this.#groups.get(idTag) ?? null;
    return { status: this.#refused.get(idTag) ?? "accepted", group, expiresAt: null };
  }

  async tell(station: StationRef, fact: Fact): Promise<Told> {
    if (this.#telling.has(station.id)) this.overlaps += 1;
    this.#telling.add(station.id);
    await sleep(1);
    this.#telling.delete(station.id);
    const failures = this.failuresLeft(fact.kind);
    if (failures > 0) {
      this.#failures.set(fact.kind, failures - 1);
      throw new Error("the database is down");
    }
    this.facts.push(fact);
    return this.#answer(station, fact);
  }

  of<K extends FactKind>(kind: K): FactOf<K>[] {
    return this.facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
  }

  samples(): Sample[] {
    return this.of("metered").flatMap((fact) => [...fact.samples]);
  }

  /** The n-th fact of a kind, as soon as it is there. */
  nth<K extends FactKind>(kind: K, n = 1): Promise<FactOf<K>> {
    return this.until(`${kind} number ${n}`, () => this.of(kind)[n - 1]);
  }

  async until<T>(what: string, find: () => T | undefined | false): Promise<T> {
    for (let tries = 0; tries < 1000; tries += 1) {
      const found = find();
      if (found !== undefined && found !== false) return found;
      await sleep(5);
    }
    const heard = this.facts.map((fact) => fact.kind).join(" ");
    return assert.fail(`waited in vain for ${what}; heard: ${heard}`);
  }

  #answer(station: StationRef, fact: Fact): Told {
    if (fact.kind === "booted") {
      this.#registered = this.registration;
      return { ...heard, registration: this.registration };
    }
    if (fact.kind === "transaction_opened") {
      const pieces = joined(this.#openings.get(fact.reference) ?? null, fact);
      this.#openings.set(fact.reference, pieces);
      return { ...heard, opening: openingOf(pieces) };
    }
    if (fact.kind === "transaction_started") {
      const said = fact.reference === null ? [fact.evse, fact.idTag, fact.at] : [fact.reference];
      const key = JSON.stringify([station.id, ...said]);
      const transactionId = this.#numbers.get(key) ?? 1000 + this.#numbers.size;
      this.#numbers.set(key, transactionId);
      const token = this.#refused.get(fact.idTag) ?? "accepted";
      return { ...heard, transactionId, token, group: this.#groups.get(fact.idTag) ?? null };
    }
    const token = fact.kind === "transaction_stopped" && fact.idTag ? "accepted" : null;
    return { ...heard, token };
  }
}
