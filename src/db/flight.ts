// Statements of one transaction that go out together: one message burst, one Sync at its end, one
// burst of answers. With pg's own queries PostgreSQL flushes after each statement, which wakes both
// processes every time. An unknown statement is described once per process, not at every use.
import { createRequire } from "node:module";
import pg from "pg";

export type Row = Record<string, unknown>;

/** One named, prepared statement. */
export type Prepared = { readonly name: string; readonly text: string };

export type Outcome = { readonly rows: Row[]; readonly command: string };

type Answered = {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
};

type Entry = Answered & {
  readonly statement: Prepared;
  readonly values: readonly unknown[];
  readonly rows: Row[];
  /** Set when a value of the answer could not be read: the answer is an error then. */
  unreadable: Error | null;
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

/** Of named statements. A name stands for one text in all of the process. */
const shapes = new Map<string, Shape>();

/** What has no name is parsed at every use. */
const isPrepared = (wire: Wire, name: string): boolean =>
  name !== "" && (name in wire.parsedStatements || name in wire.submittedNamedStatements);

/** A query to pg's client, which hands it the answers of all its statements in their order. */
class Flight extends pg.Query {
  declare name: string;
  declare text: string;
  readonly #entries: readonly Entry[];
  #at = 0;
  #shape: Shape = null;

  constructor(entries: readonly Entry[]) {
    super("");
    this.#entries = entries;
    this.#look();
  }

  /** The client asks for name and text of what it gets answers to. */
  #look(): void {
    const { name = "", text = "" } = this.#entries[this.#at]?.statement ?? {};
    this.name = name;
    this.text = text;
    this.#shape = shapes.get(name) ?? null;
  }

  override submit = (connection: unknown): void => {
    const wire = connection as Wire;
    wire.stream.cork();
    for (const { statement, values } of this.#entries) {
      const { name, text } = statement;
      if (!isPrepared(wire, name)) {
        wire.parse({ name, text });
        if (name !== "") wire.submittedNamedStatements[name] = text;
      }
      wire.bind({ portal: "", statement: name, values: values as unknown[] });
      if (!shapes.has(name)) wire.describe({ type: "P", name: "" });
      wire.execute({ portal: "" });
    }
    wire.sync();
    wire.stream.uncork();
  };

  handleRowDescription({ fields }: Fields): void {
    const shape = new pg.Result("", pg.types) as unknown as NonNullable<Shape>;
    shape.addFields(fields);
    this.#shape = shape;
  }

  handleDataRow({ fields }: Fields): void {
    const entry = this.#entries[this.#at] as Entry;
    try {
      entry.rows.push((this.#shape as NonNullable<Shape>).parseRow(fields));
    } catch (error) {
      entry.unreadable = error as Error;
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const { statement, rows, unreadable, resolve, reject } = this.#entries[this.#at] as Entry;
    if (statement.name !== "") shapes.set(statement.name, this.#shape);
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

/** Its values as they travel, so that one that cannot be written breaks no flight. */
const entryOf = (statement: Prepared, values: readonly unknown[], answered: Answered): Entry => ({
  ...{ statement, values: values.map((value) => prepareValue(value)), ...answered },
  ...{ rows: [], unreadable: null },
});

export type Send = (statement: Prepared, values: readonly unknown[]) => Promise<Outcome>;

/** Sends at once, a flight each: for statements that have nothing to do with each other. */
export const sendAlone =
  (client: pg.Client): Send =>
  (statement, values) =>
    new Promise((resolve, reject) => {
      client.query(new Flight([entryOf(statement, values, { resolve, reject })]));
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
      waiting.push(entryOf(statement, values, { resolve, reject }));
      // From a microtask, so that the next tick comes when no other microtask is left.
      if (waiting.length === 1) queueMicrotask(() => process.nextTick(depart));
    });
}
