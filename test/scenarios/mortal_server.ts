// A server that can be told at which commit to die. Only tests have it: it lies between the
// platform and its database driver, so that no setting of a real server can do the same.
import pg from "pg";

/** A commit of a transaction that changed something: the names of its writes, and which time. */
export type CommitPoint = { readonly writes: string; readonly nth: number };
export type Death = CommitPoint & { readonly when: "before" | "after" };
/** To the server: count from now on, and die there. From it: a commit happened. */
export type Order = { readonly watch: Death | null };
export type News = { readonly watching: true } | { readonly committed: CommitPoint };

/** A burst to a connection (db/flight.ts); it goes by the name of the statement at hand. */
type Flight = {
  readonly name?: string;
  readonly text?: string;
  handleDataRow(row: { readonly fields: readonly unknown[] }): void;
  handleCommandComplete(done: { readonly text: string }): void;
};
type Send = (this: pg.Client, flight: Flight, ...more: unknown[]) => unknown;

const tell = (news: News): void => void process.send?.(news);

let death: Death | null = null;
let counts: Map<string, number> | null = null;
process.on("message", (order: Order) => {
  death = order.watch;
  counts = new Map();
  tell({ watching: true });
});
process.channel?.unref();

const written = new WeakMap<pg.Client, string[]>();

function pointOf(names: readonly string[]): CommitPoint | null {
  if (counts === null || names.length === 0) return null;
  const writes = names.join(" ");
  return { writes, nth: (counts.get(writes) ?? 0) + 1 };
}

function dieIf(point: CommitPoint | null, when: Death["when"]): void {
  if (point === null || death === null) return;
  if (death.writes !== point.writes || death.nth !== point.nth || death.when !== when) return;
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

/** The commit is on disk, and nobody in this process has heard of it. */
function committed(names: readonly string[]): void {
  const point = pointOf(names);
  dieIf(point, "after");
  if (point === null) return;
  counts?.set(point.writes, point.nth);
  tell({ committed: point });
}

/** Where `jobs.take` answers the task: which one it was tells one taking from another. */
const taskAt = 3;
const changed = /^(INSERT 0|UPDATE|DELETE) [1-9]/;
const mixed = /\b(insert into|update \w+|delete from)\b/;

/** Looks at what comes back of a flight. */
function watched(client: pg.Client, flight: Flight): void {
  let task = "";
  const { handleDataRow, handleCommandComplete } = flight;
  flight.handleDataRow = (row) => {
    if (flight.name === "jobs.take") task = `:${row.fields[taskAt]}`;
    handleDataRow.call(flight, row);
  };
  flight.handleCommandComplete = (done) => {
    const { name = "", text = "" } = flight;
    if (name === "db.begin") written.set(client, []);
    else if (name === "db.commit") committed(written.get(client) ?? []);
    // Whether a timeout was there to be cancelled is chance: the report may come before the order.
    else if (name === "jobs.cancel") return handleCommandComplete.call(flight, done);
    else if (changed.test(done.text) || (mixed.test(text) && done.text.startsWith("SELECT"))) {
      written.get(client)?.push(`${name}${task}`);
    }
    handleCommandComplete.call(flight, done);
  };
}

const send = pg.Client.prototype.query as unknown as Send;
const watching: Send = function (flight, ...more) {
  if (typeof flight?.handleCommandComplete === "function" && flight.name !== undefined) {
    if (flight.name === "db.commit") dieIf(pointOf(written.get(this) ?? []), "before");
    watched(this, flight);
  }
  return send.call(this, flight, ...more);
};
pg.Client.prototype.query = watching as unknown as typeof pg.Client.prototype.query;

await import("../../src/main.ts");
