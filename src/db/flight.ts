// Statements of one transaction that go out together: one message burst, one Sync at its end, one
// burst of answers. With pg's own queries PostgreSQL flushes after each statement, which wakes both
// processes every time. An unknown statement is described once per process, not at every use.
import { createRequire } from "node:module";
import pg from "pg";
import type { Prepared, Row } from "./pool.ts";

export type Outcome = { readonly rows: Row[]; readonly command: string };

type Entry = {
  readonly statement: Prepared;
  readonly values: readonly unknown[];
  readonly rows: Row[];
  /** Set when a value of the answer could not be read: the answer is an error then. */
  unreadable: Error | null;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
};

/** What pg's Connection is for a query, as far as it matters here. */
type Wire = {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(statement: Prepared): void;
  bind(bound: { portal: string; statement: string; values: unknown[] }): void;
  describe(what: { type: "P"; name: string }): void;
  execute(what: { portal: string }): void;
  sync(): void;
};

type Fields = { readonly fields: unknown[] };
/** How the rows of a statement are read; null for one that answers no rows. */
type Shape = { addFields(fields: unknown[]): void; parseRow(values: unknown[]): Row } | null;

const { prepareValue } = createRequire(import.meta.url)("pg/lib/utils") as {
  prepareValue(value: unknown): unknown;
};

const shapes = new Map<string, Shape>();

/** A query to pg's client, which hands it the answers of all its statements in their order. */
class Flight extends pg.Query {
  declare name: string;
  declare text: string;
  readonly #entries: readonly Entry[];
  #at = 0;

  constructor(entries: readonly Entry[]) {
    super({ text: "", values: [] });
    this.#entries = entries;
    this.#look();
  }

  /** The client asks for name and text of what it gets answers to. */
  #look(): void {
    const { name = "", text = "" } = this.#entries[this.#at]?.statement ?? {};
    this.name = name;
    this.text = text;
  }

  override submit = (connection: unknown): void => {
    const wire = connection as Wire;
    wire.stream.cork();
    for (const { statement, values } of this.#entries) {
      const { name, text } = statement;
      if (wire.parsedStatements[name] === undefined && !(name in wire.submittedNamedStatements)) {
        wire.parse({ name, text });
        wire.submittedNamedStatements[name] = text;
      }
      wire.bind({ portal: "", statement: name, values: values as unknown[] });
      if (!shapes.has(text)) wire.describe({ type: "P", name: "" });
      wire.execute({ portal: "" });
    }
    wire.sync();
    wire.stream.uncork();
  };

  handleRowDescription({ fields }: Fields): void {
    const shape = new pg.Result("", pg.types) as unknown as NonNullable<Shape>;
    shape.addFields(fields);
    shapes.set(this.text, shape);
  }

  handleDataRow({ fields }: Fields): void {
    const entry = this.#entries[this.#at] as Entry;
    try {
      entry.rows.push((shapes.get(entry.statement.text) as NonNullable<Shape>).parseRow(fields));
    } catch (error) {
      entry.unreadable = error as Error;
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const { statement, rows, unreadable, resolve, reject } = this.#entries[this.#at] as Entry;
    if (!shapes.has(statement.text)) shapes.set(statement.text, null);
    this.#at++;
    this.#look();
    if (unreadable === null) resolve({ rows, command: text });
    else reject(unreadable);
  }

  /** PostgreSQL passes over what was sent behind a statement that failed: it fails with it. */
  handleError(error: Error, wire: Wire): void {
    for (const { statement, reject } of this.#entries.slice(this.#at)) {
      delete wire.submittedNamedStatements[statement.name];
      reject(error);
    }
    this.#at = this.#entries.length;
  }

  handleReadyForQuery(): void {}
}

export type Send = (statement: Prepared, values: readonly unknown[]) => Promise<Outcome>;

/** Sends at once, a flight for each statement: for those that have nothing to do with each other. */
export const sendAlone =
  (client: pg.Client): Send =>
  (statement, values) =>
    new Promise((resolve, reject) => {
      const mapped = values.map((value) => prepareValue(value));
      const entry = { statement, values: mapped, rows: [], unreadable: null, resolve, reject };
      client.query(new Flight([entry]));
    });

/**
 * Sends what one turn of the event loop brings as one flight, when all that is ready to run has
 * run: where one statement fails, those behind it are not run.
 */
export function sendTogether(client: pg.Client): Send {
  let waiting: Entry[] = [];
  const depart = (): void => {
    const entries = waiting;
    waiting = [];
    client.query(new Flight(entries));
  };
  return (statement, values) =>
    new Promise((resolve, reject) => {
      const mapped = values.map((value) => prepareValue(value));
      waiting.push({ statement, values: mapped, rows: [], unreadable: null, resolve, reject });
      // From a microtask, so that the next tick comes when no other microtask is left.
      if (waiting.length === 1) queueMicrotask(() => process.nextTick(depart));
    });
}
